package canon

import (
	"regexp"
	"strings"
)

// The codes of the region schemes; a bare code of the first two forms says
// its scheme itself.
var (
	gb2260  = regexp.MustCompile(`^[1-9][0-9]{5}$`)
	iso3166 = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)
	nuts    = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{0,3}$`)
)

// region is the form of a region code: `GB2260:440100`, `ISO3166-2:CN-GD`,
// `NUTS:DE21`, `CUSTOM:anything`. Names of places are not codes.
func region(scheme, s string) (Value, Issue) {
	scheme = strings.ToUpper(scheme)
	if scheme == "" {
		scheme, s = regionScheme(s)
	}
	code := strings.ToUpper(stripPrefix(scheme, s))
	ok := false
	switch scheme {
	case "GB2260":
		ok = gb2260.MatchString(code)
	case "ISO3166-2":
		ok = iso3166.MatchString(code)
	case "NUTS":
		ok = nuts.MatchString(code)
	case "CUSTOM":
		code = stripPrefix(scheme, s)
		ok = !placeholder(code)
	}
	if !ok {
		return refuse(RegionUnknown, "is not a region code (six digits of GB/T 2260, or GB2260:, ISO3166-2:, NUTS:, CUSTOM: and a code)")
	}
	id := scheme + ":" + code
	return Value{id, id}, Issue{}
}

func regionScheme(s string) (scheme, code string) {
	if head, tail, ok := cutPrefix(s); ok {
		return head, tail
	}
	if code := strings.ToUpper(s); iso3166.MatchString(code) {
		return "ISO3166-2", code
	}
	return "GB2260", s
}
