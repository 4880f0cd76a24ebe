package ingest

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

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
type Name struct{ needles [][]rune }

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
		digits := string(fold(key.ID).runes)
		for code := 1; code <= 3 && len(digits)-code >= shortestPart; code++ { // country codes have one to three digits
			n.add(digits[code:])
		}
	}
	return n
}

func (n *Name) add(text string) {
	if f := fold(text); len(f.runes) >= shortestName {
		n.needles = append(n.needles, f.runes)
	}
}

// near reports whether the letters and digits of a text hold the value, parts
// of longer numbers and words included.
func (n *Name) near(text string) bool {
	plain := string(fold(text).runes)
	return slices.ContainsFunc(n.needles, func(needle []rune) bool { return strings.Contains(plain, string(needle)) })
}

// In reports whether the text holds the value, not as a part of a longer
// number or word.
func (n *Name) In(text string) bool {
	if len(n.needles) == 0 {
		return false
	}
	f := fold(text)
	for _, needle := range n.needles {
		if slices.Equal(f.runes, needle) {
			return true
		}
		if len(needle) < shortestPart {
			continue
		}
		for at := 0; at+len(needle) <= len(f.runes); at++ {
			if f.runes[at] == needle[0] && slices.Equal(f.runes[at:at+len(needle)], needle) && f.edge(at) && f.edge(at+len(needle)) {
				return true
			}
		}
	}
	return false
}

// folded are the letters and digits of a text, in lower case and plain forms.
type folded struct {
	runes []rune
	gaps  []bool // something else stood before that letter or digit
}

func fold(s string) (f folded) {
	gap := false
	for _, r := range strings.ToLower(norm.NFKC.String(canon.Line(s))) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = true
			continue
		}
		f.runes, f.gaps, gap = append(f.runes, r), append(f.gaps, gap), false
	}
	return f
}

// edge reports whether a word or number may begin or end before the rune at i:
// at the ends, at a gap, where letters meet digits or another script, and
// anywhere in Chinese, which writes no gaps.
func (f *folded) edge(i int) bool {
	if i == 0 || i == len(f.runes) || f.gaps[i] {
		return true
	}
	a, b := writing(f.runes[i-1]), writing(f.runes[i])
	return a != b || a == scriptHan
}

const (
	scriptOther = iota
	scriptDigits
	scriptHan
)

func writing(r rune) int {
	switch {
	case unicode.IsDigit(r):
		return scriptDigits
	case unicode.Is(unicode.Han, r):
		return scriptHan
	}
	return scriptOther
}
