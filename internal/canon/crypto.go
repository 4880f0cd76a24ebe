package canon

import (
	"strings"
)

// addressForm reads one way of writing an address of a coin and returns its id
// when the check in it holds.
type addressForm func(s string) (id string, ok bool)

// coin is a chain's ways of writing addresses. Without any, addresses stay as
// they are and are not checked.
type coin struct {
	uri   string // the scheme of its payment links
	forms []addressForm
}

// chains are the coins by the name that stands before their addresses.
var chains = map[string]coin{
	"BTC":   {"bitcoin", bitcoinForms},
	"BCH":   {"", []addressForm{base58Form(base58Bitcoin, 20, "\x00", "\x05"), cashAddress}},
	"LTC":   {"litecoin", []addressForm{base58Form(base58Bitcoin, 20, "\x30", "\x32", "\x05"), segwitForm("ltc")}},
	"DOGE":  {"dogecoin", []addressForm{base58Form(base58Bitcoin, 20, "\x1e", "\x16")}},
	"DASH":  {"dash", []addressForm{base58Form(base58Bitcoin, 20, "\x4c", "\x10")}},
	"ZEC":   {"zcash", []addressForm{base58Form(base58Bitcoin, 20, "\x1c\xb8", "\x1c\xbd"), bech32Form("zs", bech32Old), bech32Form("u", bech32New)}},
	"NEO":   {"neo", []addressForm{base58Form(base58Bitcoin, 20, "\x17", "\x35")}},
	"XTZ":   {"", []addressForm{base58Form(base58Bitcoin, 20, "\x06\xa1\x9f", "\x06\xa1\xa1", "\x06\xa1\xa4", "\x02\x5a\x79")}},
	"XRP":   {"", []addressForm{base58Form(base58Ripple, 20, "\x00"), base58Form(base58Ripple, 29, "\x05\x44")}},
	"TRX":   {"tron", tronForms},
	"XLM":   {"", []addressForm{stellarKey}},
	"XMR":   {"monero", []addressForm{moneroAddress}},
	"ADA":   {"", []addressForm{bech32Form("addr", bech32Old), byronAddress}},
	"ATOM":  {"", []addressForm{bech32Form("cosmos", bech32Old)}},
	"SOL":   {"solana", []addressForm{solanaKey}},
	"DOT":   {"", []addressForm{ss58Address}},
	"ALGO":  {"algorand", []addressForm{algorandAddress}},
	"TON":   {"", []addressForm{tonAddress}},
	"EOS":   {"", []addressForm{eosName}},
	"ETH":   {"ethereum", ethereumForms},
	"ETC":   {"", ethereumForms},
	"MATIC": {"", ethereumForms},
	"BNB":   {"", []addressForm{bech32Form("bnb", bech32Old), ethereumAddress}},
	"AVAX":  {"", []addressForm{avalancheAddress, ethereumAddress}},
	"USDT":  {"", tokenForms},
	"USDC":  {"", tokenForms},
}

var (
	bitcoinForms  = []addressForm{base58Form(base58Bitcoin, 20, "\x00", "\x05"), segwitForm("bc")}
	tronForms     = []addressForm{base58Form(base58Bitcoin, 20, "\x41")}
	ethereumForms = []addressForm{ethereumAddress}

	// tokenForms are those of the chains that carry dollar tokens.
	tokenForms = []addressForm{ethereumAddress, tronForms[0], bitcoinForms[0], stellarKey, algorandAddress, tonAddress, solanaKey}

	// anyForm are the forms with a check in them, for a coin without a name.
	anyForm = []addressForm{ethereumAddress, bitcoinForms[0], bitcoinForms[1], tronForms[0], base58Form(base58Ripple, 20, "\x00"),
		base58Form(base58Bitcoin, 20, "\x30", "\x32", "\x1e", "\x16", "\x4c", "\x10", "\x17"), segwitForm("ltc"), cashAddress, stellarKey, moneroAddress,
		algorandAddress, tonAddress, bech32Form("addr", bech32Old), bech32Form("cosmos", bech32Old), bech32Form("bnb", bech32Old)}
)

// shortestAddress bounds what an address can be: what is shorter was cut, and
// others were cut to the same.
const shortestAddress = 20

// address is the form of an address of the coin: in the letters that its check
// speaks of, lower case where case tells nothing apart.
func (c coin) address(s string) (string, Issue) {
	if strings.ContainsAny(s, "*"+maskMarks) || strings.Contains(s, "...") {
		return s, masked
	}
	if len(c.forms) == 0 {
		return s, Issue{}
	}
	bare, _, _ := strings.Cut(s, "?")
	if c.uri != "" && len(bare) > len(c.uri) && bare[len(c.uri)] == ':' && strings.EqualFold(bare[:len(c.uri)], c.uri) {
		bare = bare[len(c.uri)+1:]
	}
	for _, read := range c.forms {
		if id, ok := read(bare); ok {
			if nobodys[id] {
				return id, Issue{Placeholder, Unlinks, "is an address that nobody holds or everybody quotes"}
			}
			return id, Issue{}
		}
	}
	if len(s) < shortestAddress {
		return s, Issue{CryptoCheck, Unlinks, "is too short for an address of its chain: it is kept and links nothing"}
	}
	return s, Issue{CryptoCheck, Supports, "fails the check of its chain's addresses, or has a remark behind it: what it shows is inferred at most"}
}

// unknownChain is the form of an address whose chain is not said.
func unknownChain(s string) (string, Issue) { return coin{forms: anyForm}.address(s) }

// nobodys are addresses that burn what they get, stand for zero, or stand in
// every textbook.
var nobodys = map[string]bool{
	"0x0000000000000000000000000000000000000000": true,
	"0x000000000000000000000000000000000000dead": true,
	"0xffffffffffffffffffffffffffffffffffffffff": true,
	"1BitcoinEaterAddressDontSendf59kuE":         true,
	"1CounterpartyXXXXXXXXXXXXXXXUWLpVr":         true,
	"1111111111111111111114oLvT2":                true,
	"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa":         true,
	"T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb":         true,
	"rrrrrrrrrrrrrrrrrrrrrhoLvTp":                true,
	"rrrrrrrrrrrrrrrrrrrrBZbvji":                 true,
	"11111111111111111111111111111111":           true,
}
