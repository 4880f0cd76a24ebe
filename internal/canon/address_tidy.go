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
// One dash stays although a character stands before it: 大厦-1层 may be the
// basement.
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
		switch {
		case between == 0 || last == 0:
		case !isHan(last) && !isHan(r) || between == '-' && belowGround(s[i:]):
			b.WriteByte(between)
		}
		between = 0
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// separator classes a mark: - for dashes, commas for enumerations, / for
// slashes, a space for the rest, 0 for what is no mark.
func separator(r rune) byte {
	switch r {
	case '-', '~', '‐', '‑', '‒', '–', '—', '―', '〜':
		return '-'
	case ',', ';', '、', '|', '。':
		return ','
	case '/', '\\', '⁄':
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
	const order = " /,-"
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
		case r == 'f' && floorBefore(before) && boundary(s[i+n:]):
			b.WriteString("层")
		case hanDigit(r) >= 0 || r == '十':
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

// boundary reports whether a code ends before s.
func boundary(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s == "" || !(unicode.IsLetter(r) && !isHan(r) || unicode.IsDigit(r))
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

// numeralUnits are the words before which a numeral is a number. Before those
// that also end names (八一楼) only what cannot be a row of digits is one.
var numeralUnits = []struct {
	word string
	row  bool // a row of digits (二〇八室) is a number too
}{{"单元", true}, {"号楼", false}, {"号", true}, {"层", true}, {"室", true}, {"楼", false}, {"栋", false}, {"幢", false}, {"座", false}}

// numeral returns the number, in digits, that the Chinese numeral at the
// beginning of s stands for, and the numeral's bytes; the numeral itself where
// it is none: after a digit or 第, or before anything but a unit.
func numeral(before, s string) (text string, length int) {
	for i, r := range s {
		if hanDigit(r) < 0 && r != '十' && r != '百' {
			length = i
			break
		}
		length = i + utf8.RuneLen(r)
	}
	word, rest := s[:length], s[length:]
	if endsInDigit(before) || strings.HasSuffix(before, "第") {
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

// readNumeral reads a numeral below 200: 七, 十二, 二十三, 一百, 一百零八, and
// rows of digits such as 二〇八.
func readNumeral(s string, row bool) (string, bool) {
	rs := []rune(s)
	if !strings.ContainsAny(s, "十百") {
		if len(rs) > 1 && !row {
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
