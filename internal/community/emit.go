package community

import "slices"

// emission turns the grown groups of one component into what is reported.
type emission struct {
	c         *component
	exclusive []bool // of each identifier: of a granted type
	typeOf    func(id int32) uint8
	lent      *[256]bool // by type: services lend it
	doubtful  []bool     // of each identifier
	small     bool       // the sterner form for small populations holds
	without   Rules
	apart     [][2]int32 // pairs of members that a person set apart
	peel      *peel
	tier      []Tier
	byAccount []bool
	group     []int32 // of each member: its group in groups, -1 for none
	groups    []found
	refusals  *refusals // nil when groups are components
}

// found is a group under way, in local numbers.
type found struct {
	members  []int32 // core and by account, ascending; attached ones are appended
	attached []int32
	rivals   []int32 // beside attached: another group, -1 for none
	weakest  *Cut
	rescued  bool // held by what is nearly theirs alone, and by nothing else
	thin     bool // one service may be all that holds them
}

func newEmission(c *component, exclusive []bool, r *rule, typeOf func(id int32) uint8) *emission {
	n := len(c.members)
	e := &emission{
		c: c, exclusive: exclusive, typeOf: typeOf, lent: &r.lent, small: r.small, without: r.p.Without, peel: newPeel(c),
		tier: make([]Tier, n), byAccount: make([]bool, n), group: make([]int32, n),
	}
	for m := range e.group {
		e.group[m] = -1
	}
	return e
}

// emit reports the groups of a growth.
func (s *growth) emit() []Group {
	e := newEmission(s.c, s.exclusive, s.r, s.typeOf)
	e.doubtful = s.doubtful
	e.apart = s.apart
	var members []int32
	for g := range int32(len(s.size)) {
		if s.size[g] < 2 {
			continue
		}
		members = members[:0]
		for m := s.head[g]; m >= 0; m = s.next[m] {
			members = append(members, m)
		}
		slices.Sort(members)
		e.settle(members, s.weakest[g])
	}
	slices.SortFunc(e.groups, func(a, b found) int { return int(a.members[0] - b.members[0]) })
	for k, f := range e.groups {
		for _, m := range f.members {
			e.group[m] = int32(k)
		}
	}
	if !e.small && !e.without.Has(Attachment) {
		e.attach()
	}
	e.refusals = newRefusals(s, e)
	return e.report()
}

// settle finds the core of a grown group and the members that exclusive
// identifiers hold to it or to each other, and splits them by connection. Where
// one service may be all that holds anybody, they stay as a candidate.
func (e *emission) settle(members []int32, weakest *Cut) {
	kept, fallen := e.hold(members, e.firm)
	thin := len(kept) == 0
	if thin {
		kept, fallen = e.hold(members, twice)
	}
	e.rescue(fallen, weakest)
	parts := e.connected(kept)
	if len(parts) == 1 {
		e.groups = append(e.groups, found{members: parts[0], weakest: weakest, thin: thin})
		return
	}
	for _, part := range parts {
		e.settle(part, weakest)
	}
}

// hold gives the members their tiers and divides them: the core, and those
// that exclusive identifiers keep beside it, from those that nothing holds.
func (e *emission) hold(members []int32, firm func(m int32, sum int) bool) (kept, fallen []int32) {
	for _, m := range members {
		e.tier[m], e.byAccount[m] = Core, false
	}
	if !e.without.Has(TwoCore) {
		for _, m := range e.peel.run(members, firm, e.counts) {
			e.tier[m] = Attached
		}
	}
	inCore := func(m int32, sum int) bool { return e.tier[m] == Core || sum >= 2 }
	for _, m := range e.peel.run(members, inCore, e.keeps) {
		e.tier[m] = 0
	}
	for _, m := range members {
		if e.tier[m] == 0 {
			fallen = append(fallen, m)
			continue
		}
		kept = append(kept, m)
		e.byAccount[m] = e.tier[m] == Attached
	}
	return kept, fallen
}

// firm reports whether two identifiers hold a member that are not one
// service's: a place and its telephone may be, all of types that services lend
// their clients and no two of one type.
func (e *emission) firm(m int32, sum int) bool {
	if sum < 2 {
		return false
	}
	var met [256]bool
	for _, i := range e.c.ofMember.of(m) {
		if t := e.typeOf(e.c.ids[i]); e.bond(i, e.peel.inside[i]) {
			if !e.lent[t] || met[t] {
				return true
			}
			met[t] = true
		}
	}
	return false
}

// rescue keeps, as candidates that accuse nobody, those that an identifier of
// an exclusive type holds which is not theirs alone: half of its users at
// least are among them, but others stand in another group.
func (e *emission) rescue(fallen []int32, weakest *Cut) {
	for _, m := range fallen {
		e.tier[m], e.byAccount[m] = Attached, true
	}
	for _, m := range e.peel.run(fallen, twice, e.nearlyKeeps) {
		e.tier[m], e.byAccount[m] = 0, false
	}
	left := slices.DeleteFunc(fallen, func(m int32) bool { return e.tier[m] == 0 })
	for _, part := range e.connected(left) {
		e.groups = append(e.groups, found{members: part, weakest: weakest, rescued: true})
	}
}

// counts lets an identifier hold the members of a group if it is a bond.
func (e *emission) counts(i, n int32) int {
	if e.bond(i, n) {
		return 1
	}
	return 0
}

// bond reports whether identifier i, carried by n members of a group, speaks
// for the group. In a small population, or where it is doubtful or of a type
// that services lend, at least half of its users must be inside.
func (e *emission) bond(i, n int32) bool {
	if n < 2 {
		return false
	}
	return 2*n >= e.c.ofID.len(i) || !e.small && !e.doubtful[i] && !e.lent[e.typeOf(e.c.ids[i])]
}

// keeps lets an identifier hold a member alone if it is exclusive: of a
// granted type, with all its users inside, but for those that a person set
// apart from another user.
func (e *emission) keeps(i, n int32) int {
	if e.exclusive[i] && n+e.disputed(i) >= e.c.ofID.len(i) {
		return 2
	}
	return 0
}

// nearlyKeeps is keeps with half of the users inside.
func (e *emission) nearlyKeeps(i, n int32) int {
	if e.exclusive[i] && 2*n >= e.c.ofID.len(i) {
		return 2
	}
	return 0
}

// connected splits members, ascending, into the parts that bonds hold
// together. Every part has two members or more, since each was kept for what
// it shares.
func (e *emission) connected(members []int32) [][]int32 {
	e.peel.add(members)
	defer e.peel.drop(members)
	met, crossed := make(map[int32]bool, len(members)), make(map[int32]bool)
	var parts [][]int32
	for _, first := range members {
		if met[first] {
			continue
		}
		met[first] = true
		part := []int32{first}
		for k := 0; k < len(part); k++ {
			for _, i := range e.c.ofMember.of(part[k]) {
				if crossed[i] || !e.bond(i, e.peel.inside[i]) {
					continue
				}
				crossed[i] = true
				for _, m := range e.c.ofID.of(i) {
					if e.peel.in[m] && !met[m] {
						met[m] = true
						part = append(part, m)
					}
				}
			}
		}
		slices.Sort(part)
		parts = append(parts, part)
	}
	return parts
}
