package leiden_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/leiden"
)

// sample is a random graph as its links, with options to look at it.
type sample struct {
	nodes   int
	edges   []leiden.Edge
	members int // the first nodes, of size 1; the others are of size 0
	o       leiden.Options
}

func drawSample(t *rapid.T) sample {
	n := rapid.IntRange(1, 40).Draw(t, "nodes")
	node := rapid.Int32Range(0, int32(n)-1)
	edge := rapid.Custom(func(t *rapid.T) leiden.Edge {
		return leiden.Edge{A: node.Draw(t, "a"), B: node.Draw(t, "b"), Weight: rapid.Int32Range(1, 4).Draw(t, "weight")}
	})
	s := sample{nodes: n, edges: rapid.SliceOfN(edge, 0, 3*n).Draw(t, "edges"), members: rapid.IntRange(0, n).Draw(t, "members")}
	s.o = options(rapid.SampledFrom(objectives()).Draw(t, "objective"))
	s.o.Gamma = s.o.Gamma * leiden.Millionths(rapid.IntRange(0, 40).Draw(t, "gamma")) / 8
	s.o.Seed = rapid.Uint64().Draw(t, "seed")
	return s
}

func (s sample) graph(t *rapid.T) *community.CSR {
	g, _, err := leiden.Build(s.nodes, s.edges)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Check(false); err != nil {
		t.Fatal(err)
	}
	g.Members = s.members
	return g
}

func proved(t *rapid.T, g *community.CSR, o leiden.Options) *leiden.Result {
	r, err := leiden.Detect(t.Context(), g, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := leiden.Verify(g, o, r); err != nil {
		t.Fatalf("%v; %+v", err, r.Stats)
	}
	if r.Stats.Split != 0 {
		t.Fatalf("%d communities came out in pieces", r.Stats.Split)
	}
	return r
}

// Every answer covers each node once and can be proved, whoever computes it
// and in whatever order the links came.
func TestAnswersAreProvedAndTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		want := proved(t, s.graph(t), s.o)
		rng := rand.New(rand.NewPCG(s.o.Seed, 1))
		for _, workers := range []int{1, 2, 8} {
			rng.Shuffle(len(s.edges), func(i, j int) { s.edges[i], s.edges[j] = s.edges[j], s.edges[i] })
			for i, e := range s.edges {
				if rng.IntN(2) == 0 {
					s.edges[i].A, s.edges[i].B = e.B, e.A
				}
			}
			s.o.Workers = workers
			if diff := cmp.Diff(want.Of, proved(t, s.graph(t), s.o).Of); diff != "" {
				t.Fatalf("%d workers: %s", workers, diff)
			}
		}
	})
}

// Isolated nodes and unrelated components, wherever they stand among the
// nodes, change nothing for the others. Modularity alone sees other
// components, in the weight of the whole.
func TestStrangersChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t)
		s.members = s.nodes
		alone := proved(t, s.graph(t), s.o)
		place := make([]int32, s.nodes) // where each node goes; a stranger may stand before each
		more := sample{o: s.o}
		var strangers []int32
		for v := range place {
			if rapid.Bool().Draw(t, "stranger") {
				strangers = append(strangers, int32(more.nodes))
				more.nodes++
			}
			place[v] = int32(more.nodes)
			more.nodes++
		}
		for _, e := range s.edges {
			more.edges = append(more.edges, leiden.Edge{A: place[e.A], B: place[e.B], Weight: e.Weight})
		}
		if s.o.Objective != leiden.Modularity {
			for i := range max(1, len(strangers)) - 1 {
				more.edges = append(more.edges, leiden.Edge{A: strangers[i], B: strangers[i+1], Weight: 1})
			}
		}
		more.members = more.nodes
		among := proved(t, more.graph(t), more.o)
		kept := make([]int32, s.nodes)
		for v := range kept {
			kept[v] = among.Of[place[v]]
		}
		if diff := cmp.Diff(alone.Of, renumbered(kept)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// renumbered numbers communities by their first nodes.
func renumbered(of []int32) []int32 {
	var met []int32
	out := make([]int32, len(of))
	for v, k := range of {
		i := slices.Index(met, k)
		if i < 0 {
			i = len(met)
			met = append(met, k)
		}
		out[v] = int32(i)
	}
	return out
}

// On graphs small enough to try every partition, the best of a few seeds is
// the best there is, and no seed goes beyond it. MemberCost is held to that only
// where a pair can be worth its cost: nothing grows out of nodes that stand
// alone where it cannot.
func TestOptimumOfSmallGraphs(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 60 {
		s := sample{nodes: 2 + rng.IntN(6)}
		s.members = s.nodes
		for range 1 + rng.IntN(3*s.nodes) {
			s.edges = append(s.edges, leiden.Edge{A: int32(rng.IntN(s.nodes)), B: int32(rng.IntN(s.nodes)), Weight: 1 + rng.Int32N(3)})
		}
		g, _, err := leiden.Build(s.nodes, s.edges)
		if err != nil {
			t.Fatal(err)
		}
		for _, objective := range []leiden.Objective{leiden.CPM, leiden.Modularity, leiden.MemberCost} {
			o := options(objective)
			if o.Gamma = o.Gamma * leiden.Millionths(1+rng.IntN(16)) / 2; objective == leiden.MemberCost {
				o.Gamma = min(o.Gamma, 500_000)
			}
			best := -1e18
			for seed := range uint64(8) {
				o.Seed = seed
				best = max(best, quality(t, g, o, detect(t, g, o).Of))
			}
			if want := optimum(t, g, o); best < want-1e-9 || best > want+1e-9 {
				t.Errorf("%s at %d, %d nodes, %v: %v, the best there is is %v", objective, o.Gamma, s.nodes, s.edges, best, want)
			}
		}
	}
}

func quality(t *testing.T, g *community.CSR, o leiden.Options, of []int32) float64 {
	t.Helper()
	q, err := leiden.Quality(g, o, of)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// optimum tries every partition.
func optimum(t *testing.T, g *community.CSR, o leiden.Options) float64 {
	t.Helper()
	of, best := make([]int32, g.Nodes()), -1e18
	var place func(v int, communities int32)
	place = func(v int, communities int32) {
		if v == len(of) {
			best = max(best, quality(t, g, o, of))
			return
		}
		for k := range communities + 1 {
			of[v] = k
			place(v+1, max(communities, k+1))
		}
	}
	place(0, 0)
	return best
}
