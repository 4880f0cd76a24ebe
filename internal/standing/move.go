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
	r.Groups = s.moves(region, old, slots)

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

func (s *Standing) moves(region *region, old []community.Group, slots []int32) (m Moves) {
	was := slices.Repeat([]int32{-1}, len(region.members.nodes)) // of each member: its old group
	for k := range old {
		gone := true
		for _, x := range old[k].Members {
			was[region.members.of(x.Node)] = int32(k)
			gone = gone && s.groups.of[x.Node] < 0
		}
		if gone {
			m.Gone++
		}
	}
	for _, slot := range slots {
		members := s.groups.slots[slot].Members
		first, some, same := was[region.members.of(members[0].Node)], false, true
		for _, x := range members {
			k := was[region.members.of(x.Node)]
			some = some || k >= 0
			same = same && k == first
		}
		switch {
		case !some:
			m.Came++
		case same && len(old[first].Members) == len(members):
			m.Same++
		default:
			m.Other++
		}
	}
	return m
}
