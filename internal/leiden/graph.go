package leiden

import (
	"fmt"
	"math"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
)

// Edge is one undirected link of a graph whose nodes are all of one kind.
type Edge struct {
	A, B   int32
	Weight int32 // at least 1
}

// Folded counts what Build did with links that a simple graph has no place for.
type Folded struct {
	Loops   int // links of a node with itself, left out
	Doubled int // links that stood there already; their weights were added
}

// Build makes a graph of nodes 0..nodes-1, each of size 1, from links in any
// order and either direction. A link of a node with itself says nothing about
// two and is left out; the weights of doubled links are added, up to the
// largest int32. It refuses weights below 1 and nodes out of range.
func Build(nodes int, edges []Edge) (*community.CSR, Folded, error) {
	if nodes < 0 || nodes > math.MaxInt32-1 || len(edges) > math.MaxInt32/2 {
		return nil, Folded{}, fmt.Errorf("leiden: %d nodes and %d links are more than a graph holds", nodes, len(edges))
	}
	g := &community.CSR{Members: nodes, Start: make([]int32, nodes+1)}
	var folded Folded
	for _, e := range edges {
		switch {
		case e.A < 0 || e.B < 0 || int(e.A) >= nodes || int(e.B) >= nodes:
			return nil, Folded{}, fmt.Errorf("leiden: a link of %d and %d among %d nodes", e.A, e.B, nodes)
		case e.Weight < 1:
			return nil, Folded{}, fmt.Errorf("leiden: a link of weight %d", e.Weight)
		case e.A == e.B:
			folded.Loops++
			continue
		}
		g.Start[e.A+1]++
		g.Start[e.B+1]++
	}
	for v := range nodes {
		g.Start[v+1] += g.Start[v]
	}
	folded.Doubled = fill(g, edges)
	return g, folded, nil
}

// fill places the links twice: by their far end, then, in that order, by their
// near end, which leaves every row ascending. It returns how many were
// doubled.
func fill(g *community.CSR, edges []Edge) int {
	nodes, arcs := g.Nodes(), int(g.Start[g.Nodes()])
	type half struct{ to, weight int32 }
	byFar, next := make([]half, arcs), slices.Clone(g.Start)
	for _, e := range edges {
		if e.A != e.B {
			byFar[next[e.A]] = half{e.B, e.Weight}
			byFar[next[e.B]] = half{e.A, e.Weight}
			next[e.A]++
			next[e.B]++
		}
	}
	g.Adj, g.Weight = make([]int32, arcs), make([]int32, arcs)
	copy(next, g.Start)
	unit, doubled := true, 0
	for v := range int32(nodes) {
		for _, h := range byFar[g.Start[v]:g.Start[v+1]] {
			at := next[h.to]
			if at > g.Start[h.to] && g.Adj[at-1] == v {
				g.Weight[at-1] = int32(min(int64(g.Weight[at-1])+int64(h.weight), math.MaxInt32))
				unit = false
				doubled++
				continue
			}
			g.Adj[at], g.Weight[at] = v, h.weight
			next[h.to]++
			unit = unit && h.weight == 1
		}
	}
	if doubled > 0 {
		closeGaps(g, next)
	}
	if unit {
		g.Weight = nil
	}
	return doubled / 2
}

// closeGaps moves the rows together; end holds where each one ends.
func closeGaps(g *community.CSR, end []int32) {
	at := int32(0)
	for v := range g.Nodes() {
		from := g.Start[v]
		g.Start[v] = at
		copy(g.Weight[at:], g.Weight[from:end[v]])
		at += int32(copy(g.Adj[at:], g.Adj[from:end[v]]))
	}
	g.Start[g.Nodes()] = at
	g.Adj, g.Weight = g.Adj[:at], g.Weight[:at]
}
