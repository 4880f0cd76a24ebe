package community

// claim is what one group has on a member outside it: k of the group's size
// members carry the identifier that the member carries too.
type claim struct{ group, k, size int32 }

// over reports whether c is the stronger: the larger share of the group, then
// the lower group. No claim at all is weakest.
func (c claim) over(o claim) bool {
	if o.group < 0 || c.group < 0 {
		return o.group < 0 && c.group >= 0
	}
	if l, r := int64(c.k)*int64(o.size), int64(o.k)*int64(c.size); l != r {
		return l > r
	}
	return c.group < o.group
}

// suit keeps the two strongest claims of different groups.
type suit struct{ best, rival claim }

func (s *suit) hear(c claim) {
	switch {
	case c.group == s.best.group:
		if c.over(s.best) {
			s.best = c
		}
	case c.over(s.best):
		s.best, s.rival = c, s.best
	case c.over(s.rival):
		s.rival = c
	}
}

// attach gives each member outside all groups to the group that holds it by
// one identifier that no service lends: with two core holders at least, and with half of its users
// inside once the member is. Those that come count for no one else.
func (e *emission) attach() {
	suits := make(map[int32]*suit)
	holders, core := make([]int32, len(e.groups)), make([]int32, len(e.groups))
	for i := range int32(len(e.c.ids)) {
		if e.lent[e.typeOf(e.c.ids[i])] {
			continue // a neighbour has the house in common, and nothing else
		}
		users := e.c.ofID.of(i)
		for _, m := range users {
			if g := e.group[m]; g >= 0 {
				holders[g]++
				if e.tier[m] == Core {
					core[g]++
				}
			}
		}
		for _, m := range users {
			g := e.group[m]
			if g < 0 || holders[g] == 0 {
				continue
			}
			if core[g] >= 2 && 2*int(holders[g]+1) >= len(users) {
				e.offer(users, claim{g, holders[g], int32(len(e.groups[g].members))}, suits)
			}
			holders[g], core[g] = 0, 0
		}
	}
	e.part(suits)
	for m := range int32(len(e.group)) {
		if s := suits[m]; s != nil {
			f := &e.groups[s.best.group]
			f.attached = append(f.attached, m)
			f.rivals = append(f.rivals, s.rival.group)
			e.tier[m] = Attached
		}
	}
}

func (e *emission) offer(users []int32, c claim, suits map[int32]*suit) {
	for _, m := range users {
		if e.group[m] >= 0 || e.refuses(m, c.group) {
			continue
		}
		if suits[m] == nil {
			suits[m] = &suit{claim{group: -1}, claim{group: -1}}
		}
		suits[m].hear(c)
	}
}
