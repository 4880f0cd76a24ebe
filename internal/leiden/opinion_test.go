package leiden_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/leiden"
)

func TestOpinions(t *testing.T) {
	g := &community.CSR{Members: 7, Start: make([]int32, 10)} // two identifiers behind seven members
	of := []int32{0, 0, 0, 1, 1, 2, 2, 0, 1}
	got := leiden.Opinions(g, of, [][]int32{{6, 5}, {3, 2, 1, 0}, {0, 1}, {4, 5}, {}})
	want := []leiden.Opinion{
		{Parts: [][]int32{{5, 6}}},
		{Parts: [][]int32{{0, 1, 2}, {3}}},
		{Parts: [][]int32{{0, 1}}, Others: 1},
		{Parts: [][]int32{{4}, {5}}, Others: 1},
		{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, agrees := range []bool{true, false, false, false, false} {
		if got[i].Agrees() != agrees {
			t.Errorf("group %d: agrees is %t", i, got[i].Agrees())
		}
	}
}

// Two triangles of shops over shared values, joined by one accident: what the
// tie rule calls one ring, the second opinion takes apart, and says how.
func TestOpinionOnARing(t *testing.T) {
	var links []community.Link
	for shop := range int32(6) {
		for value := range int32(2) {
			links = append(links, community.Link{Member: shop, Identifier: shop/3*2 + value})
		}
	}
	links = append(links, community.Link{Member: 2, Identifier: 4}, community.Link{Member: 3, Identifier: 4})
	g := community.Bipartite(6, 5, links, nil)
	r := detect(t, g, leiden.Options{Objective: leiden.CPM, Gamma: 300_000, Prove: true})
	got := leiden.Opinions(g, r.Of, [][]int32{{0, 1, 2, 3, 4, 5}})
	if diff := cmp.Diff([]leiden.Opinion{{Parts: [][]int32{{0, 1, 2}, {3, 4, 5}}}}, got); diff != "" {
		t.Error(diff)
	}
}
