package eval_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// street is a small world: a ring of four, a family of three, a pair of the
// illicit, a framed shop, and strangers who share a depot.
func street() *eval.Truth {
	t := &eval.Truth{
		Rings: eval.Grouping{"r1": "ring", "r2": "ring", "r3": "ring", "r4": "ring", "p1": "pair", "p2": "pair"},
		Operations: eval.Grouping{"r1": "ring", "r2": "ring", "r3": "ring", "r4": "ring", "p1": "pair", "p2": "pair",
			"f1": "family", "f2": "family", "f3": "family", "v": "v", "s1": "s1", "s2": "s2", "s3": "s3"},
		Findable: eval.Grouping{"r1": "ring", "r2": "ring", "r3": "ring"},
		Reasons:  map[string]string{"ring": "yes", "pair": "pair"},
		Framed:   eval.Grouping{"v": "ring"},
		Illicit:  map[string]bool{},
		Links: []eval.Link{
			{"r1", "r2", "PHONE", eval.Genuine}, {"r2", "r3", "PHONE", eval.Genuine}, {"p1", "p2", "PHONE", eval.Genuine}, {"f1", "f2", "ADDRESS", eval.Genuine},
			{"r1", "v", "ADDRESS", eval.Planted}, {"s1", "s2", "ADDRESS", eval.ByHub}, {"s2", "r4", "ADDRESS", eval.ByHub}, {"s3", "f3", "PHONE", eval.Accidental},
		},
	}
	for shop := range t.Operations {
		t.Illicit[shop] = shop[0] == 'r' || shop[0] == 'p'
	}
	return t
}

// found takes one of the strangers and the framed shop into the ring.
func found() *eval.Finding {
	return &eval.Finding{
		Groups: eval.Grouping{"r1": "A", "r2": "A", "r3": "A", "r4": "A", "s2": "A", "f1": "B", "f2": "B", "f3": "B", "v": "C", "s1": "C"},
		Tiers: map[string]eval.Tier{"r1": eval.Core, "r2": eval.Core, "r3": eval.Core, "r4": eval.Attached, "s2": eval.Attached,
			"f1": eval.Core, "f2": eval.Core, "f3": eval.Core, "v": eval.Core, "s1": eval.Core, "p1": eval.Peripheral},
		Scores: eval.Ranking{"r1": 90, "r2": 70, "s2": 60, "f1": 40, "p1": 65},
		Risks:  eval.Ranking{"A": 95, "B": 30, "C": 20},
		Leads:  map[string]bool{"A": true},
		Scale:  true,
	}
}

func TestHarmIsCounted(t *testing.T) {
	r := street().Gauge(eval.Capacities()).Measure(found())
	// Innocents with a true link: f1, f2, f3, v, s1, s2, s3.
	want := &eval.Harm{Innocent: 7, TakenIn: eval.Share{Hits: 4, Of: 7}, Accused: &eval.Share{Hits: 1, Of: 7}, InRisky: &eval.Share{Hits: 1, Of: 7},
		InLead: &eval.Share{Hits: 1, Of: 7}}
	if diff := cmp.Diff(want, r.Harm); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(&eval.Honest{Groups: 1, Risky: new(0), Leads: new(0)}, r.Honest); diff != "" {
		t.Error(diff)
	}
	tiers := []eval.OfTier{{eval.Core, 8, 3, 5, 1}, {eval.Attached, 2, 1, 1, 0}, {eval.Peripheral, 1, 1, 0, 0}}
	if diff := cmp.Diff(tiers, r.Tiers); diff != "" {
		t.Error(diff)
	}
	if *r.Framed != 0 { // with a stranger it is a pair
		t.Errorf("%d framed in rings", *r.Framed)
	}
}

func TestLinksAreCountedByKind(t *testing.T) {
	r := street().Gauge(nil).Measure(found())
	var got []string
	for _, k := range r.Kinds {
		got = append(got, fmt.Sprint(k.Kind, " ", k.Precision, " ", k.Recall, " ", k.F))
		for _, l := range k.Links {
			got = append(got, fmt.Sprint(l.Why, " ", l.Held.Hits, "/", l.Held.Of))
		}
	}
	want := []string{"ADDRESS 0.5000 1.0000 0.6667", "genuine 1/1", "accidental 0/0", "hub 1/2", "planted 0/1",
		"PHONE 1.0000 0.6667 0.8000", "genuine 2/3", "accidental 0/1", "hub 0/0", "planted 0/0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if want := (&eval.ThroughHub{Groups: eval.Share{Hits: 1, Of: 2}, Members: 1}); cmp.Diff(want, r.Hubs) != "" {
		t.Errorf("through hubs %+v", r.Hubs)
	}
}

func TestRingsAreCountedByReason(t *testing.T) {
	r := street().Gauge(nil).Measure(found())
	want := []eval.Reason{{"yes", eval.Share{Hits: 1, Of: 1}}, {"pair", eval.Share{Of: 1}}}
	if diff := cmp.Diff(want, r.Reasons); diff != "" {
		t.Error(diff)
	}
	linking := eval.Linking{Precision: eval.Share{Hits: 9, Of: 14}, Recall: eval.Share{Hits: 3, Of: 3}, Whole: eval.Share{Hits: 6, Of: 6}}
	if diff := cmp.Diff(linking, r.Linking); diff != "" {
		t.Error(diff)
	}
	if r.Sizes[0] != (eval.OfSize{From: 2, To: 2, True: 1, Found: 1}) || r.Sizes[2] != (eval.OfSize{From: 4, To: 5, True: 1, Found: 1}) {
		t.Errorf("sizes %v", r.Sizes)
	}
}

