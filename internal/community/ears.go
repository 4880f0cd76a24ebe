package community

// ears finds members that are tied to a group, or to each other, only
// together: none of their ties alone beats chance. Lone members enter
// provisionally, the merges run again, and those that did not end in their
// group's 2-core leave.
func (s *growth) ears() {
	if s.r.p.Without.Has(Ears) {
		return
	}
	before := make([]int32, len(s.slot)) // the key of each member's group
	s.partition(before)
	for pass, idle := 0, 0; pass < s.r.p.EarPasses && idle < s.r.p.EarIdle; pass++ {
		if entered := s.enter(pass % 3); len(entered) > 0 {
			s.merge()
			s.leave(entered)
		}
		if idle++; s.partition(before) {
			idle = 0
		}
	}
}

// partition notes who is with whom, and reports whether that is news.
func (s *growth) partition(before []int32) (changed bool) {
	for m, g := range s.slot {
		if key := s.key[g]; key != before[m] {
			before[m], changed = key, true
		}
	}
	return changed
}

// canonical moves every group to the slot of its first member, so that equal
// partitions have equal slots. Chains are made anew: see writeSides.
func (s *growth) canonical() {
	first := make([]int32, len(s.slot)) // of each former slot, plus one
	weakest := make([]*Cut, len(s.slot))
	for m := range int32(len(s.slot)) {
		g := s.slot[m]
		if first[g] == 0 {
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
// ascending.
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
	var entered, into []int32
	cell := make([]int32, len(s.fan)) // slot of each identifier's cell, plus one
	for m, i := range choice {
		if i < 0 || chosen[i] < 2 {
			continue
		}
		if cell[i] == 0 {
			cell[i] = int32(m) + 1
		}
		entered, into = append(entered, int32(m)), append(into, cell[i]-1)
	}
	s.admit(entered, into)
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
	s.admit(entered, into)
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
	outside, seen := make([]bool, len(s.slot)), make([]bool, len(s.slot))
	var members []int32
	for _, m := range entered {
		g := s.slot[m]
		if seen[g] {
			continue
		}
		seen[g] = true
		members = s.chain(members[:0], g)
		for _, v := range peel.run(members, twice, s.grip) {
			outside[v] = true
		}
	}
	clear(seen)
	out := make([]bool, len(s.slot))
	var groups [][]int32
	for _, m := range entered {
		if !outside[m] {
			continue
		}
		out[m] = true
		if g := s.slot[m]; !seen[g] {
			seen[g] = true
			groups = append(groups, s.chain(nil, g))
		}
	}
	s.dismiss(groups, out)
}

// chain appends the members of a slot.
func (s *growth) chain(list []int32, g int32) []int32 {
	for m := s.head[g]; m >= 0; m = s.next[m] {
		list = append(list, m)
	}
	return list
}

// grip lets one exclusive identifier count for two.
func (s *growth) grip(i, _ int32) int {
	if s.exclusive[i] {
		return 2
	}
	return 1
}
