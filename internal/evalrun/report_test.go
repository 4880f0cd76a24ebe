package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// Seeds are added up before anything is divided, nothing is divided by zero,
// and only lines over all seeds count as missed.
func TestReport(t *testing.T) {
	good := figures{preset: "standard", seed: 1, storefronts: 50_000, half: share{9, 9}, most: share{9, 9}, precision: share{10, 10}, recall: share{10, 10}}
	bad := figures{preset: "standard", seed: 2, storefronts: 50_000, half: share{0, 1}, most: share{0, 1}, precision: share{10, 10}, recall: share{10, 10}, falseRings: 2, framed: 1}
	free := bad
	free.preset = "lfr"
	text, missed := report([]figures{good, bad, free}, options{presets: []string{"standard", "lfr"}, seeds: 2, storefronts: 50_000}, time.Unix(0, 0).UTC())
	want := []string{
		"| standard | all | 10 | 0.900 ! | 0.900 | | 1.000 | 1.000 | | 2 ! | 1 ! | | 0 | | 0 |",
		"| standard | 1 | 9 | 1.000 | 1.000 | | 1.000 | 1.000 | | 0 | 0 | | 0 | | 0 |",
		"| standard | 2 | 1 | 0.000 ! | 0.000 ! | | 1.000 | 1.000 | | 2 ! | 1 ! | | 0 | | 0 |",
		"| lfr | all | 1 | 0.000 | 0.000 | | 1.000 | 1.000 | | 2 | 1 | | 0 | | 0 |",
	}
	for _, line := range want {
		if !strings.Contains(text, line) {
			t.Errorf("lacks %s in\n%s", line, text)
		}
	}
	if missed != 3 || !strings.Contains(text, "3 bars are missed") {
		t.Errorf("%d bars missed", missed)
	}
}

func TestMembersLeavesOutThePeriphery(t *testing.T) {
	g, risks, err := members([]byte("ring,storefront,tier,confidence,risk\nR-1,a:1,core,,70.5\nR-1,a:2,peripheral,,80\nR-1,a:3,attached,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(eval.Grouping{"a:1": "R-1", "a:3": "R-1"}, g); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]float64{"a:1": 70.5}, risks); diff != "" {
		t.Error(diff)
	}
}

func TestHonestGroups(t *testing.T) {
	operations := eval.Grouping{"a": "family-1", "b": "family-1", "c": "single-2", "d": "ring-3", "e": "ring-3"}
	labels := eval.Grouping{"a": "no", "b": "no", "c": "no", "d": "yes", "e": "yes"}
	for want, found := range []eval.Grouping{
		{"c": "1", "d": "1", "e": "1"},
		{"a": "1", "b": "1", "c": "1", "d": "2", "e": "2"},
	} {
		if got := honestGroups(operations, labels, found); got != float64(want) {
			t.Errorf("%v honest operations, want %d", got, want)
		}
	}
	if held(operations) != 2 || held(eval.Grouping{"a": ""}) != 0 {
		t.Error("pairs held together")
	}
}
