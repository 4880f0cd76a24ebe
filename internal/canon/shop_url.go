package canon

import (
	"net"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// ShopURL returns the shop id that an address holds. On a platform of the
// built-in table that is what its rule finds; an address without a shop is
// UNKNOWN_SHOP, because it would join every shop of the place. A short link
// stands for itself: what it leads to is asked of nobody. Elsewhere the shop is
// one of its own domain, and its id is host, path and those parameters that do
// not merely track visitors.
func ShopURL(raw string) (shopID string, issue Issue) {
	_, shopID, issue = PlatformOfURL(raw)
	return shopID, issue
}

// PlatformOfURL is ShopURL and the platform of the built-in table that the
// address belongs to, "" for any other host.
func PlatformOfURL(raw string) (platform, shopID string, issue Issue) {
	s := Line(raw)
	if !strings.Contains(s, "://") {
		if authority, _, _ := strings.Cut(s, "/"); strings.Contains(authority, "@") {
			return "", "", notPage // a mail address
		}
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", "", notPage
	}
	host, ok := hostname(u.Hostname())
	if !ok || !strings.Contains(host, ".") {
		return "", "", notPage
	}
	table := platforms()
	bare := withoutWWW(host)
	if table.short[bare] {
		return "", Line(bare + strings.TrimRight(u.EscapedPath(), "/")), Issue{}
	}
	rules, isPlatform := table.of(bare)
	if !isPlatform {
		return "", ownShop(bare, u), Issue{}
	}
	for _, h := range []string{bare, strings.TrimPrefix(bare, "m.")} {
		for i := range rules {
			if shop, ok := rules[i].find(h, u); ok {
				return rules[i].platform, shop, Issue{}
			}
		}
	}
	return rules[0].platform, "", Issue{UnknownShop, Refuses, "is a page of a marketplace that names no shop"}
}

var notPage = Issue{BadURL, Refuses, "is not the address of a page"}

// hostname returns a host in the form of the DNS: lower case, ASCII, without
// the root's dot.
func hostname(raw string) (string, bool) {
	host := strings.ToLower(strings.Trim(raw, ". "))
	if host == "" || strings.ContainsAny(host, " ,;@/*") || placeholder(host) {
		return "", false
	}
	if ip := net.ParseIP(host); ip != nil {
		return host, true
	}
	if printable(host) && !strings.Contains(host, "xn--") {
		return host, true // names with _ and the like exist
	}
	host, err := idna.Lookup.ToASCII(host)
	host = strings.Trim(host, ".")
	return host, err == nil && host != ""
}

// withoutWWW takes www. off where a domain is left.
func withoutWWW(host string) string {
	for strings.HasPrefix(host, "www.") && strings.Contains(host[len("www."):], ".") {
		host = host[len("www."):]
	}
	return host
}

// ownShop writes the shop of an own domain.
func ownShop(host string, u *url.URL) string {
	shop := host + strings.TrimRight(u.EscapedPath(), "/")
	q := u.Query()
	for name := range q {
		if tracks(strings.ToLower(name)) {
			q.Del(name)
		}
	}
	if len(q) > 0 {
		shop += "?" + q.Encode() // ordered by name
	}
	return Line(shop)
}

// tracks reports whether a parameter says how a visitor came, not what is
// shown. The list is our own and short: a parameter kept in vain makes two ids
// of one shop, one dropped in error makes one id of two shops.
func tracks(name string) bool {
	switch name {
	case "spm", "scm", "pvid", "gclid", "fbclid", "msclkid", "yclid", "igshid", "igsh", "mc_eid", "mc_cid", "_ga", "_gl", "dclid", "ttclid", "gbraid", "wbraid", "srsltid":
		return true
	}
	return strings.HasPrefix(name, "utm") || strings.HasPrefix(name, "algo_")
}
