package standing

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
)

// part is a connected component of two members or more, by its first member.
type part struct{ first, members int32 }

// region is all components that a change touches, with the numbers that its
// nodes have in a graph of their own: 0 and up in the order of their keys.
type region struct {
	members, ids local
	parts        []part
}

// local is one side of a region.
type local struct {
	nodes []int32 // in the order of their keys
	in    *marks
	order *order
	at    []int32         // of each that came later: nodes of the base that stand before it
	place map[int32]int32 // of each that came later, by number
}

// newLocal puts the marked nodes of a side into the order of their keys.
func newLocal(in *marks, o *order) local {
	l := local{in: in, order: o, place: make(map[int32]int32)}
	l.nodes = make([]int32, 0, in.index())
	base := make([]int32, 0, in.rank(o.base))
	in.each(o.base, func(v int32) { base = append(base, v) })
	for _, n := range o.sorted {
		v := o.base + n
		if !in.has(v) {
			continue
		}
		at := in.rank(o.before[n])
		l.nodes = append(l.nodes, base[len(l.nodes)-len(l.at):at]...)
		l.place[v] = int32(len(l.nodes))
		l.nodes, l.at = append(l.nodes, v), append(l.at, at)
	}
	l.nodes = append(l.nodes, base[len(l.nodes)-len(l.at):]...)
	return l
}

// of returns the place of a node that is in the region.
func (l *local) of(v int32) int32 {
	if v >= l.order.base {
		return l.place[v]
	}
	r := l.in.rank(v)
	before, _ := slices.BinarySearch(l.at, r+1) // later ones that stand before it
	return r + int32(before)
}

// reach finds the components that hold any of the members, by the links as
// they are now.
func (s *Standing) reach(seeds []int32) *region {
	s.met.reset(s.shops.len())
	s.crossed.reset(s.ids.len())
	r := &region{}
	for _, m := range seeds {
		if !s.met.has(m) {
			if p := s.walk(m); p.members > 1 {
				r.parts = append(r.parts, p)
			}
		}
	}
	slices.SortFunc(r.parts, func(a, b part) int { return s.shops.compare(a.first, b.first) })
	r.members, r.ids = newLocal(&s.met, &s.shops.order), newLocal(&s.crossed, &s.ids.order)
	return r
}

// walk marks the component of a member.
func (s *Standing) walk(from int32) part {
	s.met.put(from)
	p := part{first: from}
	s.queue = append(s.queue[:0], from)
	for len(s.queue) > 0 {
		m := s.queue[len(s.queue)-1]
		s.queue = s.queue[:len(s.queue)-1]
		p.members++
		if s.shops.compare(m, p.first) < 0 {
			p.first = m
		}
		for _, id := range s.ofShop.of(m) {
			if !s.ties(id) || !s.crossed.put(id) {
				continue
			}
			for _, other := range s.ofID.of(id) {
				if s.met.put(other) {
					s.queue = append(s.queue, other)
				}
			}
		}
	}
	return p
}

// graph makes a graph of the region alone. Rows are in the order of keys
// already, so nothing is sorted.
func (s *Standing) graph(r *region) *community.CSR {
	members, ids := len(r.members.nodes), len(r.ids.nodes)
	links := 0
	for _, id := range r.ids.nodes {
		links += len(s.ofID.of(id))
	}
	g := &community.CSR{Members: members, Start: make([]int32, 1, members+ids+1), Adj: make([]int32, 0, 2*links), Type: make([]uint8, ids)}
	for _, m := range r.members.nodes {
		for _, id := range s.ofShop.of(m) {
			if s.crossed.has(id) {
				g.Adj = append(g.Adj, int32(members)+r.ids.of(id))
			}
		}
		g.Start = append(g.Start, int32(len(g.Adj)))
	}
	for k, id := range r.ids.nodes {
		g.Type[k] = s.types[id]
		for _, m := range s.ofID.of(id) {
			g.Adj = append(g.Adj, r.members.of(m))
		}
		g.Start = append(g.Start, int32(len(g.Adj)))
	}
	return g
}
