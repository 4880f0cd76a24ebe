package leiden

import "github.com/ringtrace/ringtrace/internal/community"

// level is one graph of the hierarchy: a component, or what its refined
// communities make of it. Rows hold no node itself: what lies inside a node
// moves with it.
type level struct {
	start  []int32
	adj    []int32
	narrow []int32 // weights as they came, or nil
	wide   []int64 // sums of weights, or nil; all weigh 1 when both are nil
	size   []int64
	root   []int32 // the node of the base in each node that no other was joined to
	// movable is the number of leading nodes that may move; the others stand
	// for communities that are left as they are, and may be joined.
	movable int32
	merged  []int32 // those among them that were several on the level below
}

func (l *level) nodes() int32 { return int32(len(l.size)) }

// weight returns the weight of the arc at place i.
func (l *level) weight(i int32) int64 {
	switch {
	case l.wide != nil:
		return l.wide[i]
	case l.narrow != nil:
		return int64(l.narrow[i])
	default:
		return 1
	}
}

// load fills l with one component in its own numbers.
func (l *level) load(g *community.CSR, o *order, c int32, costs *cost) {
	nodes := o.of(c)
	arcs := 0
	for _, v := range nodes {
		arcs += int(g.Degree(v))
	}
	l.start, l.adj, l.wide = grown(l.start, len(nodes)+1), grown(l.adj, arcs), nil
	l.size, l.root = grown(l.size, len(nodes)), grown(l.root, len(nodes))
	l.movable, l.start[0] = int32(len(nodes)), 0
	at := int32(0)
	for i, v := range nodes {
		for _, w := range g.Row(v) {
			l.adj[at] = o.local[w]
			at++
		}
		l.start[i+1], l.root[i], l.size[i] = at, int32(i), costs.sizeOf(g, v)
	}
	l.narrow = nil
	if g.Weight != nil {
		l.loadWeights(g, nodes)
	}
}

func (l *level) loadWeights(g *community.CSR, nodes []int32) {
	l.narrow = make([]int32, 0, len(l.adj))
	for _, v := range nodes {
		l.narrow = append(l.narrow, g.Weight[g.Start[v]:g.Start[v+1]]...)
	}
}
