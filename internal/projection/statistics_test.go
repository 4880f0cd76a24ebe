package projection_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
)

// under builds a town's graph under a table.
func under(t *testing.T, w *town, table *projection.Statistics) *projection.Graph {
	t.Helper()
	g, err := table.Build(w.b.Build(), projection.DefaultParams(), projection.People{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// table is the one of the town's own data.
func table(t *testing.T, w *town, types ...community.TypeReport) *projection.Statistics {
	t.Helper()
	s := w.b.Build()
	g, err := projection.Build(s, projection.DefaultParams(), projection.People{})
	if err != nil {
		t.Fatal(err)
	}
	return g.Statistics(s, types)
}

func depot(users, shops int) *town {
	w := &town{}
	w.seen(entity.KindAddress, "depot", run(0, users)...)
	w.fill(shops)
	return w
}

// A hub of the table stays one when most of its users are gone; a value that
// has become a hub since is seen at once.
func TestTableKeepsItsHubs(t *testing.T) {
	then := table(t, depot(400, 20_000))
	if g := under(t, depot(8, 20_000), then); g.Counts.Hubs != 1 || g.CSR.Links() != 0 {
		t.Errorf("under the table: %+v", g.Counts)
	}
	if _, g := build(t, depot(8, 20_000), nil); g.Counts.Hubs != 0 || g.CSR.Links() != 8 {
		t.Errorf("without it: %+v", g.Counts)
	}
	quiet := table(t, depot(8, 20_000))
	if g := under(t, depot(400, 20_000), quiet); g.Counts.Hubs != 1 {
		t.Errorf("a new hub: %+v", g.Counts)
	}
}

// The form for small data goes by the table's number of storefronts.
func TestTableKeepsTheForm(t *testing.T) {
	small, large := table(t, depot(0, 1_000)), table(t, depot(0, 20_000))
	if g := under(t, depot(9, 20_000), small); g.Counts.Hubs != 1 {
		t.Errorf("tested as in small data: %+v", g.Counts)
	}
	if g := under(t, depot(9, 1_000), large); g.Counts.Hubs != 0 {
		t.Errorf("not tested in large data: %+v", g.Counts)
	}
}

func TestTableKeepsWhatWasRevoked(t *testing.T) {
	then := table(t, depot(0, 20_000), community.TypeReport{Type: 1, Grant: community.Revoked, Witnesses: 100, Events: 9})
	kind := entity.Kind(0)
	for _, k := range entity.Kinds() {
		if then.Revoked(k) {
			kind = k
		}
	}
	if kind == 0 {
		t.Fatalf("nothing is revoked in %+v", then.Kinds)
	}
	p := projection.DefaultParams()
	p.Strong = []entity.Kind{kind}
	g, err := then.Build(depot(0, 20_000).b.Build(), p, projection.People{})
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Exclusive) != 0 {
		t.Errorf("exclusive types %v", g.Exclusive)
	}
	if g, err = projection.Build(depot(0, 20_000).b.Build(), p, projection.People{}); err != nil || len(g.Exclusive) != 1 {
		t.Errorf("without the table: exclusive types %v, error %v", g.Exclusive, err)
	}
}

// What a table says of services holds, and what the data say is told beside it.
func TestTableKeepsWhatServicesDo(t *testing.T) {
	var lone, pair town
	for _, w := range []*town{&lone, &pair} {
		w.fill(6000)
		w.each(entity.KindAddress, "hall ", 40, run(0, 240))
	}
	pair.seen(entity.KindPhone, "counter", run(0, 30)...)
	then := table(t, &lone)
	if !then.Lending.Revoked {
		t.Fatalf("lending %+v", then.Lending)
	}
	if g := under(t, &pair, then); len(g.Lent) != 0 || g.Seen.Revoked || g.Lending != then.Lending {
		t.Errorf("lent types %v, seen %+v", g.Lent, g.Seen)
	}
}

// The hash is that of the content, in one order.
func TestTableHash(t *testing.T) {
	a, b := table(t, depot(400, 20_000)), table(t, depot(400, 20_000))
	if a.Hash() != b.Hash() || len(a.Hash()) != 64 {
		t.Errorf("hashes %s and %s", a.Hash(), b.Hash())
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
	if c := table(t, depot(401, 20_000)); c.Hash() == a.Hash() {
		t.Error("another table has the same hash")
	}
}

// Among few storefronts accounts are judged when the hubs are known, those too
// that a table does not know yet: a depot that all clients of a payment service
// ship from does not vouch for the service.
func TestNewHubVouchesForNoAccount(t *testing.T) {
	draw := func() *town {
		var w town
		w.fill(400)
		w.seen(entity.KindPaymentAccount, "service", run(0, 12)...)
		w.seen(entity.KindAddress, "depot", run(0, 40)...)
		w.seen(entity.KindImageHash, "ring's", append(run(0, 1), run(50, 54)...)...)
		w.seen(entity.KindTemplate, "ring's", append(run(0, 1), run(50, 54)...)...)
		return &w
	}
	for name, w := range map[string]*town{"of its own": draw(), "of an empty town": depot(0, 400)} {
		s := draw().b.Build()
		g, err := table(t, w).Build(s, projection.DefaultParams(), projection.People{})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"depot": "hub: scattered users, 40 users", "service": "suspected: scattered users, 12 users"}
		if diff := cmp.Diff(want, damped(s, g)); diff != "" {
			t.Errorf("under the table %s: %s", name, diff)
		}
	}
}
