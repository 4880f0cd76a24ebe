package community

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A large component grows in the order of a walk. Nothing that is found, and
// nothing that is said of it, may differ from growing it as it is.
func TestWalkingChangesNothing(t *testing.T) {
	groups, moved := 0, 0
	for seed := range uint64(800) {
		g := tangle(seed)
		if seed%3 == 0 {
			g.Apart = [][2]int32{{1, 2}, {3, int32(g.Members - 1)}}
		}
		p := DefaultParams()
		p.MaxFanout = []int{3, 64}[seed%2]
		r := newRule(p, newLogs(200), []int{100, 2_000, 100_000}[seed%3], []uint8{0})
		parts := split(g)
		var plain, walking growth // kept from component to component, as workers keep theirs
		for n := range int32(parts.len()) {
			var c component
			parts.load(n, &c)
			plain.of, walking.of, walking.walked = &c, &c, walked(&c)
			plain.grow(r, g.TypeOf)
			walking.grow(r, g.TypeOf)
			types := []uint8{0, 2}
			if d := cmp.Diff(plain.testify(types, g.TypeOf), walking.testify(types, g.TypeOf), cmp.AllowUnexported(witnessing{})); d != "" {
				t.Fatal(d)
			}
			plain.settle()
			walking.settle()
			if !slices.Equal(plain.slot, walking.slot) {
				t.Fatalf("seed %d component %d: grown to %v, walked to %v", seed, n, plain.slot, walking.slot)
			}
			want, got := plain.emit(), walking.emit()
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("seed %d component %d: %s", seed, n, d)
			}
			if plain.rounds != walking.rounds || plain.merges != walking.merges {
				t.Fatalf("seed %d component %d: %d rounds and %d merges, walked %d and %d", seed, n, plain.rounds, plain.merges, walking.rounds, walking.merges)
			}
			groups += len(got)
			if w := walked(&c); !slices.IsSorted(w.memberAt) {
				moved++
			}
		}
	}
	if groups < 1000 || moved < 500 {
		t.Errorf("only %d groups were compared, %d components renumbered", groups, moved)
	}
}
