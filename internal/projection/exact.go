package projection

import (
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
