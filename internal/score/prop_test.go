package score_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

// world is a small random ring with records; facts can be taken out of it.
type world struct {
	ring         ring.Ring
	complaints   []placed[score.Complaint]
	purchases    []placed[score.Purchase]
	enforcements []placed[score.Enforcement]
}

type placed[T any] struct {
	storefront string
	what       T
}

func draw(t *rapid.T) *world {
	w := &world{}
	shops := rapid.IntRange(1, 6).Draw(t, "members")
	var names []string
	for i := range shops {
		name := fmt.Sprintf("p:%d", i)
		names = append(names, name)
		tier := rapid.SampledFrom([]ring.Tier{ring.Core, ring.Core, ring.Attached, ring.Peripheral}).Draw(t, "tier")
		w.ring.Members = append(w.ring.Members, ring.Member{Storefront: name, Tier: tier})
	}
	where := rapid.SampledFrom(names)
	for i := range rapid.IntRange(0, 8).Draw(t, "complaints") {
		w.complaints = append(w.complaints, placed[score.Complaint]{where.Draw(t, "of"), score.Complaint{Key: key(entity.KindComplaint, i),
			Complainant: rapid.SampledFrom([]string{"", "a", "b", "c", "d"}).Draw(t, "by"),
			Outcome:     rapid.SampledFrom([]string{"UPHELD", "PENDING", "REJECTED", "WITHDRAWN", "REFUTED"}).Draw(t, "outcome")}})
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "purchases") {
		w.purchases = append(w.purchases, placed[score.Purchase]{where.Draw(t, "of"), score.Purchase{Key: key(entity.KindTestPurchase, i),
			Verdict: rapid.SampledFrom([]string{"COUNTERFEIT", "GENUINE", "INCONCLUSIVE"}).Draw(t, "verdict")}})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "enforcements") {
		w.enforcements = append(w.enforcements, placed[score.Enforcement]{where.Draw(t, "of"), score.Enforcement{Key: key(entity.KindEnforcement, i),
			Reason: rapid.SampledFrom([]string{"CONVICTION", "positive test purchase", "upheld complaints", "unanswered complaints"}).Draw(t, "reason")}})
	}
	kinds := []entity.Kind{entity.KindPaymentAccount, entity.KindAddress, entity.KindImageHash}
	for i := range rapid.IntRange(0, 5).Draw(t, "bonds") {
		b := ring.Bond{Identifier: key(rapid.SampledFrom(kinds).Draw(t, "kind"), i)}
		for _, n := range names {
			if rapid.Bool().Draw(t, "holds") {
				b.Holders = append(b.Holders, n)
			}
		}
		if len(b.Holders) < 2 {
			continue
		}
		b.Users = len(b.Holders) + rapid.IntRange(0, 3).Draw(t, "outside")
		b.Exclusive = b.Identifier.Kind == entity.KindPaymentAccount && b.Users == len(b.Holders)
		w.ring.Bonds = append(w.ring.Bonds, b)
	}
	return w
}

func (w *world) score(c *score.Card) score.Assessment {
	d := score.NewDocket()
	for _, x := range w.complaints {
		d.AddComplaint(x.storefront, x.what)
	}
	for _, x := range w.purchases {
		d.AddPurchase(x.storefront, x.what)
	}
	for _, x := range w.enforcements {
		d.AddEnforcement(x.storefront, x.what)
	}
	d.Seal()
	return c.Ring(d, &w.ring)
}

// without returns the world with one fact taken out. Users of an identifier
// fall with its holders, so that an exclusive one stays exclusive.
func (w *world) without(f score.Fact) *world {
	out := &world{}
	out.ring.Members = w.ring.Members
	for _, b := range w.ring.Bonds {
		if b.Identifier == f.Identifier {
			var rest []string
			for _, h := range b.Holders {
				if h != f.Storefront {
					rest = append(rest, h)
				}
			}
			b.Users -= len(b.Holders) - len(rest)
			if b.Holders = rest; len(rest) < 2 {
				continue
			}
		}
		out.ring.Bonds = append(out.ring.Bonds, b)
	}
	out.complaints = drop(w.complaints, f, func(c score.Complaint) entity.Key { return c.Key })
	out.purchases = drop(w.purchases, f, func(p score.Purchase) entity.Key { return p.Key })
	out.enforcements = drop(w.enforcements, f, func(e score.Enforcement) entity.Key { return e.Key })
	return out
}

