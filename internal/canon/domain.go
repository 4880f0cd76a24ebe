package canon

import (
	"net"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// domain is the form of a host name: lower case, in ASCII, without scheme,
// user, port, path, the root's dot and www. It is never cut to its registrable
// part: on a hosting domain that would join strangers. Platforms, hosts that
// anyone may have a part of, public suffixes and numeric addresses are
// everybody's and link nothing.
func domain(s string) (Value, Issue) {
	if issue := weakness(s); issue.Code != "" {
		return Value{strings.ToLower(s), s}, issue
	}
	host := hostOf(strings.ToLower(s)) // folding would make fass.de of faß.de, which is another's
	if strings.Contains(host, "*") {
		return Value{host, s}, masked
	}
	name, ok := hostname(host)
	if !ok || strings.Contains(s, "@") && !strings.Contains(s, "://") {
		return refuse(BadURL, "is not a domain")
	}
	id := withoutWWW(name)
	if shared(id) {
		return unlink(id, s, DomainShared, "belongs to a platform, a host that anyone may use, or nobody: it links nothing")
	}
	return Value{id, s}, Issue{}
}

// shared reports whether a host is no single party's.
func shared(host string) bool {
	if net.ParseIP(host) != nil {
		return true
	}
	if suffix, _ := publicsuffix.PublicSuffix(host); suffix == host {
		return true
	}
	table := platforms()
	if table.short[host] || table.isCommon(host) {
		return true
	}
	rules, isPlatform := table.of(host)
	if !isPlatform {
		return false
	}
	for _, r := range rules { // a shop's own sub-domain is its own
		if m := r.host.FindStringSubmatch(host); m != nil {
			if i := r.host.SubexpIndex("shop"); i > 0 && !notShops.MatchString(m[i]) {
				return false
			}
		}
	}
	return true
}

func hostOf(s string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	if i := strings.IndexAny(s, "/?#\\"); i >= 0 {
		s = s[:i]
	}
	s = s[strings.LastIndexByte(s, '@')+1:]
	s, _, _ = strings.Cut(s, ":")
	return strings.Trim(s, ". ")
}
