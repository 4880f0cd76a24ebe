package community

import "slices"

// twins joins, before the first round, members that carry exactly the same
// identifiers, where the tie of two of them beats chance. Nothing in the
// evidence tells them apart; taken one by one, each paying more than the last,
// they would be cut somewhere by the order of their keys.
func (s *growth) twins() {
	if s.r.p.Without.Has(Twins) {
		return
	}
	order := make([]int32, 0, len(s.slot))
	for m := range int32(len(s.slot)) {
		if !s.named(m) {
			order = append(order, m)
		}
	}
	row := s.c.ofMember.of
	slices.SortFunc(order, func(a, b int32) int {
		if c := slices.Compare(row(a), row(b)); c != 0 {
			return c
		}
		return int(s.stable(a) - s.stable(b))
	})
	for k := 0; k < len(order); {
		first := order[k]
		n := 1
		for k+n < len(order) && slices.Equal(row(first), row(order[k+n])) {
			n++
		}
		if n >= 2 {
			s.joinTwins(first, order[k+1:k+n])
		}
		k += n
	}
}

// joinTwins puts the others into the slot of the first, if two of them alone
// would merge.
func (s *growth) joinTwins(first int32, others []int32) {
	cut := &Cut{SizeA: 1, SizeB: 1, A: []int32{first}, B: others[:1:1], Needed: s.r.needed}
	for _, i := range s.c.ofMember.of(first) {
		if int(s.c.ofID.len(i)) <= s.r.p.MaxFanout {
			cut.Identifiers = append(cut.Identifiers, i)
			cut.Bits += max(0, s.worth[i])
		}
	}
	if len(cut.Identifiers) == 0 {
		return
	}
	cut.Bits += s.r.logs.factorial[min(len(cut.Identifiers), maxCrossing)] - s.r.search(0)
	if cut.Bits < cut.Needed {
		return
	}
	for _, m := range others {
		s.slot[m] = first
	}
	s.weakest[first] = cut
	s.merges += len(others)
}
