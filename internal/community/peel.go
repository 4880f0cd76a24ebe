package community

import "slices"

// peel finds the part of a group in which every member is held firmly enough
// by what it shares with the rest of that part. The part is the largest there
// is, so the order of peeling decides nothing.
type peel struct {
	c      *component
	in     []bool  // of each member
	inside []int32 // of each identifier: members of the part that carry it
}

func newPeel(c *component) *peel {
	return &peel{c: c, in: make([]bool, len(c.members)), inside: make([]int32, len(c.ids))}
}

// run returns the members that fall, in the order of falling. hold says how
// much identifier i, carried by n members of the part (two at least), counts
// for each of them, and firm whether a member is held by such a sum. What holds
// less must never make a member firmer. Afterwards p.in and p.inside are as
// before the call.
func (p *peel) run(members []int32, firm func(m int32, sum int) bool, hold func(i, n int32) int) (fallen []int32) {
	p.add(members)
	held := func(m int32) bool {
		sum := 0
		for _, i := range p.c.ofMember.of(m) {
			sum += grip(hold, i, p.inside[i])
		}
		return firm(m, sum)
	}
	for _, m := range members {
		if !held(m) {
			p.in[m] = false
			fallen = append(fallen, m)
		}
	}
	for k := 0; k < len(fallen); k++ {
		for _, i := range p.c.ofMember.of(fallen[k]) {
			before := grip(hold, i, p.inside[i])
			p.inside[i]--
			if grip(hold, i, p.inside[i]) != before {
				fallen = p.recheck(i, held, fallen)
			}
		}
	}
	p.drop(slices.DeleteFunc(slices.Clone(members), func(m int32) bool { return !p.in[m] }))
	return fallen
}

// grip is what identifier i counts when n members carry it: nothing alone.
func grip(hold func(i, n int32) int, i, n int32) int {
	if n < 2 {
		return 0
	}
	return hold(i, n)
}

// recheck lets the users of identifier i fall that it no longer holds.
func (p *peel) recheck(i int32, held func(int32) bool, fallen []int32) []int32 {
	for _, m := range p.c.ofID.of(i) {
		if p.in[m] && !held(m) {
			p.in[m] = false
			fallen = append(fallen, m)
		}
	}
	return fallen
}

func (p *peel) add(members []int32) {
	for _, m := range members {
		p.in[m] = true
		for _, i := range p.c.ofMember.of(m) {
			p.inside[i]++
		}
	}
}

func (p *peel) drop(members []int32) {
	for _, m := range members {
		p.in[m] = false
		for _, i := range p.c.ofMember.of(m) {
			p.inside[i]--
		}
	}
}

// twice asks for a sum of two.
func twice(_ int32, sum int) bool { return sum >= 2 }

// one lets every identifier count once.
func one(_, _ int32) int { return 1 }
