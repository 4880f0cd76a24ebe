package eval

// buckets is how many units are resampled at most. More of them are dealt into
// so many random groups (K. Wolter, Introduction to Variance Estimation,
// chapter 2), which costs the interval a few per cent of its width and makes it
// as cheap for a million storefronts as for a thousand.
const buckets = 2000

// tally is a share in two halves, each as the sum over the units that are
// resampled: operations, or found groups.
type tally struct {
	num, den []float64 // by bucket
	seen     []uint64  // a bit for each unit with a part in den
	units    int       // of those
}

func newTally() *tally { return &tally{num: make([]float64, buckets), den: make([]float64, buckets)} }

// add counts what a unit adds to both halves. A unit may be added to again.
func (t *tally) add(unit int, num, den float64) {
	t.num[unit%buckets] += num
	t.den[unit%buckets] += den
	if den == 0 {
		return
	}
	for len(t.seen) <= unit/64 {
		t.seen = append(t.seen, 0)
	}
	if bit := uint64(1) << (unit % 64); t.seen[unit/64]&bit == 0 {
		t.seen[unit/64] |= bit
		t.units++
	}
}

// count adds one to the denominator, and to the numerator where yes.
func (t *tally) count(unit int, yes bool) {
	if yes {
		t.add(unit, 1, 1)
		return
	}
	t.add(unit, 0, 1)
}

func (t *tally) ratio() Ratio { return ratio(sum(t.num), sum(t.den)) }

func sum(all []float64) float64 {
	s := 0.0
	for _, x := range all {
		s += x
	}
	return s
}
