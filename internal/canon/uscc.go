package canon

import "strings"

// usccLength is the length of a unified social credit code (GB 32100).
const usccLength = 18

// uscc is the form of a unified social credit code: upper case, compact. The
// check digit is not computed here.
func uscc(s string) (Value, Issue) {
	id := strings.ToUpper(compact(s))
	if placeholder(s) {
		return unlink(s, s, Placeholder, "stands for no code")
	}
	if strings.ContainsAny(s, "*"+maskMarks) {
		return Value{id, s}, masked
	}
	if len(id) != usccLength || strings.IndexFunc(id, func(r rune) bool { return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z') }) >= 0 {
		return refuse(USCCCheck, "is not a code of %d digits and letters", usccLength)
	}
	return Value{id, s}, Issue{}
}
