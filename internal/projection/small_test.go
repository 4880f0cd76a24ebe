package projection_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/projection"
)

// sweep sums the figures of worlds of one size.
func sweep(t *testing.T, n int, from, seeds uint64, p projection.Params, c community.Params) figures {
	t.Helper()
	var s figures
	for seed := from; seed < from+seeds; seed++ {
		w := plant(n, seed, shapeFor(n))
		_, r := detect(t, w, p, c)
		f := measure(w, r)
		s.rings, s.half, s.eighty = s.rings+f.rings, s.half+f.half, s.eighty+f.eighty
		s.precision += f.precision / float64(seeds)
		s.recall += f.recall / float64(seeds)
		s.falseRings, s.falseAccounts = s.falseRings+f.falseRings, s.falseAccounts+f.falseAccounts
		s.clients, s.strangers = s.clients+f.clients, s.strangers+f.strangers
		s.inCore, s.byAccount = s.inCore+f.inCore, s.byAccount+f.byAccount
		s.framed += f.framed
	}
	return s
}

// The bars of DESIGN.md, on seeds that no rule was chosen on.
func TestWorlds(t *testing.T) {
	for _, c := range []struct {
		shops, seeds        int
		found               float64 // share of planted rings at Jaccard .5
		precision           float64
		clients, inCore     int // at most, over all seeds
		falseRings, framedN int
	}{
		{shops: 20, seeds: 20, found: .75, precision: .80, clients: 3, inCore: 4, framedN: 1},
		{shops: 50, seeds: 20, found: .75, precision: .85, clients: 2, inCore: 2},
		{shops: 300, seeds: 20, found: .85, precision: .94, clients: 0, inCore: 4},
		{shops: 1200, seeds: 10, found: .90, precision: .98, clients: 0, inCore: 1},
		{shops: 3000, seeds: 5, found: .93, precision: .98, clients: 1, inCore: 0},
		{shops: 20_000, seeds: 2, found: .97, precision: .95, clients: 6, inCore: 0},
	} {
		f := sweep(t, c.shops, 101, uint64(c.seeds), projection.DefaultParams(), community.DefaultParams())
		t.Logf("%d shops: %v", c.shops, f)
		if float64(f.half) < c.found*float64(f.rings) {
			t.Errorf("%d shops: %d of %d rings found, want %v", c.shops, f.half, f.rings, c.found)
		}
		if f.precision < c.precision {
			t.Errorf("%d shops: pair precision %.3f, want %v", c.shops, f.precision, c.precision)
		}
		if f.clients > c.clients || f.inCore > c.inCore || f.framed > c.framedN || f.falseRings > c.falseRings {
			t.Errorf("%d shops: harm is %v", c.shops, f)
		}
	}
}

// Without the sterner forms the same worlds accuse the innocent: if this
// passes no more, they have lost their reason. Lent kinds are set aside, since
// they spare some of the same people.
func TestSternerFormsEarnTheirKeep(t *testing.T) {
	shipped := projection.DefaultParams()
	shipped.Lent = nil
	hubs, rule := shipped, community.DefaultParams()
	hubs.SmallPopulation, rule.SmallPopulation = 0, 0
	for name, c := range map[string]struct {
		p    projection.Params
		c    community.Params
		harm int
	}{
		"neither":          {hubs, rule, 100},
		"only of the hubs": {shipped, rule, 10},
		"only of the rule": {hubs, community.DefaultParams(), 10},
	} {
		f := sweep(t, 300, 101, 20, c.p, c.c)
		if f.clients+f.inCore < c.harm {
			t.Errorf("%s: %v", name, f)
		}
	}
}
