package community

import (
	"slices"
	"testing"
)

// state is what rebuild derives from s.slot, of live slots alone: their sizes,
// own identifiers, keys and members, and who holds each identifier.
func state(s *growth) (out [][]int32) {
	for g := range int32(len(s.size)) {
		if s.size[g] > 0 {
			members := s.chain([]int32{g, s.size[g], s.own[g], s.key[g], int32(s.logSize[g])}, g)
			slices.Sort(members[5:])
			out = append(out, members)
		}
	}
	for i := range int32(len(s.fan)) {
		lo := s.c.ofID.start[i]
		var held []int32
		for k := lo; k < lo+s.fan[i]; k++ {
			held = append(held, s.group[k]<<8|s.holders[k])
		}
		slices.Sort(held)
		out = append(out, held)
	}
	return out
}

// What entering and leaving mend in place must be what deriving everything
// anew gives.
func TestMendingIsDerivingAnew(t *testing.T) {
	entries := 0
	for seed := range uint64(400) {
		g := tangle(seed)
		p := DefaultParams()
		p.MaxFanout = []int{3, 64}[seed%2]
		r := newRule(p, newLogs(200), 100_000, []uint8{0})
		parts := split(g)
		for n := range int32(parts.len()) {
			var c component
			parts.load(n, &c)
			var s growth
			s.start(&c, r, g.TypeOf)
			s.merge()
			same := func(when string) {
				mended := state(&s)
				s.rebuild()
				if anew := state(&s); !slices.EqualFunc(mended, anew, slices.Equal) {
					t.Fatalf("seed %d component %d, %s: mended to %v, anew %v", seed, n, when, mended, anew)
				}
			}
			same("merged")
			for way := range 6 {
				entered := s.enter(way % 3)
				same("entered")
				s.merge()
				s.leave(entered)
				same("left")
				entries += len(entered)
			}
		}
	}
	if entries < 1000 {
		t.Errorf("only %d members entered", entries)
	}
}
