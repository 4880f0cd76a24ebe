package canon

import "strings"

// accountRule reads the value behind a scheme and returns its id without the
// scheme.
type accountRule func(s string) (string, Issue)

// accountSchemes are the schemes that may stand before a value, besides the
// chains of coins.
func accountSchemeRule(scheme string) (accountRule, bool) {
	switch scheme {
	case "BANK_CN":
		return bankAccount, true
	case "CARD":
		return cardNumber, true
	case "IBAN":
		return iban, true
	case "ALIPAY":
		return alipay, true
	case "WECHAT", "PAYPAL":
		return wallet, true
	case "CRYPTO":
		return unknownChain, true
	case "OTHER":
		return accountAsWritten, true
	}
	if c, ok := chains[scheme]; ok {
		return c.address, true
	}
	return accountAsWritten, false
}

// account is the form of a payment account: `SCHEME:value`. Coins are schemes
// of their own: one address may be valid on two chains. A scheme nobody knows
// becomes part of the value of OTHER, so that two unknown schemes stay apart.
func account(scheme, s string) (Value, Issue) {
	scheme, s = accountScheme(strings.ToUpper(scheme), s)
	if s == "" {
		return refuse(Empty, "holds a scheme and no value")
	}
	if placeholder(s) || filler(s) {
		return unlink(scheme+":"+s, scheme+":"+s, Placeholder, "stands for no account")
	}
	rule, _ := accountSchemeRule(scheme)
	id, issue := rule(s)
	if issue.Level == Refuses {
		return Value{}, issue
	}
	return Value{scheme + ":" + id, scheme + ":" + s}, issue
}

// accountScheme finds the scheme and takes it off the value.
func accountScheme(scheme, s string) (string, string) {
	if scheme == "" {
		head, tail, ok := cutPrefix(s)
		if _, known := accountSchemeRule(head); !ok || !known {
			return "OTHER", s
		}
		scheme, s = head, tail
	}
	if _, known := accountSchemeRule(scheme); !known {
		return "OTHER", stripPrefix("OTHER", scheme+":"+stripPrefix(scheme, s))
	}
	s = stripPrefix(scheme, s)
	if head, tail, ok := cutPrefix(s); ok && scheme == "CRYPTO" {
		if _, known := chains[head]; known {
			return accountScheme(head, tail)
		}
	}
	return scheme, s
}

func accountAsWritten(s string) (string, Issue) {
	if strings.ContainsAny(s, "*"+maskMarks) {
		return s, masked
	}
	return s, Issue{}
}

// AccountWithScheme reports whether text is an account that begins with a
// scheme of the table.
func AccountWithScheme(text string) bool {
	head, tail, ok := cutPrefix(text)
	_, known := accountSchemeRule(head)
	return ok && known && tail != ""
}
