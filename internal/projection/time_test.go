package projection_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
)

// on is a day of 2024, counted from 1 January; 0 is unknown.
func on(day int) entity.When {
	if day == 0 {
		return entity.When{}
	}
	return entity.Day(2024, time.January, day)
}

// used says that a shop used a value from one day to another.
func (w *town) used(k entity.Kind, value string, s, from, to int) {
	w.b.Add(shop(s), entity.LinkTo(k), entity.Key{Kind: k, ID: value}, entity.ClassObserved, on(from), on(to))
}

// sharers lists the users of each live node of one value.
func sharers(g *projection.Graph, ids []entity.Key, value string) []string {
	var out []string
	for k, id := range g.Live {
		if ids[id].ID == value {
			out = append(out, fmt.Sprint(g.CSR.Row(int32(g.CSR.Members+k))))
		}
	}
	return out
}

func TestASilenceMakesTwoValuesOfOne(t *testing.T) {
	for _, tc := range []struct {
		name string
		kind entity.Kind
		uses [][2]int // of shops 0, 1, 2, ...
		want []string
	}{
		{"no dates", entity.KindPhone, [][2]int{{0, 0}, {0, 0}}, []string{"[0 1]"}},
		{"one sighting is no span", entity.KindPhone, [][2]int{{1, 1}, {700, 700}}, []string{"[0 1]"}},
		{"a short silence: who was banned comes back", entity.KindPhone, [][2]int{{1, 20}, {120, 300}}, []string{"[0 1]"}},
		{"a long silence", entity.KindPhone, [][2]int{{1, 20}, {1, 21}, {400, 500}, {410, 410}}, []string{"[0 1]", "[2 3]"}},
		{"to the day", entity.KindPhone, [][2]int{{1, 20}, {2, 20}, {201, 202}, {201, 203}}, []string{"[0 1 2 3]"}},
		{"and a day more", entity.KindPhone, [][2]int{{1, 20}, {2, 20}, {202, 203}, {202, 204}}, []string{"[0 1]", "[2 3]"}},
		{"somebody used it all along", entity.KindPhone, [][2]int{{1, 20}, {1, 600}, {400, 500}}, []string{"[0 1 2]"}},
		{"nobody knows when the first use ended", entity.KindPhone, [][2]int{{1, 1}, {2, 20}, {400, 500}}, []string{"[0 1 2]"}},
		{"who gives no date speaks of now", entity.KindPhone, [][2]int{{1, 20}, {1, 21}, {400, 500}, {0, 0}}, []string{"[0 1]", "[2 3]"}},
		{"alone in its time", entity.KindPhone, [][2]int{{1, 20}, {400, 500}}, nil},
		{"an account is never given to another", entity.KindPaymentAccount, [][2]int{{1, 20}, {400, 500}}, []string{"[0 1]"}},
	} {
		var w town
		w.fill(6000)
		for s, u := range tc.uses {
			w.used(tc.kind, "v", s, u[0], u[1])
		}
		s, g := build(t, &w, nil)
		if diff := cmp.Diff(tc.want, sharers(g, s.IDs, "v")); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

// Shop 0 was the family's and is the ring's since day 200: nothing of the
// family's ties it.
func TestAStorefrontThatChangedHands(t *testing.T) {
	world := func(change func(w *town)) (*projection.Graph, []entity.Key) {
		var w town
		w.fill(6000)
		w.used(entity.KindPaymentAccount, "family", 0, 1, 190)
		w.used(entity.KindAddress, "family house", 0, 1, 180)
		w.used(entity.KindPaymentAccount, "ring", 0, 200, 400)
		w.used(entity.KindAddress, "ring house", 0, 200, 400)
		for _, v := range []string{"family", "ring"} {
			w.used(entity.KindPaymentAccount, v, 1+len(v), 1, 400)
			w.used(entity.KindAddress, v+" house", 1+len(v), 1, 400)
		}
		if change != nil {
			change(&w)
		}
		s, g := build(t, &w, nil)
		return g, s.IDs
	}
	g, ids := world(nil)
	want := []projection.Handover{{Shop: 0, At: on(200), Former: []int32{0, 2}}}
	if diff := cmp.Diff(want, g.Handovers); diff != "" || g.Counts.Former != 2 {
		t.Errorf("%d former links, %s", g.Counts.Former, diff)
	}
	if sharers(g, ids, "family") != nil || !slices.Equal(sharers(g, ids, "ring"), []string{"[0 5]"}) {
		t.Errorf("the family ties %v, the ring %v", sharers(g, ids, "family"), sharers(g, ids, "ring"))
	}
	for name, change := range map[string]func(w *town){
		"an account in use all along": func(w *town) { w.used(entity.KindPaymentAccount, "third", 0, 1, 300) },
		"an account without a date":   func(w *town) { w.used(entity.KindPaymentAccount, "third", 0, 0, 0) },
		"an account seen once before": func(w *town) { w.used(entity.KindPaymentAccount, "third", 0, 5, 5) },
	} {
		if g, ids := world(change); len(g.Handovers) > 0 || !slices.Equal(sharers(g, ids, "family"), []string{"[0 7]"}) {
			t.Errorf("%s: %v, the family ties %v", name, g.Handovers, sharers(g, ids, "family"))
		}
	}
}

// One account after another and nothing else is a business that changed its
// bank.
func TestANewAccountIsNoHandover(t *testing.T) {
	var w town
	w.fill(6000)
	w.used(entity.KindPaymentAccount, "old", 0, 1, 100)
	w.used(entity.KindPaymentAccount, "old", 1, 1, 100)
	w.used(entity.KindPaymentAccount, "new", 0, 120, 300)
	if _, g := build(t, &w, nil); len(g.Handovers) > 0 || g.Counts.Live != 2 {
		t.Errorf("%v, %d live links", g.Handovers, g.Counts.Live)
	}
}
