package snapshot

import (
	"cmp"
	"iter"
	"strconv"
)

// textOrder yields the numbers below limit in the order of their decimal
// texts: 0, 1, 10, 100, …, 101, …, 11, …, 2, … It walks the tree in which a
// number's children are its texts with one digit more.
func textOrder(limit uint64) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if limit == 0 || !yield(0) {
			return
		}
		for n := uint64(1); n < limit; {
			if !yield(uint32(n)) {
				return
			}
			if n*10 < limit {
				n *= 10
				continue
			}
			for n%10 == 9 || n+1 >= limit {
				n /= 10
				if n == 0 {
					return
				}
			}
			n++
		}
	}
}

// compareTexts orders two numbers as textOrder does: as if the shorter were
// filled up with zeros, then the shorter first.
func compareTexts(a, b uint32) int {
	x, y := uint64(a), uint64(b)
	for range 10 - digits(a) {
		x *= 10
	}
	for range 10 - digits(b) {
		y *= 10
	}
	return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
}

// digits returns the length of a number's decimal text.
func digits(n uint32) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}

// decimal writes a number's decimal text to buf.
func decimal(buf *[10]byte, n uint32) []byte { return strconv.AppendUint(buf[:0], uint64(n), 10) }

// canonical returns the number whose decimal text this is; "007" is none.
func canonical(text []byte) (uint32, bool) {
	if len(text) == 0 || len(text) > 10 || text[0] == '0' && len(text) > 1 {
		return 0, false
	}
	n := uint64(0)
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + uint64(c-'0')
	}
	return uint32(n), n == uint64(uint32(n))
}
