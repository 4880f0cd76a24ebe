package projection_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
)

// said builds a town with what people said of it.
func said(t *testing.T, w *town, p projection.People) *projection.Graph {
	t.Helper()
	g, err := projection.Build(w.b.Build(), projection.DefaultParams(), p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// What two storefronts that belong together share with nobody else is one
// party's own: it gets a type that is exclusive, whatever its kind. A hub stays
// one, and a value that a third one uses draws nobody in: no one spoke of the
// third.
func TestAWordTogetherMakesSharedValuesOnesOwn(t *testing.T) {
	var w town
	w.fill(6000)
	w.seen(entity.KindPhone, "common", 1, 2)
	w.seen(entity.KindEmail, "of a third too", 1, 2, 3)
	w.seen(entity.KindPhone, "other", 3, 4)
	w.seen(entity.KindAddress, "depot", run(0, 400)...)
	w.each(entity.KindPaymentAccount, "own", 1, run(0, 400))
	g := said(t, &w, projection.People{Together: [][2]string{{shop(2), shop(1)}, {shop(1), "nobody"}, {shop(5), shop(5)}}})
	if g.Vouched != 1 || g.Counts.Hubs != 1 || len(g.Exclusive) != 4 {
		t.Fatalf("%d types of vouched values, %d hubs, exclusive %v", g.Vouched, g.Counts.Hubs, g.Exclusive)
	}
	var exclusive []bool
	for k := range g.Live {
		exclusive = append(exclusive, g.CSR.Type[k] == g.Exclusive[3])
	}
	if diff := cmp.Diff([]bool{true, false, false}, exclusive); diff != "" {
		t.Error(diff)
	}
	if kind := g.Kinds[g.Exclusive[3]]; kind != entity.KindPhone {
		t.Errorf("the vouched value is a %s", kind)
	}
}

func TestAWordApartReachesTheGraph(t *testing.T) {
	var w town
	w.seen(entity.KindPhone, "common", 1, 2, 3)
	g := said(t, &w, projection.People{Apart: [][2]string{{shop(3), shop(1)}, {shop(1), shop(3)}, {shop(2), "nobody"}, {shop(2), shop(3)}}})
	if diff := cmp.Diff([][2]int32{{0, 2}, {1, 2}}, g.CSR.Apart); diff != "" {
		t.Error(diff)
	}
}

// Whether services lend two values is for the data to say: five hubs and no
// second value among their clients, and a place and a telephone are one's own.
func TestDataMayRevokeWhatServicesLend(t *testing.T) {
	for name, tc := range map[string]struct {
		hubs, counter int
		want          projection.Lending
	}{
		"too few hubs to tell":         {4, 0, projection.Lending{Hubs: 4}},
		"five, and no counter":         {5, 0, projection.Lending{Hubs: 5, Revoked: true}},
		"five, and a counter of seven": {5, 7, projection.Lending{Hubs: 5, Revoked: true}},
		"five, and a counter of eight": {5, 8, projection.Lending{Hubs: 5, Pairs: 1}},
	} {
		var w town
		w.fill(6000)
		w.each(entity.KindAddress, "hall ", 40, run(0, 40*tc.hubs))
		w.each(entity.KindPaymentAccount, "own", 1, run(0, 40*tc.hubs))
		w.seen(entity.KindPhone, "counter", run(0, tc.counter)...)
		g := said(t, &w, projection.People{})
		if diff := cmp.Diff(tc.want, g.Lending); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if revoked := len(g.Lent) == 0; revoked != tc.want.Revoked {
			t.Errorf("%s: lent types %v", name, g.Lent)
		}
	}
}

// A value of three is theirs once a word on two and a word on two tie all three.
func TestWordsTogetherAddUp(t *testing.T) {
	var w town
	w.fill(6000)
	w.seen(entity.KindPhone, "common", 1, 2, 3)
	g := said(t, &w, projection.People{Together: [][2]string{{shop(1), shop(2)}, {shop(3), shop(2)}}})
	if g.Vouched != 1 {
		t.Errorf("%d types of vouched values", g.Vouched)
	}
}
