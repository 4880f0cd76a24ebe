package community

import "slices"

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
// one identifier: with two core holders at least, and with half of its users
// inside once the member is. Those that come count for no one else.
func (e *emission) attach() {
	suits := make(map[int32]*suit)
	holders, core := make([]int32, len(e.groups)), make([]int32, len(e.groups))
	for i := range int32(len(e.c.ids)) {
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
		if e.group[m] >= 0 {
			continue
		}
		if suits[m] == nil {
			none := claim{group: -1}
			suits[m] = &suit{none, none}
		}
		suits[m].hear(c)
	}
}

// report numbers everything by the nodes of the whole graph and decides each
// group's status. Rival holds the first member of the rival until the groups
// of all components are numbered.
func (e *emission) report() []Group {
	var out []Group
	for k := range e.groups {
		if g, ok := e.describe(&e.groups[k]); ok {
			out = append(out, g)
		}
	}
	return out
}

func (e *emission) describe(f *found) (Group, bool) {
	all := slices.Concat(f.members, f.attached)
	slices.Sort(all)
	e.peel.add(all)
	defer func() {
		for _, m := range all {
			e.peel.drop(m)
		}
	}()
	g := Group{Bonds: e.bonds(all)}
	onExclusive, links := 0, 0
	for _, b := range g.Bonds {
		links += len(b.Holders)
	}
	g.CycleRank = links - len(all) - len(g.Bonds) + 1
	for _, m := range all {
		r := Member{Node: e.c.members[m], Tier: e.tier[m], ByAccountOnly: e.byAccount[m], Rival: -1}
		exclusive := false
		for _, i := range e.c.ofMember.of(m) {
			if n := e.peel.inside[i]; e.bond(i, n) {
				r.Shared = append(r.Shared, e.c.ids[i])
				exclusive = exclusive || e.keeps(i, n) > 0
			}
		}
		if exclusive {
			onExclusive++
		}
		g.Members = append(g.Members, r)
	}
	e.nameRivals(&g, f)
	g.Weakest = e.nameCut(f.weakest)
	g.Status = status(len(all), g.CycleRank, onExclusive)
	if e.small && g.Status == Ring && len(g.Bonds) < 3 && onExclusive == 0 {
		g.Status = Candidate // a service and the house it works from have clients that look the same
	}
	return g, g.Status != 0
}

// status is the whole table; 0 means that the group is not reported.
func status(members, cycleRank, onExclusive int) Status {
	switch {
	case members >= 3 && cycleRank >= 1:
		return Ring
	case members >= 4 && onExclusive == members:
		return AccountGroup
	case members >= 3:
		return Candidate
	case members == 2 && onExclusive == 2:
		return Pair
	}
	return 0
}

// bonds lists what at least two of the members carry; they are in e.peel.
func (e *emission) bonds(members []int32) []Bond {
	var shared []int32
	for _, m := range members {
		for _, i := range e.c.ofMember.of(m) {
			if e.bond(i, e.peel.inside[i]) {
				shared = append(shared, i)
			}
		}
	}
	slices.Sort(shared)
	shared = slices.Compact(shared)
	bonds := make([]Bond, len(shared))
	for k, i := range shared {
		b := Bond{Identifier: e.c.ids[i], Users: e.c.ofID.len(i), Exclusive: e.keeps(i, e.peel.inside[i]) > 0}
		for _, m := range e.c.ofID.of(i) {
			if e.peel.in[m] {
				b.Holders = append(b.Holders, e.c.members[m])
			}
		}
		bonds[k] = b
	}
	return bonds
}

func (e *emission) nameRivals(g *Group, f *found) {
	for k, m := range f.attached {
		if f.rivals[k] < 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(g.Members, e.c.members[m], func(r Member, node int32) int { return int(r.Node - node) })
		g.Members[at].Rival = e.c.members[e.groups[f.rivals[k]].members[0]]
	}
}

func (e *emission) nameCut(c *Cut) *Cut {
	if c == nil {
		return nil
	}
	named := *c
	named.Identifiers = make([]int32, len(c.Identifiers))
	for k, i := range c.Identifiers {
		named.Identifiers[k] = e.c.ids[i]
	}
	return &named
}
