package community

import "slices"

// A person's word that two members are two parties outranks all evidence: no
// merge brings them together, and neither enters a group in any provisional
// way, where evidence would be looked at only afterwards.

// forbids reports whether a merge of slots a and b would bring together two
// members that were set apart.
func (s *growth) forbids(a, b int32) bool {
	return slices.ContainsFunc(s.apart, func(p [2]int32) bool {
		x, y := s.slot[p[0]], s.slot[p[1]]
		return x == a && y == b || x == b && y == a
	})
}

// named reports whether a person set member m apart from another.
func (s *growth) named(m int32) bool {
	return slices.ContainsFunc(s.apart, func(p [2]int32) bool { return p[0] == m || p[1] == m })
}

// lone reports whether member m is in no group and may enter one.
func (s *growth) lone(m int32) bool { return s.size[s.slot[m]] == 1 && !s.named(m) }

// refuses reports whether member m was set apart from one of group g.
func (e *emission) refuses(m, g int32) bool {
	return slices.ContainsFunc(e.apart, func(p [2]int32) bool {
		return p[0] == m && e.group[p[1]] == g || p[1] == m && e.group[p[0]] == g
	})
}

// disputed counts the users of identifier i that are not in e.peel and that
// were set apart from another of its users: whoever said so knew of the value.
func (e *emission) disputed(i int32) (n int32) {
	if len(e.apart) == 0 {
		return 0
	}
	users := e.c.ofID.of(i)
	carries := func(m int32) bool { _, ok := slices.BinarySearch(users, m); return ok }
	for _, m := range users {
		if !e.peel.in[m] && slices.ContainsFunc(e.apart, func(p [2]int32) bool {
			return p[0] == m && carries(p[1]) || p[1] == m && carries(p[0])
		}) {
			n++
		}
	}
	return n
}

// part takes from their suits the members that would be attached to one group
// though they were set apart: nothing says which of them is the stranger.
func (e *emission) part(suits map[int32]*suit) {
	var both []int32
	for _, p := range e.apart {
		if x, y := suits[p[0]], suits[p[1]]; x != nil && y != nil && x.best.group == y.best.group {
			both = append(both, p[0], p[1])
		}
	}
	for _, m := range both {
		delete(suits, m)
	}
}
