package investigate

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// WithdrawRequest says what to take back, and who does it, why.
type WithdrawRequest struct {
	// Target is a row, as SHA256:ROW with the first six or more characters of
	// the file's hash; a file, by these alone; or the name of a source.
	Target string
	Reason string
	By     string // a person, not the program
}

// WithdrawalView is one withdrawal, or the taking back of one.
type WithdrawalView struct {
	ID       string       `json:"id"`
	Undoes   string       `json:"undoes,omitempty"` // id of the withdrawal that this one takes back
	UndoneBy string       `json:"undoneBy,omitempty"`
	Target   string       `json:"target"`
	Files    []RowsOfFile `json:"files"`
	By       string       `json:"by"`
	Reason   string       `json:"reason"`
	At       time.Time    `json:"at"`
}

// RowsOfFile names rows of one file.
type RowsOfFile struct {
	File   string   `json:"file"` // base name as it was loaded
	SHA256 string   `json:"sha256"`
	All    bool     `json:"all"` // every row of it
	Rows   []uint32 `json:"rows,omitempty"`
}

// WithdrawReport says what a withdrawal, or its taking back, changed.
type WithdrawReport struct {
	Withdrawal WithdrawalView `json:"withdrawal"`
	Detect     *DetectReport  `json:"detect,omitempty"` // nil when there was no run
}

// Withdraw takes rows back. They stay in the vault, and the withdrawal stays
// in the casebook; the store is made again without them, so that whatever
// rested on them alone goes with them, and detection runs again when there was
// a run. What is withdrawn already is errs.Conflict, what does not exist
// errs.NotFound, what is ambiguous errs.Invalid.
func (s *Service) Withdraw(ctx context.Context, req WithdrawRequest) (*WithdrawReport, error) {
	if err := checkWords("withdraw", req.Reason, req.By); err != nil {
		return nil, err
	}
	release, err := s.lock("withdraw")
	if err != nil {
		return nil, err
	}
	defer release()
	if _, err := s.catchUp(ctx); err != nil {
		return nil, err
	}
	rows, err := s.target(ctx, req.Target)
	if err != nil {
		return nil, err
	}
	if rows, err = s.notYetLeftOut(rows); err != nil {
		return nil, err
	}
	return s.withdraw(ctx, casebook.Withdrawal{Target: req.Target, Rows: fileRows(rows), User: req.By, Reason: req.Reason, At: s.opt.Now()})
}

// Reinstate takes a withdrawal back, by its id: its rows count again, unless
// another withdrawal holds them.
func (s *Service) Reinstate(ctx context.Context, id, reason, by string) (*WithdrawReport, error) {
	if err := checkWords("withdraw", reason, by); err != nil {
		return nil, err
	}
	release, err := s.lock("withdraw")
	if err != nil {
		return nil, err
	}
	defer release()
	if _, err := s.catchUp(ctx); err != nil {
		return nil, err
	}
	return s.withdraw(ctx, casebook.Withdrawal{Undoes: id, Target: id, User: by, Reason: reason, At: s.opt.Now()})
}

// withdraw writes the withdrawal down, which decides, and then carries it out.
func (s *Service) withdraw(ctx context.Context, w casebook.Withdrawal) (*WithdrawReport, error) {
	w, err := s.book.Withdraw(ctx, w)
	if err != nil {
		return nil, err
	}
	s.opt.Log.Info().Str("withdrawal", w.ID).Msg("withdrawn")
	if err := s.book.Note(ctx, casebook.Entry{At: s.opt.Now(), Who: localUser, What: "withdraw", Subject: w.ID}); err != nil {
		return nil, err
	}
	caught, err := s.catchUp(ctx)
	if err != nil {
		return nil, err
	}
	return &WithdrawReport{s.withdrawal(w), caught.detect}, nil
}

// Withdrawals returns every withdrawal, oldest first.
func (s *Service) Withdrawals(ctx context.Context) ([]WithdrawalView, error) {
	ws, err := s.book.Withdrawals(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]WithdrawalView, len(ws))
	at := map[string]int{}
	for i, w := range ws {
		out[i] = s.withdrawal(w)
		at[w.ID] = i
		if w.Undoes != "" {
			out[at[w.Undoes]].UndoneBy = w.ID
		}
	}
	return out, nil
}

func (s *Service) withdrawal(w casebook.Withdrawal) WithdrawalView {
	return WithdrawalView{ID: w.ID, Undoes: w.Undoes, Target: w.Target, Files: s.named(w.Rows), By: w.User, Reason: w.Reason, At: w.At}
}

// named gives files the names under which they came.
func (s *Service) named(rows []casebook.FileRows) []RowsOfFile {
	out := []RowsOfFile{}
	files := s.vault.Files()
	for _, r := range rows {
		v := RowsOfFile{SHA256: r.SHA256, All: r.All, Rows: r.Rows}
		if at := slices.IndexFunc(files, func(f vault.File) bool { return f.SHA256 == r.SHA256 }); at >= 0 {
			v.File = files[at].Name
		}
		out = append(out, v)
	}
	return out
}

