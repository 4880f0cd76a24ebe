package canon

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// weakness finds what makes a cleaned value unfit to link whatever its kind:
// it stands for "none", or its source masked it.
func weakness(s string) Issue {
	if placeholder(s) || filler(s) {
		return Issue{Placeholder, Unlinks, "stands for no value"}
	}
	if strings.Contains(s, "**") || strings.ContainsAny(s, maskMarks) {
		return masked
	}
	return Issue{}
}

// masked is the issue of a value whose source hides a part of it: many values
// share the visible rest, so it identifies nobody.
var masked = Issue{MaskedOnly, Unlinks, "is masked: it is kept as written and links nothing"}

// maskMarks stand for hidden characters wherever they occur.
const maskMarks = "•●∙◦"

// hidden reports whether a number or account is masked: a star, a bullet, or a
// run of x among its characters.
func hidden(s string) bool {
	return strings.ContainsAny(s, "*"+maskMarks) || strings.Contains(strings.ToLower(s), "xx")
}

// placeholder reports whether people write s for "none".
func placeholder(s string) bool {
	switch strings.ToLower(s) {
	case "无", "無", "暂无", "没有", "未知", "不详", "n/a", "na", "none", "null", "nil", "nan", "unknown", "undefined", "tbd", "keine":
		return true
	}
	return strings.IndexFunc(s, meaningful) < 0
}

// filler reports whether s is what a form or a machine fills in where it wants a
// value and has none: a test, or noughts (the IMEI 000000000000000, the hardware
// address 00:00:00:00:00:00). Fewer than four noughts may be somebody's number.
func filler(s string) bool {
	switch strings.ToLower(s) {
	case "test", "testing", "测试", "測試":
		return true
	}
	noughts := strings.Count(s, "0")
	return noughts >= 4 && strings.Trim(s, "0:.- ") == ""
}

// meaningful is true for what a value can consist of: punctuation alone says
// nothing, stars and bullets at least say that something is hidden.
func meaningful(r rune) bool {
	if r == '*' || strings.ContainsRune(maskMarks, r) {
		return true
	}
	return !unicode.IsPunct(r) && !unicode.IsSpace(r) && !strings.ContainsRune("+<=>|~^`$\uFFFD", r)
}

// uniform reports whether all digits of s are the same.
func uniform(s string) bool { return s != "" && strings.Count(s, s[:1]) == len(s) }

// ascending reports whether each digit of s follows the one before it.
func ascending(s string) bool {
	for i := 1; i < len(s); i++ {
		if (s[i-1]-'0'+1)%10 != s[i]-'0' {
			return false
		}
	}
	return true
}

// descending reports whether each digit of s precedes the one before it.
func descending(s string) bool {
	for i := 1; i < len(s); i++ {
		if (s[i]-'0'+1)%10 != s[i-1]-'0' {
			return false
		}
	}
	return true
}

// digits returns s without spaces and dashes, and whether only digits are
// left.
func digits(s string) (string, bool) {
	s = compact(s)
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return s, false
		}
	}
	return s, s != ""
}

// compact takes spaces and dashes out.
func compact(s string) string {
	if strings.IndexFunc(s, dashOrSpace) < 0 {
		return s
	}
	return without(s, dashOrSpace)
}

func dashOrSpace(r rune) bool {
	return r == ' ' || r == '-' || r == '‐' || r == '–' || r == '—' || r == '−'
}

// without takes characters out. What then stands side by side may compose.
func without(s string, out func(rune) bool) string {
	s = strings.Map(func(r rune) rune {
		if out(r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}
