package leiden_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/leiden"
)

// build makes a graph of links of weight 1.
func build(t testing.TB, nodes int, pairs ...[2]int32) *community.CSR {
	t.Helper()
	edges := make([]leiden.Edge, len(pairs))
	for i, p := range pairs {
		edges[i] = leiden.Edge{A: p[0], B: p[1], Weight: 1}
	}
	g, _, err := leiden.Build(nodes, edges)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// detect partitions g and has the answer proved.
func detect(t testing.TB, g *community.CSR, o leiden.Options) *leiden.Result {
	t.Helper()
	r, err := leiden.Detect(t.Context(), g, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := leiden.Verify(g, o, r); err != nil {
		t.Fatal(err)
	}
	if r.Stats.Split > 0 {
		t.Errorf("%d communities came out in pieces", r.Stats.Split)
	}
	return r
}

func options(o leiden.Objective) leiden.Options {
	return leiden.Options{Objective: o, Gamma: leiden.DefaultGamma(o), Prove: true}
}

func objectives() []leiden.Objective {
	return []leiden.Objective{leiden.CPM, leiden.Modularity, leiden.MemberCost, leiden.LabelPropagation, leiden.Components}
}

// cliques joins n cliques of k nodes in a ring, each with the next by one link.
func cliques(n, k int32) (pairs [][2]int32) {
	for c := range n {
		for a := range k {
			for b := range a {
				pairs = append(pairs, [2]int32{c*k + b, c*k + a})
			}
		}
		pairs = append(pairs, [2]int32{c * k, (c+1)%n*k + 1})
	}
	return pairs
}

// Thirty cliques in a ring are thirty communities; only modularity joins them
// in pairs (its resolution limit).
func TestCliquesStayApart(t *testing.T) {
	g := build(t, 150, cliques(30, 5)...)
	want := map[leiden.Objective]int{leiden.CPM: 30, leiden.MemberCost: 30, leiden.Components: 1}
	for objective, n := range want {
		if r := detect(t, g, options(objective)); r.Communities != n {
			t.Errorf("%s finds %d communities, want %d", objective, r.Communities, n)
		}
	}
	if r := detect(t, g, options(leiden.Modularity)); r.Communities >= 30 {
		t.Errorf("modularity finds %d communities: it should have joined neighbours", r.Communities)
	}
}

// What a graph holds that no simple graph has a place for gets a defined
// answer.
func TestOddGraphs(t *testing.T) {
	for name, c := range map[string]struct {
		nodes  int
		edges  []leiden.Edge
		folded leiden.Folded
		want   []int32
	}{
		"no node":                  {},
		"one node":                 {nodes: 1, want: []int32{0}},
		"isolated nodes":           {nodes: 3, want: []int32{0, 1, 2}},
		"a loop":                   {nodes: 1, edges: []leiden.Edge{{A: 0, B: 0, Weight: 1}}, folded: leiden.Folded{Loops: 1}, want: []int32{0}},
		"one link":                 {nodes: 2, edges: []leiden.Edge{{A: 1, B: 0, Weight: 1}}, want: []int32{0, 0}},
		"one link, doubled":        {nodes: 3, edges: []leiden.Edge{{A: 1, B: 2, Weight: 1}, {A: 2, B: 1, Weight: 2}}, folded: leiden.Folded{Doubled: 1}, want: []int32{0, 1, 1}},
		"weights at the limit":     {nodes: 2, edges: []leiden.Edge{{A: 0, B: 1, Weight: math.MaxInt32}}, want: []int32{0, 0}},
		"weights beyond the limit": {nodes: 2, edges: []leiden.Edge{{A: 0, B: 1, Weight: math.MaxInt32}, {A: 0, B: 1, Weight: math.MaxInt32}}, folded: leiden.Folded{Doubled: 1}, want: []int32{0, 0}},
	} {
		g, folded, err := leiden.Build(c.nodes, c.edges)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if folded != c.folded {
			t.Errorf("%s: folded %+v, want %+v", name, folded, c.folded)
		}
		if err := g.Check(false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, objective := range objectives() {
			r, err := leiden.Detect(t.Context(), g, options(objective))
			if objective == leiden.Modularity && errors.Is(err, leiden.ErrTooFine) {
				continue
			}
			if err != nil {
				t.Errorf("%s, %s: %v", name, objective, err)
			} else if diff := cmp.Diff(c.want, r.Of, cmpEmpty()); diff != "" {
				t.Errorf("%s, %s: %s", name, objective, diff)
			}
		}
	}
}

func cmpEmpty() cmp.Option {
	return cmp.FilterValues(func(a, b []int32) bool { return len(a)+len(b) == 0 }, cmp.Ignore())
}

// Weights that 64 bits cannot hold exactly are refused, never rounded.
func TestTooFineIsRefused(t *testing.T) {
	heavy, _, err := leiden.Build(2, []leiden.Edge{{A: 0, B: 1, Weight: math.MaxInt32}})
	if err != nil {
		t.Fatal(err)
	}
	wide := build(t, 2, [2]int32{0, 1})
	wide.Size = []int32{math.MaxInt32, math.MaxInt32}
	for name, c := range map[string]struct {
		g *community.CSR
		o leiden.Options
	}{
		"modularity of heavy links": {heavy, leiden.Options{Objective: leiden.Modularity, Gamma: 1_000_001}},
		"a fine gamma and sizes":    {wide, leiden.Options{Objective: leiden.CPM, Gamma: 123_457}},
		"members without number":    {wide, leiden.Options{Objective: leiden.MemberCost, Gamma: 400_000}},
	} {
		if _, err := leiden.Detect(t.Context(), c.g, c.o); !errors.Is(err, leiden.ErrTooFine) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, edge := range map[string]leiden.Edge{
		"weight 0": {A: 0, B: 1}, "a negative weight": {A: 0, B: 1, Weight: -1},
		"a node below": {A: -1, B: 1, Weight: 1}, "a node beyond": {A: 0, B: 2, Weight: 1},
	} {
		if _, _, err := leiden.Build(2, []leiden.Edge{edge}); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	g := build(t, 2, [2]int32{0, 1})
	for name, o := range map[string]leiden.Options{
		"an objective": {Objective: 99}, "gamma below 0": {Gamma: -1}, "gamma above a million": {Gamma: 1e12 + 1},
		"unit": {Unit: -1}, "iterations": {Iterations: -1}, "workers": {Workers: -1},
	} {
		if _, err := leiden.Detect(t.Context(), g, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	g.Weight = []int32{0, 0}
	if _, err := leiden.Detect(t.Context(), g, leiden.Options{}); err == nil {
		t.Error("a graph of weight 0 is accepted")
	}
	g.Weight, g.Size = nil, []int32{-1, 1}
	if _, err := leiden.Detect(t.Context(), g, leiden.Options{}); err == nil {
		t.Error("a node of negative size is accepted")
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	g := build(t, 150, cliques(30, 5)...)
	for _, objective := range objectives() {
		if objective == leiden.Components {
			continue // over before anybody could cancel
		}
		if _, err := leiden.Detect(ctx, g, options(objective)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", objective, err)
		}
	}
}

func TestObjectivesHaveNames(t *testing.T) {
	for _, o := range objectives() {
		if got, ok := leiden.ParseObjective(o.String()); !ok || got != o {
			t.Errorf("%s reads as %v", o, got)
		}
	}
	if _, ok := leiden.ParseObjective("magic"); ok {
		t.Error("there is an objective of the name magic")
	}
}
