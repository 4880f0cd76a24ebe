package ring_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// world builds a snapshot link by link.
type world struct{ b snapshot.Builder }

func (w *world) link(class entity.Class, id entity.Key, from, to int) {
	for _, s := range shops(from, to) {
		w.b.Add(s, entity.LinkPaidTo, id, class, entity.When{}, entity.When{})
	}
}

func key(kind entity.Kind, text string) entity.Key { return entity.Key{Kind: kind, ID: text} }

// assembled runs a world through pruning and detection.
func (w *world) assembled(t *testing.T) []ring.Ring { return w.heeding(t, projection.People{}) }

// heeding is assembled with what people said.
func (w *world) heeding(t *testing.T, said projection.People) []ring.Ring {
	t.Helper()
	s := w.b.Build()
	g, err := projection.Build(s, projection.DefaultParams(), said)
	if err != nil {
		t.Fatal(err)
	}
	p := community.DefaultParams()
	p.Exclusive = g.Exclusive
	r, err := community.Detect(g.CSR, p)
	if err != nil {
		t.Fatal(err)
	}
	return ring.Assemble(s, g, r)
}

// tight joins storefronts by three values of their own.
func (w *world) tight(name string, from, to int) {
	w.link(entity.ClassObserved, key(entity.KindPhone, name), from, to)
	w.link(entity.ClassObserved, key(entity.KindEmail, name), from, to)
	w.link(entity.ClassObserved, key(entity.KindDevice, name), from, to)
}

// In a small data set a hub is told by who hangs together, not by pairs; the
// reason must not speak of pairs that nobody sampled.
func TestReasonTellsTheRuleThatDecided(t *testing.T) {
	var w world
	w.link(entity.ClassObserved, key(entity.KindPhone, "agent"), 0, 9)
	w.tight("own", 0, 4)
	for i := 9; i < 60; i++ {
		w.link(entity.ClassObserved, key(entity.KindPhone, fmt.Sprint("own", i)), i, i+1)
	}
	var seen []ring.Hub
	for _, r := range w.assembled(t) {
		seen = append(seen, r.SeenNotUsed...)
	}
	if len(seen) != 1 || seen[0].Users != 9 {
		t.Fatalf("seen and not used: %+v, want the agent's phone", seen)
	}
	if got, want := seen[0].Reason, "9 storefronts use it; at most 4 of them hang together by anything else"; got != want {
		t.Errorf("reason %q, want %q", got, want)
	}
}

// A suspected value ties as an ordinary one where it is among the bonds: then
// it was used, and a person should judge it. Where it is not, nothing may say
// that it ties the group.
func TestSuspectedValueIsNotCalledUnused(t *testing.T) {
	account := key(entity.KindPaymentAccount, "many")
	var w world
	for i := range 6000 {
		w.link(entity.ClassObserved, key(entity.KindPhone, fmt.Sprint("own", i)), i, i+1)
	}
	w.link(entity.ClassObserved, account, 0, 80)
	w.tight("own", 0, 5)
	var found bool
	for _, r := range w.assembled(t) {
		holds := slices.ContainsFunc(r.Bonds, func(b ring.Bond) bool { return b.Identifier == account })
		for _, h := range r.SeenNotUsed {
			if h.Identifier == account && holds {
				t.Errorf("an account that holds %d members is called seen and not used", h.Inside)
			}
		}
		for _, n := range r.Against {
			if n.Code == "SUSPECTED_VALUE" {
				found = true
				if !holds || !slices.Contains(n.Subject, account) || !strings.Contains(n.Text, "80 storefronts use it") {
					t.Errorf("the note on the suspected account says %q of %v", n.Text, n.Subject)
				}
			}
		}
	}
	if !found {
		t.Error("no ring names the suspected account to a person")
	}
}

func TestUnusedSuspectedValueTiesNothing(t *testing.T) {
	account := key(entity.KindPaymentAccount, "many")
	var w world
	for i := range 3000 {
		w.link(entity.ClassObserved, key(entity.KindPhone, fmt.Sprint("own", i)), i, i+1)
	}
	w.link(entity.ClassObserved, account, 0, 80)
	w.tight("own", 0, 5)
	rings := w.assembled(t)
	if len(rings) != 1 || len(rings[0].SeenNotUsed) != 1 || rings[0].SeenNotUsed[0].Identifier != account {
		t.Fatalf("%d groups, want one that shows the account as seen and not used", len(rings))
	}
	for _, n := range rings[0].Against {
		if n.Code == "SUSPECTED_VALUE" {
			t.Errorf("a note says of an unused value: %s", n.Text)
		}
	}
}

// Whom a person set apart from a member is not shown beside it, even where a
// member declares its address.
func TestWhoWasSetApartIsNotPeripheral(t *testing.T) {
	victim := shops(5, 6)[0]
	shown := func(said projection.People) bool {
		var w world
		w.tight("ring", 0, 5)
		w.link(entity.ClassDeclared, key(entity.KindAddress, "claimed"), 0, 3)
		w.link(entity.ClassVerified, key(entity.KindAddress, "claimed"), 5, 6)
		rings := w.heeding(t, said)
		if len(rings) != 1 {
			t.Fatalf("%d rings", len(rings))
		}
		return slices.ContainsFunc(rings[0].Members, func(m ring.Member) bool { return m.Storefront == victim })
	}
	if !shown(projection.People{}) {
		t.Error("a storefront whose address members claim is not shown")
	}
	if shown(projection.People{Apart: [][2]string{{victim, shops(0, 1)[0]}}}) {
		t.Error("a storefront that a person set apart is shown")
	}
}

// A value that a ring used twice, with a long silence between, is one bond of
// all who used it.
func TestOneValueIsOneBond(t *testing.T) {
	var w world
	w.link(entity.ClassObserved, key(entity.KindDevice, "ring"), 0, 6)
	w.link(entity.ClassObserved, key(entity.KindPaymentAccount, "ring"), 0, 6)
	phone := key(entity.KindPhone, "twice")
	for i, s := range shops(0, 6) {
		from, to := entity.Day(2020, 1, 1), entity.Day(2020, 3, 1)
		if i >= 3 {
			from, to = entity.Day(2024, 1, 1), entity.Day(2024, 3, 1)
		}
		w.b.Add(s, entity.LinkTo(entity.KindPhone), phone, entity.ClassObserved, from, to)
	}
	rings := w.assembled(t)
	if len(rings) != 1 {
		t.Fatalf("%d rings", len(rings))
	}
	holders := 0
	for _, b := range rings[0].Bonds {
		if b.Identifier == phone {
			holders++
			if !slices.Equal(b.Holders, shops(0, 6)) {
				t.Errorf("held by %v", b.Holders)
			}
		}
	}
	if holders != 1 || len(rings[0].Bonds) != 3 {
		t.Errorf("%d bonds, %d of them the telephone", len(rings[0].Bonds), holders)
	}
}
