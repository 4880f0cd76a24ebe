package canon

import "strings"

// address is the form of a postal address. It rewrites only what is certain to
// mean the same: width, spaces and marks, traditional characters, what regions
// are called (省 left out, a district without its city), numerals before units,
// and for addresses in Latin letters the order of labelled parts. Everything
// that could tell two addresses apart stays: numbers, buildings, floors,
// rooms, names. What may be the same and is not certain is for resolution to
// argue, with the keys of AddressKeys.
//
// The hint is a region, as a source gives it beside the address; it counts
// where the text names no region itself, or a name that several have.
//
// An address that names no more than a city, a district or a road links
// nothing: thousands share it. One that does not say in which city it lies only
// supports: every city has its 人民路5号, and most have a Main Street.
func address(hint, s string) (Value, Issue) {
	if len(s) > maxID { // which Canonicalise refuses
		return Value{s, s}, Issue{}
	}
	id := addressText(hint, s)
	if issue := weakness(id); issue.Code != "" {
		return Value{id, s}, issue
	}
	if strings.Contains(id, "*") {
		return Value{id, s}, masked
	}
	switch p := parse(id); {
	case !p.located():
		return unlink(id, s, AddressNoLocality, "names no building, and no road with a number: it is kept as written and links nothing")
	case !p.inCity(hasHan(id)):
		return Value{id, s}, Issue{AddressNoRegion, Supports, "does not say in which city it lies: what it shows is inferred at most"}
	}
	return Value{id, s}, Issue{}
}

// addressText rewrites an address until it stays as it is. A text that never
// does, or of which nothing would be left, is left as it is but for letter case,
// which is then its own form too.
func addressText(hint, s string) string {
	first := foldHan(s)
	text := rewrite(hint, first)
	for range 4 {
		again := rewrite("", text)
		if again == text && text != "" {
			return text
		}
		text = again
	}
	return first
}

func rewrite(hint, s string) string {
	if !hasHan(s) {
		return foldHan(latinText(s))
	}
	p := regionPrefix(tidy(s), hint)
	return foldHan(p.title + units(p.rest))
}
