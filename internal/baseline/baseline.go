// Package baseline groups and ranks storefronts as everybody else would: by
// connected components, by modularity, by one number of each shop. No figure
// of ours is printed without these beside it.
//
// What bites: they are yardsticks and accuse many innocents; nothing here may
// reach a case, a package or GraphQL. They read all evidence as it is, declared
// links and hubs among it, because that is how they are used elsewhere.
package baseline

import (
	"github.com/ringtrace/ringtrace/internal/dice"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Evidence is what the baselines read. Storefronts are the snapshot's numbers.
type Evidence struct {
	Snapshot   *snapshot.Snapshot
	Offers     []Offer       // in any order
	Complaints map[int32]int // filed against a storefront, whatever became of them
	Alone      []Lone        // of each storefront, by its own records only
	Rings      [][]int32     // core and attached members of each ring that was found
	Seed       uint64        // of the random queue
}

// Lone is what a storefront's own records say of it.
type Lone struct {
	Risk   float64 // as shown, 0 to 100
	Chance float64 // what its odds come to, in (0, 1)
}

// Set holds groupings and rankings of the same storefronts. It is kept by
// numbers because seven maps of a million texts are a gigabyte.
type Set struct {
	Storefronts []string
	Groupings   []Grouping
	Rankings    []Ranking
}

// Grouping puts each storefront of a set into a group; -1 is none.
type Grouping struct {
	Name string
	Of   []int32
}

// Ranking gives each storefront of a set a number; the higher, the more
// suspicious. A storefront on which it is silent has the number that says
// least.
type Ranking struct {
	Name  string
	Value []float64
}

// fewUsers is the number of users above which the trade's second method cuts a
// value (worlds-and-evaluation, section 8).
const fewUsers = 25

// Measure returns every baseline, in the order in which they are printed.
func Measure(e *Evidence) (*Set, error) {
	s := &Set{Storefronts: e.Snapshot.Shops}
	for _, cut := range []struct {
		name string
		most int
	}{{"components", 0}, {"components_25", fewUsers}} {
		of, err := Components(e.Snapshot, cut.most)
		if err != nil {
			return nil, err
		}
		s.Groupings = append(s.Groupings, Grouping{cut.name, of})
	}
	s.Groupings = append(s.Groupings, Grouping{"louvain", Louvain(e.Snapshot)})
	noisy, mean := ofRings(e)
	s.Rankings = []Ranking{
		{"score_alone", alone(e)}, {"ring_noisy_or", noisy}, {"ring_mean", mean}, {"price", prices(e)}, {"complaints", complaints(e)},
		{"degree", degrees(e)}, {"random", random(len(s.Storefronts), e.Seed)},
	}
	return s, nil
}

// ByStorefront returns the grouping with texts on both sides, "" for none.
func (s *Set) ByStorefront(g Grouping) map[string]string {
	out := make(map[string]string, len(g.Of))
	for i, group := range g.Of {
		out[s.Storefronts[i]] = name(group)
	}
	return out
}

// Scores returns the ranking by storefront.
func (s *Set) Scores(r Ranking) map[string]float64 {
	out := make(map[string]float64, len(r.Value))
	for i, v := range r.Value {
		out[s.Storefronts[i]] = v
	}
	return out
}

// random is a queue in no order: the same for the same seed and storefronts.
func random(n int, seed uint64) []float64 {
	stream := dice.From(dice.Mix(seed))
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(stream.Next()>>11) / (1 << 53)
	}
	return out
}
