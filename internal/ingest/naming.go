package ingest

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// RowsOfSource returns the rows that name a source, by the SHA-256 of their
// file, those left out included where they can still be read.
func RowsOfSource(ctx context.Context, v *vault.Vault, source string) (map[string]vault.RowSet, error) {
	want := canon.Line(source)
	return rowsWhere(ctx, v, func(r *row) bool { return r.source() == want })
}

// RowsNaming returns the rows in which a value stands, whatever became of
// them: rows that were rejected, and fields that no claim was made of. Values
// that are too short to be told from others find nothing.
func RowsNaming(ctx context.Context, v *vault.Vault, n *Name) (map[string]vault.RowSet, error) {
	if len(n.needles) == 0 {
		return map[string]vault.RowSet{}, nil
	}
	return rowsWhere(ctx, v, func(r *row) bool {
		if !n.near(string(r.Raw)) {
			return false
		}
		fields := r.t.fields
		if r.rejected { // it may not have been split
			fields = bytes.FieldsFunc(r.Raw, func(c rune) bool { return strings.ContainsRune(",;\t|\"\n", c) })
		}
		return slices.ContainsFunc(fields, func(f []byte) bool { return n.In(string(f)) })
	})
}

func rowsWhere(ctx context.Context, v *vault.Vault, holds func(*row) bool) (map[string]vault.RowSet, error) {
	out := map[string]vault.RowSet{}
	for _, f := range v.Files() {
		s, err := vaultSource(v, f)
		if err != nil {
			return nil, err
		}
		if err := s.examine(ctx); err != nil {
			return nil, err
		}
		if s.leftOut, err = erasedOf(v, f); err != nil { // withdrawn rows are looked at
			return nil, err
		}
		var found vault.RowSet
		err = eachRow(ctx, s, func(r *row) {
			if holds(r) {
				found.Rows = append(found.Rows, r.Number)
			}
		})
		if err != nil {
			return nil, err
		}
		if len(found.Rows) > 0 {
			out[f.SHA256] = found.Union(out[f.SHA256])
		}
	}
	return out, nil
}

func erasedOf(v *vault.Vault, f vault.File) (out vault.RowSet, err error) {
	gone, err := v.Erased(f.Number)
	for _, e := range gone {
		out.Rows = append(out.Rows, e.Row)
	}
	return out, err
}

// Name recognises a value in text, however it is written there: in any letter
// case, with any separators, a telephone number with its country code or
// without.
type Name struct{ needles []string }

// A value of fewer letters and digits than shortestName is not looked for: it
// stands in half of all rows by chance. One of fewer than shortestPart must
// fill its field.
const (
	shortestName = 6
	shortestPart = 8
)

// NewName returns what recognises the value of a key, and other texts that
// mean it.
func NewName(key entity.Key, texts ...string) *Name {
	n := &Name{}
	n.add(key.ID)
	for _, text := range texts {
		n.add(text)
	}
	if _, rest, ok := strings.Cut(key.ID, ":"); ok && key.Kind.Identifier() {
		n.add(rest)
	}
	if key.Kind == entity.KindPhone {
		digits := fold(key.ID)
		for code := 1; code <= 3 && len(digits)-code >= 8; code++ { // country codes have one to three digits
			n.add(digits[code:])
		}
	}
	return n
}

func (n *Name) add(text string) {
	if f := fold(text); len([]rune(f)) >= shortestName {
		n.needles = append(n.needles, f)
	}
}

// near reports whether the letters and digits of a text hold the value, parts
// of longer numbers included.
func (n *Name) near(text string) bool {
	folded := fold(text)
	return slices.ContainsFunc(n.needles, func(needle string) bool { return strings.Contains(folded, needle) })
}

// In reports whether the text holds the value, not as a part of a longer
// number or word of the same writing.
func (n *Name) In(text string) bool {
	if len(n.needles) == 0 {
		return false
	}
	folded := fold(text)
	for _, needle := range n.needles {
		if folded == needle {
			return true
		}
		for from := 0; len([]rune(needle)) >= shortestPart; {
			at := strings.Index(folded[from:], needle)
			if at < 0 {
				break
			}
			at += from
			if !digitAt(folded, at-1, needle[0]) && !digitAt(folded, at+len(needle), needle[len(needle)-1]) {
				return true
			}
			from = at + 1
		}
	}
	return false
}

// digitAt reports whether a number goes on at i beside one that ends in edge.
func digitAt(s string, i int, edge byte) bool {
	return i >= 0 && i < len(s) && isDigit(s[i]) && isDigit(edge)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// fold keeps letters and digits, in lower case and plain forms.
func fold(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(canon.Line(s)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
