package leiden_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ringtrace/ringtrace/internal/leiden"
)

// planted is a graph of groups of 3 to 40 nodes with some four links a node
// inside, one link in ten to anybody, and a few nodes that everybody knows.
func planted(nodes int) []leiden.Edge {
	rng := rand.New(rand.NewPCG(11, 11))
	var edges []leiden.Edge
	for first := 0; first < nodes; {
		size := min(3+rng.IntN(38), nodes-first)
		for v := first; v < first+size; v++ {
			for range 2 {
				edges = append(edges, leiden.Edge{A: int32(v), B: int32(first + rng.IntN(size)), Weight: 1})
			}
			switch rng.IntN(10) {
			case 0:
				edges = append(edges, leiden.Edge{A: int32(v), B: int32(rng.IntN(nodes)), Weight: 1})
			case 1:
				edges = append(edges, leiden.Edge{A: int32(v), B: int32(rng.IntN(10)), Weight: 1})
			}
		}
		first += size
	}
	rng.Shuffle(len(edges), func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
	return edges
}

func BenchmarkDetect(b *testing.B) {
	g, _, err := leiden.Build(50_000, planted(50_000))
	if err != nil {
		b.Fatal(err)
	}
	for name, iterations := range map[string]int{"two iterations": 2, "until settled": 0} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				o := leiden.Options{Objective: leiden.CPM, Gamma: 50_000, Iterations: iterations, Workers: 1}
				if _, err := leiden.Detect(b.Context(), g, o); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(g.Links())*float64(b.N)/b.Elapsed().Seconds(), "links/s")
		})
	}
}

// A graph of one giant component with popular nodes is answered the same by
// any number of workers, and proved.
func TestGiantComponent(t *testing.T) {
	g, _, err := leiden.Build(17_000, planted(17_000)) // too many to search on
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(4) {
		o := leiden.Options{Objective: leiden.CPM, Gamma: 50_000, Seed: seed, Prove: true, Workers: 1}
		one := detect(t, g, o)
		if one.Stats.Largest < 16_500 {
			t.Fatalf("the largest component has %d nodes", one.Stats.Largest)
		}
		o.Prove, o.Workers = false, 8
		eight, err := leiden.Detect(t.Context(), g, o)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(one.Of, eight.Of) {
			t.Error("eight workers give another answer than one")
		}
	}
}
