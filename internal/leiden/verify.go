package leiden

import (
	"fmt"

	"github.com/ringtrace/ringtrace/internal/community"
)

// Verify proves a result against its graph and options by plain passes of its
// own: communities are numbered by their first nodes and connected; the
// quality recomputed from scratch equals the one kept while nodes moved; where
// no component was given up, no node gains by moving to a neighbour's
// community or by standing alone; and where the joins were kept, they are each
// worth their cost and build every community, so that each is
// gamma-connected. It returns the first breach, or nil.
func Verify(g *community.CSR, o Options, r *Result) error {
	costs, err := o.prepare(g)
	if err != nil {
		return err
	}
	v := &verifier{g: g, o: o, costs: costs, r: r}
	for _, check := range []func() error{v.numbered, v.connected, v.running, v.settled, v.joined} {
		if err := check(); err != nil {
			return fmt.Errorf("leiden: verify: %w", err)
		}
	}
	return nil
}

type verifier struct {
	g     *community.CSR
	o     Options
	costs *cost
	r     *Result
}

func (v *verifier) numbered() error {
	if len(v.r.Of) != v.g.Nodes() {
		return fmt.Errorf("%d places for %d nodes", len(v.r.Of), v.g.Nodes())
	}
	next := int32(0)
	for node, k := range v.r.Of {
		if k < 0 || k > next {
			return fmt.Errorf("node %d is in community %d before there is one of %d", node, k, next)
		}
		if k == next {
			next++
		}
	}
	if int(next) != v.r.Communities {
		return fmt.Errorf("%d communities, but %d are counted", next, v.r.Communities)
	}
	return nil
}

// connected floods each community from its first node; a community that is
// met again is in pieces.
func (v *verifier) connected() error {
	reached, met := make([]bool, v.g.Nodes()), make([]bool, v.r.Communities)
	var queue []int32
	for first := range int32(v.g.Nodes()) {
		if reached[first] {
			continue
		}
		k := v.r.Of[first]
		if met[k] {
			return fmt.Errorf("community %d is not connected", k)
		}
		met[k], reached[first] = true, true
		for queue = append(queue[:0], first); len(queue) > 0; {
			u := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, w := range v.g.Row(u) {
				if v.r.Of[w] == k && !reached[w] {
					reached[w] = true
					queue = append(queue, w)
				}
			}
		}
	}
	return nil
}

func (v *verifier) running() error {
	if !v.o.Objective.optimises() {
		return nil
	}
	if got := v.costs.quality(v.g, v.r.Of, v.r.Communities); got != v.r.total {
		return fmt.Errorf("the quality is %d, not %d", got, v.r.total)
	}
	return nil
}

// settled tries every move of one node.
func (v *verifier) settled() error {
	if v.r.Stats.Unstable > 0 || v.o.Objective == Components {
		return nil
	}
	size := make([]int64, v.r.Communities)
	for u, k := range v.r.Of {
		size[k] += v.costs.sizeOf(v.g, int32(u))
	}
	toward := map[int32]int64{}
	for u, own := range v.r.Of {
		clear(toward)
		for i := v.g.Start[u]; i < v.g.Start[u+1]; i++ {
			toward[v.r.Of[v.g.Adj[i]]] += weightAt(v.g, i)
		}
		a := v.costs.sizeOf(v.g, int32(u))
		worth := func(k int32, rest int64) int64 {
			if !v.o.Objective.optimises() {
				return toward[k]
			}
			return v.costs.scale*toward[k] - v.costs.join(a, rest)
		}
		stay := worth(own, size[own]-a)
		if stay < 0 {
			return fmt.Errorf("node %d gains by standing alone", u)
		}
		for k := range toward {
			if k != own && worth(k, size[k]) > stay {
				return fmt.Errorf("node %d gains by moving", u)
			}
		}
	}
	return nil
}

// joined repeats the joins: small sets into large ones, so that each link is
// looked at only some log2(links) times.
func (v *verifier) joined() error {
	if v.r.Joins == nil {
		return nil
	}
	sets := newSets(v.g, v.costs)
	left := v.g.Nodes()
	for _, j := range v.r.Joins {
		a, b := sets.of[j.A], sets.of[j.B]
		if a == b || v.r.Of[j.A] != v.r.Of[j.B] {
			return fmt.Errorf("the join of nodes %d and %d is none", j.A, j.B)
		}
		if sets.arcs[a] > sets.arcs[b] {
			a, b = b, a
		}
		between := sets.between(v.g, a, b)
		worth := v.costs.scale*between - v.costs.join(sets.size[a], sets.size[b])
		if between == 0 || worth < 0 && v.o.Objective != MemberCost {
			return fmt.Errorf("the join of nodes %d and %d is not worth its cost", j.A, j.B)
		}
		sets.merge(a, b)
		left--
	}
	if left != v.r.Communities {
		return fmt.Errorf("the joins leave %d sets of %d communities", left, v.r.Communities)
	}
	return nil
}

// sets are disjoint sets of nodes that know their members.
type sets struct {
	of      []int32
	members [][]int32
	size    []int64
	arcs    []int
}

func newSets(g *community.CSR, costs *cost) *sets {
	n := g.Nodes()
	s := &sets{of: make([]int32, n), members: make([][]int32, n), size: make([]int64, n), arcs: make([]int, n)}
	for u := range n {
		s.of[u], s.members[u] = int32(u), []int32{int32(u)}
		s.size[u], s.arcs[u] = costs.sizeOf(g, int32(u)), int(g.Degree(int32(u)))
	}
	return s
}

func (s *sets) between(g *community.CSR, a, b int32) (sum int64) {
	for _, u := range s.members[a] {
		for i := g.Start[u]; i < g.Start[u+1]; i++ {
			if s.of[g.Adj[i]] == b {
				sum += weightAt(g, i)
			}
		}
	}
	return sum
}

// merge moves the members of a into b.
func (s *sets) merge(a, b int32) {
	for _, u := range s.members[a] {
		s.of[u] = b
	}
	s.members[b] = append(s.members[b], s.members[a]...)
	s.members[a] = nil
	s.size[b] += s.size[a]
	s.arcs[b] += s.arcs[a]
}
