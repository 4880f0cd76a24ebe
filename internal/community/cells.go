package community

import "slices"

// A merge has two sides; those of a group's weakest tie are its cells. The
// chain of a slot holds its members in the order in which they were joined, so
// that a side stays one piece of it: writing it down can wait until the chains
// are made anew, and is done only for the ties that are weakest then.

// pendingCut is a merge whose sides are still pieces of a chain.
type pendingCut struct {
	cut   *Cut
	heads [2]int32 // first members of the two sides
}

// remember notes the sides of the merge of slots a and b, which are about to
// join.
func (s *growth) remember(c *Cut, a, b int32) {
	s.pending = append(s.pending, pendingCut{c, [2]int32{s.head[a], s.head[b]}})
}

// writeSides lists the members on both sides of every group's weakest tie, and
// forgets the others. It must run before any chain is made anew.
func (s *growth) writeSides() {
	for _, p := range s.pending {
		if s.weakest[s.slot[p.heads[0]]] == p.cut {
			p.cut.A, p.cut.B = s.piece(p.heads[0], p.cut.SizeA), s.piece(p.heads[1], p.cut.SizeB)
		}
	}
	clear(s.pending)
	s.pending = s.pending[:0]
}

// piece returns n members of a chain from one on, ascending.
func (s *growth) piece(from int32, n int) []int32 {
	out := make([]int32, 0, n)
	for m := from; m >= 0 && len(out) < n; m = s.next[m] {
		out = append(out, m)
	}
	slices.Sort(out)
	return out
}

// stillIn names, by node, those of the members of a side that are in e.peel.
func (e *emission) stillIn(side []int32) []int32 {
	var out []int32
	for _, m := range side {
		if e.peel.in[m] {
			out = append(out, e.c.members[m])
		}
	}
	return out
}
