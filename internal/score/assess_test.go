package score_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

func card(t interface{ Fatal(...any) }) *score.Card {
	c, err := score.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func key(kind entity.Kind, i int) entity.Key {
	return entity.Key{Kind: kind, ID: fmt.Sprintf("t:%03d", i)}
}

func points(a score.Assessment, feature string) score.Points {
	for _, c := range a.Contributions {
		if c.Feature == feature {
			return c.Points
		}
	}
	return 0
}

func counts(a score.Assessment, feature string) int {
	for _, c := range a.Contributions {
		if c.Feature == feature {
			return c.Counts[0]
		}
	}
	return 0
}

// The expected values are the table of the scoring note, section 2: k of n
// positive under q ~ Beta(2,2), s = .95, t = .99.
func TestPurchasesIntegrateOverTheShareOfFakes(t *testing.T) {
	c := card(t)
	for _, tc := range []struct {
		k, n int
		want float64
	}{{0, 1, -2.8}, {0, 2, -4.9}, {0, 5, -9.3}, {0, 10, -13.7}, {1, 1, 16.8}, {1, 5, 6.0}, {2, 2, 34.4}, {2, 5, 23.7}} {
		d := score.NewDocket()
		for i := range tc.n {
			verdict := "GENUINE"
			if i < tc.k {
				verdict = "COUNTERFEIT"
			}
			d.AddPurchase("p:a", score.Purchase{Key: key(entity.KindTestPurchase, i), Verdict: verdict})
		}
		d.Seal()
		got := points(c.Storefront(d, "p:a", nil), "test_purchases").Float()
		if diff := got - tc.want; diff > 0.06 || diff < -0.06 {
			t.Errorf("%d of %d: %.2f points, the note has %.1f", tc.k, tc.n, got, tc.want)
		}
	}
}

func TestComplaintsAreWeighedByWhoFilesThem(t *testing.T) {
	c := card(t)
	file := func(d *score.Docket, from, n int, who, outcome string) {
		for i := range n {
			d.AddComplaint("p:a", score.Complaint{Key: key(entity.KindComplaint, from+i), Complainant: who, Outcome: outcome})
		}
	}
	for _, tc := range []struct {
		name  string
		build func(*score.Docket)
		up    score.Points
		open  score.Points
		void  score.Points
	}{
		{"one upheld", func(d *score.Docket) { file(d, 0, 1, "x", "UPHELD") }, 1435, 0, 0},
		{"copied four hundred times", func(d *score.Docket) { file(d, 0, 400, "x", "UPHELD") }, 1435, 0, 0},
		{"two complainants", func(d *score.Docket) { file(d, 0, 1, "x", "UPHELD"); file(d, 1, 1, "y", "UPHELD") }, 2153, 0, 0},
		{"one open", func(d *score.Docket) { file(d, 0, 1, "x", "PENDING") }, 0, 637, 0},
		{"withdrawn", func(d *score.Docket) { file(d, 0, 3, "x", "WITHDRAWN") }, 0, 0, 0},
		{"refuted by one complainant twice", func(d *score.Docket) { file(d, 0, 2, "x", "REFUTED") }, 0, 0, -800},
		{"untrusted", func(d *score.Docket) { file(d, 0, 9, "x", "WITHDRAWN"); file(d, 20, 1, "x", "PENDING") }, 0, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := score.NewDocket()
			tc.build(d)
			d.Seal()
			a := c.Storefront(d, "p:a", nil)
			got := []score.Points{points(a, "upheld_complaints"), points(a, "open_complaints"), points(a, "accepted_refutations")}
			if diff := cmp.Diff([]score.Points{tc.up, tc.open, tc.void}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestASanctionIsNoEvidence(t *testing.T) {
	c := card(t)
	for _, tc := range []struct {
		reason   string
		reversed bool
		want     score.Points
	}{{"CONVICTION", false, 2500}, {"positive test purchase", false, 2000}, {"positive test purchase", true, 0}, {"unanswered complaints", false, 0}, {"", false, 0}} {
		d := score.NewDocket()
		d.AddEnforcement("p:a", score.Enforcement{Key: key(entity.KindEnforcement, 1), Reason: tc.reason, Reversed: tc.reversed})
		d.Seal()
		if got := points(c.Storefront(d, "p:a", nil), "confirmed_history"); got != tc.want {
			t.Errorf("reason %q, reversed %v: %s points, want %s", tc.reason, tc.reversed, got, tc.want)
		}
	}
}

// Two shops with a positive purchase each, and a sanction for it on one, then
// on both: the second sanction says nothing new and takes nothing away.
func TestASecondSanctionTakesNothingAway(t *testing.T) {
	c := card(t)
	r := &ring.Ring{Members: []ring.Member{{Storefront: "p:a", Tier: ring.Core}, {Storefront: "p:b", Tier: ring.Core}}}
	var before score.Points
	for n := range 3 {
		d := score.NewDocket()
		for i, s := range []string{"p:a", "p:b"} {
			d.AddPurchase(s, score.Purchase{Key: key(entity.KindTestPurchase, i), Verdict: "COUNTERFEIT"})
			if i < n {
				d.AddEnforcement(s, score.Enforcement{Key: key(entity.KindEnforcement, i), Reason: "positive test purchase"})
			}
		}
		d.Seal()
		a := c.Ring(d, r)
		if a.Points < before {
			t.Errorf("%d sanctions: %s points, with one less %s", n, a.Points, before)
		}
		before = a.Points
	}
}

// A finding stands when the complaint behind it comes to light: the record does
// not turn the verdict back into an allegation, which would be pressed harder.
func TestARecordBehindAFindingTakesNothingAway(t *testing.T) {
	c := card(t)
	r := &ring.Ring{}
	var all []string
	for i := range 40 {
		all = append(all, fmt.Sprintf("p:%02d", i))
		r.Members = append(r.Members, ring.Member{Storefront: all[i], Tier: ring.Core})
	}
	for i := range 3 {
		r.Bonds = append(r.Bonds, ring.Bond{Identifier: key(entity.KindDevice, i), Holders: all, Users: 40, Exclusive: true})
	}
	var before score.Points
	for n := range 2 {
		d := score.NewDocket()
		d.AddEnforcement("p:00", score.Enforcement{Key: key(entity.KindEnforcement, 1), Reason: "upheld complaints"})
		if n > 0 {
			d.AddComplaint("p:00", score.Complaint{Key: key(entity.KindComplaint, 1), Complainant: "x", Outcome: "UPHELD"})
		}
		d.Seal()
		a := c.Ring(d, r)
		if a.Risk < before {
			t.Errorf("with the upheld complaint itself %s, without it %s", a.Risk, before)
		}
		before = a.Risk
	}
}

// What nobody observed or verified is shown and weighs nothing, whichever of
// two links to the record is read first.
func TestDeclaredRecordsAreNoEvidence(t *testing.T) {
	c := card(t)
	for _, hard := range []int{-1, 0, 1} {
		d := score.NewDocket()
		for i := range 2 {
			d.AddPurchase("p:a", score.Purchase{Key: key(entity.KindTestPurchase, 1), Verdict: "COUNTERFEIT", Weak: i != hard})
			d.AddEnforcement("p:a", score.Enforcement{Key: key(entity.KindEnforcement, 1), Reason: "CONVICTION", Weak: i != hard})
		}
		d.Seal()
		a := c.Storefront(d, "p:a", nil)
		counted := points(a, "test_purchases") > 0 && points(a, "confirmed_history") > 0
		if counted != (hard >= 0) || a.Product != counted {
			t.Errorf("hard link %d: counted %v, product evidence %v", hard, counted, a.Product)
		}
		for _, row := range a.Contributions {
			if (row.Feature == "test_purchases" || row.Feature == "confirmed_history") && hard < 0 &&
				(len(row.NotCounted) != 1 || row.NotCounted[0].Reason != "only declared or inferred") {
				t.Errorf("%s does not show what it leaves out: %v", row.Feature, row.NotCounted)
			}
		}
	}
}

func TestBelongingTogetherStaysUnderTheCeiling(t *testing.T) {
	c := card(t)
	r := &ring.Ring{}
	for i := range 40 {
		r.Members = append(r.Members, ring.Member{Storefront: fmt.Sprintf("p:%02d", i), Tier: ring.Core})
	}
	var all []string
	for _, m := range r.Members {
		all = append(all, m.Storefront)
	}
	for i, k := range []entity.Kind{entity.KindPaymentAccount, entity.KindDevice, entity.KindAddress, entity.KindAddress, entity.KindImageHash} {
		r.Bonds = append(r.Bonds, ring.Bond{Identifier: key(k, i), Holders: all, Users: 40, Exclusive: k != entity.KindAddress && k != entity.KindImageHash})
	}
	d := score.NewDocket()
	d.Seal()
	a := c.Ring(d, r)
	base := points(a, "prior")
	if a.Points != base+2000 {
		t.Errorf("forty tightly joined storefronts without a record: %s, want the prior %s and the ceiling of 20", a.Points, base)
	}
	if a.Product || a.Risk >= 5100 {
		t.Errorf("association alone reached %s", a.Risk)
	}
}

// Ties make no finding a lead and carry no risk to 60: without them the risk
// must stand there.
func TestALeadStandsWithoutItsTies(t *testing.T) {
	for _, tc := range []struct {
		counterfeit, genuine int
		want                 bool
	}{{1, 0, false}, {2, 0, true}, {2, 3, false}, {3, 3, true}, {0, 1, false}} {
		r, d := &ring.Ring{}, score.NewDocket()
		var all []string
		for i := range 7 {
			all = append(all, fmt.Sprintf("p:%02d", i))
			r.Members = append(r.Members, ring.Member{Storefront: all[i], Tier: ring.Core})
		}
		for i, k := range []entity.Kind{entity.KindPaymentAccount, entity.KindDevice, entity.KindAddress, entity.KindImageHash} {
			r.Bonds = append(r.Bonds, ring.Bond{Identifier: key(k, i), Holders: all, Users: 7, Exclusive: i < 2})
		}
		for i := range tc.counterfeit + tc.genuine {
			verdict := "GENUINE"
			if i < tc.counterfeit {
				verdict = "COUNTERFEIT"
			}
			d.AddPurchase(all[i], score.Purchase{Key: key(entity.KindTestPurchase, i), Verdict: verdict})
		}
		d.Seal()
		a := card(t).Ring(d, r)
		if over := a.Risk >= 60_00; over != tc.want {
			t.Errorf("%d counterfeit and %d genuine: the ties carry the risk to %s", tc.counterfeit, tc.genuine, a.Risk)
		}
		if a.LeadGrade() != tc.want {
			t.Errorf("%d counterfeit and %d genuine: a lead %v, at a risk of %s", tc.counterfeit, tc.genuine, a.LeadGrade(), a.Risk)
		}
	}
}

func TestAttachedMembersCountHalf(t *testing.T) {
	c := card(t)
	for _, tc := range []struct {
		tier ring.Tier
		want score.Points
	}{{ring.Core, 1435}, {ring.Attached, 718}, {ring.Peripheral, 0}} {
		d := score.NewDocket()
		d.AddComplaint("p:a", score.Complaint{Key: key(entity.KindComplaint, 1), Complainant: "x", Outcome: "UPHELD"})
		d.Seal()
		r := &ring.Ring{Members: []ring.Member{{Storefront: "p:a", Tier: tc.tier}}}
		if got := points(c.Ring(d, r), "upheld_complaints"); got != tc.want {
			t.Errorf("%s: %s points, want %s", tc.tier, got, tc.want)
		}
	}
}

func TestParseCardRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no json":  "{",
		"no id":    `{"label":"x"}`,
		"no prior": `{"id":"a","label":"x","prior":0}`,
	} {
		if _, err := score.ParseCard([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
