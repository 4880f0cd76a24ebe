package community

import "slices"

// walkFrom is the number of members from which a component is walked: smaller
// ones fit the processor's cache as they are.
const walkFrom = 1 << 13

// walk numbers a component in the order of a walk through it, so that what is
// looked at together lies together. The numbers are for growing alone: rows
// keep the order of the stable numbers, equal evidence is settled by rank, and
// what was grown is told in stable numbers again.
type walk struct {
	c        component
	memberAt []int32 // stable number of each member of the walk: its rank
	idAt     []int32
}

// walked walks a component depth first: a group is left only when most of it
// was seen.
func walked(c *component) *walk {
	members, ids := len(c.members), len(c.ids)
	w := &walk{memberAt: make([]int32, 0, members), idAt: make([]int32, 0, ids)}
	memberTo, idTo := make([]int32, members), make([]int32, ids) // number in the walk, plus one
	var stack []int32
	for first := range int32(members) { // one pass for all of a component
		if memberTo[first] > 0 {
			continue
		}
		w.memberAt = append(w.memberAt, first)
		memberTo[first] = int32(len(w.memberAt))
		for stack = append(stack[:0], first); len(stack) > 0; {
			m := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, i := range c.ofMember.of(m) {
				if idTo[i] > 0 {
					continue
				}
				w.idAt = append(w.idAt, i)
				idTo[i] = int32(len(w.idAt))
				for _, o := range c.ofID.of(i) {
					if memberTo[o] == 0 {
						w.memberAt = append(w.memberAt, o)
						memberTo[o] = int32(len(w.memberAt))
						stack = append(stack, o)
					}
				}
			}
		}
	}
	w.c.members, w.c.ids = picked(c.members, w.memberAt), picked(c.ids, w.idAt)
	w.c.ofMember = permuted(&c.ofMember, w.memberAt, idTo)
	w.c.ofID = permuted(&c.ofID, w.idAt, memberTo)
	for _, p := range c.apart {
		w.c.apart = append(w.c.apart, [2]int32{memberTo[p[0]] - 1, memberTo[p[1]] - 1})
	}
	return w
}

func picked(of, at []int32) []int32 {
	out := make([]int32, len(at))
	for k, n := range at {
		out[k] = of[n]
	}
	return out
}

// permuted takes the rows in the order of at, with their entries renamed.
func permuted(r *rows, at, to []int32) rows {
	out := rows{start: make([]int32, 1, len(r.start)), adj: make([]int32, 0, len(r.adj))}
	for _, n := range at {
		for _, x := range r.of(n) {
			out.adj = append(out.adj, to[x]-1)
		}
		out.start = append(out.start, int32(len(out.adj)))
	}
	return out
}

// restate tells a finished growth in the numbers of the component that was
// walked.
func (s *growth) restate(c *component, w *walk) {
	slot, weakest := make([]int32, len(s.slot)), make([]*Cut, len(s.slot))
	for m, g := range s.slot {
		slot[w.memberAt[m]] = s.key[g]
	}
	for g, cut := range s.weakest {
		if cut != nil && s.size[g] > 0 {
			w.rename(cut)
			weakest[s.key[g]] = cut
		}
	}
	copy(s.slot, slot)
	copy(s.weakest, weakest)
	s.rank = nil
	s.measure(c)
	s.rebuild()
}

// rename gives a cut stable numbers. Two slots never share one.
func (w *walk) rename(c *Cut) {
	c.A, c.B, c.Identifiers = picked(w.memberAt, c.A), picked(w.memberAt, c.B), picked(w.idAt, c.Identifiers)
	slices.Sort(c.A)
	slices.Sort(c.B)
	slices.Sort(c.Identifiers)
}
