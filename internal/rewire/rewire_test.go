package rewire_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/dice"
	"github.com/ringtrace/ringtrace/internal/rewire"
)

// drawLinks draws links without repeats, ordered by member, and the type of
// each identifier.
func drawLinks(t *rapid.T) (links []community.Link, types []uint8) {
	members, ids := rapid.IntRange(1, 12).Draw(t, "members"), rapid.IntRange(1, 12).Draw(t, "identifiers")
	for m := range members {
		for _, id := range rapid.SliceOfNDistinct(rapid.IntRange(0, ids-1), 0, ids, rapid.ID[int]).Draw(t, "carried") {
			links = append(links, community.Link{Member: int32(m), Identifier: int32(id)})
		}
	}
	return links, rapid.SliceOfN(rapid.Uint8Range(0, 2), ids, ids).Draw(t, "types")
}

// dealt returns the links that the ends mean.
func dealt(links []community.Link, ends []int32) []community.Link {
	out := make([]community.Link, len(links))
	for k, e := range ends {
		out[k] = community.Link{Member: links[k].Member, Identifier: links[e].Identifier}
	}
	return out
}

func typeOf(types []uint8) func(int32) uint8 { return func(id int32) uint8 { return types[id] } }

// Ends are a permutation within each type, so both sides keep their degrees;
// no pair stands twice; the same key gives the same ends.
func TestDealKeepsDegrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		links, types := drawLinks(t)
		key := rapid.Uint64().Draw(t, "key")
		ends := rewire.Deal(links, typeOf(types), key, 3)
		if !slices.Equal(ends, rewire.Deal(links, typeOf(types), key, 3)) {
			t.Fatal("the same key gave other ends")
		}
		used, pairs := map[int32]bool{}, map[community.Link]bool{}
		for k, e := range ends {
			if used[e] {
				t.Fatalf("end %d was dealt twice", e)
			}
			used[e] = true
			if types[links[k].Identifier] != types[links[e].Identifier] {
				t.Fatalf("link %d changed its type", k)
			}
		}
		for _, l := range dealt(links, ends) {
			if pairs[l] {
				t.Fatalf("the pair %v stands twice", l)
			}
			pairs[l] = true
		}
	})
}

// Where no other graph has these degrees, the links stay as they are.
func TestDealOfTheOnlyGraph(t *testing.T) {
	var links []community.Link
	for m := range int32(4) {
		for id := range int32(4) {
			links = append(links, community.Link{Member: m, Identifier: id})
		}
	}
	got := dealt(links, rewire.Deal(links, func(int32) uint8 { return 0 }, 7, 0))
	slices.SortFunc(got, func(a, b community.Link) int { return int(4*(a.Member-b.Member) + a.Identifier - b.Identifier) })
	if diff := cmp.Diff(links, got); diff != "" {
		t.Error(diff)
	}
}

// Every graph with the degrees comes up equally often. Members of 2, 1 and 1
// links, identifiers of 2, 1 and 1 users: of the simple graphs with these
// degrees there are five, which the test counts itself.
func TestDealIsUniform(t *testing.T) {
	links := []community.Link{{Member: 0, Identifier: 0}, {Member: 0, Identifier: 1}, {Member: 1, Identifier: 0}, {Member: 2, Identifier: 2}}
	want := graphsLike(links)
	const draws = 20_000
	seen := map[string]int{}
	for world := range draws {
		seen[name(dealt(links, rewire.Deal(links, func(int32) uint8 { return 0 }, 1, world)))]++
	}
	if len(seen) != want {
		t.Fatalf("%d graphs came up, there are %d", len(seen), want)
	}
	chi := 0.0
	for _, n := range seen {
		d := float64(n) - float64(draws)/float64(want)
		chi += d * d / (float64(draws) / float64(want))
	}
	if chi > 18.5 { // 0.1 % of the chi-square distribution of four degrees of freedom
		t.Errorf("chi-square is %.1f: %v", chi, seen)
	}
}

func name(links []community.Link) string {
	words := make([]string, len(links))
	for i, l := range links {
		words[i] = fmt.Sprint(l.Member, "-", l.Identifier)
	}
	slices.Sort(words)
	return fmt.Sprint(words)
}

