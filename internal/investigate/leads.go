package investigate

import (
	"context"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// Leads returns the ids of the rings at lead grade, in order: those that
// Package would call a lead.
func (s *Service) Leads(ctx context.Context) ([]string, error) {
	r, err := s.rank(ctx)
	if err != nil {
		return nil, err
	}
	var keys []entity.Key
	for i := range r.rings {
		if r.rings[i].Status == ring.StatusRing {
			keys = append(keys, entity.Key{Kind: entity.KindRing, ID: r.rings[i].ID})
		}
	}
	slices.SortFunc(keys, entity.Key.Compare)
	out := []string{}
	for page := range slices.Chunk(keys, pageOf) {
		nodes, err := s.graph.Nodes(ctx, page)
		if err != nil {
			return nil, err
		}
		for i, n := range nodes {
			if n == nil {
				return nil, replaced(r.run)
			}
			v, err := decodeRing(n.Text(attrDoc))
			if err != nil {
				return nil, damaged(page[i], err)
			}
			if v.Assessment.LeadGrade() {
				out = append(out, page[i].ID)
			}
		}
	}
	return out, s.still(ctx, r.run)
}
