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
	first  []int32 // a node of the base in each node
	// movable is the number of leading nodes that may move; the others stand
	// for communities that are left as they are, and may be joined.
	movable int32
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
	l.start, l.adj, l.size = append(l.start[:0], 0), l.adj[:0], l.size[:0]
	l.narrow, l.wide, l.first = l.narrow[:0], nil, l.first[:0]
	for i, v := range nodes {
		l.first = append(l.first, int32(i))
		for _, w := range g.Row(v) {
			l.adj = append(l.adj, o.local[w])
		}
		if g.Weight != nil {
			l.narrow = append(l.narrow, g.Weight[g.Start[v]:g.Start[v+1]]...)
		}
		l.start = append(l.start, int32(len(l.adj)))
		if costs.strength {
			l.size = append(l.size, strengthOf(g, v))
		} else {
			l.size = append(l.size, sizeOf(g, v))
		}
	}
	if g.Weight == nil {
		l.narrow = nil
	}
	l.movable = l.nodes()
}
