package canon

import "strings"

// wallet is the form of an account that its service knows by an e-mail
// address, a mobile number or a name of its own.
func wallet(s string) (string, Issue) {
	text := fold(s)
	switch {
	case strings.ContainsAny(text, "*"+maskMarks) || strings.Contains(text, "xxxx"):
		return text, masked
	case strings.Index(text, "@") > 0:
		return walletEmail(text)
	case plainMobile(text) != "":
		return walletPhone(text)
	}
	if groups, ok := dialled(text); ok {
		if n := strings.Join(groups, ""); n[0] == '+' || chineseMobile(n) {
			return walletPhone(text)
		}
		if n := countDigits(text); n < shortWallet {
			return text, Issue{MaskedOnly, Unlinks, "has too few digits to identify an account: it is kept and links nothing"}
		}
	}
	if !printable(text) || strings.Contains(text, " ") {
		return text, Issue{AccountInvalid, Unlinks, "is not the name of an account but perhaps of a person or shop, which strangers share: it is kept and links nothing"}
	}
	return text, Issue{}
}

// shortWallet is the fewest digits that identify a wallet; receipts show the
// last four.
const shortWallet = 6

// walletEmail and walletPhone take what is no such thing for an account that
// cannot exist: kept, and linking nothing.
func walletEmail(text string) (string, Issue) {
	v, issue := email(text)
	if issue.Level == Refuses {
		return text, Issue{issue.Code, Unlinks, issue.Message}
	}
	return v.ID, issue
}

func walletPhone(text string) (string, Issue) {
	v, issue := phone("", text)
	if issue.Level == Refuses {
		return text, Issue{issue.Code, Unlinks, issue.Message}
	}
	return v.ID, issue
}

// alipay is the form of an Alipay account: as a wallet, or the sixteen digits
// of a user id, which begin with 2088.
func alipay(s string) (string, Issue) {
	if id, ok := digits(s); ok && strings.HasPrefix(id, "2088") && len(id) == 16 {
		return id, Issue{}
	}
	return wallet(s)
}
