package store

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// NameAttr is the attribute that Finder searches beside the id.
const NameAttr = "name"

// Searchable reports whether Finder looks at nodes of kind k: all evidence
// but sources, whose ids are hashes.
func Searchable(k entity.Kind) bool {
	return k.Valid() && !k.Derived() && k != entity.KindSource
}

// SearchKinds returns the searchable ones of kinds in order without repeats,
// every searchable kind when kinds is empty.
func SearchKinds(kinds []entity.Kind) []entity.Kind {
	if len(kinds) == 0 {
		kinds = entity.Kinds()
	}
	out := slices.DeleteFunc(slices.Clone(kinds), func(k entity.Kind) bool { return !Searchable(k) })
	slices.Sort(out)
	return slices.Compact(out)
}

// Words returns the case-folded words of text, sorted, without repeats. This
// and AppendWords are the one place where text becomes words.
func Words(text string) []string {
	ws := AppendWords(nil, text)
	slices.Sort(ws)
	return slices.Compact(ws)
}

// hanWindow is how many characters of Chinese text one word holds. Chinese is
// written without spaces, so each character may begin a word that people look
// for; a longer text is found by all its windows.
const hanWindow = 6

// AppendWords appends the case-folded words of text to dst in the order of the
// text, repeats included. A word is a longest run of letters and digits; one
// that holds Chinese characters counts as a word from its beginning and from
// each of them, cut to six characters.
func AppendWords(dst []string, text string) []string {
	from := len(dst)
	dst = append(dst, strings.FieldsFunc(foldCase(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})...)
	for i := from; i < len(dst); i++ {
		if hasHan(dst[i]) {
			return append(dst[:i], hanWords(dst[i:])...)
		}
	}
	return dst
}

func hasHan(word string) bool {
	for i := 0; i < len(word); i++ {
		if word[i] >= utf8.RuneSelf {
			return strings.ContainsFunc(word[i:], func(r rune) bool { return unicode.Is(unicode.Han, r) })
		}
	}
	return false
}

func hanWords(words []string) []string {
	var out []string
	for _, w := range words {
		if !hasHan(w) {
			out = append(out, w)
			continue
		}
		for i, r := range w {
			if i == 0 || unicode.Is(unicode.Han, r) {
				out = append(out, firstRunes(w[i:], hanWindow))
			}
		}
	}
	return out
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// NodeWords returns the words by which a node is found: those of its id and
// of its texts named NameAttr; sorted, without repeats.
func NodeWords(n *entity.Node) []string {
	ws := AppendNames(AppendWords(nil, n.Key.ID), n.Attrs)
	slices.Sort(ws)
	return slices.Compact(ws)
}

// AppendNames appends the words of the texts named NameAttr to dst.
func AppendNames(dst []string, attrs []entity.Attr) []string {
	for i := range attrs {
		if attrs[i].Name == NameAttr && attrs[i].Value.Kind() == entity.ValueString {
			dst = AppendWords(dst, attrs[i].Value.Text())
		}
	}
	return dst
}

// HasPrefixes reports whether words, which are sorted, hold for each prefix a
// word that begins with it.
func HasPrefixes(words, prefixes []string) bool {
	for _, p := range prefixes {
		i, _ := slices.BinarySearch(words, p)
		if i == len(words) || !strings.HasPrefix(words[i], p) {
			return false
		}
	}
	return true
}

// foldCase makes texts that differ in case only, or in the way an accent is
// composed, equal. Plain ASCII, which most ids are, takes the short way. The
// lower-casing at the end mends package cases, which swaps the two cases of
// Cherokee instead of folding them.
func foldCase(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return norm.NFC.String(strings.ToLower(cases.Fold().String(norm.NFC.String(s))))
		}
	}
	return strings.ToLower(s)
}
