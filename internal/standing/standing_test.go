package standing_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
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
			if diff := cmp.Diff(all.census(), s.Census()); diff != "" {
				t.Fatalf("counts, -whole +standing: %s", diff)
			}
		}
	})
}

// What came and went leaves no trace once it is taken back, wherever it sorts.
func TestTakenBackIsAsBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, p := anyCountry(t), anyParams(t)
		names, w := c.names(), c.base()
		table, tested := anyTable(t, w, p)
		s := stand(t, whole(t, w, p, table, tested), table, p)
		groups, verdicts := names.of(s.Groups(), s.Shop, s.ID), s.Verdicts()
		there, d := w.links(), c.delta(w)
		w.apply(d)
		var back standing.Delta
		for _, l := range there {
			if !w[l] {
				back.Add = append(back.Add, l)
			}
			delete(w, l)
		}
		back.Remove = w.links() // what is left is new
		for _, change := range []standing.Delta{d, back} {
			if _, err := s.Apply(t.Context(), change, nil); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(groups, names.of(s.Groups(), s.Shop, s.ID)); diff != "" {
			t.Fatalf("-before +after: %s", diff)
		}
		if diff := cmp.Diff(verdicts, s.Verdicts()); diff != "" {
			t.Fatalf("verdicts, -before +after: %s", diff)
		}
	})
}

// Weak or dated links and people's words change more than the rows they stand
// in: they are refused, and nothing is kept up to date wrongly.
func TestRefusesWhatIsNotPlain(t *testing.T) {
	shop, id := "s", entity.Key{Kind: entity.KindPhone, ID: "v"}
	when := entity.When{Micros: 1, Precision: entity.ToDay}
	p := standing.Params{Projection: projection.DefaultParams(), Community: community.DefaultParams()}
	for name, x := range map[string]struct {
		class entity.Class
		first entity.When
		said  projection.People
		kind  errs.Kind
	}{
		"weak":   {class: entity.ClassDeclared, kind: errs.Invalid},
		"dated":  {class: entity.ClassObserved, first: when, kind: errs.Invalid},
		"spoken": {class: entity.ClassObserved, said: projection.People{Apart: [][2]string{{"s", "t"}}}, kind: errs.Invalid},
		"ruled":  {class: entity.ClassObserved, said: projection.People{Verdicts: map[entity.Key]projection.Verdict{id: projection.Hub}}, kind: errs.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			var b snapshot.Builder
			b.Add(shop, entity.LinkTo(id.Kind), id, x.class, x.first, x.first)
			b.Add("t", entity.LinkTo(id.Kind), id, x.class, x.first, x.first)
			snap := b.Build()
			g, err := projection.Build(snap, p.Projection, x.said)
			if err != nil {
				t.Fatal(err)
			}
			r, err := community.Detect(g.CSR, p.Community)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := standing.New(snap, g, r, g.Statistics(snap, r.Types), p); errs.KindOf(err) != x.kind {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestEndedContextChangesNothing(t *testing.T) {
	p := standing.Params{Projection: projection.DefaultParams(), Community: community.DefaultParams()}
	w := worldOf(drawn("phone:a xy", "phone:b xy"))
	d := whole(t, w, p, nil, nil)
	s := stand(t, d, d.graph.Statistics(d.snap, d.result.Types), p)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := s.Census()
	if _, err := s.Apply(ctx, standing.Delta{Add: drawn("phone:c xyz")}, nil); err == nil || s.Census() != before {
		t.Errorf("%v: %+v", err, s.Census())
	}
}
