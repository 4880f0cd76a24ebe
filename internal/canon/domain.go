package canon

import "strings"

// domain is the form of a host name: lower case, without scheme, user, port,
// path and the root's dot. It is never cut to its registrable part: on a
// hosting domain that would join strangers.
func domain(s string) (Value, Issue) {
	if issue := weakness(s); issue.Code != "" {
		return Value{fold(s), s}, issue
	}
	host := hostOf(fold(s))
	if placeholder(host) || strings.ContainsAny(host, " ,;@") {
		return refuse(BadURL, "is not a domain")
	}
	if strings.Contains(host, "*") {
		return Value{host, s}, masked
	}
	return Value{host, s}, Issue{}
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