func drop[T any](in []placed[T], f score.Fact, key func(T) entity.Key) []placed[T] {
	var out []placed[T]
	for _, x := range in {
		if key(x.what) != f.Record {
			out = append(out, x)
		}
	}
	return out
}

func TestPartsSumToTheShownScore(t *testing.T) {
	c := card(t)
	rapid.Check(t, func(t *rapid.T) {
		a := draw(t).score(c)
		var sum score.Points
		families := map[string]bool{}
		for _, x := range a.Contributions {
			sum += x.Points
			families[x.Family] = true
			if x.Detail == "" {
				t.Fatalf("%s has no sentence", x.Feature)
			}
		}
		if sum != a.Risk {
			t.Fatalf("parts sum to %s, the score is %s", sum, a.Risk)
		}
		finding := a.Product || counts(a, "confirmed_history") > 0
		if a.Risk < 0 || a.Risk >= 10000 || (!finding && a.Risk >= 6000) {
			t.Fatalf("score %s out of its range (a finding %v)", a.Risk, finding)
		}
		if len(a.Contributions) < 6 || !families["product"] || !families["complaints"] || !families["network"] {
			t.Fatalf("%d contributions of families %v", len(a.Contributions), families)
		}
	})
}

// Taking away a fact changes the contribution that cites it: its points, or,
// where a repeat by the same complainant steps in, what it rests on.
func TestEveryCitedFactMatters(t *testing.T) {
	c := card(t)
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		before := w.score(c)
		for _, row := range before.Contributions {
			for _, f := range row.Evidence {
				after := w.without(f).score(c)
				for _, again := range after.Contributions {
					if again.Feature != row.Feature || again.Points != row.Points {
						continue
					}
					repeat := len(row.NotCounted) > len(again.NotCounted) && row.Family != "product"
					if !repeat || cmp.Equal(row.Evidence, again.Evidence) {
						t.Fatalf("%s rests on %v, yet stays at %s without it", row.Feature, f, row.Points)
					}
				}
			}
		}
	})
}

func TestMoreAdverseEvidenceNeverLowers(t *testing.T) {
	c := card(t)
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		before := w.score(c).Risk
		shop := w.ring.Members[0].Storefront
		switch rapid.IntRange(0, 2).Draw(t, "add") {
		case 0:
			w.purchases = append(w.purchases, placed[score.Purchase]{shop, score.Purchase{Key: key(entity.KindTestPurchase, 99), Verdict: "COUNTERFEIT"}})
		case 1:
			w.complaints = append(w.complaints, placed[score.Complaint]{shop, score.Complaint{Key: key(entity.KindComplaint, 99), Complainant: "e", Outcome: "UPHELD"}})
		case 2:
			reason := rapid.SampledFrom([]string{"CONVICTION", "positive test purchase", "upheld complaints"}).Draw(t, "reason")
			w.enforcements = append(w.enforcements, placed[score.Enforcement]{shop, score.Enforcement{Key: key(entity.KindEnforcement, 99), Reason: reason}})
		}
		if after := w.score(c).Risk; after < before {
			t.Fatalf("more adverse evidence lowered the score from %s to %s", before, after)
		}
	})
}

func TestOrderAndRepeatsDoNotMatter(t *testing.T) {
	c := card(t)
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		before := w.score(c)
		w.complaints = append(rapid.Permutation(w.complaints).Draw(t, "order"), w.complaints...)
		w.purchases = append(rapid.Permutation(w.purchases).Draw(t, "order"), w.purchases...)
		if diff := cmp.Diff(before, w.score(c)); diff != "" {
			t.Fatal(diff)
		}
	})
}
