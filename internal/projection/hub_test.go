package projection_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// town is a small graph written out: rows of shops that carry one value.
type town struct{ b snapshot.Builder }

func shop(n int) string { return fmt.Sprintf("test:s%05d", n) }

func (w *town) share(class entity.Class, k entity.Kind, value string, shops ...int) {
	for _, s := range shops {
		w.b.Add(shop(s), entity.LinkTo(k), entity.Key{Kind: k, ID: value}, class, entity.When{}, entity.When{})
	}
}

func (w *town) seen(k entity.Kind, value string, shops ...int) {
	w.share(entity.ClassObserved, k, value, shops...)
}

// each spreads one value over every so many of the shops.
func (w *town) each(k entity.Kind, value string, every int, shops []int) {
	for i := 0; i < len(shops); i += every {
		w.seen(k, fmt.Sprint(value, i/every), shops[i:min(len(shops), i+every)]...)
	}
}

// fill makes the town so many shops large, of each of which something is
// known.
func (w *town) fill(shops int) {
	for s := range shops {
		w.seen(entity.KindDomain, fmt.Sprint("of its own ", s), s)
	}
}

func run(lo, hi int) (out []int) {
	for s := lo; s < hi; s++ {
		out = append(out, s)
	}
	return out
}

func build(t *testing.T, w *town, verdicts map[entity.Key]projection.Verdict) (*snapshot.Snapshot, *projection.Graph) {
	t.Helper()
	s := w.b.Build()
	g, err := projection.Build(s, projection.DefaultParams(), projection.People{Verdicts: verdicts})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.CSR.Check(true); err != nil {
		t.Fatal(err)
	}
	c := g.Counts
	if c.Weak+c.Former+c.OnHubs+c.OnSingles+c.Live != len(s.Links) || c.Live != g.CSR.Links() {
		t.Errorf("counts %+v do not add up to %d links", c, len(s.Links))
	}
	return s, g
}

// damped writes what does not tie as others do.
func damped(s *snapshot.Snapshot, g *projection.Graph) map[string]string {
	out := make(map[string]string)
	for _, d := range g.Damped {
		out[s.IDs[d.Identifier].ID] = fmt.Sprintf("%s: %s, %d users", d.Verdict, d.Reason, d.Users)
	}
	return out
}

