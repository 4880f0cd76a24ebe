package canon

import (
	"regexp"
	"strings"
)

// The codes of the region schemes; a bare code of the first two forms says
// its scheme itself.
var (
	gb2260   = regexp.MustCompile(`^[1-9][0-9]{5}$`)
	gbLonger = regexp.MustCompile(`^[1-9][0-9]{5}(000|000000)$`) // as the statistics bureau writes districts
	iso3166  = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)
	country  = regexp.MustCompile(`^[A-Z]{2}$`)
	nuts     = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{0,3}$`)
)

// regionForm is the form of a region: `GB2260:440100`, `ISO3166-1:DE`,
// `ISO3166-2:US-CA`, `NUTS:DE21`, `CUSTOM:anything`. A code stays the code that
// was written, also a retired one: what became of it is package region's to
// tell. A name stands for its region where only one has it.
func regionForm(scheme, s string) (Value, Issue) {
	scheme = strings.ToUpper(scheme)
	if scheme == "" {
		scheme, s = regionScheme(s)
	}
	if scheme == "" {
		return regionNamed(s)
	}
	code := strings.ToUpper(stripPrefix(scheme, s))
	ok := false
	switch scheme {
	case "GB2260":
		if gbLonger.MatchString(code) {
			code = code[:6]
		}
		ok = gb2260.MatchString(code)
	case "ISO3166-1":
		ok = country.MatchString(code)
	case "ISO3166-2":
		ok = iso3166.MatchString(code)
	case "NUTS":
		ok = nuts.MatchString(code)
	case "CUSTOM":
		code = stripPrefix(scheme, s)
		ok = !placeholder(code)
	}
	if !ok {
		return refuse(RegionUnknown, "is not a region code (six digits of GB/T 2260, or GB2260:, ISO3166-1:, ISO3166-2:, NUTS:, CUSTOM: and a code) nor the name of a region")
	}
	id := scheme + ":" + code
	return Value{id, id}, Issue{}
}

// regionScheme returns the scheme that a code says itself, "" for a name.
func regionScheme(s string) (scheme, code string) {
	if head, tail, ok := cutPrefix(s); ok {
		return head, tail
	}
	upper := strings.ToUpper(s)
	switch {
	case iso3166.MatchString(upper):
		return "ISO3166-2", upper
	case gb2260.MatchString(s) || gbLonger.MatchString(s):
		return "GB2260", s
	}
	return "", s
}

// maxCandidates bounds the codes that a message lists.
const maxCandidates = 6

func regionNamed(name string) (Value, Issue) {
	found := places().names.Called(foldHan(name))
	switch len(found) {
	case 0:
		return refuse(RegionUnknown, "is neither the code nor the name of a region that is known")
	case 1:
		return Value{found[0].ID, found[0].ID}, Issue{}
	}
	var ids []string
	for _, r := range found[:min(len(found), maxCandidates)] {
		ids = append(ids, r.ID)
	}
	more := ""
	if len(found) > maxCandidates {
		more = " and others"
	}
	return refuse(RegionUnknown, "is what several regions are called: write one of %s%s, or the name with what it lies in", strings.Join(ids, ", "), more)
}
