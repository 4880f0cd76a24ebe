package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// The same seed gives the same graph, of the shape that its comments say.
func TestPlantedGraph(t *testing.T) {
	w := &workshop{dir: t.TempDir()}
	sums := map[uint64][2]string{}
	for _, seed := range []uint64{1, 2} {
		for i := range 2 {
			g, err := plantedGraph(t.Context(), w, options{storefronts: 20_000, seed: seed})
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(g.edges)
			if err != nil {
				t.Fatal(err)
			}
			both := sums[seed]
			both[i] = fmt.Sprintf("%x", sha256.Sum256(text))
			sums[seed] = both
			shape(t, g)
		}
	}
	if sums[1][0] != sums[1][1] || sums[1][0] == sums[2][0] {
		t.Errorf("sums %v", sums)
	}
}

func shape(t *testing.T, g *graph) {
	t.Helper()
	inRings, size := 0, map[int32]int{}
	for s, o := range g.operation {
		size[o]++
		if g.ring[s] {
			inRings++
		}
	}
	for s, o := range g.operation {
		if n := size[o]; n > 40 || (!g.ring[s] && n > 8) || (g.ring[s] && n < 3) {
			t.Fatalf("an operation of %d storefronts, ring %v", n, g.ring[s])
		}
	}
	if share := float64(inRings) / float64(g.storefronts); math.Abs(share-plantedRingShare) > .01 {
		t.Errorf("%.3f of the storefronts are in rings", share)
	}
	if links := float64(len(g.links)) / float64(g.storefronts); links < 2.3 || links > 3.2 {
		t.Errorf("%.2f links for each storefront", links)
	}
	if most := g.largest(); most < 1800 || most > 2000 { // a tenth of them, less those drawn twice
		t.Errorf("the largest hub has %d users", most)
	}
	seen := map[link]bool{}
	for _, l := range g.links {
		if seen[l] || int(l.storefront) >= g.storefronts || int(l.identifier) < g.storefronts || int(l.identifier) >= g.nodes() {
			t.Fatalf("link %v stands twice or leads nowhere", l)
		}
		seen[l] = true
	}
}

// two rings of three on values 6 and 7, joined by value 8.
func twoRings() *graph {
	return &graph{storefronts: 6, kinds: []string{"a", "b", "c"}, operation: []int32{0, 0, 0, 1, 1, 1}, ring: []bool{true, true, true, true, true, true},
		links: []link{{0, 6}, {1, 6}, {2, 6}, {3, 7}, {4, 7}, {5, 7}, {0, 8}, {3, 8}}}
}

