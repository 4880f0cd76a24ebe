package leiden

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
)

// popular is the degree from which a node is passed through last: what lies
// on either side of it has little to do with each other, and should not lie
// side by side in memory.
const popular = 64

// order lists the nodes by component, components by their first node; within
// one, so that neighbours lie close together, which is worth more than any
// other single thing (a graph in random order takes two to three times as
// long).
type order struct {
	nodes []int32
	start []int32 // of each component, and the end
	local []int32 // place of each node within its component
}

// arrange floods each component from its first node, through popular nodes
// only when nothing else is left. They come last: each looks at many others,
// and had better do so once those have settled. Isolated nodes are in no
// component.
func arrange(g *community.CSR) *order {
	n := g.Nodes()
	o := &order{nodes: make([]int32, 0, n), start: []int32{0}, local: make([]int32, n)}
	for v := range o.local {
		o.local[v] = unreached
	}
	var late []int32
	for v := range int32(n) {
		if o.local[v] == unreached && g.Degree(v) > 0 {
			late = o.flood(g, v, late[:0])
			o.start = append(o.start, int32(len(o.nodes)))
		}
	}
	return o
}

// marks of nodes without a place
const (
	unreached = -1
	waiting   = -2
)

// flood places the component of a node. late is memory for its popular nodes.
func (o *order) flood(g *community.CSR, from int32, late []int32) []int32 {
	first := len(o.nodes)
	place := func(v int32) {
		o.local[v] = int32(len(o.nodes) - first)
		o.nodes = append(o.nodes, v)
	}
	reach := func(v int32) {
		if g.Degree(v) < popular {
			place(v)
			return
		}
		o.local[v] = waiting
		late = append(late, v)
	}
	reach(from)
	for near, far := first, 0; near < len(o.nodes) || far < len(late); {
		var v int32
		if near < len(o.nodes) {
			v = o.nodes[near]
			near++
		} else {
			v = late[far]
			far++
		}
		for _, w := range g.Row(v) {
			if o.local[w] == unreached {
				reach(w)
			}
		}
	}
	for _, v := range late {
		place(v)
	}
	return late
}

// components returns how many components there are.
func (o *order) components() int { return len(o.start) - 1 }

// of returns the nodes of component c.
func (o *order) of(c int32) []int32 { return o.nodes[o.start[c]:o.start[c+1]] }

// bySize lists the components, largest first, so that workers end together.
func (o *order) bySize() []int32 {
	list := make([]int32, o.components())
	for i := range list {
		list[i] = int32(i)
	}
	slices.SortStableFunc(list, func(a, b int32) int { return len(o.of(b)) - len(o.of(a)) })
	return list
}
