package baseline

import (
	"strconv"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/louvain"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Components returns the group of each storefront by the trade's method:
// connected components over every exact shared value, whoever declared it. Of
// values with more users than most none is used; 0 sets no bound. Whoever
// shares nothing is in no group.
func Components(s *snapshot.Snapshot, most int) ([]int32, error) {
	found, err := community.Detect(shared(s, most), community.Params{Objective: community.Components})
	if err != nil {
		return nil, err
	}
	of := nowhere(len(s.Shops))
	for group, g := range found.Groups {
		for _, m := range g.Members {
			of[m.Node] = int32(group)
		}
	}
	return of, nil
}

// shared is the graph of storefronts and the values that at least two of them
// and, unless it is 0, at most most of them show.
func shared(s *snapshot.Snapshot, most int) *community.CSR {
	number := make([]int32, len(s.IDs))
	kept := int32(0)
	for id := range number {
		number[id] = -1
		if users := len(s.OfID(int32(id))); users > 1 && (most == 0 || users <= most) {
			number[id] = kept
			kept++
		}
	}
	var links []community.Link
	for i := range s.Links {
		if n := number[s.Links[i].ID]; n >= 0 {
			links = append(links, community.Link{Member: s.Links[i].Shop, Identifier: n})
		}
	}
	return community.Bipartite(len(s.Shops), int(kept), links, nil)
}

// Louvain returns the group of each storefront by plain modularity at
// resolution 1 on the graph of storefronts and shared values. Whoever is alone
// is in no group.
func Louvain(s *snapshot.Snapshot) []int32 {
	of := louvain.Group(shared(s, 0))[:len(s.Shops)]
	size := map[int32]int{} // looked up only
	for _, group := range of {
		size[group]++
	}
	for i, group := range of {
		if size[group] < 2 {
			of[i] = -1
		}
	}
	return of
}

func nowhere(n int) []int32 {
	of := make([]int32, n)
	for i := range of {
		of[i] = -1
	}
	return of
}

func name(group int32) string {
	if group < 0 {
		return ""
	}
	return strconv.Itoa(int(group))
}
