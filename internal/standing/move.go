package standing

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
)

// Moves count the groups of the touched components: Same have the members that
// a group had before, Other have some of those and are not the same, Came have
// none. Gone are former groups of whose members none is in any group now.
type Moves struct {
	Same  int `json:"same"`
	Other int `json:"other"`
	Came  int `json:"came"`
	Gone  int `json:"gone"`
}

// replace puts the groups that were found in a region in the place of those
// that were there.
func (s *Standing) replace(region *region, g *community.CSR, found *community.Result, r *Report) {
	former := s.largest()
	old := s.groups.release(region.members.nodes)
	slots := s.groups.adopt(found, func(v int32) int32 { return region.members.nodes[v] },
		func(v int32) int32 { return region.ids.nodes[int(v)-g.Members] })
	r.Groups = s.moves(old, slots)

	touched := func(p part) bool { return p.members > 0 && s.met.has(p.first) }
	r.Largest = touched(former)
	s.parts = append(slices.DeleteFunc(s.parts, touched), region.parts...)
	r.Largest = r.Largest || touched(s.largest())
	r.Components, r.Members, r.Links = len(region.parts), 0, g.Links()
	for _, p := range region.parts {
		r.Members += int(p.members)
		r.LargestMembers = max(r.LargestMembers, int(p.members))
	}
}

func (s *Standing) moves(old []community.Group, slots []int32) (m Moves) {
	was := make(map[int32]int) // of each member of an old group: which
	for k := range old {
		for _, x := range old[k].Members {
			was[x.Node] = k
		}
		if !slices.ContainsFunc(old[k].Members, func(x community.Member) bool { return s.groups.of[x.Node] >= 0 }) {
			m.Gone++
		}
	}
	node := func(a, b community.Member) int { return int(a.Node - b.Node) }
	for _, slot := range slots {
		members := s.groups.slots[slot].Members
		k, known := was[members[0].Node]
		switch {
		case known && slices.CompareFunc(members, old[k].Members, node) == 0:
			m.Same++
		case slices.ContainsFunc(members, func(x community.Member) bool { _, ok := was[x.Node]; return ok }):
			m.Other++
		default:
			m.Came++
		}
	}
	return m
}
