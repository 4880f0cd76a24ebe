package standing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/standing"
)

func anyParams(t *rapid.T) standing.Params {
	p := standing.Params{Projection: projection.DefaultParams(), Community: community.DefaultParams()}
	p.Projection.Without = projection.HubCohesion | projection.SmallScatter | projection.LentTogether
	p.Community.RevokeEvents = 1 << 20
	p.Community.Population = rapid.SampledFrom([]int{60, 6_000, 100_000}).Draw(t, "population")
	p.Community.MaxFanout = rapid.SampledFrom([]int{3, 64}).Draw(t, "fanout")
	p.OverlayPM = rapid.SampledFrom([]int{1, 250, 1_000_000}).Draw(t, "overlay")
	return p
}

// The heart: whatever comes and goes, a standing answers as a detection of the
// whole.
func TestAnswersAsTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := size{rapid.IntRange(4, 40).Draw(t, "storefronts"), rapid.IntRange(2, 40).Draw(t, "identifiers")}
		names, p := size.names(), anyParams(t)
		w := size.base(t)
		s := stand(t, whole(t, w, p), p)
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			d := size.delta(t, w)
			if _, err := s.Apply(t.Context(), d, nil); err != nil {
				t.Fatal(err)
			}
			w.apply(d)
			all := whole(t, w, p)
			if diff := cmp.Diff(all.groups(names), names.of(s.Groups(), s.Shop, s.ID)); diff != "" {
				t.Fatalf("-whole +standing: %s", diff)
			}
		}
	})
}
