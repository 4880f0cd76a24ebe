package resample_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/resample"
)

// drawGraph draws a few dense spots and some chance links between them, with
// types 0 and 1, the latter exclusive.
func drawGraph(t *rapid.T) (*community.CSR, community.Params) {
	const members, ids = 30, 40
	seen := map[community.Link]bool{}
	var links []community.Link
	for range rapid.IntRange(0, 120).Draw(t, "links") {
		m := rapid.Int32Range(0, members-1).Draw(t, "member")
		id := 4*(m/3) + rapid.Int32Range(0, 3).Draw(t, "identifier")
		if rapid.IntRange(0, 9).Draw(t, "chance") == 0 {
			id = rapid.Int32Range(0, ids-1).Draw(t, "any")
		}
		if l := (community.Link{Member: m, Identifier: id}); !seen[l] {
			seen[l] = true
			links = append(links, l)
		}
	}
	types := rapid.SliceOfN(rapid.Uint8Range(0, 1), ids, ids).Draw(t, "types")
	p := community.DefaultParams()
	p.Population, p.Exclusive = rapid.SampledFrom([]int{1_000, 100_000}).Draw(t, "population"), []uint8{1}
	return community.Bipartite(members, ids, links, types), p
}

func detect(t rapid.TB, g *community.CSR, p community.Params) *community.Result {
	t.Helper()
	r, err := community.Detect(g, p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func count(t rapid.TB, g *community.CSR, p community.Params, q resample.Params) [][]int {
	t.Helper()
	counts, _ := countKnowing(t, g, p, q, nil)
	return counts
}

func countKnowing(t rapid.TB, g *community.CSR, p community.Params, q resample.Params, known resample.Known) ([][]int, resample.Known) {
	t.Helper()
	key := func(v int32) uint64 { return uint64(v) - uint64(g.Members) }
	counts, now, err := resample.Count(context.Background(), g, p, detect(t, g, p), key, q, known)
	if err != nil {
		t.Fatal(err)
	}
	return counts, now
}

// With nothing hidden everybody stays every time: the components alone, with
// the grants as they were, give the same groups. With all hidden nobody does.
func TestNothingAndAllHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, p := drawGraph(t)
		for hide, want := range map[int]int{0: 3, 1000: 0} {
			for k, members := range count(t, g, p, resample.Params{Trials: 3, HidePM: hide}) {
				for _, n := range members {
					if n != want {
						t.Fatalf("with %d of a thousand hidden a member of group %d stayed %d times", hide, k, n)
					}
				}
			}
		}
	})
}

// Workers change no count, and neither does a component that is unrelated.
func TestCountsDependOnTheComponentAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, p := drawGraph(t)
		q := resample.Params{Trials: 8, HidePM: 200, Seed: rapid.Uint64().Draw(t, "seed"), Workers: 1}
		want := count(t, g, p, q)
		q.Workers = 4
		if diff := cmp.Diff(want, count(t, g, p, q)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(want, count(t, withAnother(g), p, q)[:len(want)]); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What is known of components is not tried again and gives the same counts; of
// other parameters, another seed or other links nothing is known.
func TestKnownComponents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, p := drawGraph(t)
		q := resample.Params{Trials: 6, HidePM: 200, Seed: 1}
		want, known := countKnowing(t, g, p, q, nil)
		marked := resample.Known{} // counts that no trial gives
		for content, counts := range known {
			for _, members := range counts {
				marked[content] = append(marked[content], make([]int, len(members)))
			}
		}
		got, now := countKnowing(t, g, p, q, marked)
		for k := range got {
			for _, n := range got[k] {
				if n != 0 {
					t.Fatalf("group %d, known, was tried again", k)
				}
			}
		}
		if diff := cmp.Diff(marked, now); diff != "" {
			t.Fatal(diff)
		}
		if got, _ := countKnowing(t, withAnother(g), p, q, known); cmp.Diff(want, got[:len(want)]) != "" {
			t.Fatal("beside another component the known counts are others")
		}
		other := q
		other.Seed = 2
		want, _ = countKnowing(t, g, p, other, nil)
		if got, _ := countKnowing(t, g, p, other, marked); cmp.Diff(want, got) != "" {
			t.Fatal("what is known of one seed was taken for another's")
		}
		p.OrdinaryPPM /= 2
		want, _ = countKnowing(t, g, p, q, nil)
		if got, _ := countKnowing(t, g, p, q, marked); cmp.Diff(want, got) != "" {
			t.Fatal("what is known of one rule was taken for another's")
		}
		for content := range marked { // a damaged file
			marked[content] = marked[content][1:]
		}
		p.OrdinaryPPM *= 2
		want, _ = countKnowing(t, g, p, q, nil)
		if got, _ := countKnowing(t, g, p, q, marked); cmp.Diff(want, got) != "" {
			t.Fatal("counts that do not fit were taken")
		}
	})
}