func TestVerdicts(t *testing.T) {
	const large, small = 20_000, 1_000
	for _, c := range []struct {
		name  string
		shops int
		plant func(w *town)
		want  map[string]string
	}{
		{"a courier's depot is a hub", large, func(w *town) {
			w.seen(entity.KindAddress, "depot", run(0, 400)...)
		}, map[string]string{"depot": "hub: low cohesion, 400 users"}},
		{"a ring's own depot is none", large, func(w *town) {
			w.seen(entity.KindAddress, "depot", run(0, 40)...)
			w.each(entity.KindPaymentAccount, "a", 4, run(0, 40))
			w.each(entity.KindImageHash, "i", 5, run(0, 40))
		}, map[string]string{}},
		{"an agency and its building do not vouch for each other", large, func(w *town) {
			w.seen(entity.KindPhone, "agency", run(0, 60)...)
			w.seen(entity.KindAddress, "building", run(0, 58)...)
		}, map[string]string{"agency": "hub: low cohesion, 60 users", "building": "hub: low cohesion, 58 users"}},
		{"eleven users are not tested in a large data set", large, func(w *town) {
			w.seen(entity.KindAddress, "depot", run(0, 11)...)
		}, map[string]string{}},
		{"an account of many is suspected and still ties", large, func(w *town) {
			w.seen(entity.KindPaymentAccount, "account", run(0, 100)...)
		}, map[string]string{"account": "suspected: low cohesion, 100 users"}},
		{"an account of sixty-four is not even tested", large, func(w *town) {
			w.seen(entity.KindPaymentAccount, "account", run(0, 64)...)
		}, map[string]string{}},
		{"an aggregator's account is a hub", large, func(w *town) {
			w.seen(entity.KindPaymentAccount, "account", run(0, 501)...)
		}, map[string]string{"account": "hub: low cohesion, 501 users"}},
		{"small: an agency of seven and its building are hubs", small, func(w *town) {
			w.seen(entity.KindPhone, "agency", run(0, 7)...)
			w.seen(entity.KindAddress, "building", run(0, 7)...)
		}, map[string]string{"agency": "hub: scattered users, 7 users", "building": "hub: scattered users, 7 users"}},
		{"small: a ring of seven that hangs together is left alone", small, func(w *town) {
			w.seen(entity.KindPhone, "p", run(0, 7)...)
			w.seen(entity.KindAddress, "q", run(0, 7)...)
			w.each(entity.KindImageHash, "i", 4, run(0, 7))
			w.seen(entity.KindDomain, "d", 3, 4)
		}, map[string]string{}},
		{"small: a factory whose resellers share accounts is left alone", small, func(w *town) {
			w.seen(entity.KindAddress, "factory", run(0, 20)...)
			w.seen(entity.KindImageHash, "picture", run(0, 20)...)
			w.each(entity.KindPaymentAccount, "a", 4, run(0, 20))
		}, map[string]string{}},
		{"small: rings that meet at a counter do not make it theirs", small, func(w *town) {
			for k := range 4 {
				w.each(entity.KindImageHash, fmt.Sprint("i", k, "-"), 5, run(10*k, 10*k+10))
				w.seen(entity.KindDomain, fmt.Sprint("d", k), 10*k+4, 10*k+5)
				w.seen(entity.KindAddress, "counter", run(10*k, 10*k+6)...)
			}
		}, map[string]string{"counter": "hub: scattered users, 24 users"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var w town
			c.plant(&w)
			w.fill(c.shops)
			s, g := build(t, &w, nil)
			if d := cmp.Diff(c.want, damped(s, g)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A depot that everyone uses pulls nobody in, and two rings that ship there
// are found all the same.
func TestCourierHub(t *testing.T) {
	for _, shops := range []int{1_000, 20_000} {
		var w town
		w.seen(entity.KindAddress, "depot", run(0, 416)...)
		for _, at := range []int{0, 8} {
			w.each(entity.KindPaymentAccount, fmt.Sprint("a", at, "-"), 3, run(at, at+8))
			w.each(entity.KindImageHash, fmt.Sprint("i", at, "-"), 4, run(at, at+8))
			w.seen(entity.KindDomain, fmt.Sprint("d", at), at, at+2, at+4, at+6)
			w.seen(entity.KindPhone, fmt.Sprint("p", at), at+1, at+3, at+5, at+7)
		}
		w.fill(shops)
		s, g := build(t, &w, nil)
		if d := cmp.Diff(map[string]string{"depot": "hub: low cohesion, 416 users"}, damped(s, g)); d != "" {
			t.Errorf("%d shops: %s", shops, d)
		}
		p := community.DefaultParams()
		p.Exclusive = g.Exclusive
		r, err := community.Detect(g.CSR, p)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Groups) != 2 || len(r.Groups[0].Members) != 8 || len(r.Groups[1].Members) != 8 {
			t.Errorf("%d shops: groups %+v", shops, r.Shapes())
		}
	}
}

// A suspected account ties, but not as an account: it holds nobody alone.
func TestSuspectedIsOrdinary(t *testing.T) {
	var w town
	w.seen(entity.KindPaymentAccount, "many", run(0, 100)...)
	w.seen(entity.KindPaymentAccount, "two", 200, 201)
	w.fill(20_000)
	s, g := build(t, &w, nil)
	exclusive := make(map[string]bool)
	for k, id := range g.Live {
		exclusive[s.IDs[id].ID] = slices.Contains(g.Exclusive, g.CSR.Type[k])
		if g.Kinds[g.CSR.Type[k]] != entity.KindPaymentAccount {
			t.Errorf("%s has another kind", s.IDs[id].ID)
		}
	}
	if d := cmp.Diff(map[string]bool{"many": false, "two": true}, exclusive); d != "" {
		t.Error(d)
	}
}

func TestPeopleOutrankTheRule(t *testing.T) {
	var w town
	w.seen(entity.KindAddress, "depot", run(0, 400)...)
	w.seen(entity.KindPhone, "p", 500, 501)
	w.fill(20_000)
	s, g := build(t, &w, map[entity.Key]projection.Verdict{
		{Kind: entity.KindAddress, ID: "depot"}: projection.Private,
		{Kind: entity.KindPhone, ID: "p"}:       projection.Hub,
		{Kind: entity.KindPhone, ID: "absent"}:  projection.Hub,
	})
	want := map[string]string{"depot": "private: judged by a person, 400 users", "p": "hub: judged by a person, 2 users"}
	if d := cmp.Diff(want, damped(s, g)); d != "" {
		t.Error(d)
	}
	if g.Counts.Live != 400 || g.Counts.OnHubs != 2 {
		t.Errorf("counts %+v", g.Counts)
	}
}

func TestDeclaredNeverTies(t *testing.T) {
	var w town
	w.share(entity.ClassVerified, entity.KindAddress, "victim's", 0)
	w.share(entity.ClassDeclared, entity.KindAddress, "victim's", run(1, 9)...)
	w.share(entity.ClassInferred, entity.KindPhone, "guess", run(1, 9)...)
	w.share(entity.ClassVerified, entity.KindPhone, "seen", 1, 2)
	w.share(entity.ClassDeclared, entity.KindPhone, "seen", 3)
	s, g := build(t, &w, nil)
	if want := (projection.Counts{Weak: 17, OnSingles: 1, Live: 2, Singles: 1}); g.Counts != want {
		t.Errorf("counts %+v", g.Counts)
	}
	if len(g.Live) != 1 || s.IDs[g.Identifier(int32(g.CSR.Members))].ID != "seen" {
		t.Errorf("live %v", g.Live)
	}
}

// A verdict depends on the value's users alone, not on shops that have
// nothing to do with them.
func TestVerdictsAreLocal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var verdicts []map[string]string
		depot := rapid.IntRange(12, 80).Draw(t, "users")
		ring := rapid.IntRange(2, 30).Draw(t, "ring")
		others := rapid.IntRange(0, 50).Draw(t, "others")
		for _, more := range []int{0, others} {
			var w town
			w.seen(entity.KindAddress, "depot", run(100, 100+depot)...)
			w.each(entity.KindImageHash, "i", 3, run(100, 100+min(ring, depot)))
			w.each(entity.KindDomain, "d", 2, run(0, more)) // sorts before the rest
			w.fill(5_000)
			s := w.b.Build()
			g, err := projection.Build(s, projection.DefaultParams(), projection.People{})
			if err != nil {
				t.Fatal(err)
			}
			verdicts = append(verdicts, damped(s, g))
		}
		if d := cmp.Diff(verdicts[0], verdicts[1]); d != "" {
			t.Fatal(d)
		}
	})
}

func TestRefusedParameters(t *testing.T) {
	p := projection.DefaultParams()
	p.HubDegree = 1
	var w town
	_, err := projection.Build(w.b.Build(), p, projection.People{})
	if !errors.Is(err, &errs.Error{Kind: errs.Invalid}) {
		t.Errorf("error %v", err)
	}
}
