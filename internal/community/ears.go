package community

import "slices"

// ears finds members that are tied to a group, or to each other, only
// together: none of their ties alone beats chance. Lone members enter
// provisionally, the merges run again, and those that did not end in their
// group's 2-core leave.
func (s *growth) ears() {
	s.canonical(nil)
	if s.r.p.Without.Has(Ears) {
		return
	}
	before := slices.Clone(s.slot)
	for pass, idle := 0, 0; pass < s.r.p.EarPasses && idle < s.r.p.EarIdle; pass++ {
		entered := s.enter(pass % 3)
		if len(entered) > 0 {
			s.rebuild()
			s.merge()
			s.leave(entered)
		}
		if slices.Equal(before, s.slot) {
			idle++
			continue
		}
		idle = 0
		copy(before, s.slot)
	}
}

// canonical moves every group to the slot of its first member, so that equal
// partitions have equal slots. Members that are out become lone.
func (s *growth) canonical(out []bool) {
	s.writeSides()
	first := make([]int32, len(s.slot)) // of each former slot, plus one
	weakest := make([]*Cut, len(s.slot))
	for m := range int32(len(s.slot)) {
		g := s.slot[m]
		switch {
		case out != nil && out[m]:
			s.slot[m] = m
			s.touch(m)
			continue
		case first[g] == 0:
			first[g] = m + 1
			weakest[m] = s.weakest[g]
			if s.dirty[g] {
				s.touch(m)
			}
		}
		s.slot[m] = first[g] - 1
	}
	copy(s.weakest, weakest)
	s.rebuild()
}

// enter puts lone members into groups, by one of three ways, and returns them
// ascending. It writes s.slot only; the caller rebuilds.
func (s *growth) enter(way int) []int32 {
	if way == 1 {
		return s.enterGroups()
	}
	return s.enterCells(way == 0)
}

// enterCells makes a group of the lone members that choose one identifier:
// that with the most lone holders, or that with the fewest, two at least.
func (s *growth) enterCells(most bool) []int32 {
	lone := make([]int32, len(s.fan)) // lone holders of each identifier
	for i := range int32(len(s.fan)) {
		if users := s.c.ofID.of(i); len(users) <= s.r.p.MaxFanout {
			for _, m := range users {
				if s.lone(m) {
					lone[i]++
				}
			}
		}
	}
	choice := make([]int32, len(s.slot))
	chosen := make([]int32, len(s.fan))
	for m := range choice {
		choice[m] = -1
		if !s.lone(int32(m)) {
			continue
		}
		for _, i := range s.c.ofMember.of(int32(m)) {
			c := choice[m]
			if lone[i] >= 2 && (c < 0 || (most && lone[i] > lone[c]) || (!most && lone[i] < lone[c])) {
				choice[m] = i
			}
		}
		if choice[m] >= 0 {
			chosen[choice[m]]++
		}
	}
	var entered []int32
	cell := make([]int32, len(s.fan)) // slot of each identifier's cell, plus one
	for m, i := range choice {
		if i < 0 || chosen[i] < 2 {
			continue
		}
		if cell[i] == 0 {
			cell[i] = s.slot[m] + 1
			s.touch(s.slot[m])
		}
		s.slot[m] = cell[i] - 1
		entered = append(entered, int32(m))
	}
	return entered
}

// enterGroups puts each lone member into the group in which most of its
// identifiers occur, the lowest key of equals.
func (s *growth) enterGroups() []int32 {
	var entered, into []int32
	for m := range int32(len(s.slot)) {
		if !s.lone(m) {
			continue
		}
		if g := s.densest(m); g >= 0 {
			entered, into = append(entered, m), append(into, g)
		}
	}
	for k, m := range entered {
		s.slot[m] = into[k]
		s.touch(into[k])
	}
	return entered
}

func (s *growth) densest(m int32) int32 {
	for _, i := range s.c.ofMember.of(m) {
		if s.fan[i] > int32(s.r.p.MaxFanout) {
			continue
		}
		lo := s.c.ofID.start[i]
		for _, g := range s.group[lo : lo+s.fan[i]] {
			if s.size[g] < 2 {
				continue
			}
			if s.row.cross[g] == 0 {
				s.row.touched = append(s.row.touched, g)
			}
			s.row.cross[g]++
		}
	}
	best, most := int32(-1), int32(0)
	for _, g := range s.row.touched {
		if n := s.row.cross[g]; n > most || (n == most && s.key[g] < s.key[best]) {
			best, most = g, n
		}
		s.row.cross[g] = 0
	}
	s.row.touched = s.row.touched[:0]
	return best
}

// leave makes those of the entered lone again that are outside the 2-core of
// their group, where one exclusive identifier counts for two.
func (s *growth) leave(entered []int32) {
	peel := newPeel(s.c)
	outside := make([]bool, len(s.slot))
	seen := make([]bool, len(s.slot))
	var members []int32
	for _, m := range entered {
		g := s.slot[m]
		if seen[g] {
			continue
		}
		seen[g] = true
		members = members[:0]
		for v := s.head[g]; v >= 0; v = s.next[v] {
			members = append(members, v)
		}
		for _, v := range peel.run(members, none, s.grip) {
			outside[v] = true
		}
	}
	out := make([]bool, len(s.slot))
	for _, m := range entered {
		if outside[m] {
			out[m] = true
			s.touch(s.slot[m])
		}
	}
	s.canonical(out)
}

// grip lets one exclusive identifier count for two.
func (s *growth) grip(i, _ int32) int {
	if s.exclusive[i] {
		return 2
	}
	return 1
}
