package investigate

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Components returns the groups of the trade's method, of two storefronts and
// more: connected components over every exact shared value, whoever declared
// it and however many share it. It is what rings are measured against, and is
// never kept.
func (s *Service) Components(ctx context.Context) ([][]string, error) {
	snap, err := snapshot.Read(ctx, s.graph)
	if err != nil {
		return nil, err
	}
	found, err := community.Detect(projection.Exact(snap), community.Params{Objective: community.Components})
	if err != nil {
		return nil, err
	}
	out := make([][]string, len(found.Groups))
	for i, g := range found.Groups {
		for _, m := range g.Members {
			out[i] = append(out[i], snap.Shops[m.Node])
		}
	}
	return out, nil
}
