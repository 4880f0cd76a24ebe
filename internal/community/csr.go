package community

import (
	"fmt"
	"slices"
)

// CSR is an undirected graph in compressed rows. Nodes 0..Members-1 are
// members; the rest are identifiers, which join members and are counted in no
// size. A graph of one kind of node has Members == Nodes().
type CSR struct {
	// Members is the number of leading nodes that are members.
	Members int
	// Start has one entry more than there are nodes; the neighbours of node
	// v are Adj[Start[v]:Start[v+1]], ascending and without repeats. Each
	// link stands in both rows.
	Start []int32
	Adj   []int32
	// Type is the type index of each identifier, Members first; nil when
	// there is but one type, 0.
	Type []uint8
	// Weight gives a weight to each entry of Adj, the same in both rows; nil
	// when all weigh 1. The tie rule does not read it.
	Weight []int32
	// Size gives each node's size; nil when members count 1 and identifiers
	// 0. The tie rule does not read it.
	Size []int32
	// Apart lists pairs of members that a person judged to be two parties,
	// the lower number first, ascending and without repeats. No group of the
	// tie rule holds both.
	Apart [][2]int32
}

// Nodes returns the number of nodes.
func (g *CSR) Nodes() int { return len(g.Start) - 1 }

// Identifiers returns the number of nodes that are no members.
func (g *CSR) Identifiers() int { return g.Nodes() - g.Members }

// Links returns the number of links.
func (g *CSR) Links() int { return len(g.Adj) / 2 }

// Row returns the neighbours of node v, ascending. The caller must not write
// to it.
func (g *CSR) Row(v int32) []int32 { return g.Adj[g.Start[v]:g.Start[v+1]] }

// Degree returns the number of neighbours of node v.
func (g *CSR) Degree(v int32) int32 { return g.Start[v+1] - g.Start[v] }

// TypeOf returns the type index of identifier v.
func (g *CSR) TypeOf(v int32) uint8 {
	if g.Type == nil {
		return 0
	}
	return g.Type[int(v)-g.Members]
}

// Check reports the first breach of the rules above, or nil. With bipartite
// set it also refuses links between two members or two identifiers.
func (g *CSR) Check(bipartite bool) error {
	n := g.Nodes()
	switch {
	case n < 0 || g.Members < 0 || g.Members > n:
		return fmt.Errorf("csr: %d members among %d nodes", g.Members, n)
	case g.Start[0] != 0 || int(g.Start[n]) != len(g.Adj):
		return fmt.Errorf("csr: rows do not cover %d entries", len(g.Adj))
	case g.Type != nil && len(g.Type) != n-g.Members:
		return fmt.Errorf("csr: %d types for %d identifiers", len(g.Type), n-g.Members)
	case g.Weight != nil && len(g.Weight) != len(g.Adj):
		return fmt.Errorf("csr: %d weights for %d entries", len(g.Weight), len(g.Adj))
	case g.Size != nil && len(g.Size) != n:
		return fmt.Errorf("csr: %d sizes for %d nodes", len(g.Size), n)
	}
	for k, p := range g.Apart {
		if p[0] < 0 || p[0] >= p[1] || int(p[1]) >= g.Members || k > 0 && slices.Compare(g.Apart[k-1][:], p[:]) >= 0 {
			return fmt.Errorf("csr: the pair of members %d and %d set apart stands out of order", p[0], p[1])
		}
	}
	if !slices.IsSorted(g.Start) {
		return fmt.Errorf("csr: a row has negative length")
	}
	for v := range n {
		if err := g.checkRow(int32(v), bipartite); err != nil {
			return err
		}
	}
	return g.checkMirror()
}

func (g *CSR) checkRow(v int32, bipartite bool) error {
	last := int32(-1)
	for _, w := range g.Row(v) {
		switch {
		case int(w) >= g.Nodes() || w < 0:
			return fmt.Errorf("csr: node %d has neighbour %d of %d", v, w, g.Nodes())
		case w <= last:
			return fmt.Errorf("csr: row %d is not ascending", v)
		case bipartite && (int(v) < g.Members) == (int(w) < g.Members):
			return fmt.Errorf("csr: nodes %d and %d are of one side", v, w)
		}
		last = w
	}
	return nil
}

// checkMirror walks the rows in node order, so that the entries of each row
// must be met in their own order.
func (g *CSR) checkMirror() error {
	next := make([]int32, g.Nodes())
	copy(next, g.Start)
	for v := range int32(g.Nodes()) {
		for _, w := range g.Row(v) {
			if next[w] >= g.Start[w+1] || g.Adj[next[w]] != v {
				return fmt.Errorf("csr: the link of %d and %d stands in one row only", v, w)
			}
			next[w]++
		}
	}
	return nil
}

// Link is one link of a member and an identifier, by their own numbers, each
// from 0.
type Link struct{ Member, Identifier int32 }

// Bipartite builds a CSR from links in any order, without repeats: members
// from 0, identifiers from 0. types may be nil.
func Bipartite(members, identifiers int, links []Link, types []uint8) *CSR {
	g := &CSR{Members: members, Start: make([]int32, members+identifiers+1), Adj: make([]int32, 2*len(links)), Type: types}
	ordered, last := true, int32(0)
	for _, l := range links {
		g.Start[l.Member+1]++
		g.Start[members+int(l.Identifier)+1]++
		ordered, last = ordered && l.Member >= last, l.Member
	}
	for v := range g.Nodes() {
		g.Start[v+1] += g.Start[v]
	}
	next := make([]int32, g.Nodes())
	copy(next, g.Start)
	for _, l := range links {
		v := members + int(l.Identifier)
		g.Adj[next[v]] = l.Member
		next[v]++
	}
	if ordered { // the identifiers' rows came out sorted
		for k, l := range links {
			g.Adj[k] = int32(members) + l.Identifier
		}
		for m := range int32(members) {
			slices.Sort(g.Row(m))
		}
		return g
	}
	g.mirror(next)
	return g
}

// mirror sorts the identifiers' rows and writes the members' rows from them,
// which come out sorted.
func (g *CSR) mirror(next []int32) {
	for v := int32(g.Members); int(v) < g.Nodes(); v++ {
		row := g.Row(v)
		slices.Sort(row)
		for _, m := range row {
			g.Adj[next[m]] = v
			next[m]++
		}
	}
}
