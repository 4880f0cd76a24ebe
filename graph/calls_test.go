package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The number of calls does not grow with the length of a list.
func TestCallsPerOperation(t *testing.T) {
	cases := map[string]struct {
		query string
		want  []string
	}{
		"ring with 50 members, storefronts, rings and claims": {
			`{ ring(id: "R-0001") { status members(first: 50) { nodes {
				tier risk storefront { key name platform attributes { value } }
				facts { class identifier { key name } claims { file row } } } } } }`,
			[]string{"claims 99", "nodes 52", "ring R-0001"},
		},
		"list of rings without details": {
			`{ rings(first: 5) { nodes { key status size assessment { risk coverage } } } }`,
			[]string{"rings 0 5"},
		},
		"keys alone ask nobody": {
			`{ ring(id: "R-0001") { members(first: 3) { nodes { storefront { id key platform } facts { identifier { key value } with { key } } } } } }`,
			[]string{"ring R-0001"},
		},
		"contributions with evidence": {
			`{ ring(id: "R-0001") { assessment { contributions { evidence { record { key attributes { value } } identifier { name } claims { row } } } } } }`,
			[]string{"claims 1", "nodes 3", "ring R-0001"},
		},
		"ring with 50 members, their owners and regions": {
			`{ ring(id: "R-0001") { members(first: 50) { nodes { storefront { sellers { key name } regions { key } testPurchases { key } linkCount } } } } }`,
			[]string{"links 50", "nodes 1", "ring R-0001"},
		},
		"everybody who shares everything": {
			`{ ring(id: "R-0001") { members(first: 10) { nodes { facts { with { name } } against { about { key } } rival { status } } } bonds { holders { name } } } }`,
			[]string{"nodes 60", "ring R-0001", "rings 0 0"},
		},
		"hits of a search with their rings": {
			`{ search(text: "shop", first: 10) { name node { ... on Storefront { name ring { status } } ... on Identifier { name } } ring { status } } }`,
			[]string{"nodes 2", "rings 0 0", "rings-of 1 false", "search"},
		},
		"one storefront with all around it": {
			`{ storefront(id: "mall:shop-000") { sellers { name } complaints { key } identifiers { other { key name } } links { type other { key } } } }`,
			[]string{"links 1", "nodes 1", "nodes 1", "nodes 1", "nodes 1"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFake(60)
			if a := serve(f).ask(t, c.query, nil); len(a.Errors) > 0 {
				t.Fatal(a.Errors)
			}
			got := f.asked()
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

// What a slow caller began is shared: fields that run beside each other do not
// ask twice.
func TestSameRingIsAskedOnce(t *testing.T) {
	f := newFake(20)
	a := serve(f).ask(t, `{ a: ring(id: "R-0001") { size } b: ring(id: "R-0001") { status bonds { users } }
		search(text: "shop", first: 1) { ring { weakestTie { bits } } } }`, nil)
	if len(a.Errors) > 0 {
		t.Fatal(a.Errors)
	}
	if n := strings.Count(strings.Join(f.asked(), "\n"), "ring R-0001"); n != 1 {
		t.Errorf("the ring was asked for %d times", n)
	}
}
