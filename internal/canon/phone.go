package canon

import "strings"

// phone is the form of a telephone number: digits with a leading + where the
// country is known. A Chinese mobile number gets its +86; other national
// numbers stay national. Masks are looked for before digits: a parser takes
// the visible rest of 138****8000 for a number.
func phone(s string) (Value, Issue) {
	if placeholder(s) {
		return unlink(s, s, PhonePlaceholder, "stands for no number")
	}
	if hidden(s) || (strings.ContainsAny(s, "xX") && !strings.Contains(strings.ToLower(s), "ext")) {
		return Value{maskedPhone(s), s}, masked
	}
	number, ok := dialled(withoutExtension(s))
	if !ok {
		return refuse(PhoneInvalid, "is not one telephone number")
	}
	number = international(number)
	national := strings.TrimPrefix(strings.TrimPrefix(number, "+86"), "+")
	switch {
	case len(national) >= 5 && (uniform(national) || ascending(national)), number == "+8613800138000":
		return unlink(number, s, PhonePlaceholder, "is a number that people make up")
	case service(national):
		return unlink(number, s, PhoneServiceNumber, "is a service number: it belongs to no shop")
	case len(strings.TrimPrefix(number, "+")) < 7 || len(strings.TrimPrefix(number, "+")) > 15:
		return refuse(PhoneInvalid, "has %d digits; a telephone number has 7 to 15", len(strings.TrimPrefix(number, "+")))
	}
	return Value{number, s}, Issue{}
}

func maskedPhone(s string) string { return strings.ToLower(compact(s)) }

// withoutExtension cuts what is dialled after the connection.
func withoutExtension(s string) string {
	s = strings.ToLower(s)
	for _, mark := range [...]string{"转", "轉", "ext", "#", ";"} {
		if i := strings.Index(s, mark); i > 0 {
			s = s[:i]
		}
	}
	return s
}

// dialled keeps the digits and a leading +; false when anything else but the
// usual separators stands between them.
func dialled(s string) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case !strings.ContainsRune(" -().·–—‐−_", r):
			return "", false
		}
	}
	return b.String(), strings.IndexFunc(b.String(), func(r rune) bool { return r != '+' }) >= 0
}

func international(n string) string {
	if strings.HasPrefix(n, "00") && len(n) > 10 && n[2] != '0' {
		n = "+" + n[2:]
	}
	switch {
	case len(n) == 11 && n[0] == '1' && n[1] >= '3':
		return "+86" + n
	case len(n) == 13 && n[:3] == "861" && n[3] >= '3':
		return "+" + n
	}
	return n
}

// service reports whether a Chinese national number is an emergency, carrier,
// bank or corporate hotline.
func service(n string) bool {
	switch {
	case len(n) == 10 && (n[:3] == "400" || n[:3] == "800"):
		return true
	case len(n) >= 5 && len(n) <= 8 && n[:2] == "95":
		return true
	case len(n) == 5 && n[0] == '1', len(n) == 3 && n[0] == '1':
		return true
	}
	return false
}
