package investigate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// OriginalView is one source row as it came, or what is left of it.
type OriginalView struct {
	File      string      `json:"file"` // base name as it was loaded
	SHA256    string      `json:"sha256"`
	Row       int         `json:"row"`
	Raw       []byte      `json:"raw"`                 // without the line break; empty when it was erased
	Withdrawn *LeftOutRef `json:"withdrawn,omitempty"` // it does not count any more
	Erased    *LeftOutRef `json:"erased,omitempty"`    // it is unreadable for good
}

// LeftOutRef says why a row does not count.
type LeftOutRef struct {
	ID     string    `json:"id"` // of the withdrawal or erasure; "" when the row was erased from another file of the same text
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Leaf   string    `json:"leaf,omitempty"` // hash of the erased row in its file's row tree
}

// Original returns the source row behind a claim, by the SHA-256 of its file,
// of which six characters are enough where they name one file. Row 0 is the
// header.
func (s *Service) Original(ctx context.Context, sha256 string, row int) (*OriginalView, error) {
	if !isHash(sha256) || row < 0 || int64(row) > math.MaxUint32 {
		return nil, &errs.Error{Op: "original", Kind: errs.Invalid, Subject: "source row", Message: "needs a SHA-256 in hex and a row number"}
	}
	f, err := s.fileOf(strings.ToLower(sha256))
	if err != nil {
		return nil, err
	}
	if f == nil {
		return nil, &errs.Error{Op: "original", Kind: errs.NotFound, Subject: fmt.Sprintf("file %.12s…", sha256), Message: "no such file in the vault"}
	}
	o, err := s.vault.Row(entity.NewRecord(f.Number, uint32(row)))
	if err != nil {
		return nil, err
	}
	sha256 = f.SHA256
	out := &OriginalView{File: f.Name, SHA256: sha256, Row: row, Raw: o.Row.Raw}
	if row == 0 {
		out.Raw = o.Header
	}
	if o.Erased != nil {
		if out.Erased, err = s.erasedBy(ctx, sha256, uint32(row)); err != nil {
			return nil, err
		}
		out.Erased.Leaf = o.Erased.Leaf.String()
	}
	out.Withdrawn, err = s.withdrawnBy(ctx, sha256, uint32(row))
	return out, err
}

func (s *Service) erasedBy(ctx context.Context, sha256 string, row uint32) (*LeftOutRef, error) {
	es, err := s.book.Erasures(ctx)
	for _, e := range es {
		if holds(e.Rows, sha256, row) {
			return &LeftOutRef{ID: e.ID, Reason: e.Reason, By: e.User, At: e.At}, err
		}
	}
	return &LeftOutRef{}, err
}

func (s *Service) withdrawnBy(ctx context.Context, sha256 string, row uint32) (*LeftOutRef, error) {
	ws, err := s.book.Withdrawals(ctx)
	for _, w := range casebook.Withdrawn(ws) {
		if holds(w.Rows, sha256, row) {
			return &LeftOutRef{ID: w.ID, Reason: w.Reason, By: w.User, At: w.At}, err
		}
	}
	return nil, err
}

func holds(files []casebook.FileRows, sha256 string, row uint32) bool {
	return slices.ContainsFunc(files, func(f casebook.FileRows) bool { return f.SHA256 == sha256 && f.Holds(row) })
}

// checkErased proves that the vault holds what the casebook says of erased
// rows: that they are gone, and their hashes in the tree that was there.
func (s *Service) checkErased(ctx context.Context) (string, error) {
	es, err := s.book.Erasures(ctx)
	if err != nil {
		return "", err
	}
	n := 0
	for _, e := range es {
		if e.Done.IsZero() {
			return "erasure " + e.ID + " was cut short: the next load or detect finishes it", nil
		}
		for _, rows := range e.Rows {
			if err := s.checkErasedFrom(ctx, &rows); err != nil {
				return "", err
			}
			n += len(rows.Rows)
		}
	}
	ws, err := s.book.Withdrawals(ctx)
	return fmt.Sprintf("%d rows are erased, and %d withdrawals hold", n, len(casebook.Withdrawn(ws))), err
}

func (s *Service) checkErasedFrom(ctx context.Context, rows *casebook.FileRows) error {
	altered := func(cause error) error {
		return &errs.Error{Op: "check", Kind: errs.Unverified, Subject: fmt.Sprintf("file %.12s…", rows.SHA256), Message: "is not left as its erasure left it",
			Remedy: "Restore vault and case.db from the same backup", Err: cause}
	}
	f, err := s.fileOf(rows.SHA256)
	if err != nil || f == nil {
		return altered(err)
	}
	tree, err := s.vault.RowTree(ctx, f.Number)
	if err != nil {
		return err
	}
	if tree.Root.String() != rows.Root || len(rows.Leaves) != len(rows.Rows) {
		return altered(errors.New("another root"))
	}
	gone, err := s.vault.Erased(f.Number)
	if err != nil {
		return err
	}
	leaves := map[uint32]string{}
	for _, r := range gone {
		leaves[r.Row] = r.Leaf.String()
	}
	for i, row := range rows.Rows {
		if leaves[row] != rows.Leaves[i] {
			return altered(fmt.Errorf("row %d", row))
		}
	}
	return nil
}
