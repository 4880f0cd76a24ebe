package community_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
)

// anyGraph draws a small graph with enough overlap to have rings in it.
func anyGraph(t *rapid.T) *sketch {
	var s sketch
	s.members = rapid.IntRange(2, 40).Draw(t, "members")
	for range rapid.IntRange(1, 40).Draw(t, "identifiers") {
		near := rapid.IntRange(0, s.members-1).Draw(t, "near")
		users := rapid.SliceOfNDistinct(rapid.IntRange(max(0, near-6), min(s.members-1, near+6)), 1, 6, rapid.ID).Draw(t, "users")
		var members []int32
		for _, u := range users {
			members = append(members, int32(u))
		}
		s.share(uint8(rapid.IntRange(0, 3).Draw(t, "type")), members...)
	}
	return &s
}

// anyApart draws pairs of members that a person set apart.
func anyApart(t *rapid.T, members int) [][2]int32 {
	var out [][2]int32
	for range rapid.IntRange(0, 3).Draw(t, "words") {
		a := rapid.IntRange(0, members-2).Draw(t, "one")
		b := rapid.IntRange(a+1, members-1).Draw(t, "other")
		out = append(out, [2]int32{int32(a), int32(b)})
	}
	slices.SortFunc(out, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(out)
}

func anyParams(t *rapid.T) community.Params {
	p := large()
	p.Lent = rapid.SampledFrom([][]uint8{nil, {address, phone}}).Draw(t, "lent")
	p.Doubtful = rapid.SampledFrom([][]uint8{nil, {picture}}).Draw(t, "doubtful")
	p.Population = rapid.SampledFrom([]int{60, 1_000, 5_000, 100_000}).Draw(t, "population")
	p.MaxFanout = rapid.SampledFrom([]int{3, 64}).Draw(t, "fanout")
	p.RevokeEvents = rapid.SampledFrom([]int{1, 3}).Draw(t, "events")
	return p
}

func TestEveryResultVerifies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyGraph(t)
		g, p := s.csr(), anyParams(t)
		g.Apart = anyApart(t, s.members)
		r, err := community.Detect(g, p)
		if err != nil {
			t.Fatal(err)
		}
		if err := community.Verify(g, p, r); err != nil {
			t.Fatal(err)
		}
		p.Objective = community.Components
		if r, err = community.Detect(g, p); err != nil {
			t.Fatal(err)
		}
		if err := community.Verify(g, p, r); err != nil {
			t.Fatal(err)
		}
		var sizes []int
		for _, n := range flooded(g) {
			if n >= 2 {
				sizes = append(sizes, n)
			}
		}
		for k := range r.Groups {
			if len(r.Groups) != len(sizes) || len(r.Groups[k].Members) != sizes[k] {
				t.Fatalf("%d components of sizes %v", len(r.Groups), sizes)
			}
		}
	})
}

// flooded counts the members of each component, in the order of their firsts.
func flooded(g *community.CSR) (sizes []int) {
	met := make([]bool, g.Nodes())
	var flood func(v int32) int
	flood = func(v int32) (members int) {
		if met[v] {
			return 0
		}
		met[v] = true
		if int(v) < g.Members {
			members = 1
		}
		for _, w := range g.Row(v) {
			members += flood(w)
		}
		return members
	}
	for m := range int32(g.Members) {
		if n := flood(m); n > 0 {
			sizes = append(sizes, n)
		}
	}
	return sizes
}

func TestOrderOfLinksIsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, p := anyGraph(t), anyParams(t)
		before, err := community.Detect(s.csr(), p)
		if err != nil {
			t.Fatal(err)
		}
		s.links = rapid.Permutation(s.links).Draw(t, "links")
		after, err := community.Detect(s.csr(), p)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(before, after); d != "" {
			t.Fatal(d)
		}
	})
}

// A component more or less changes nothing in the others, as long as the
// population and what the exclusive types are granted stay.
func TestComponentsStandAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, p := anyGraph(t), anyParams(t)
		p.RevokeEvents = 1 << 20
		alone, err := community.Detect(s.csr(), p)
		if err != nil {
			t.Fatal(err)
		}
		other := anyGraph(t)
		shift := int32(s.members)
		both := sketch{members: s.members + other.members, links: s.links, types: s.types}
		for _, l := range other.links {
			both.links = append(both.links, community.Link{Member: shift + l.Member, Identifier: int32(len(s.types)) + l.Identifier})
		}
		both.types = slices.Concat(s.types, other.types)
		together, err := community.Detect(both.csr(), p)
		if err != nil {
			t.Fatal(err)
		}
		if first := brief(together)[:len(alone.Groups)]; !slices.Equal(brief(alone), first) {
			t.Fatal(cmp.Diff(brief(alone), first))
		}
	})
}

// woven plants rings, owners and accidents among n members, after the shape
// of the benchmark graphs: about three links a member.
func woven(n int, seed uint64) *community.CSR {
	random := rand.New(rand.NewPCG(seed, 1))
	links := make(map[community.Link]bool)
	ids := int32(0)
	for at := 0; at < n; {
		size := min(n-at, 1+random.IntN(8))
		if random.IntN(8) == 0 {
			size = min(n-at, 3+random.IntN(38))
		}
		pool := max(1, size*3/4)
		for m := at; m < at+size; m++ {
			for range 2 + random.IntN(3) {
				links[community.Link{Member: int32(m), Identifier: ids + int32(random.IntN(pool))}] = true
			}
		}
		at, ids = at+size, ids+int32(pool)
	}
	for m := range n {
		if random.IntN(10) == 0 {
			links[community.Link{Member: int32(m), Identifier: int32(random.IntN(int(ids)))}] = true
		}
	}
	types := make([]uint8, ids)
	for i := range types {
		types[i] = uint8(random.IntN(3))
	}
	list := make([]community.Link, 0, len(links))
	for l := range links {
		list = append(list, l)
	}
	return community.Bipartite(n, int(ids), list, types)
}

func TestSameBytesForAnyWorkers(t *testing.T) {
	g := woven(20_000, 7)
	var first []byte
	for _, workers := range []int{1, 2, 8} {
		p := large()
		p.Workers = workers
		got, err := json.Marshal(detect(t, g, p))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) {
			t.Errorf("%d workers give another result than one", workers)
		}
	}
}

func BenchmarkTies(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		g := woven(n, 1)
		p := large()
		p.Population = n
		b.Run(label(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := community.Detect(g, p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(g.Links())*float64(b.N)/b.Elapsed().Seconds(), "links/s")
		})
	}
}

func label(n int) string {
	return map[int]string{1_000: "1k", 10_000: "10k", 100_000: "100k"}[n]
}
