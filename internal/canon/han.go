package canon

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed simplified.tsv
var simplifiedFile string

// The characters that simplify looks at: all but a few rare ones lie here.
const (
	firstHan = '\u3400'
	lastHan  = '\u9fff'
)

// simplified maps traditional characters to simplified ones, one to one;
// characters of the usual blocks by their distance from the first.
var simplified = sync.OnceValue(func() *[lastHan - firstHan + 1]rune {
	table := new([lastHan - firstHan + 1]rune)
	for line := range strings.Lines(simplifiedFile) {
		from, n := utf8.DecodeRuneInString(line)
		to, _ := utf8.DecodeRuneInString(line[min(n+1, len(line)):])
		if from >= firstHan && from <= lastHan {
			table[from-firstHan] = to
		}
	}
	return table
})

// simplify writes traditional characters as simplified ones, so that 廣東省 and
// 广东省 are one name. It goes character by character: which of two meanings
// a simplified character has does not matter to a key.
func simplify(s string) string {
	table := simplified()
	for i, r := range s {
		if r < firstHan || r > lastHan || table[r-firstHan] == 0 {
			continue
		}
		var b strings.Builder
		b.Grow(len(s))
		b.WriteString(s[:i])
		for _, r := range s[i:] {
			if r >= firstHan && r <= lastHan && table[r-firstHan] != 0 {
				r = table[r-firstHan]
			}
			b.WriteRune(r)
		}
		return b.String()
	}
	return s
}

// isHan reports whether r is a Chinese character.
func isHan(r rune) bool {
	return r >= firstHan && r <= lastHan || r >= 0x20000 && unicode.Is(unicode.Han, r)
}

func hasHan(s string) bool { return strings.IndexFunc(s, isHan) >= 0 }

// foldHan is fold for text that is mostly Chinese: the characters of the usual
// blocks have no case and no other form.
func foldHan(s string) string {
	for _, r := range s {
		if r >= utf8.RuneSelf && (r < firstHan || r > lastHan) {
			return simplify(fold(s))
		}
	}
	return simplify(strings.ToLower(s))
}
