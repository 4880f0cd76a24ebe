package community

import "slices"

// note keeps the weaker of the merge that is about to join a and b and those
// that built them. It is called for all pairs of a round before any joins, so
// that the identifiers are those that were tested.
func (s *growth) note(a, b int32) {
	s.merges++
	if s.key[b] < s.key[a] {
		a, b = b, a
	}
	w := s.weakest[a]
	if o := s.weakest[b]; w == nil || (o != nil && o.Bits < w.Bits) {
		w = o
	}
	if bits := s.bestBits[a]; w == nil || bits < w.Bits {
		w = s.cut(a, b, bits)
	}
	s.weakest[a], s.weakest[b] = w, w
}

// cut describes the merge of a and b; its identifiers are local.
func (s *growth) cut(a, b int32, bits Bits) *Cut {
	if s.size[a] < s.size[b] {
		a, b = b, a
	}
	c := &Cut{SizeA: int(s.size[a]), SizeB: int(s.size[b]), Bits: bits, Needed: s.r.needed}
	s.walk++
	for m := s.head[b]; m >= 0; m = s.next[m] {
		for _, i := range s.c.ofMember.of(m) {
			if s.stamp[i] != s.walk && s.fan[i] <= int32(s.r.p.MaxFanout) && s.place(i, a) >= 0 {
				c.Identifiers = append(c.Identifiers, i)
			}
			s.stamp[i] = s.walk
		}
	}
	slices.Sort(c.Identifiers)
	s.remember(c, a, b)
	return c
}

// place returns where slot g stands among the groups that hold identifier i,
// -1 if it does not hold it.
func (s *growth) place(i, g int32) int32 {
	lo := s.c.ofID.start[i]
	for k := lo; k < lo+s.fan[i]; k++ {
		if s.group[k] == g {
			return k
		}
	}
	return -1
}

// join makes one group of a and b, in the slot of the larger.
func (s *growth) join(a, b int32) {
	if s.size[a] < s.size[b] {
		a, b = b, a
	}
	s.own[a] += s.own[b]
	s.walk++
	for m := s.head[b]; m >= 0; m = s.next[m] {
		for _, i := range s.c.ofMember.of(m) {
			if s.stamp[i] != s.walk {
				s.stamp[i] = s.walk
				s.pass(i, b, a)
			}
		}
		s.slot[m] = a
	}
	s.next[s.tail[a]] = s.head[b]
	s.tail[a] = s.tail[b]
	s.key[a] = min(s.key[a], s.key[b])
	s.size[a] += s.size[b]
	s.logSize[a] = s.r.size(s.size[a])
	s.size[b] = 0
	s.touch(a)
}

// pass hands the holders of identifier i in slot b to slot a.
func (s *growth) pass(i, b, a int32) {
	from, to := s.place(i, b), s.place(i, a)
	if to < 0 {
		s.group[from] = a
		return
	}
	switch n, m := s.holders[from], s.holders[to]; {
	case n >= 2 && m >= 2:
		s.own[a]--
	case n == 1 && m == 1:
		s.own[a]++
	}
	s.holders[to] += s.holders[from]
	s.fan[i]--
	last := s.c.ofID.start[i] + s.fan[i]
	s.group[from], s.holders[from] = s.group[last], s.holders[last]
	if s.fan[i] == int32(s.r.p.MaxFanout) {
		lo := s.c.ofID.start[i]
		for _, g := range s.group[lo : lo+s.fan[i]] {
			s.touch(g)
		}
	}
}
