package canon

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/ringtrace/ringtrace/internal/region"
)

// NameKeys are what a name of a person or company can be found under. Names
// repeat: equal keys never join anything, they only bring two names to
// somebody's notice. Each key is "" where the name gives none.
type NameKeys struct {
	Han    string // Chinese characters, simplified, without region, legal form and marks
	Pinyin string // syllables of a name written in Pinyin, ordered and joined: Wang Xiaoming and Xiao Ming WANG are one
	Latin  string // words in lower case without accents, region and legal form
	Region string // id of the region that the name begins with, for companies: GB2260:440100
}

// hanLegalForms end names of Chinese companies, the longest first.
var hanLegalForms = []string{
	"集团股份有限公司", "股份有限公司", "有限责任公司", "集团有限公司", "普通合伙企业", "有限合伙企业", "个体工商户", "有限公司", "合伙企业", "有限合伙", "普通合伙", "分公司", "公司", "集团",
}

// latinLegalForms are words that name a legal form wherever they end a name.
var latinLegalForms = map[string]bool{
	"co": true, "company": true, "corp": true, "corporation": true, "inc": true, "incorporated": true, "ltd": true, "limited": true, "llc": true, "llp": true,
	"lp": true, "plc": true, "pty": true, "pte": true, "pvt": true, "private": true, "gmbh": true, "mbh": true, "ag": true, "kg": true, "ohg": true, "ug": true,
	"ev": true, "eu": true, "sa": true, "sas": true, "sasu": true, "sarl": true, "eurl": true, "srl": true, "spa": true, "sl": true, "slu": true, "lda": true,
	"ltda": true, "bv": true, "nv": true, "vof": true, "ab": true, "as": true, "asa": true, "aps": true, "oy": true, "oyj": true, "kft": true, "zrt": true,
	"doo": true, "dd": true, "sro": true, "spzoo": true, "ooo": true, "oao": true, "zao": true, "kk": true, "gk": true, "sdn": true, "bhd": true, "tbk": true,
	"ооо": true, "оао": true, "зао": true, "ип": true, "pt": true, "jsc": true, "fze": true, "fzco": true, "wll": true, "sti": true,
}

// leadingLegalForms stand in front of names.
var leadingLegalForms = map[string]bool{"ооо": true, "оао": true, "зао": true, "ип": true, "ooo": true, "oao": true, "zao": true, "pt": true, "sarl": true, "sas": true}

// Name returns the keys of a name.
func Name(text string) NameKeys {
	s, ok := clean(text)
	if !ok || len(s) > maxID {
		return NameKeys{}
	}
	han, latin := scripts(foldHan(s))
	var k NameKeys
	k.Han = k.hanName(han)
	words := latinName(latin)
	k.Pinyin = pinyin(words)
	if k.Pinyin == "" {
		words = k.latinRegion(words)
	}
	k.Latin = strings.Join(words, " ")
	return k
}

// scripts parts a name into its Chinese characters, with marks as spaces, and
// its words in other letters.
func scripts(s string) (han, other string) {
	var h, o strings.Builder
	for _, r := range s {
		if isHan(r) {
			h.WriteRune(r)
			o.WriteByte(' ')
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || strings.ContainsRune(".'’&", r) {
			o.WriteRune(r)
			continue
		}
		h.WriteByte(' ')
		o.WriteByte(' ')
	}
	return squash(h.String()), squash(o.String())
}

// hanName takes the region off the front or out of brackets, and legal forms
// off the end: 蓝天（广州）贸易有限公司 and 广州市蓝天贸易有限公司 have one key.
func (k *NameKeys) hanName(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if i > 0 && len(words) > 1 { // in brackets, as marks are spaces by now
			if found := places().names.Called(w); len(found) == 1 {
				k.Region = found[0].ID
				words = slices.Delete(words, i, i+1)
				break
			}
		}
	}
	whole := strings.Join(words, "")
	name := stripLegal(whole)
	if k.Region != "" {
		return name
	}
	front := regionPrefix(name, "")
	if front.region == nil || utf8.RuneCountInString(front.rest) < 2 {
		return name
	}
	// 北京大学 is no university that happens to be in Beijing: without a legal
	// form only the full name of a region is one.
	if name != whole || strings.HasSuffix(strings.TrimSuffix(name, front.rest), front.region.Name) {
		k.Region, name = front.region.ID, front.rest
	}
	return name
}

func stripLegal(name string) string {
	if slices.Contains(hanLegalForms, name) {
		return name
	}
	for _, form := range hanLegalForms {
		if rest, ok := strings.CutSuffix(name, form); ok && utf8.RuneCountInString(rest) >= 2 {
			return stripLegal(rest)
		}
	}
	return name
}

// latinName returns the words of a name without accents, marks and, at its
// end, legal forms.
func latinName(s string) []string {
	var words []string
	for _, w := range strings.Fields(strings.ReplaceAll(s, "&", " and ")) {
		if w = plainLetters(w); w != "" {
			words = append(words, w)
		}
	}
	for len(words) > 1 && (latinLegalForms[words[len(words)-1]] || words[len(words)-1] == "and") { // GmbH & Co. KG
		words = words[:len(words)-1]
	}
	for len(words) > 1 && leadingLegalForms[words[0]] {
		words = words[1:]
	}
	return words
}

// plainLetters drops marks, and accents from Latin letters: S.A.R.L. is sarl,
// Müller muller. In other scripts an accent makes another letter.
func plainLetters(w string) string {
	var b strings.Builder
	latin := false
	for _, r := range norm.NFD.String(w) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			latin = unicode.Is(unicode.Latin, r)
			b.WriteRune(r)
		case unicode.Is(unicode.M, r) && !latin && b.Len() > 0:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// latinRegion takes the name of a region of China off the front.
func (k *NameKeys) latinRegion(words []string) []string {
	for n := min(2, len(words)-1); n >= 1; n-- {
		found := places().names.Latin(strings.Join(words[:n], " "))
		if len(found) == 1 && strings.HasPrefix(found[0].ID, "GB2260:") && found[0].Level >= region.Province {
			if k.Region == "" {
				k.Region = found[0].ID
			}
			return words[n:]
		}
	}
	return words
}
