package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/machine"
)

// answer is what eval prints of a world, cut down: seven of eight findable
// rings, one false ring, one innocent of two hundred at 60.
const answer = `{
"every_group": {"rings": {"trueRings": 10, "recoveredHalf": 0.8}, "findable": {"trueRings": 8, "recoveredHalf": 0.875, "recoveredMost": 0.75},
 "linking": {"precision": {"hits": 90, "of": 100}, "recall": {"hits": 40, "of": 40}, "whole": {"hits": 40, "of": 50}}, "unrelatedGroups": 3, "framed": 0,
 "reasons": [{"reason": "yes", "met": {"hits": 7, "of": 8}}, {"reason": "pair", "met": {"hits": 1, "of": 2}}],
 "kinds": [{"kind": "ADDRESS", "links": [{"why": "genuine", "held": {"hits": 5, "of": 6}}, {"why": "hub", "held": {"hits": 0, "of": 9}}]}],
 "tiers": [{"tier": "core", "storefronts": 20, "illicit": 12, "innocents": 8, "framed": 1}],
 "honest": {"groups": 10, "risky": 1, "leads": 0}, "harm": {"accused": {"hits": 1, "of": 200}, "inLead": {"hits": 0, "of": 200}, "takenIn": {"hits": 30, "of": 200}},
 "intervals": {"findable_recovered_half": [0.5, 1], "linking_precision": [0.8, 0.96], "accused_per_thousand": [0, 15]}},
"rings": {"rings": {"trueRings": 10, "recoveredHalf": null}, "findable": {"trueRings": 8, "recoveredHalf": 0.5}, "unrelatedGroups": 1},
"components": {"findable": {"trueRings": 8, "recoveredHalf": 0}, "linking": {"precision": {"hits": 1, "of": 1000}, "recall": {"hits": 40, "of": 40}}, "unrelatedGroups": 30, "framed": 2},
"score": {"averagePrecision": 0.4, "precisionAt": [{"k": 10, "precision": 1}, {"k": 50, "precision": 0.5}], "tiesInTop100": {"hits": 60, "of": 100},
 "calibration": {"brier": 0.1, "ece": null}, "intervals": {"average_precision": [0.3, 0.5]}}}`

const moved = `{"idsKept": {"hits": 30, "of": 31}, "membersSame": {"hits": 29, "of": 31}, "moved": {"hits": 2, "of": 90}, "untouchedChanged": {"hits": 0, "of": 25}}`

func measured(t *testing.T, seed int) world {
	t.Helper()
	w := world{seed: seed, storefronts: 50_000}
	for text, to := range map[string]any{answer: &w.findings, moved: &w.growth} {
		if err := json.Unmarshal([]byte(text), to); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// Seeds are put together before a bar is held, only lines over all seeds count
// as missed, and presets without bars miss none.
func TestPage(t *testing.T) {
	good := measured(t, 2)
	for name, f := range good.findings {
		if name == ours {
			one := 1.
			f.Findable.Half, f.Findable.Most, f.Linking.Precision.Hits, f.Honest.Risky = &one, &one, 100, new(int)
		}
		f.Unrelated = new(int)
	}
	worlds := []world{measured(t, 1), good}
	text, missed := page([]preset{{"standard", worlds}, {"lfr", worlds}}, options{seeds: 2, storefronts: 50_000}, machine.Machine{Commit: "abc"}, time.Unix(0, 0))
	for _, want := range []string{
		"on 1970-01-01 at commit abc: 50000 storefronts", "| standard | all | 16 | 0.938 (0.625-1.000) ! | 0.875 | 0.800 | 0.950 ",
		"| standard | 1 | 8 | 0.875 ! | 0.750 ! | 0.800 | 0.900 ! | 1.000 | 0.800 | 1 ! | 0 | 5.000 | 0.000 | 10 | 100.0 ! | 0 | 0.000 |",
		"| standard | 2 | 8 | 1.000 | 1.000 | 0.800 | 1.000 | 1.000 | 0.800 | 0 | 0 |",
		"| lfr | all | 16 | 0.938 (0.625-1.000) | 0.875 |",
		"| standard | ringtrace, rings alone | 0.500 |", "| standard | components | 0.000 | | 0.001 | 1.000 | 30 | 4 | |",
		"| standard | score | 0.400 (0.329-0.471) | 1.000 | 0.500 | | 0.100 | | 0.600 |",
		"| standard | ADDRESS | 10 of 12 | | 0 of 18 | |", "| standard | core | 40 | 24 | 16 | 2 |",
		"| preset | pair | yes |\n|---|---:|---:|\n| standard | 2 of 4 | 14 of 16 |",
		"| standard | 62 | 0.968 | 0.935 | 0.022 | 50 | 0 |",
		"\n2 bars are missed.\n- standard: J>=.5 findable is 0.938 (0.625-1.000), wanted >= .95\n- standard: of them at 60, per 1,000 is 50.00, wanted <= 5\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %s in\n%s", want, text)
		}
	}
	if len(missed) != 2 {
		t.Errorf("missed: %q", missed)
	}
	if short := summary([]preset{{"standard", worlds}, {"lfr", worlds}}, options{seeds: 2}); !strings.Contains(short, "| standard | components |") || strings.Contains(short, "score") || strings.Contains(short, "lfr") {
		t.Errorf("the summary is\n%s", short)
	}
}

