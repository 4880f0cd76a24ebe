package canon

import "strings"

// ibanLengths holds how long the IBANs of a country are, from the registry
// that ISO 13616 appoints (SWIFT, release 97).
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28, "CH": 21, "CR": 22,
	"CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22,
	"GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30,
	"KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20,
	"MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
	"RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26,
	"UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

// iban is the form of an International Bank Account Number: upper case and
// compact. Its check digits catch nearly every slip, so one that fails is none.
func iban(s string) (string, Issue) {
	id := strings.ToUpper(compact(s))
	if rest, ok := strings.CutPrefix(id, "IBAN"); ok {
		id = strings.TrimLeft(rest, ":.")
	}
	if hidden(s) && !ibanCheck(id) { // a bank's code may be XX
		return masks.Replace(id), masked
	}
	length, known := 0, false
	if len(id) >= 4 {
		length, known = ibanLengths[id[:2]]
	}
	switch {
	case len(id) < 15 || len(id) > 34 || !ibanCheck(id):
		return "", Issue{IBANCheck, Refuses, "is not an IBAN: its check digits or letters are wrong"}
	case known && len(id) != length:
		return "", Issue{IBANCheck, Refuses, "is not an IBAN: it has not the length that its country gives them"}
	case !known:
		return id, Issue{IBANCheck, Supports, "is of a country that gives no IBANs as far as we know: what it shows is inferred at most"}
	}
	return id, Issue{}
}

// ibanCheck computes the check digits of ISO 13616: the number with its first
// four characters at the end and letters as 10 to 35 leaves 1 modulo 97.
func ibanCheck(id string) bool {
	if len(id) < 5 {
		return false
	}
	rest := 0
	for i := range len(id) {
		switch c := id[(i+4)%len(id)]; {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	letter := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	return rest == 1 && letter(id[0]) && letter(id[1]) && digit(id[2]) && digit(id[3])
}
