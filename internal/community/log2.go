package community

import "math/bits"

// oneBit is the fixed point of Bits.
const (
	bitShift = 10
	oneBit   = 1 << bitShift
)

// fineShift is the fixed point in which logarithms are summed before they are
// rounded to Bits.
const fineShift = 30

// Log2Fine returns the binary logarithm of x >= 1 in 1/2^30 bit, rounded
// down. It squares the mantissa once for each digit, so that every machine
// gets the same digits.
func Log2Fine(x uint64) int64 {
	whole := bits.Len64(x) - 1
	m := x << (63 - whole) // mantissa in [1, 2) with 63 binary places
	v := int64(whole)
	for range fineShift {
		v <<= 1
		hi, lo := bits.Mul64(m, m)
		if hi >= 1<<63 {
			v |= 1
			m = hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return v
}

func round(fine int64) Bits {
	const down = fineShift - bitShift
	return Bits((fine + 1<<(down-1)) >> down)
}

// log2 returns the binary logarithm of x >= 1, rounded to the nearest 1/1024.
func log2(x uint64) Bits { return round(Log2Fine(x)) }

// logs are tables of log2(n) and log2(n!) for n from 0; both are 0 at 0.
type logs struct {
	of        []Bits
	factorial []Bits
}

// maxCrossing bounds the table of factorials: more identifiers than that
// cross no merge that is in doubt.
const maxCrossing = 1 << 12

func newLogs(limit int) *logs {
	l := &logs{of: make([]Bits, limit+1), factorial: make([]Bits, maxCrossing+1)}
	sum := int64(0)
	for n := 1; n < len(l.factorial); n++ {
		sum += Log2Fine(uint64(n))
		l.factorial[n] = round(sum)
	}
	for n := 1; n <= limit; n++ {
		l.of[n] = log2(uint64(n))
	}
	return l
}