// Half is enough for a match and is no majority.
func TestBoundsAreWhereTheyAreSaidToBe(t *testing.T) {
	truth := &eval.Truth{Rings: grouping(1, 1, 1, 1, 0, 0, 2, 2, 2, 2, 2), Illicit: map[string]bool{}}
	for shop, ring := range truth.Rings {
		truth.Illicit[shop] = ring != ""
	}
	f := &eval.Finding{Groups: grouping(7, 7, 7, 0, 7, 7, 8, 8, 8, 8, 0), Risks: eval.Ranking{"group 7": 2, "group 8": 1}}
	r := truth.Gauge([]int{1}).Measure(f) // Jaccard indices 3/6 and 4/5
	if r.Rings.Half.Value != 1 || r.Rings.Most.Value != .5 || r.Queue.Right[0].Precision.Value != 1 {
		t.Errorf("%+v, %+v", r.Rings, r.Queue)
	}
	f.Groups["shop 002"] = ""
	if r = truth.Gauge([]int{1}).Measure(f); r.Queue.Illicit[0].Precision.Value != 0 { // two of four
		t.Errorf("%+v", r.Queue)
	}
}

// One lead: four of six illicit storefronts and a stranger.
func TestLeadsAreWeighed(t *testing.T) {
	r := street().Gauge(nil).Measure(found())
	want := &eval.AtLead{Groups: 1, Illicit: eval.Share{Hits: 4, Of: 5}, Loss: eval.Ratio{Value: (20 + 2) / 6., Known: true}}
	if diff := cmp.Diff(want, r.Leads); diff != "" {
		t.Error(diff)
	}
	f := found()
	f.Leads = map[string]bool{}
	r = street().Gauge(nil).Measure(f)
	if diff := cmp.Diff(&eval.AtLead{Loss: eval.Ratio{Value: 1, Known: true}}, r.Leads); diff != "" {
		t.Errorf("naming nobody: %s", diff)
	}
}

func TestOrderOfRings(t *testing.T) {
	q := street().Gauge([]int{1, 2}).Measure(found()).Queue
	want := &eval.Queue{Groups: 2, Ties: eval.Share{Of: 2},
		Right:   []eval.AtK{{1, eval.Ratio{Value: 1, Known: true}}, {2, eval.Ratio{Value: .5, Known: true}}},
		Illicit: []eval.AtK{{1, eval.Ratio{Value: 1, Known: true}}, {2, eval.Ratio{Value: .5, Known: true}}}}
	if diff := cmp.Diff(want, q); diff != "" {
		t.Error(diff)
	}
}

// The truth measured against itself: nothing that could be found is missed.
func TestCeiling(t *testing.T) {
	truth := street()
	r := truth.Gauge(nil).Measure(truth.Ceiling())
	if r.Findable.Half.Value != 1 || r.Rings.Half.Value != 1 || r.Linking.Recall.Ratio().Value != 1 || r.Rings.TakenIn != 0 || r.BCubed.Recall.Value >= 1 {
		t.Errorf("%+v", r.Grouped)
	}
	if (&eval.Truth{}).Ceiling() != nil {
		t.Error("a truth that tells no findable rings has a ceiling")
	}
}

// Of nothing found nothing is divided, and of a ranking no grouping is told.
func TestNothingFound(t *testing.T) {
	g := street().Gauge(eval.Capacities())
	r := g.Measure(&eval.Finding{Groups: eval.Grouping{}, Risks: eval.Ranking{}, Scores: eval.Ranking{}, Scale: true, Leads: map[string]bool{}})
	for _, m := range r.Measures() {
		switch m.Name {
		case "b_cubed_precision", "pair_precision", "right_half", "linking_precision", "hub_contamination", "brier", "ece", "ring_right_at_10", "ties_in_top_100":
			if m.Value != "" && m.Name != "b_cubed_precision" {
				t.Errorf("%s is %s of nothing", m.Name, m.Value)
			}
		case "recovered_half", "linking_recall":
			if m.Value != "0.0000" {
				t.Errorf("%s is %s", m.Name, m.Value)
			}
		}
	}
	text, err := json.Marshal(g.Measure(&eval.Finding{Scores: eval.Ranking{"r1": 1}}))
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(text, &keys); err != nil {
		t.Fatal(err)
	}
	if _, told := keys["bCubed"]; told || keys["averagePrecision"] == nil {
		t.Errorf("a ranking is told as %s", text)
	}
}

func TestSideBySide(t *testing.T) {
	g := street().Gauge([]int{5})
	grouping, ranking := found(), &eval.Finding{Scores: eval.Ranking{"r1": 2}}
	grouping.Scores = nil
	lines := eval.SideBySide([]eval.Report{g.Measure(ranking), g.Measure(grouping), g.Measure(found())})
	var names []string
	for _, l := range lines {
		names = append(names, l.Name)
		if len(l.Cells) != 3 {
			t.Fatalf("%s has %d cells", l.Name, len(l.Cells))
		}
	}
	var want []string
	r := g.Measure(found())
	for _, m := range r.Measures() {
		want = append(want, m.Name)
	}
	at := map[string]int{}
	for i, n := range names {
		at[n] = i
	}
	if len(names) != len(want) || len(at) != len(want) {
		t.Errorf("%d lines, want %d", len(names), len(want))
	}
}
