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
// only when nothing else is left. Isolated nodes are in no component.
func arrange(g *community.CSR) *order {
	n := g.Nodes()
	o := &order{nodes: make([]int32, 0, n), start: []int32{0}, local: make([]int32, n)}
	for v := range o.local {
		o.local[v] = -1
	}
	var waiting []int32
	for v := range int32(n) {
		if o.local[v] < 0 && g.Degree(v) > 0 {
			waiting = o.flood(g, v, waiting[:0])
			o.start = append(o.start, int32(len(o.nodes)))
		}
	}
	return o
}

func (o *order) flood(g *community.CSR, from int32, waiting []int32) []int32 {
	first := int32(len(o.nodes))
	reach := func(v int32) {
		o.local[v] = int32(len(o.nodes)) - first
		o.nodes = append(o.nodes, v)
	}
	reach(from)
	for next, late := first, 0; ; {
		var v int32
		switch {
		case int(next) < len(o.nodes):
			v = o.nodes[next]
			next++
			if g.Degree(v) >= popular && v != from {
				waiting = append(waiting, v)
				continue
			}
		case late < len(waiting):
			v = waiting[late]
			late++
		default:
			return waiting
		}
		for _, w := range g.Row(v) {
			if o.local[w] < 0 {
				reach(w)
			}
		}
	}
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