// checkWords refuses a reason or a person that cannot be kept as one line.
func checkWords(op, reason, by string) error {
	for _, w := range []struct {
		name, text string
		most       int
	}{{"reason", reason, maxReason}, {"by", by, 100}} {
		switch {
		case strings.TrimSpace(w.text) == "":
			return &errs.Error{Op: op, Kind: errs.Invalid, Subject: w.name, Message: "is needed", Remedy: "Give --reason and --by: both are kept for good"}
		case utf8.RuneCountInString(w.text) > w.most || !utf8.ValidString(w.text) || strings.ContainsFunc(w.text, unicode.IsControl):
			return &errs.Error{Op: op, Kind: errs.Invalid, Subject: w.name, Message: fmt.Sprintf("must be one line of at most %d characters", w.most)}
		}
	}
	return nil
}

// target returns the rows that a text names, by the SHA-256 of their file.
func (s *Service) target(ctx context.Context, text string) (map[string]vault.RowSet, error) {
	prefix, rest, isRow := strings.Cut(text, ":")
	if isRow {
		if row, err := strconv.ParseUint(rest, 10, 32); err == nil && isHash(prefix) {
			return s.targetRow(strings.ToLower(prefix), uint32(row))
		}
	}
	if isHash(text) {
		f, err := s.fileOf(strings.ToLower(text))
		if f != nil || err != nil {
			return map[string]vault.RowSet{keyOf(f): {All: true}}, err
		}
	}
	rows, err := ingest.RowsOfSource(ctx, s.vault, text)
	if err == nil && len(rows) == 0 {
		err = &errs.Error{Op: "withdraw", Kind: errs.NotFound, Subject: "target", Message: "no row, file or source is called so",
			Remedy: "Name a row as SHA256:ROW, a file by the beginning of its SHA-256, or a source as its rows do"}
	}
	return rows, err
}

func keyOf(f *vault.File) string {
	if f == nil {
		return ""
	}
	return f.SHA256
}

// shortestHash is how many characters of a SHA-256 name a file.
const shortestHash = 6

func isHash(s string) bool {
	if len(s) < shortestHash || len(s) > 64 {
		return false
	}
	_, err := hex.DecodeString(s + strings.Repeat("0", len(s)%2))
	return err == nil
}

// targetRow returns one row, after making sure that it is there.
func (s *Service) targetRow(prefix string, row uint32) (map[string]vault.RowSet, error) {
	f, err := s.fileOf(prefix)
	switch {
	case err != nil:
		return nil, err
	case f == nil:
		return nil, &errs.Error{Op: "withdraw", Kind: errs.NotFound, Subject: "target", Message: "no file in the vault has a SHA-256 that begins so"}
	case row == 0:
		return nil, &errs.Error{Op: "withdraw", Kind: errs.Invalid, Subject: "target", Message: "row 0 is the header, which claims nothing"}
	}
	if _, err := s.vault.Row(entity.NewRecord(f.Number, row)); err != nil {
		return nil, err
	}
	return map[string]vault.RowSet{f.SHA256: {Rows: []uint32{row}}}, nil
}

// fileOf returns the one file whose SHA-256 begins so, nil when there is none.
func (s *Service) fileOf(prefix string) (*vault.File, error) {
	var found *vault.File
	for _, f := range s.vault.Files() {
		if !strings.HasPrefix(f.SHA256, prefix) {
			continue
		}
		if found != nil && found.SHA256 != f.SHA256 {
			return nil, &errs.Error{Op: "withdraw", Kind: errs.Invalid, Subject: "target", Message: "several files in the vault have a SHA-256 that begins so",
				Remedy: "Give more of it"}
		}
		found = &f
	}
	return found, nil
}

// notYetLeftOut returns those of the rows that still count.
func (s *Service) notYetLeftOut(rows map[string]vault.RowSet) (map[string]vault.RowSet, error) {
	out := map[string]vault.RowSet{}
	for sha, wanted := range rows {
		gone, err := s.vault.LeftOutOf(sha)
		if err != nil {
			return nil, err
		}
		wanted.Rows = slices.DeleteFunc(slices.Clone(wanted.Rows), gone.Holds)
		if !gone.All && (wanted.All || len(wanted.Rows) > 0) {
			out[sha] = wanted
		}
	}
	if len(out) == 0 {
		return nil, &errs.Error{Op: "withdraw", Kind: errs.Conflict, Subject: "target", Message: "is withdrawn or erased already", Remedy: "ringtrace withdraw --list shows by what"}
	}
	return out, nil
}

// fileRows orders rows by file.
func fileRows(rows map[string]vault.RowSet) []casebook.FileRows {
	out := make([]casebook.FileRows, 0, len(rows))
	for sha, r := range rows {
		out = append(out, casebook.FileRows{SHA256: sha, All: r.All, Rows: r.Rows})
	}
	slices.SortFunc(out, func(a, b casebook.FileRows) int { return cmp.Compare(a.SHA256, b.SHA256) })
	return out
}
