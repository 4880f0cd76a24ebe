package canon

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// phone is the form of a telephone number: E.164 where the country is beyond
// doubt and the number is valid in its plan. Country is that of the record, two
// letters or "". Everything else that looks like a number is kept without
// linking.
//
// Masks are looked for before digits: a parser takes the visible rest of
// 138****8000 for a number. Without a country a number is Chinese when it is a
// Chinese mobile number not written behind a lone 1, or when its shape says so
// (chinesePrefix): 020 79460958 may be Guangzhou or London.
func phone(country, s string) (Value, Issue) {
	if placeholder(s) {
		return unlink(s, s, PhonePlaceholder, "stands for no number")
	}
	country, number := phoneCountry(country, s)
	if mobile := plainMobile(number); mobile != "" && (country == "" || country == "CN" || number[0] == '+') {
		return judgePhone(mobile, s)
	}
	text := unlabelled(strings.ToLower(number))
	if maskedNumber(text) {
		return Value{maskedPhone(text), s}, masked
	}
	text, extended := withoutExtension(text)
	groups, ok := dialled(text)
	if !ok {
		return refuse(PhoneInvalid, "is not one telephone number")
	}
	digits := strings.Join(groups, "")
	switch n := len(strings.TrimPrefix(digits, "+")); {
	case digits[0] == '+' && n >= 7: // judged with its plan
	case service(strings.TrimPrefix(digits, "86")) || service(strings.TrimPrefix(digits, "+86")):
		return unlink(digits, s, PhoneServiceNumber, "is a service number: it belongs to no shop")
	case madeUp(strings.TrimPrefix(digits, "+")):
		return unlink(digits, s, PhonePlaceholder, "is a number that people make up")
	case n < 7:
		return refuse(PhoneInvalid, "has %d digits; a telephone number has 7 to 15", n)
	}
	if n := len(digits); n > 18 {
		return refuse(PhoneInvalid, "has %d digits; a telephone number has 7 to 15", n)
	}
	number, from := international(country, groups, extended)
	switch {
	case number == "" && from == "1":
		return unlink("1-"+digits[1:], s, PhoneNoCountry, "may be a number of North America or of China: write it with + and the country code")
	case number == "" && country != "":
		return unlink(country+":"+digits, s, PhoneInvalid, "is no number of the country that the record names")
	case number == "":
		return unlink(digits, s, PhoneNoCountry, "says no country, and several have such numbers: write it with + and the country code, or fill in country")
	}
	return judgePhone(number, s)
}

// countryWords are the words for China in columns that should hold two letters.
var countryWords = map[string]string{"CHINA": "CN", "CHN": "CN", "PRC": "CN", "中国": "CN", "中國": "CN", "86": "CN", "+86": "CN"}

// phoneCountry returns the country of a number as the record or the two letters
// before it (GB:02079460958) say, "" for what is none, and the number.
func phoneCountry(country, s string) (known, number string) {
	country = strings.ToUpper(country)
	if code, ok := countryWords[country]; ok {
		country = code
	}
	if head, tail, ok := cutPrefix(s); ok && tail != "" && phonenumbers.GetCountryCodeForRegion(head) != 0 {
		country, s = head, tail
	}
	if phonenumbers.GetCountryCodeForRegion(country) == 0 {
		country = ""
	}
	return country, s
}

// judgePhone checks a number that begins with + and a country code.
func judgePhone(number, s string) (Value, Issue) {
	national, chinese := strings.CutPrefix(number, "+86")
	switch {
	case chinese && service(national):
		return unlink(number, s, PhoneServiceNumber, "is a service number: it belongs to no shop")
	case madeUp(strings.TrimPrefix(national, "+")):
		return unlink(number, s, PhonePlaceholder, "is a number that people make up")
	case chinese && chineseMobile(national):
		return Value{number, s}, Issue{}
	}
	parsed, err := phonenumbers.Parse(number, "")
	if err != nil {
		return unlink(number, s, PhoneInvalid, "is in no numbering plan: it is kept and links nothing")
	}
	id := phonenumbers.Format(parsed, phonenumbers.E164)
	if strings.HasPrefix(id, "+86") && service(id[len("+86"):]) {
		return unlink(id, s, PhoneServiceNumber, "is a service number: it belongs to no shop")
	}
	if !phonenumbers.IsValidNumber(parsed) || (strings.HasPrefix(id, "+86") && !chineseFixed(id[len("+86"):])) {
		return unlink(number, s, PhoneInvalid, "is in no numbering plan: it is kept and links nothing")
	}
	switch phonenumbers.GetNumberType(parsed) {
	case phonenumbers.TOLL_FREE, phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.UAN, phonenumbers.VOICEMAIL:
		return unlink(id, s, PhoneServiceNumber, "is a service number: it belongs to no shop")
	}
	return Value{id, s}, Issue{}
}

