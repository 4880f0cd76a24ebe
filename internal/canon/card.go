package canon

import "strings"

// The lengths of Chinese account numbers, and of those that are card numbers
// with a check digit.
const (
	minAccount, maxAccount = 12, 32
	minCard, maxCard       = 16, 19
)

// bankAccount is the form of an account at a bank: its digits. Sixteen to
// nineteen of them may be a card's, whose last digit checks the others. Many
// company accounts have no such digit, so that a failure is no reason to
// reject, only to conclude less.
func bankAccount(s string) (string, Issue) {
	id, issue := numbered(s)
	if issue.Code == "" && len(id) >= minCard && len(id) <= maxCard && !luhn(id) {
		issue = luhnFailed
	}
	return id, issue
}

// cardNumber is the form of a card's number. Cards of fifteen digits (American
// Express) have the check digit too.
func cardNumber(s string) (string, Issue) {
	id, issue := numbered(s)
	switch {
	case issue.Code != "":
	case len(id) > maxCard:
		issue = notAnAccount
	case (len(id) >= minCard || len(id) == 15) && !luhn(id):
		issue = luhnFailed
	}
	return id, issue
}

var (
	luhnFailed   = Issue{LuhnCheck, Supports, "fails the check digit of cards: what it shows is inferred at most"}
	notAnAccount = Issue{AccountInvalid, Unlinks, "is not the number of an account (12 to 32 digits): it is kept and links nothing"}
	roundedOff   = Issue{AccountInvalid, Unlinks, "ends in noughts as a spreadsheet leaves them, which keeps fifteen digits: many accounts look like that, so it links nothing"}
)

// exact is how many digits of a number a spreadsheet keeps.
const exact = 15

// numbered returns the digits of an account and what keeps it from linking.
func numbered(s string) (string, Issue) {
	s = strings.TrimLeft(s, "'`")
	if hidden(s) || strings.Contains(s, "尾号") || strings.Contains(s, "末四位") || strings.Contains(s, "...") {
		return masks.Replace(strings.ToUpper(compact(s))), masked
	}
	id, ok := digits(s)
	switch {
	case !ok && len(id) > 0:
		return strings.ToUpper(id), notAnAccount
	case len(id) < minAccount:
		return id, Issue{MaskedOnly, Unlinks, "has too few digits to identify an account: it is kept and links nothing"}
	case uniform(id), ascending(id):
		return id, Issue{Placeholder, Unlinks, "is a number that people make up"}
	case len(id) > maxAccount:
		return id, notAnAccount
	case len(id) > exact && strings.Trim(id[exact:], "0") == "" && (len(id) > exact+1 || !luhn(id)):
		return id, roundedOff
	}
	return id, Issue{}
}

// masks turns every sign for a hidden character into a star.
var masks = strings.NewReplacer("X", "*", "•", "*", "●", "*", "∙", "*", "◦", "*")

// luhn reports whether the last of the digits checks the others (ISO/IEC
// 7812-1, annex B).
func luhn(digits string) bool {
	sum := 0
	for i := len(digits) - 1; i >= 0; i-- {
		d := int(digits[i] - '0')
		if (len(digits)-i)%2 == 0 {
			d = d*2 - d/5*9
		}
		sum += d
	}
	return sum%10 == 0
}
