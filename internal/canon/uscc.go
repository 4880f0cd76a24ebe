package canon

import "strings"

// uscc is the form of a unified social credit code (GB 32100): upper case,
// compact, with a region and a check digit that hold.
func uscc(s string) (Value, Issue) {
	id := strings.ToUpper(compact(s))
	switch {
	case placeholder(s):
		return unlink(s, s, Placeholder, "stands for no code")
	case strings.ContainsAny(s, "*"+maskMarks):
		return Value{masks.Replace(id), s}, masked
	case !usccHolds(id):
		return refuse(USCCCheck, "is not a unified social credit code: 18 digits and letters, of which some check the others")
	case uniform(id[2:17]):
		return unlink(id, s, Placeholder, "is a code that people make up")
	}
	return Value{id, s}, Issue{}
}

// usccAlphabet has no I, O, S, V and Z; a character's value is its place.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccHolds computes the check character of GB 32100-2015: the values of the
// first seventeen, weighted by powers of three, and the last sum to a multiple
// of 31. The third to eighth name the region of the registrar.
func usccHolds(id string) bool {
	if len(id) != 18 || !allDigits(id[2:8]) || !(provinces[id[2:4]] || id[2:8] == "100000") {
		return false
	}
	sum, weight := 0, 1
	for i := range len(id) {
		v := strings.IndexByte(usccAlphabet, id[i])
		if v < 0 {
			return false
		}
		if i == len(id)-1 {
			weight = 1
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return sum%31 == 0
}

// provinces are the first two digits of the codes of GB/T 2260.
var provinces = map[string]bool{
	"11": true, "12": true, "13": true, "14": true, "15": true, "21": true, "22": true, "23": true, "31": true, "32": true, "33": true, "34": true,
	"35": true, "36": true, "37": true, "41": true, "42": true, "43": true, "44": true, "45": true, "46": true, "50": true, "51": true, "52": true,
	"53": true, "54": true, "61": true, "62": true, "63": true, "64": true, "65": true, "71": true, "81": true, "82": true,
}

func allDigits(s string) bool { return s != "" && countDigits(s) == len(s) }