// An answer that lacks everything is empty cells, and divides nothing by zero.
func TestPageOfNothing(t *testing.T) {
	text, missed := page([]preset{{"standard", []world{{seed: 1, storefronts: 1000}}}}, options{seeds: 1, storefronts: 1000}, machine.Machine{Commit: "abc"}, time.Unix(0, 0))
	if len(missed) > 0 || strings.Contains(text, "NaN") || !strings.Contains(text, "| standard | all | 0 | | |") {
		t.Errorf("missed %q in\n%s", missed, text)
	}
}

func TestCombine(t *testing.T) {
	got := combine([]part{{1, 3, &[2]float64{.6, 1}}, {.5, 1, &[2]float64{.4, .9}}, {}})
	below, above := math.Sqrt(.4*3*.4*3+.1*.1)/4, .4/4
	if got.value != .875 || math.Abs(got.low-.875+below) > 1e-12 || math.Abs(got.high-.875-above) > 1e-12 || !got.bounded {
		t.Errorf("%+v", got)
	}
	if got := combine([]part{{1, 3, nil}, {.5, 1, &[2]float64{.4, .9}}}); got.bounded || got.String() != "0.875" {
		t.Errorf("%+v", got)
	}
	if got := combine(nil); got.known || got.String() != "" {
		t.Errorf("%+v", got)
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0.000", .98765: "0.988", 9.87654: "9.877", 34.4828: "34.48", 801.94: "801.9", 1234.5: "1234.5"} {
		if got := number(v); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

// Who owns a new row is touched, and so is whoever shows what it names, unless
// many do.
func TestTouched(t *testing.T) {
	before, after := t.TempDir(), t.TempDir()
	write := func(dir, name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	links := "storefront,kind,value\np:1,DEVICE,d1\np:2,DEVICE,d2\n"
	for i := range manyUsers + 1 {
		links += "p:many-" + string(rune('a'+i)) + ",DEVICE,hub\n"
	}
	write(before, "links.csv", links)
	write(after, "links.csv", links+"p:9,DEVICE,d2\np:8,DEVICE,hub\n")
	write(before, "storefronts.csv", "platform,shop_id\np,1\n")
	write(after, "storefronts.csv", "platform,shop_id\np,1\np,7\n")
	write(before, "brands.csv", "name\nx\n")
	write(after, "brands.csv", "name\nx\ny\n")
	got, err := touched(before, after)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"p:2", "p:7", "p:8", "p:9"}, got); diff != "" {
		t.Error(diff)
	}
}
