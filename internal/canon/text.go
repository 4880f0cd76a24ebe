package canon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Text returns free text for keeping: NFC, without NUL, controls and marks
// that cannot be seen, line ends and tabs kept, trimmed. Bytes that are no
// UTF-8 become U+FFFD.
func Text(raw string) string {
	if printable(raw) {
		return strings.TrimSpace(raw)
	}
	s := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return visible(r)
	}, strings.ToValidUTF8(raw, "\uFFFD"))
	return norm.NFC.String(strings.TrimSpace(norm.NFC.String(s)))
}

// Line returns a name or an id for keeping: as Text, on one line, with single
// spaces. Unlike identifiers it keeps compatibility forms and letter case,
// because ids of other systems are theirs to define.
func Line(raw string) string {
	if printable(raw) && !strings.Contains(raw, "  ") {
		return strings.TrimSpace(raw)
	}
	return norm.NFC.String(squash(Text(raw)))
}

// clean is the common prologue, in fixed order: UTF-8 checked, controls,
// zero-width and bidi marks off, NFKC, spaces trimmed and squashed.
func clean(raw string) (string, bool) {
	if printable(raw) {
		return squash(raw), true
	}
	if !utf8.ValidString(raw) {
		return "", false
	}
	s := norm.NFKC.String(fractions(strings.Map(visible, raw)))
	return norm.NFC.String(squash(s)), true
}

// fractions sets the signs for fractions apart from a digit before them and
// writes them with the plain slash: 12½ is 12 1/2, where NFKC alone makes
// 121⁄2 of it.
func fractions(s string) string {
	if !strings.ContainsFunc(s, fraction) {
		return s
	}
	var b strings.Builder
	before := ' '
	for _, r := range s {
		switch {
		case r == '\u2044':
			b.WriteByte('/')
		case fraction(r):
			if wideDigit(before) {
				b.WriteByte(' ')
			}
			b.WriteString(strings.ReplaceAll(norm.NFKC.String(string(r)), "\u2044", "/"))
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

// fraction is true for ¼ ½ ¾, the block from ⅐ to ⅟, ↉, and the slash that NFKC
// writes them with.
func fraction(r rune) bool {
	return r >= '\u00bc' && r <= '\u00be' || r >= '\u2150' && r <= '\u215f' || r == '\u2189' || r == '\u2044'
}

// visible maps spaces and line ends to a space and drops controls and format
// characters (zero-width, bidi, soft hyphen, byte order mark).
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf):
		return -1
	}
	return r
}

// fold lower-cases for comparing, so that the result is its own fold.
func fold(s string) string {
	if printable(s) {
		return strings.ToLower(s)
	}
	for range 4 { // two rounds settle all of Unicode 15; see FuzzCanonicalise
		t := squash(norm.NFKC.String(cases.Fold().String(s)))
		if t == s {
			break
		}
		s = t
	}
	return norm.NFC.String(s)
}

func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// squash trims spaces and makes runs of them one.
func squash(s string) string {
	if !strings.Contains(s, "  ") {
		return strings.Trim(s, " ")
	}
	return strings.Join(strings.Fields(s), " ")
}