func TestQuality(t *testing.T) {
	g := twoRings()
	full := func(v float64) eval.Ratio { return eval.Ratio{Value: v, Known: true} }
	for _, tc := range []struct {
		name string
		a    answer
		want quality
	}{
		{"both", answer{of: []int64{5, 5, 5, 9, 9, 9, 5, 9, 2}, whole: true},
			quality{groups: 2, half: full(1), most: full(1), precision: full(1), recall: full(1), whole: true, surplus: (6 - .05*12) / 8}},
		{"all in one, storefronts alone", answer{of: []int64{1, 1, 1, 1, 1, 1, -1, -2, -3}},
			quality{groups: 1, half: full(1), most: full(0), precision: full(.4), recall: full(1)}},
		{"strangers together, storefronts alone", answer{of: []int64{1, 2, 3, 4, 1, 5, -1, -2, -3}},
			quality{half: full(0), most: full(0), precision: full(0), recall: full(0), disconnected: 1}},
		{"a value apart from its users", answer{of: []int64{5, 5, 5, 9, 9, 9, 3, 9, 4}, whole: true},
			quality{groups: 2, half: full(1), most: full(1), precision: full(1), recall: full(1), disconnected: 1, whole: true, surplus: (3 - .05*(3+6)) / 8}},
	} {
		got := judge(g, g.rings(), g.operations(), tc.a)
		if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(quality{}), cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestRequirementsArePartedWithTheirSums(t *testing.T) {
	text, err := scripts.ReadFile("run/requirements.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range requirementsOf(string(text)) {
		if !strings.Contains(one, "==") || !strings.Contains(one, "--hash=sha256:") || strings.Contains(one, "#") {
			t.Errorf("%q is no pinned package with its sum", one)
		}
	}
	if n := len(requirementsOf(string(text))); n != 8 {
		t.Errorf("%d packages", n)
	}
}

func TestCostIsOfTheStagesNamed(t *testing.T) {
	text := []byte(`{"stages":[{"stage":"read","seconds":1,"cpuSeconds":1,"peakBytes":10},{"stage":"projection","seconds":2,"cpuSeconds":3,"peakBytes":20},
		{"stage":"community","seconds":4,"cpuSeconds":5,"peakBytes":30},{"stage":"verify","seconds":6,"cpuSeconds":7,"peakBytes":40}]}`)
	got, err := costOf(text, []string{"projection", "community"})
	if want := (cost{Wall: 6, CPU: 8, Before: 10, Peak: 30}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := costOf(text, []string{"leiden"}); err == nil {
		t.Error("a stage that is not there cost nothing")
	}
}

func TestMembershipOfUnknownNodes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.csv")
	for text, good := range map[string]bool{"node,community\n0,3\n1,3\n": true, "node,community\n9,3\n": false, "node,community\nx,3\n": false} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := readMembership(path, twoRings())
		if (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
		if good && (a.whole || a.of[0] != a.of[1] || a.of[2] == a.of[3]) {
			t.Errorf("%+v", a)
		}
	}
}

// What is missing is named, and bars are told only where both sides are there.
func TestReportNamesWhatIsMissing(t *testing.T) {
	run := func(name string, cpu, surplus float64) result {
		return result{engine: engine{name: name, objective: "CPM"}, costs: []cost{{0, cpu, 0, 1e6, 2e6}, {0, 3 * cpu, 0, 1e6, 2e6}, {0, 2 * cpu, 0, 1e6, 2e6}}, same: name != "igraph-cpm",
			quality: quality{whole: true, surplus: surplus, half: eval.Ratio{Value: .5, Known: true}}}
	}
	c := comparison{graph: "small", size: "tiny", results: []result{run("ringtrace leiden-cpm", 1, .6), run("igraph-cpm", 8, .6009),
		{engine: engine{name: "networkit-leiden"}, failed: errors.New("exit status 1: Traceback\nModuleNotFoundError: No module named 'networkit'\n")}}}
	text, lacking := report([]comparison{c}, []string{"igraph 1.0.0"}, "- commit: x\n", options{runs: 3})
	for _, want := range []string{
		"| ringtrace leiden-cpm | CPM | 2.00 | 1.00, 3.00, 2.00 | 2 (1) | 0 | 0.500 |  |  |  | 0 | 0.6000 | yes |",
		"| igraph-cpm | CPM | 16.0 | 8.00, 24.0, 16.0 |", "| 0.6009 | **no** |",
		"**Missing:**\n\n- **networkit-leiden**: ModuleNotFoundError: No module named 'networkit'\n",
		"| processor time at most 1/4 of igraph's CPM | 0.125 | held |", "| CPM surplus at most 0.5 % below igraph's | 0.15 % | held |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %s in\n%s", want, text)
		}
	}
	if !lacking || strings.Contains(text, "NetworKit's Leiden") {
		t.Error("a missing program is not reported, or has a bar")
	}
}

func TestChosenEngines(t *testing.T) {
	if all, err := chosen(nil); err != nil || len(all) < 12 {
		t.Errorf("%d engines, %v", len(all), err)
	}
	if some, err := chosen([]string{"igraph-cpm", "opengds-leiden"}); err != nil || len(some) != 2 {
		t.Errorf("%d engines, %v", len(some), err)
	}
	if _, err := chosen([]string{"nobody"}); err == nil {
		t.Error("an unknown engine is chosen")
	}
}
