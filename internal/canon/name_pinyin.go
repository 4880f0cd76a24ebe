package canon

import (
	"slices"
	"strings"
	"sync"
)

// pinyinTable lists the syllables of Hanyu Pinyin without tones (ISO 7098,
// annex): for each initial the finals that it takes.
const pinyinTable = `
- a ai an ang ao e ei en eng er o ou yi ya yo ye yao you yan yin yang ying yong yu yue yuan yun wu wa wo wai wei wan wen wang weng
b a ai an ang ao ei en eng i ian iao ie in ing o u
p a ai an ang ao ei en eng i ian iao ie in ing o ou u
m a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
f a an ang ei en eng o ou u
d a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo
t a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo
n a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue
l a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve ue
g a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
k a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
h a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j i ia ian iang iao ie in ing iong iu u ue uan un
q i ia ian iang iao ie in ing iong iu u ue uan un
x i ia ian iang iao ie in ing iong iu u ue uan un
zh a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo
ch a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
sh a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
r an ang ao e en eng i ong ou u ua uan ui un uo
z a ai an ang ao e ei en eng i ong ou u uan ui un uo
c a ai an ang ao e en eng i ong ou u uan ui un uo
s a ai an ang ao e en eng i ong ou u uan ui un uo
`

// longestSyllable is that of zhuang and its like.
const longestSyllable = 6

var syllables = sync.OnceValue(func() map[string]bool {
	table := map[string]bool{}
	for line := range strings.Lines(pinyinTable) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		initial := strings.TrimPrefix(f[0], "-")
		for _, final := range f[1:] {
			table[initial+final] = true
		}
	}
	return table
})

// maxNameSyllables bounds what is taken for a person's name in Pinyin.
const maxNameSyllables = 5

// pinyin returns the syllables of a name that was written in Pinyin, ordered
// and joined, "" for any other name. Nothing is transcribed here: the library
// that could gets the readings of names wrong, so a name in characters has no
// such key.
func pinyin(words []string) string {
	if len(words) < 2 { // a family name and a given one: "One" is no Chinese name
		return ""
	}
	var all []string
	for _, w := range words {
		cut, ok := cutSyllables(w)
		if !ok {
			return ""
		}
		all = append(all, cut...)
	}
	if len(all) > maxNameSyllables {
		return ""
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

// cutSyllables cuts a word into syllables, the longest first; an ambiguous word
// (xian) is always cut the same way.
func cutSyllables(w string) ([]string, bool) {
	if w == "" {
		return nil, true
	}
	if len(w) > maxNameSyllables*longestSyllable {
		return nil, false
	}
	for n := min(longestSyllable, len(w)); n > 0; n-- {
		if syllables()[w[:n]] {
			if rest, ok := cutSyllables(w[n:]); ok {
				return append([]string{w[:n]}, rest...), true
			}
		}
	}
	return nil, false
}