// plainMobile returns a Chinese mobile number in E.164 when s is one in the
// two commonest spellings, digits alone or behind +86; else "".
func plainMobile(s string) string {
	digits := strings.TrimPrefix(s, "+86")
	if len(digits) != 11 || !chineseMobile(digits) {
		return ""
	}
	return "+86" + digits
}

// international returns a number with + and its country code, as far as the
// record's country or the number itself tell it; else "", and "1" when a lone
// 1 stands before it.
func international(country string, groups []string, extended bool) (number, from string) {
	digits := strings.Join(groups, "")
	switch {
	case digits[0] == '+':
		return digits, ""
	case strings.HasPrefix(digits, "00") && len(digits) > 10 && digits[2] != '0':
		return "+" + digits[2:], ""
	case country == "" && groups[0] == "1" && valid("+"+digits):
		if chineseMobile(digits) {
			return "", "1"
		}
		return "+" + digits, ""
	case country == "" || country == "CN":
		if n := chinesePrefix(groups, country == "CN" || extended); n != "" || country == "" {
			return n, ""
		}
	}
	parsed, err := phonenumbers.Parse(digits, country)
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return "", ""
	}
	return phonenumbers.Format(parsed, phonenumbers.E164), ""
}

// valid reports whether a number with its country code is one of its plan.
func valid(number string) bool {
	parsed, err := phonenumbers.Parse(number, "")
	return err == nil && phonenumbers.IsValidNumber(parsed)
}

// phoneLabels are what people write before a number; behind it they write that
// it is their WeChat name too.
var phoneLabels = [...]string{"tel", "telephone", "phone", "mobile", "mob", "联系电话", "联系方式", "手机号码", "手机号", "手机", "电话", "固话", "座机"}

func unlabelled(s string) string {
	for _, label := range phoneLabels {
		if rest, ok := strings.CutPrefix(s, label); ok && rest != "" && strings.ContainsRune(":. +(0123456789", rune(rest[0])) {
			s = strings.TrimLeft(rest, ":. ")
			break
		}
	}
	for _, remark := range [...]string{"微信同号", "(微信同号)", "同微信"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, remark))
	}
	return s
}

// withoutExtension cuts what is dialled after the connection, and reports
// whether it was marked in Chinese.
func withoutExtension(s string) (string, bool) {
	for _, mark := range [...]string{"转", "轉", "分机", "分機", "extension", "ext", "#", ";", "x"} {
		if i := strings.Index(s, mark); i > 0 {
			return strings.TrimRight(s[:i], " ,;-("), mark[0] >= 0x80
		}
	}
	return s, false
}

// dialled returns the digits of a number in the groups they are written in, the
// first with its leading +; false when anything else but the usual separators
// stands between them.
func dialled(s string) ([]string, bool) {
	var groups []string
	apart := true
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r == '+' && len(groups) == 0:
			if apart {
				groups = append(groups, "")
			}
			groups[len(groups)-1] += string(r)
			apart = false
		case strings.ContainsRune(" -().·–—‐−_", r):
			apart = true
		default:
			return nil, false
		}
	}
	if len(groups) > 1 && groups[0] == "+" {
		groups = append([]string{"+" + groups[1]}, groups[2:]...)
	}
	return groups, len(groups) > 0 && groups[0] != "+"
}

// maskedNumber reports whether digits of a number are hidden. An x hides one
// unless an extension follows it.
func maskedNumber(s string) bool {
	if strings.ContainsAny(s, "*"+maskMarks+"星×") || strings.Contains(s, "xx") {
		return true
	}
	before, after, ok := strings.Cut(s, "x")
	if !ok || strings.HasSuffix(before, "e") { // ext
		return false
	}
	n, m := countDigits(before), countDigits(after)
	return n < 7 || m == 0 || m > 6 || (n+1+m == 11 && strings.HasPrefix(before, "1"))
}

func countDigits(s string) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// maskedPhone is the pattern of a masked number: a star for each hidden digit,
// and +86 where eleven places begin like a Chinese mobile number.
func maskedPhone(s string) string {
	s = hiddenDigits.Replace(without(s, func(r rune) bool { return dashOrSpace(r) || r == '(' || r == ')' || r == '.' }))
	if len(s) == 11 && s[0] == '1' && s[1] >= '3' && s[1] <= '9' {
		return "+86" + s
	}
	return s
}

var hiddenDigits = strings.NewReplacer("x", "*", "星", "*", "×", "*", "•", "*", "●", "*", "∙", "*", "◦", "*")

// madeUp reports whether a national number is one that people type to get past
// a form.
func madeUp(n string) bool {
	if len(n) < 5 {
		return false
	}
	if uniform(n) || ascending(n) || descending(n) || n == "13800138000" || n == "13900139000" {
		return true
	}
	if tail := n[max(0, len(n)-8):]; len(n) >= 10 && (uniform(tail) || ascending(tail) || descending(tail)) {
		return true
	}
	return false
}