// graphsLike counts the simple graphs with the degrees of the links by trying
// all orders of ends.
func graphsLike(links []community.Link) int {
	found := map[string]bool{}
	ends := make([]int32, 0, len(links))
	var try func()
	try = func() {
		if len(ends) == len(links) {
			all := dealt(links, ends)
			pairs := map[community.Link]bool{}
			for _, l := range all {
				pairs[l] = true
			}
			if len(pairs) == len(all) {
				found[name(all)] = true
			}
			return
		}
		for e := range int32(len(links)) {
			if !slices.Contains(ends, e) {
				ends = append(ends, e)
				try()
				ends = ends[:len(ends)-1]
			}
		}
	}
	try()
	return len(found)
}

func TestWeigh(t *testing.T) {
	found := []rewire.Found{{Size: 3, Rank: 1}, {Size: 3, Rank: 4}, {Size: 4, Rank: 9}, {Size: 40, Rank: 1}}
	null := []rewire.Found{{Size: 4, Rank: 1}, {Size: 3, Rank: 1}, {Size: 12, Rank: 30}}
	small, large := rewire.Class{Least: 3, Most: 4}, rewire.Class{Least: 25}
	want := []rewire.Weight{
		{Class: small, AsExtreme: 2, Q: 4. * 3 / (20 * 4)},
		{Class: small, Q: 4. / (20 * 3)}, {Class: small, Q: 4. / (20 * 3)}, {Class: large, Q: 4. / (20 * 3)},
	}
	if diff := cmp.Diff(want, rewire.Weigh(found, null, 20)); diff != "" {
		t.Error(diff)
	}
}

// A ring further from chance never has the larger q, more null rings never
// make one smaller, and no q is 0.
func TestWeighIsMonotone(t *testing.T) {
	one := rapid.Custom(func(t *rapid.T) rewire.Found {
		return rewire.Found{Size: rapid.IntRange(3, 60).Draw(t, "size"), Rank: rapid.IntRange(1, 9).Draw(t, "rank")}
	})
	rapid.Check(t, func(t *rapid.T) {
		found, null := rapid.SliceOf(one).Draw(t, "found"), rapid.SliceOf(one).Draw(t, "null")
		worlds := rapid.IntRange(1, 40).Draw(t, "worlds")
		weights := rewire.Weigh(found, null, worlds)
		more := rewire.Weigh(found, append(null, one.Draw(t, "one more")), worlds)
		for i, w := range weights {
			if w.Q <= 0 || w.Q > 1 || more[i].Q < w.Q {
				t.Fatalf("ring %d: q %v, and %v with one more null ring", i, w.Q, more[i].Q)
			}
			for j, o := range weights {
				if w.AsExtreme < o.AsExtreme && w.Q > o.Q {
					t.Fatalf("ring %d is further from chance than ring %d and has the larger q", i, j)
				}
			}
		}
	})
}

// The bounds are those of any table of the Poisson distribution.
func TestAtMost(t *testing.T) {
	for n, want := range []float64{2.996, 4.744, 6.296, 7.754} {
		if got := rewire.AtMost(n, 1); got < want-.001 || got > want+.001 {
			t.Errorf("after %d the bound is %.3f, not %.3f", n, got, want)
		}
	}
	if got := rewire.AtMost(0, 20); got < .149 || got > .151 {
		t.Errorf("none in 20 worlds bounds by %.3f", got)
	}
	if got := rewire.AtMost(3000, 1); got < 3090 || got > 3093 {
		t.Errorf("after 3000 the bound is %.1f", got)
	}
}

// Where the data are one more world without rings, hardly any run of such data
// calls one of its accidents less likely than 5 %.
func TestNothingIsSignificantAmongAccidents(t *testing.T) {
	const runs, worlds = 2000, 100
	called := 0
	for run := range uint64(runs) {
		s := dice.From(dice.Mix(run))
		accidents := func() (out []rewire.Found) {
			for s.Below(2) == 0 {
				rank := 1
				for s.Below(3) == 0 {
					rank++
				}
				out = append(out, rewire.Found{Size: int(3 + s.Below(30)), Rank: rank})
			}
			return out
		}
		found := accidents()
		var null []rewire.Found
		for range worlds {
			null = append(null, accidents()...)
		}
		for _, w := range rewire.Weigh(found, null, worlds) {
			if w.Q <= .05 {
				called++
				break
			}
		}
	}
	if called > runs*5/100 {
		t.Errorf("%d of %d runs called an accident significant", called, runs)
	}
	if called == 0 {
		t.Errorf("no run of %d came near: the test tries nothing", runs)
	}
}
