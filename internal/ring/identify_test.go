package ring_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// group makes a ring without identity: core storefronts, and attached ones
// after a bar.
func group(core []string, attached ...string) ring.Ring {
	var r ring.Ring
	for _, s := range core {
		r.Members = append(r.Members, ring.Member{Storefront: s, Tier: ring.Core})
	}
	for _, s := range attached {
		r.Members = append(r.Members, ring.Member{Storefront: s, Tier: ring.Attached})
	}
	return r
}

func shops(from, to int) []string {
	var out []string
	for i := from; i < to; i++ {
		out = append(out, fmt.Sprintf("p:%03d", i))
	}
	return out
}

// history runs Identify over successive runs and returns the kinds of event
// of the last, and the rings as last identified.
func history(runs ...[]ring.Ring) (kinds map[casebook.EventKind]int, last []ring.Ring) {
	var reg casebook.Register
	var events []casebook.Event
	for i, rings := range runs {
		events = ring.Identify(rings, reg, fmt.Sprintf("run%d", i))
		reg.Events = append(reg.Events, events...)
		last = rings
	}
	kinds = map[casebook.EventKind]int{}
	for _, e := range events {
		kinds[e.Kind]++
	}
	return kinds, last
}

func TestIdentityFollowsMembers(t *testing.T) {
	for _, tc := range []struct {
		name string
		runs [][]ring.Ring
		want map[casebook.EventKind]int
		// keeps says which ring of the last run has the id of the first ring
		// of the first run; -1 for none.
		keeps int
	}{
		{"born", [][]ring.Ring{{group(shops(0, 5))}}, map[casebook.EventKind]int{"run": 1, "born": 1}, 0},
		{"unchanged", [][]ring.Ring{{group(shops(0, 5))}, {group(shops(0, 5))}}, map[casebook.EventKind]int{"run": 1}, 0},
		{"grew", [][]ring.Ring{{group(shops(0, 5))}, {group(shops(0, 8))}}, map[casebook.EventKind]int{"run": 1, "changed": 1}, 0},
		{"core fell to attached", [][]ring.Ring{{group(shops(0, 5))}, {group(shops(0, 4), "p:004")}}, map[casebook.EventKind]int{"run": 1, "changed": 1}, 0},
		{"split: the larger part keeps the id", [][]ring.Ring{{group(shops(0, 10))}, {group(shops(0, 4)), group(shops(4, 10))}},
			map[casebook.EventKind]int{"run": 1, "born": 1, "changed": 1}, 1},
		{"split: core outweighs attached", [][]ring.Ring{{group(shops(0, 4), shops(4, 10)...)}, {group(shops(0, 4)), group(shops(4, 8))}},
			map[casebook.EventKind]int{"run": 1, "born": 1, "changed": 1}, 0},
		{"retired", [][]ring.Ring{{group(shops(0, 5))}, {}}, map[casebook.EventKind]int{"run": 1, "retired": 1}, -1},
		{"revived", [][]ring.Ring{{group(shops(0, 5))}, {}, {group(shops(0, 5))}}, map[casebook.EventKind]int{"run": 1, "revived": 1}, 0},
		{"a stranger", [][]ring.Ring{{group(shops(0, 5))}, {group(shops(20, 25))}}, map[casebook.EventKind]int{"run": 1, "born": 1, "retired": 1}, -1},
		{"one member in common is not the same ring", [][]ring.Ring{{group(shops(0, 5))}, {group(shops(4, 14))}},
			map[casebook.EventKind]int{"run": 1, "born": 1, "retired": 1}, -1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			kinds, last := history(tc.runs...)
			if diff := cmp.Diff(tc.want, kinds); diff != "" {
				t.Error(diff)
			}
			first := tc.runs[0][0].ID
			for i := range last {
				if (last[i].ID == first) != (i == tc.keeps) {
					t.Errorf("ring %d has id %s, the first was %s", i, last[i].ID, first)
				}
			}
		})
	}
}

func TestRevisionGrowsWithEachChange(t *testing.T) {
	_, last := history([]ring.Ring{group(shops(0, 5))}, []ring.Ring{group(shops(0, 6))}, []ring.Ring{group(shops(0, 6))}, []ring.Ring{group(shops(0, 7))})
	if got := last[0]; got.Revision != 3 || got.Founded != "run0" {
		t.Errorf("revision %d founded by %s, want 3 by run0", got.Revision, got.Founded)
	}
}

func TestSameGroupsGiveNoEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rings []ring.Ring
		at := 0
		for range rapid.IntRange(0, 8).Draw(t, "rings") {
			n := rapid.IntRange(2, 9).Draw(t, "size")
			core := rapid.IntRange(0, n).Draw(t, "core")
			all := shops(at, at+n)
			rings = append(rings, group(all[:core], all[core:]...))
			at += n
		}
		again := make([]ring.Ring, len(rings))
		copy(again, rings)
		again = rapid.Permutation(again).Draw(t, "order")
		kinds, last := history(rings, again)
		if diff := cmp.Diff(map[casebook.EventKind]int{"run": 1}, kinds); diff != "" {
			t.Fatal(diff)
		}
		seen := map[string]bool{}
		for _, r := range last {
			if r.ID == "" || seen[r.ID] {
				t.Fatalf("id %q is empty or used twice", r.ID)
			}
			seen[r.ID] = true
		}
	})
}
