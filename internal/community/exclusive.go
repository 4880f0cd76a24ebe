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
	shared := make([]int32, len(s.slot)) // by each member, within its group
	of := make(map[uint8][]int32)        // the same, of each of the types
	for _, t := range types {
		of[t] = make([]int32, len(s.slot))
	}
	for i := range int32(len(s.fan)) {
		ofType := of[typeOf(s.c.ids[i])]
		s.eachUser(i, func(m int32, alone bool) {
			if alone {
				return
			}
			shared[m]++
			if ofType != nil {
				ofType[m]++
			}
		})
	}
	w := witnessing{make([]int, len(types)), make([]int, len(types))}
	for k, t := range types {
		witness, event := make([]bool, len(s.slot)), make([]bool, len(s.slot))
		for m := range witness {
			witness[m] = shared[m]-of[t][m] >= 2
		}
		for i := range int32(len(s.fan)) {
			if typeOf(s.c.ids[i]) == t {
				s.accidents(i, witness, event)
			}
		}
		for m := range witness {
			if witness[m] {
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
func (s *growth) accidents(i int32, witness, event []bool) {
	witnesses := 0
	for _, m := range s.c.ofID.of(i) {
		if witness[m] {
			witnesses++
		}
	}
	if witnesses < 2 {
		return
	}
	s.eachUser(i, func(m int32, alone bool) {
		if witness[m] && alone {
			event[m] = true
		}
	})
}

// eachUser visits the users of identifier i and says which of them carry it
// alone in their group.
func (s *growth) eachUser(i int32, visit func(m int32, alone bool)) {
	lo := s.c.ofID.start[i]
	for k := lo; k < lo+s.fan[i]; k++ {
		s.row.cross[s.group[k]] = s.holders[k]
	}
	for _, m := range s.c.ofID.of(i) {
		visit(m, s.row.cross[s.slot[m]] < 2)
	}
	for k := lo; k < lo+s.fan[i]; k++ {
		s.row.cross[s.group[k]] = 0
	}
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
			case p.Without.Has(Revocation):
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
