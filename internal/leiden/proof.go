package leiden

import (
	"cmp"
	"slices"
)

// proof is how each community of the base came about: every node but the root
// was joined once, as the root of what had gathered around it, to another root.
// A community that a later iteration does not touch keeps its joins.
type proof struct {
	to    []int32 // the root that a node was joined to; -1 for the root of a community
	at    []int32 // when
	clock int32
}

// reset forgets all joins of a base of n nodes.
func (p *proof) reset(wanted bool, n int) {
	if !wanted {
		return
	}
	p.to, p.at, p.clock = grown(p.to, n), grown(p.at, n), 0
	for v := range p.to {
		p.to[v] = -1
	}
}

func (p *proof) join(root, to int32) {
	p.to[root], p.at[root] = to, p.clock
	p.clock++
}

// joins returns the joins in their order, by the names of the nodes.
func (p *proof) joins(names []int32) []Join {
	var joined []int32
	for v, to := range p.to[:min(len(p.to), len(names))] {
		if to >= 0 {
			joined = append(joined, int32(v))
		}
	}
	slices.SortFunc(joined, func(a, b int32) int { return cmp.Compare(p.at[a], p.at[b]) })
	out := make([]Join, len(joined))
	for i, v := range joined {
		out[i] = Join{names[v], names[p.to[v]]}
	}
	return out
}

// roots forgets the joins of the nodes that are thawed, and returns the root of
// each other community, by label.
func (s *search) roots(thawed []int32) []int32 {
	root, p := s.labels[:len(s.bottom)], &s.proof
	if !s.o.Prove {
		return root
	}
	clear(root) // while a search goes on, joins may not be those of its partition
	for _, v := range thawed {
		p.to[v] = -1
	}
	for v, c := range s.bottom {
		if p.to[v] < 0 {
			root[c] = int32(v)
		}
	}
	return root
}
