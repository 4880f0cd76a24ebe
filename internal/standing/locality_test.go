package standing_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/standing"
)

// What a standing rests on, held for detections of the whole: under one table
// of statistics a component's groups depend on nothing outside it.

// apart names rivals by their first member, so that groups can be compared
// that stand at other places.
func apart(groups found) found {
	for k := range groups {
		for m := range groups[k].Members {
			if r := &groups[k].Members[m].Rival; *r >= 0 {
				*r = groups[*r].Members[0].Node
			}
		}
	}
	return groups
}

// components gives each storefront of a detection the first of its component.
func components(d detected) map[string]string {
	root := make([]int32, d.graph.CSR.Nodes())
	for v := range root {
		root[v] = int32(v)
	}
	find := func(v int32) int32 {
		for root[v] != v {
			v = root[v]
		}
		return v
	}
	for v := range int32(len(root)) {
		for _, w := range d.graph.CSR.Row(v) {
			a, b := find(v), find(w)
			root[max(a, b)] = min(a, b)
		}
	}
	out := make(map[string]string)
	for m, shop := range d.snap.Shops {
		out[shop] = d.snap.Shops[find(int32(m))]
	}
	return out
}

func TestRemovedComponentsChangeNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, p := anyCountry(t), anyParams(t)
		w := c.base()
		table, tested := anyTable(t, w, p)
		before := whole(t, w, p, table, tested)
		names, component := c.names(), components(before)
		gone := map[string]bool{}
		for _, shop := range before.snap.Shops {
			if first := component[shop]; first == shop {
				gone[first] = c.random.IntN(2) == 0
			}
		}
		for l := range w {
			if gone[component[l.Shop]] {
				delete(w, l)
			}
		}
		var want found
		for k, g := range apart(before.groups(names)) {
			if !gone[component[before.snap.Shops[before.result.Groups[k].Members[0].Node]]] {
				want = append(want, g)
			}
		}
		after := whole(t, w, p, table, tested)
		if diff := cmp.Diff(want, slices.Clip(apart(after.groups(names))), empty()); diff != "" {
			t.Fatalf("-before +after half of the components went: %s", diff)
		}
	})
}

func TestUnrelatedComponentChangesNoRing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, p := anyCountry(t), anyParams(t)
		w := c.base()
		table, tested := anyTable(t, w, p)
		names := c.names()
		before := whole(t, w, p, table, tested)
		want := apart(before.groups(names))

		// Strangers with values of their own, and with the hubs of the table;
		// their names sort among the others'.
		other := rapid.IntRange(1, 12).Draw(t, "strangers")
		for n := range other {
			shop := fmt.Sprintf("s%03dx", c.random.IntN(101))
			names.shops[shop] = 1000 + int32(n)
			for range 3 {
				l := standing.Link{Shop: shop, ID: entity.Key{Kind: entity.KindPhone, ID: fmt.Sprintf("v%03dx", c.random.IntN(5))}}
				names.ids[l.ID] = 1000
				w[l] = true
			}
			for _, h := range table.Hubs {
				if c.random.IntN(3) == 0 {
					w[standing.Link{Shop: shop, ID: h.Key}] = true
				}
			}
		}
		after := whole(t, w, p, table, tested)
		var got found
		for k, g := range apart(after.groups(names)) {
			if first := after.snap.Shops[after.result.Groups[k].Members[0].Node]; len(first) == len("s000") {
				got = append(got, g)
			}
		}
		if diff := cmp.Diff(want, got, empty()); diff != "" {
			t.Fatalf("-before +after strangers came: %s", diff)
		}
	})
}

func TestIsolatedStorefrontChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, p := anyCountry(t), anyParams(t)
		w := c.base()
		table, tested := anyTable(t, w, p)
		before, names := whole(t, w, p, table, tested), c.names()
		lone := standing.Link{Shop: rapid.SampledFrom([]string{"a", "s050x", "z"}).Draw(t, "shop"), ID: entity.Key{Kind: entity.KindPhone, ID: "v100x"}}
		w[lone] = true
		after := whole(t, w, p, table, tested)
		if diff := cmp.Diff(before.groups(names), after.groups(names)); diff != "" {
			t.Fatalf("-before +after: %s", diff)
		}
		s := stand(t, before, table, p)
		report, err := s.Apply(t.Context(), standing.Delta{Add: []standing.Link{lone}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if report.Components != 0 || report.Added != 1 || report.Storefronts != 1 {
			t.Fatalf("%+v", report)
		}
	})
}

// A table of statistics changes nothing in the data that it was made from:
// else the same data would give one run an answer and the next another.
func TestOwnTableChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, p := anyCountry(t), anyParams(t)
		p.Projection.SmallPopulation = rapid.SampledFrom([]int{0, 5_000}).Draw(t, "small")
		w := c.base()
		d := whole(t, w, p, nil, nil)
		table := d.graph.Statistics(d.snap, d.result.Types)
		again := whole(t, w, p, table, nil)
		if diff := cmp.Diff(d.graph.Damped, again.graph.Damped); diff != "" {
			t.Fatalf("-without +under its own table: %s", diff)
		}
		if diff := cmp.Diff(d.result.Groups, again.result.Groups); diff != "" {
			t.Fatalf("-without +under its own table: %s", diff)
		}
	})
}
