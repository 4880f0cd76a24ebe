package canon

import "strings"

// accountRule says how the values of a payment scheme are written.
type accountRule uint8

const (
	asWritten accountRule = iota
	onlyDigits
	upperCompact
	lowerCase
	lowerChain // a chain whose addresses do not tell letter case apart
	chain      // a chain whose addresses do
)

// accountSchemes are the schemes that may stand before a value. Coins are
// schemes of their own: one address may be valid on two chains.
var accountSchemes = map[string]accountRule{
	"BANK_CN": onlyDigits, "CARD": onlyDigits, "IBAN": upperCompact,
	"ALIPAY": lowerCase, "WECHAT": lowerCase, "PAYPAL": lowerCase, "OTHER": asWritten, "CRYPTO": chain,
	"ETH": lowerChain,
	"BTC": chain, "BCH": chain, "LTC": chain, "XRP": chain, "TRX": chain, "NEO": chain, "BNB": chain, "XMR": chain, "XLM": chain,
	"ZEC": chain, "USDT": chain, "USDC": chain, "ADA": chain, "DASH": chain, "DOGE": chain, "ETC": chain, "EOS": chain, "SOL": chain,
	"TON": chain, "DOT": chain, "MATIC": chain, "AVAX": chain, "ATOM": chain, "ALGO": chain, "XTZ": chain,
}

// account is the form of a payment account: `SCHEME:value`. A scheme nobody
// knows becomes part of the value of OTHER, so that two unknown schemes stay
// apart.
func account(scheme, s string) (Value, Issue) {
	scheme, s = accountScheme(strings.ToUpper(scheme), s)
	if s == "" {
		return refuse(Empty, "holds a scheme and no value")
	}
	if placeholder(s) {
		return unlink(scheme+":"+s, scheme+":"+s, Placeholder, "stands for no account")
	}
	id, issue := accountValue(accountSchemes[scheme], s)
	return Value{scheme + ":" + id, scheme + ":" + s}, issue
}

// accountScheme finds the scheme and takes it off the value.
func accountScheme(scheme, s string) (string, string) {
	if scheme == "" {
		head, tail, ok := cutPrefix(s)
		if _, known := accountSchemes[head]; !ok || !known {
			return "OTHER", s
		}
		scheme, s = head, tail
	}
	if _, known := accountSchemes[scheme]; !known {
		return "OTHER", stripPrefix("OTHER", scheme+":"+stripPrefix(scheme, s))
	}
	s = stripPrefix(scheme, s)
	if head, tail, ok := cutPrefix(s); ok && scheme == "CRYPTO" {
		if rule, known := accountSchemes[head]; known && rule >= lowerChain {
			return accountScheme(head, tail)
		}
	}
	return scheme, s
}

func accountValue(rule accountRule, s string) (string, Issue) {
	switch rule {
	case lowerChain, chain:
		if strings.ContainsAny(s, "*"+maskMarks) || strings.Contains(s, "...") {
			return s, masked
		}
		if rule == lowerChain {
			return fold(s), Issue{}
		}
		return s, Issue{}
	case onlyDigits:
		return numbered(s)
	case upperCompact:
		if id := strings.ToUpper(compact(s)); !hidden(s) {
			return id, Issue{}
		}
		return strings.ToUpper(compact(s)), masked
	case lowerCase:
		if strings.ContainsAny(s, "*"+maskMarks) {
			return fold(s), masked
		}
		return fold(s), Issue{}
	}
	if strings.ContainsAny(s, "*"+maskMarks) {
		return s, masked
	}
	return s, Issue{}
}

// shortAccount is the fewest digits that still identify an account; the usual
// "last four" do not.
const shortAccount = 8

func numbered(s string) (string, Issue) {
	if hidden(s) {
		return strings.ToUpper(compact(s)), masked
	}
	id, ok := digits(s)
	switch {
	case !ok:
		return strings.ToUpper(id), Issue{}
	case len(id) < shortAccount:
		return id, Issue{MaskedOnly, Unlinks, "has too few digits to identify an account: it is kept and links nothing"}
	case uniform(id):
		return id, Issue{Placeholder, Unlinks, "is a number that people make up"}
	}
	return id, Issue{}
}

// AccountWithScheme reports whether text is an account that begins with a
// scheme of the table.
func AccountWithScheme(text string) bool {
	head, tail, ok := cutPrefix(text)
	_, known := accountSchemes[head]
	return ok && known && tail != ""
}
