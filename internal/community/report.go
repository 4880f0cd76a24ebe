package community

import "slices"

// report numbers everything by the nodes of the whole graph and decides each
// group's status. Rival holds the first member of the rival until the groups
// of all components are numbered.
func (e *emission) report() []Group {
	var out []Group
	for k := range e.groups {
		if g, ok := e.describe(&e.groups[k]); ok {
			if e.refusals != nil {
				g.Refused = e.refusals.of(int32(k), &e.groups[k])
			}
			out = append(out, g)
		}
	}
	return out
}

func (e *emission) describe(f *found) (Group, bool) {
	all := slices.Concat(f.members, f.attached)
	slices.Sort(all)
	e.peel.add(all)
	defer e.peel.drop(all)
	shared := e.shared(all)
	g := Group{Bonds: e.bonds(shared), Members: make([]Member, 0, len(all))}
	onExclusive, links := 0, 0
	for _, b := range g.Bonds {
		links += len(b.Holders)
	}
	sharing := make([]int32, 0, links) // one piece of memory for the lists of all members
	g.CycleRank = links - len(all) - len(g.Bonds) + 1
	for _, m := range all {
		r := Member{Node: e.c.members[m], Tier: e.tier[m], ByAccountOnly: e.byAccount[m], Rival: -1}
		exclusive, from := false, len(sharing)
		for _, i := range e.c.ofMember.of(m) {
			if n := e.peel.inside[i]; e.bond(i, n) {
				sharing = append(sharing, e.c.ids[i])
				exclusive = exclusive || e.keeps(i, n) > 0
			}
		}
		if to := len(sharing); to > from {
			r.Shared = sharing[from:to:to]
		}
		if exclusive {
			onExclusive++
		}
		g.Members = append(g.Members, r)
	}
	e.nameRivals(&g, f)
	g.Weakest = e.nameCut(f.weakest)
	g.Status = e.status(len(all), g.CycleRank, onExclusive)
	// In a small population any two identifiers may be one service's. Those who
	// were attached, each for a reason that none of the others backs, make no
	// ring of a few.
	if g.Status == Ring && (f.rescued || f.thin || e.small && onExclusive == 0 && len(shared) < 3 || len(f.attached) > len(f.members)) {
		g.Status = Candidate
	}
	return g, g.Status != 0
}

// status is the whole table; 0 means that the group is not reported.
func (e *emission) status(members, cycleRank, onExclusive int) Status {
	switch {
	case members >= 3 && (cycleRank >= 1 || e.without.Has(CycleRank)):
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

// shared lists the identifiers that speak for the members, ascending; they
// are in e.peel.
func (e *emission) shared(members []int32) []int32 {
	var shared []int32
	for _, m := range members {
		for _, i := range e.c.ofMember.of(m) {
			if e.bond(i, e.peel.inside[i]) {
				shared = append(shared, i)
			}
		}
	}
	slices.Sort(shared)
	return slices.Compact(shared)
}

// bonds describes the identifiers that hold the members together.
func (e *emission) bonds(shared []int32) []Bond {
	bonds := make([]Bond, len(shared))
	links := 0
	for _, i := range shared {
		links += int(e.peel.inside[i])
	}
	holders := make([]int32, 0, links) // one piece of memory for the lists of all bonds
	for k, i := range shared {
		from := len(holders)
		for _, m := range e.c.ofID.of(i) {
			if e.peel.in[m] {
				holders = append(holders, e.c.members[m])
			}
		}
		to := len(holders)
		bonds[k] = Bond{Identifier: e.c.ids[i], Users: e.c.ofID.len(i), Exclusive: e.keeps(i, e.peel.inside[i]) > 0, Holders: holders[from:to:to]}
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
	named.A, named.B = e.stillIn(c.A), e.stillIn(c.B)
	named.Identifiers = make([]int32, len(c.Identifiers))
	for k, i := range c.Identifiers {
		named.Identifiers[k] = e.c.ids[i]
	}
	return &named
}
