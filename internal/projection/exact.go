package projection

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Exact returns every link of the snapshot as it is: declared ones, hubs and
// all. It is what the trade's method reads, kept for comparison only.
func Exact(s *snapshot.Snapshot) *community.CSR {
	links := make([]community.Link, len(s.Links))
	for i := range s.Links {
		links[i] = community.Link{Member: s.Links[i].Shop, Identifier: s.Links[i].ID}
	}
	return community.Bipartite(len(s.Shops), len(s.IDs), links, nil)
}

// ExactSizes returns the number of storefronts in each connected component of
// all links, in the order of their first storefronts: the sizes of what Exact
// falls into, without the graph.
func ExactSizes(s *snapshot.Snapshot) []int {
	shops := newClusters(len(s.Shops))
	first := make([]int32, len(s.IDs)) // user of each identifier, plus one
	for i := range s.Links {
		l := &s.Links[i]
		if first[l.ID] == 0 {
			first[l.ID] = l.Shop + 1
			continue
		}
		a, b := shops.root(first[l.ID]-1), shops.root(l.Shop)
		shops[max(a, b)] = min(a, b)
	}
	size := make([]int, len(shops)) // by root, which is a component's first storefront
	for shop := range shops {
		size[shops.root(int32(shop))]++
	}
	return slices.DeleteFunc(size, func(n int) bool { return n == 0 })
}
