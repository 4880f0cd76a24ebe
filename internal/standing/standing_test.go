package standing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/standing"
)

// anyParams draws rules under which hubs appear in small worlds.
func anyParams(t *rapid.T) standing.Params {
	p := standing.Params{Projection: projection.DefaultParams(), Community: community.DefaultParams()}
	p.Projection.HubDegree = rapid.IntRange(3, 8).Draw(t, "hubDegree")
	p.Projection.SmallDegree = rapid.IntRange(3, 6).Draw(t, "smallDegree")
	p.Projection.StrongDegree = rapid.IntRange(p.Projection.HubDegree-1, 7).Draw(t, "strongDegree")
	p.Projection.StrongHub = rapid.IntRange(p.Projection.StrongDegree, 9).Draw(t, "strongHub")
	p.Projection.CohesionPM = rapid.SampledFrom([]int{50, 300, 700}).Draw(t, "cohesion")
	p.Projection.Pairs = rapid.SampledFrom([]int{4, 600}).Draw(t, "pairs")
	p.Projection.LentHubs = rapid.IntRange(1, 3).Draw(t, "lentHubs")
	p.Projection.LentClients = rapid.IntRange(1, 4).Draw(t, "lentClients")
	p.Projection.TiedPM = rapid.SampledFrom([]int{300, 800}).Draw(t, "tied")
	p.Community.RevokeEvents = rapid.IntRange(1, 3).Draw(t, "events")
	p.Community.MaxFanout = rapid.SampledFrom([]int{3, 64}).Draw(t, "fanout")
	p.OverlayPM = rapid.SampledFrom([]int{1, 250, 1_000_000}).Draw(t, "overlay")
	return p
}

// anyTable makes a table of statistics of a world, for a population in which
// rings may be found. It returns what was tested of the exclusive types that
// the table grants.
func anyTable(t *rapid.T, w world, p standing.Params) (*projection.Statistics, []community.TypeReport) {
	d := whole(t, w, p, nil, nil)
	table := d.graph.Statistics(d.snap, d.result.Types)
	table.Population = rapid.SampledFrom([]int{60, 6_000, 100_000}).Draw(t, "population")
	granted := []community.TypeReport{}
	for _, r := range d.result.Types {
		if r.Grant != community.Revoked {
			granted = append(granted, r)
		}
	}
	table.Hubs = nil // those among so many storefronts are others
	for known := -1; known < len(table.Hubs); {
		known = len(table.Hubs)
		again := whole(t, w, p, table, granted)
		table.Hubs = again.graph.Statistics(again.snap, nil).Hubs
	}
	return table, granted
}

// The heart: whatever comes and goes, a standing answers as a detection of the
// whole under the same table.
func TestAnswersAsTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, p := anyCountry(t), anyParams(t)
		names, w := c.names(), c.base()
		table, tested := anyTable(t, w, p)
		if rapid.Bool().Draw(t, "older") {
			w.apply(c.delta(w)) // the table is older than the base
		}
		s := stand(t, whole(t, w, p, table, tested), table, p)
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			d := c.delta(w)
			if _, err := s.Apply(t.Context(), d, nil); err != nil {
				t.Fatal(err)
			}
			w.apply(d)
			all := whole(t, w, p, table, tested)
			if diff := cmp.Diff(all.hubs(), s.Verdicts()); diff != "" {
				t.Fatalf("verdicts, -whole +standing: %s", diff)
			}
			if diff := cmp.Diff(all.groups(names), names.of(s.Groups(), s.Shop, s.ID)); diff != "" {
				t.Fatalf("-whole +standing: %s", diff)
			}
		}
	})
}
