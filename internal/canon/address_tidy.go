package canon

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tidy drops marks and spaces wherever a Chinese character or the end stands
// beside them: there they separate nothing. Between two letters or digits the
// strongest of them stays (- , / or a space): 2103、2104 is not 2103-2104, and
// neither is 21032104.
//
// Some marks say something beside a character too and stay: those that
// enumerate (1号、2号楼 is two buildings, 1号2号楼 one), a dash that may be a minus
// (大厦-1层) or a part of the number (3号-1), and what keeps two numerals apart.
func tidy(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var last rune // the last one written
	var between byte
	for i, r := range s {
		if mark := separator(r); mark != 0 {
			between = stronger(between, mark)
			continue
		}
		if between != 0 && last != 0 {
			b.WriteString(kept(last, between, r, s[i:]))
		}
		between = 0
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// kept returns what stays of the marks between two characters; rest begins with
// the second.
func kept(last rune, between byte, r rune, rest string) string {
	if !isHan(last) && !isHan(r) {
		if between == enumerates {
			between = ','
		}
		return string(between)
	}
	switch {
	case between == enumerates || between == '/':
		return "、"
	case between == '-' && (belowGround(rest) || last == '号' && r >= '0' && r <= '9'):
		return "-"
	case isNumeral(last) && isNumeral(r):
		return " "
	}
	return ""
}

// enumerates is the class of 、 among the marks.
const enumerates = ';'

// separator classes a mark: - for dashes, / for slashes, enumerates for 、, a
// comma for commas, a space for the rest, 0 for what is no mark.
func separator(r rune) byte {
	switch r {
	case '-', '~', '‐', '‑', '‒', '–', '—', '―', '〜':
		return '-'
	case '、':
		return enumerates
	case ',', ';', '。':
		return ','
	case '/', '\\', '⁄', '|':
		return '/'
	case '#', '&', '+', '@', '_', '.', '*', '·', '•', '●', '∙', '◦':
		return 0
	}
	if r == ' ' || unicode.IsPunct(r) {
		return ' '
	}
	return 0
}

func stronger(a, b byte) byte {
	const order = " ,/;-"
	if strings.IndexByte(order, a) > strings.IndexByte(order, b) {
		return a
	}
	return b
}

// belowGround reports whether s begins with one digit and a word for floors.
func belowGround(s string) bool {
	if len(s) < 2 || !arabic(s[0]) {
		return false
	}
	return strings.HasPrefix(s[1:], "层") || strings.HasPrefix(s[1:], "楼") || s[1] == 'f'
}

func arabic(c byte) bool { return c >= '0' && c <= '9' }

// units writes units one way where that is certain: 幢 as 栋, # after a number
// as 号, 12F as 12层, and Chinese numerals before a unit as digits.
func units(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		before := b.String()
		switch {
		case r == '幢':
			b.WriteString("栋")
		case r == '#' && endsInDigit(before):
			b.WriteString("号")
		case r == 'f' && floorBefore(before) && endsCode(s[i+n:]):
			b.WriteString("层")
		case isNumeral(r):
			text, length := numeral(before, s[i:])
			b.WriteString(text)
			n = length
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

func endsInDigit(s string) bool { return s != "" && arabic(s[len(s)-1]) }

// floorBefore reports whether s ends in a number of one to three digits that
// is no part of a code such as a12 or 8-12.
func floorBefore(s string) bool {
	i := len(s)
	for i > 0 && arabic(s[i-1]) {
		i--
	}
	if n := len(s) - i; n < 1 || n > 3 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return i == 0 || isHan(r) || r == ' '
}

// endsCode reports whether a code ends before s, and no unit follows: 2F室 is a
// room.
func endsCode(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	kind, _ := unitOf(s)
	return s == "" || kind == noUnit && !(unicode.IsLetter(r) && !isHan(r) || unicode.IsDigit(r))
}

const hanDigits = "〇一二三四五六七八九"

// hanDigit returns the value of a Chinese digit, -1 for any other character.
func hanDigit(r rune) int {
	if r == '零' {
		return 0
	}
	if i := strings.IndexRune(hanDigits, r); i >= 0 {
		return i / len("一")
	}
	return -1
}

func isNumeral(r rune) bool { return hanDigit(r) >= 0 || r == '十' || r == '百' }

// numeralUnits are the words before which a numeral is a number.
var numeralUnits = []struct {
	word string
	row  bool // a row of digits (二〇八室) is a number too
}{{"单元", false}, {"号楼", false}, {"号", true}, {"层", false}, {"室", true}, {"楼", false}, {"栋", false}, {"幢", false}, {"座", false}}

// numeral returns the number, in digits, that the Chinese numeral at the
// beginning of s stands for, and the numeral's bytes; the numeral itself where
// it is none for certain: after a digit or 第, before anything but a unit, or
// where it may begin in the name before it (南四十一号).
func numeral(before, s string) (text string, length int) {
	length = len(s)
	for i, r := range s {
		if !isNumeral(r) {
			length = i
			break
		}
	}
	word, rest := s[:length], s[length:]
	if endsInDigit(before) || strings.HasSuffix(before, "第") || !ownNumeral(before, word) {
		return word, length
	}
	for _, u := range numeralUnits {
		if after, ok := strings.CutPrefix(rest, u.word); ok && !roadAhead(after) { // 二号路 is a name
			if n, ok := readNumeral(word, u.row); ok {
				return n, length
			}
			break
		}
	}
	return word, length
}

// ownNumeral reports whether none of a numeral's digits can belong to the name
// before it: it is one digit, begins with 十, or stands behind a word that ends
// names.
func ownNumeral(before, word string) bool {
	if utf8.RuneCountInString(word) == 1 || strings.HasPrefix(word, "十") || before == "" || endsRoad(before) {
		return true
	}
	if r, _ := utf8.DecodeLastRuneInString(before); !isHan(r) {
		return true
	}
	for _, w := range []string{"号", "楼", "层", "栋", "座", "院", "室", "期", "区", "苑", "园", "村", "城", "弄", "大厦", "广场", "中心", "市场", "镇", "乡", "社区"} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

// readNumeral reads a numeral below 200: 七, 十二, 二十三, 一百, 一百零八, and
// rows of digits such as 二〇八.
func readNumeral(s string, row bool) (string, bool) {
	rs := []rune(s)
	if !strings.ContainsAny(s, "十百") {
		if len(rs) > 1 && (!row || len(rs) == 2 && !strings.ContainsAny(s, "〇零")) { // 三四号 is two numbers
			return "", false
		}
		digits := make([]byte, len(rs))
		for i, r := range rs {
			digits[i] = byte('0' + hanDigit(r))
		}
		return string(digits), true
	}
	total := 0
	tens, rest, hasTens := strings.Cut(s, "十")
	if h, after, ok := strings.Cut(tens, "百"); ok && h == "一" {
		total, tens = 100, strings.TrimPrefix(after, "零")
	}
	if !hasTens { // 一百零八: the cut left everything in tens
		tens, rest = "", tens
	} else if tens == "" {
		tens = "一"
	}
	for _, part := range []struct {
		text string
		unit int
	}{{tens, 10}, {rest, 1}} {
		r, n := utf8.DecodeRuneInString(part.text)
		if part.text == "" {
			continue
		}
		d := hanDigit(r)
		if n != len(part.text) || d < 1 {
			return "", false
		}
		total += d * part.unit
	}
	return strconv.Itoa(total), total > 0
}
