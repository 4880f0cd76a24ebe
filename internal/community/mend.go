package community

import "slices"

// A pass in search of ears moves few members. What depends on them is mended in
// place; deriving everything anew, as rebuild does, would cost each pass the
// whole component.

// admit puts lone members into slots. A member may be given its own: others
// come to it.
func (s *growth) admit(entered, into []int32) {
	s.tellEntered(entered, into)
	ids := s.identifiersOf(entered)
	s.discount(ids)
	for k, m := range entered {
		g := into[k]
		s.touch(g)
		if g == m {
			continue
		}
		s.size[m], s.best[m] = 0, -1
		s.slot[m] = g
		s.next[s.tail[g]] = m
		s.tail[g] = m
		s.key[g] = min(s.key[g], s.key[m])
		s.size[g]++
		s.logSize[g] = s.r.size(s.size[g])
	}
	for _, i := range ids {
		s.recount(i)
	}
}

// dismiss makes members lone again: those of the groups, given by their
// members, that are out. Whoever stays goes to the slot of the first of them.
func (s *growth) dismiss(groups [][]int32, out []bool) {
	s.writeSides()
	s.tellLeft(out)
	ids := s.identifiersOf(slices.Concat(groups...))
	s.discount(ids)
	for _, members := range groups {
		slices.Sort(members)
		was := s.slot[members[0]]
		weakest := s.weakest[was]
		s.size[was], s.best[was], s.weakest[was] = 0, -1, nil
		stay := int32(-1)
		for _, m := range members {
			switch {
			case out[m]:
				s.open(m)
				s.weakest[m] = nil
			case stay < 0:
				stay = m
				s.open(m)
				s.weakest[m] = weakest
			default:
				s.slot[m] = stay
				s.next[s.tail[stay]], s.next[m] = m, -1
				s.tail[stay] = m
				s.key[stay] = min(s.key[stay], s.stable(m))
				s.size[stay]++
			}
		}
		if stay >= 0 {
			s.logSize[stay] = s.r.size(s.size[stay])
		}
	}
	for _, i := range ids {
		s.recount(i)
	}
}

// open makes a group of member m alone, in its own slot, of which nothing is
// known yet.
func (s *growth) open(m int32) {
	s.slot[m], s.next[m] = m, -1
	s.head[m], s.tail[m], s.key[m] = m, m, s.stable(m)
	s.size[m], s.own[m], s.best[m], s.logSize[m] = 1, 0, -1, s.r.size(1)
	s.touch(m)
}

// identifiersOf lists what members carry, once each.
func (s *growth) identifiersOf(members []int32) []int32 {
	var ids []int32
	s.walk++
	for _, m := range members {
		for _, i := range s.c.ofMember.of(m) {
			if s.stamp[i] != s.walk {
				s.stamp[i] = s.walk
				ids = append(ids, i)
			}
		}
	}
	return ids
}

// discount takes back what identifiers add to their groups' own. They are
// recounted afterwards.
func (s *growth) discount(ids []int32) {
	for _, i := range ids {
		lo := s.c.ofID.start[i]
		for k := lo; k < lo+s.fan[i]; k++ {
			if s.holders[k] >= 2 {
				s.own[s.group[k]]--
			}
		}
	}
}
