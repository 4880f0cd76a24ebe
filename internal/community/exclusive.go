package community

import "math/bits"

// witnessing counts, for one component grown without any exclusive type, the
// members that could testify on each type and the accidents they show.
type witnessing struct{ witnesses, events []int } // by position in Params.Exclusive

func (w *witnessing) add(o witnessing) {
	if w.witnesses == nil {
		w.witnesses, w.events = make([]int, len(o.witnesses)), make([]int, len(o.events))
	}
	for i := range o.witnesses {
		w.witnesses[i] += o.witnesses[i]
		w.events[i] += o.events[i]
	}
}

// testify examines each of the types.
func (s *growth) testify(types []uint8, typeOf func(id int32) uint8) witnessing {
	shared := make([]int32, len(s.slot))
	alone := func(m, i int32) bool { return s.inGroup(i, m) < 2 }
	for m := range int32(len(s.slot)) {
		for _, i := range s.c.ofMember.of(m) {
			if !alone(m, i) {
				shared[m]++
			}
		}
	}
	w := witnessing{make([]int, len(types)), make([]int, len(types))}
	other := make([]int32, len(s.slot))
	event := make([]bool, len(s.slot))
	for k, t := range types {
		copy(other, shared)
		clear(event)
		for i := range int32(len(s.fan)) {
			if typeOf(s.c.ids[i]) != t {
				continue
			}
			for _, m := range s.c.ofID.of(i) {
				if !alone(m, i) {
					other[m]--
				}
			}
		}
		for i := range int32(len(s.fan)) {
			if typeOf(s.c.ids[i]) == t {
				s.accidents(i, other, event, alone)
			}
		}
		for m := range other {
			if other[m] >= 2 {
				w.witnesses[k]++
			}
			if event[m] {
				w.events[k]++
			}
		}
	}
	return w
}

// accidents marks the witnesses that carry identifier i alone of their group
// while a witness of another group carries it too.
func (s *growth) accidents(i int32, other []int32, event []bool, alone func(m, i int32) bool) {
	witnesses := 0
	for _, m := range s.c.ofID.of(i) {
		if other[m] >= 2 {
			witnesses++
		}
	}
	if witnesses < 2 {
		return
	}
	for _, m := range s.c.ofID.of(i) {
		if other[m] >= 2 && alone(m, i) {
			event[m] = true
		}
	}
}

// inGroup returns how many of the group of m carry identifier i.
func (s *growth) inGroup(i, m int32) int32 {
	if k := s.place(i, s.slot[m]); k >= 0 {
		return s.holders[k]
	}
	return 0
}

// judge turns the counts into the report of each type.
func (w *witnessing) judge(p Params, population int) []TypeReport {
	out := make([]TypeReport, len(p.Exclusive))
	for k, t := range p.Exclusive {
		r := TypeReport{Type: t, RatePPM: -1, UpperPPM: -1}
		if w.witnesses != nil {
			r.Witnesses, r.Events = w.witnesses[k], w.events[k]
		}
		if r.Witnesses > 0 {
			r.RatePPM = rate(population, int64(r.Events)*1000, r.Witnesses)
			r.UpperPPM = rate(population, upperEvents(int64(r.Events)), r.Witnesses)
			switch {
			case r.Events >= p.RevokeEvents && r.RatePPM > int64(p.RevokePPM):
				r.Grant = Revoked
			case r.UpperPPM <= int64(p.RevokePPM):
				r.Grant = Confirmed
			}
		}
		out[k] = r
	}
	return out
}

// rate returns population × events / witnesses² in parts per million, where
// events come in thousandths; at most a million times a million.
func rate(population int, milliEvents int64, witnesses int) int64 {
	const most = 1_000_000_000_000
	hi, lo := bits.Mul64(uint64(population)*1000, uint64(milliEvents))
	square := uint64(witnesses) * uint64(witnesses)
	if hi >= square {
		return most
	}
	q, _ := bits.Div64(hi, lo, square)
	return int64(min(q, most))
}

// upperEvents returns, in thousandths, the mean of a Poisson variable at
// which so few events have a chance of 5 %: exact up to ten, and above it
// n + 1.645 √(n + 1/2) + 1.6, which is within 1 %.
func upperEvents(n int64) int64 {
	exact := [...]int64{2996, 4744, 6296, 7754, 9154, 10513, 11842, 13148, 14435, 15705, 16962}
	if n < int64(len(exact)) {
		return exact[n]
	}
	return 1000*n + 1600 + 1645*squareRoot(1_000_000*n+500_000)/1000
}

// squareRoot returns the integer square root by Newton's method.
func squareRoot(n int64) int64 {
	x := n
	for y := (x + 1) / 2; y < x; y = (x + n/x) / 2 {
		x = y
	}
	return x
}
