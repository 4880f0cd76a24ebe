package investigate

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/ring"
)

// What a run keeps of a ring gives the whole ring back, for every ring of the
// seed world.
func TestKeptFormLosesNothing(t *testing.T) {
	ctx := context.Background()
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	s, err := Open(ctx, Options{Data: t.TempDir(), Create: true, Random: rand.Reader, Now: now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Load(ctx, LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	d := &detection{params: DefaultRunParams()}
	d.params.Chance = &ChanceParams{Worlds: 3, Trials: 4, HidePM: 200, Seed: 1}
	for _, stage := range []func(context.Context, *detection) error{s.readSnapshot, s.findGroups, s.secondOpinion, s.weigh, s.assemble} {
		if err := stage(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	regions, err := s.memberRegions(ctx, d.rings)
	if err != nil {
		t.Fatal(err)
	}
	tiers := map[ring.Tier]int{}
	for i := range d.rings {
		want := s.assess(d, &d.rings[i], regions)
		text, err := encodeRing(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeRing(string(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		for _, m := range want.Ring.Members {
			tiers[m.Tier]++
		}
	}
	if tiers[ring.Core] == 0 || tiers[ring.Attached] == 0 || tiers[ring.Peripheral] == 0 {
		t.Errorf("the seed world has members %v; a tier is not tried", tiers)
	}
}
