package leiden

import "github.com/ringtrace/ringtrace/internal/community"

// quality computes the integer quality of a partition from the graph alone:
// what stands inside, less what the communities cost beyond their nodes.
func (c *cost) quality(g *community.CSR, of []int32, communities int) int64 {
	inside := int64(0)
	for v := range int32(g.Nodes()) {
		for i := g.Start[v]; i < g.Start[v+1]; i++ {
			if w := g.Adj[i]; w > v && of[w] == of[v] {
				inside += weightAt(g, i)
			}
		}
	}
	sum, size := c.scale*inside, make([]int64, communities)
	for v, k := range of {
		a := c.sizeOf(g, int32(v))
		sum -= c.join(size[k], a)
		size[k] += a
	}
	return sum
}

func (c *cost) sizeOf(g *community.CSR, v int32) int64 {
	if c.strength {
		return strengthOf(g, v)
	}
	return sizeOf(g, v)
}

func weightAt(g *community.CSR, i int32) int64 {
	if g.Weight == nil {
		return 1
	}
	return int64(g.Weight[i])
}

// Quality returns the quality of a partition as it is printed elsewhere: for
// CPM the weight inside less gamma for each pair, for MemberCost less the cost
// of the members, both in units of weight; for Modularity a number below 1.
// The others have none: 0. of holds communities numbered from 0.
func Quality(g *community.CSR, o Options, of []int32) (float64, error) {
	costs, err := o.prepare(g)
	if err != nil || !o.Objective.optimises() {
		return 0, err
	}
	communities := int32(0)
	for _, k := range of {
		communities = max(communities, k+1)
	}
	total := float64(costs.quality(g, of, int(communities)))
	unit := float64(o.Unit)
	if o.Objective != Modularity {
		return total / float64(costs.scale) / unit, nil
	}
	m := float64(totalWeight(g))
	if m == 0 {
		return 0, nil
	}
	alone := 0.0
	for v := range int32(g.Nodes()) {
		k := float64(strengthOf(g, v))
		alone += k * k
	}
	return total/float64(costs.scale)/m - float64(o.Gamma)/million*alone/(4*m*m), nil
}
