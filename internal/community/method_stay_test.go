package community_test

import (
	"fmt"
	"hash/fnv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/resample"
)

// How often each member stays when values are hidden: of the shipped number of
// trials, and of all ways of hiding some, each as often as it comes up.
func TestMethodStay(t *testing.T) {
	f := worked(t).run(t)
	const trials, hidePM = 50, 200
	key := func(node int32) uint64 {
		k := f.snap.IDs[f.graph.Identifier(node)]
		h := fnv.New64a()
		h.Write([]byte{byte(k.Kind)})
		h.Write([]byte(k.ID))
		return h.Sum64()
	}
	p := community.DefaultParams()
	p.Exclusive, p.Lent, p.Doubtful = f.graph.Exclusive, f.graph.Lent, f.graph.Doubtful
	p.Population = len(f.snap.Shops)
	stayed, _, err := resample.Count(t.Context(), f.graph.CSR, p, f.result, key, resample.Params{Trials: trials, HidePM: hidePM, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	exact := make([]float64, len(f.snap.Shops))
	for hidden := range 1 << f.graph.CSR.Identifiers() {
		chance := 1.0
		for i := range f.graph.CSR.Identifiers() {
			if hidden&(1<<i) != 0 {
				chance *= hidePM / 1000.
			} else {
				chance *= 1 - hidePM/1000.
			}
		}
		for _, m := range f.withMostOfTheCore(t, p, hidden) {
			exact[m.Node] += chance
		}
	}
	for i, m := range f.result.Groups[0].Members {
		shop := f.snap.Shops[m.Node]
		want := row{"member": shop, "of 50 trials": digits(stayed[0][i]), "of all ways of hiding": fmt.Sprintf("%.3f", exact[m.Node])}
		if diff := cmp.Diff(table(t, "stay")[i], want); diff != "" {
			t.Errorf("the page (-) and the program (+):\n%s", diff)
		}
	}
}

// withMostOfTheCore finds the groups again without the identifiers of a set of
// bits, and returns the members of the one that holds most of A, B, C and D,
// the first of equals.
func (f *finding) withMostOfTheCore(t *testing.T, p community.Params, hidden int) (members []community.Member) {
	t.Helper()
	var links []community.Link
	for m := range int32(f.graph.CSR.Members) {
		for _, v := range f.graph.CSR.Row(m) {
			if id := v - int32(f.graph.CSR.Members); hidden&(1<<id) == 0 {
				links = append(links, community.Link{Member: m, Identifier: id})
			}
		}
	}
	r, err := community.Detect(community.Bipartite(f.graph.CSR.Members, f.graph.CSR.Identifiers(), links, f.graph.CSR.Type), p)
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for i := range r.Groups {
		n := 0
		for _, m := range r.Groups[i].Members {
			if strings.Contains("ABCD", f.snap.Shops[m.Node]) {
				n++
			}
		}
		if n > most {
			members, most = r.Groups[i].Members, n
		}
	}
	return members
}