// Counts of one component are not taken for another's that differs in a single
// respect.
func TestContentTellsApart(t *testing.T) {
	square := []community.Link{{Member: 0, Identifier: 0}, {Member: 0, Identifier: 1}, {Member: 1, Identifier: 0}, {Member: 1, Identifier: 1}, {Member: 2, Identifier: 0}, {Member: 2, Identifier: 1}}
	p := community.DefaultParams()
	p.Population, p.Exclusive = 100_000, []uint8{1}
	contents := map[string]bool{}
	add := func(g *community.CSR, key func(int32) uint64) {
		_, now, err := resample.Count(t.Context(), g, p, detect(t, g, p), key, resample.Params{Trials: 1, HidePM: 100}, nil)
		if err != nil || len(now) != 1 {
			t.Fatalf("%d components: %v", len(now), err)
		}
		for content := range now {
			contents[content] = true
		}
	}
	own := func(v int32) uint64 { return uint64(v) }
	add(community.Bipartite(3, 2, square, []uint8{0, 0}), own)
	add(community.Bipartite(3, 2, square, []uint8{0, 1}), own)
	add(community.Bipartite(3, 2, square, []uint8{0, 0}), func(v int32) uint64 { return uint64(v) + 1 })
	add(community.Bipartite(4, 2, append(square, community.Link{Member: 3, Identifier: 1}), []uint8{0, 0}), own)
	apart := community.Bipartite(4, 2, append(square, community.Link{Member: 3, Identifier: 1}), []uint8{0, 0})
	apart.Apart = [][2]int32{{0, 3}}
	add(apart, own)
	if len(contents) != 5 {
		t.Errorf("five components have %d contents", len(contents))
	}
}

// withAnother adds a component of three members who share three identifiers.
func withAnother(g *community.CSR) *community.CSR {
	var links []community.Link
	for m := range int32(g.Members) {
		for _, v := range g.Row(m) {
			links = append(links, community.Link{Member: m, Identifier: v - int32(g.Members)})
		}
	}
	types := append([]uint8{}, g.Type...)
	for k := range int32(9) {
		links = append(links, community.Link{Member: int32(g.Members) + k%3, Identifier: int32(len(types)) + k/3})
	}
	return community.Bipartite(g.Members+3, len(types)+3, links, append(types, 0, 0, 0))
}

// Members 0 to 3 share eight identifiers, member 4 only two of them: it stays
// as long as one that holds two is seen, and less often than the others.
func TestThinEvidenceStaysLessOften(t *testing.T) {
	var links []community.Link
	for m := range int32(4) {
		for id := range int32(8) {
			links = append(links, community.Link{Member: m, Identifier: id})
		}
	}
	links = append(links, community.Link{Member: 4, Identifier: 0}, community.Link{Member: 4, Identifier: 1})
	p := community.DefaultParams()
	p.Population = 100_000
	const trials = 400
	counts := count(t, community.Bipartite(5, 8, links, nil), p, resample.Params{Trials: trials, HidePM: 400, Seed: 1})
	if len(counts) != 1 || len(counts[0]) != 5 {
		t.Fatalf("counts are %v", counts)
	}
	// All but one of the eight hidden: 8·.4^7·.6 + .4^8 is .009.
	if n := counts[0][0]; n < 385 {
		t.Errorf("a member on eight identifiers stayed %d times of %d", n, trials)
	}
	// It falls out where both of its own are hidden, .16, or where the others
	// are too few for a ring.
	if n := counts[0][4]; n < 310 || n > 355 {
		t.Errorf("a member on two identifiers stayed %d times of %d", n, trials)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	g := community.Bipartite(3, 3, []community.Link{{Member: 0, Identifier: 0}, {Member: 1, Identifier: 0}}, nil)
	p := community.DefaultParams()
	_, _, err := resample.Count(ctx, g, p, detect(t, g, p), func(int32) uint64 { return 0 }, resample.Params{Trials: 5, HidePM: 100}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled count gave %v", err)
	}
	if _, _, err := resample.Count(context.Background(), g, p, detect(t, g, p), nil, resample.Params{HidePM: 1001}, nil); err == nil {
		t.Error("a share above one was accepted")
	}
}
