package graph

import (
	"context"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// SearchHit is one result of a search.
type SearchHit struct {
	investigate.Hit
	c *company
}

// Node returns what was found.
func (h *SearchHit) Node() Node { return h.c.node(h.Hit.Key) }

// Name returns its name, nil without one.
func (h *SearchHit) Name() *string { return orNull(h.Hit.Name) }

// Ring returns the ring a storefront belongs to, nil for none.
func (h *SearchHit) Ring() *Ring {
	if h.Hit.Ring == "" {
		return nil
	}
	return h.c.s.ringByID(h.Hit.Ring)
}

// search returns the first hits, whose details are fetched together.
func (s *session) search(ctx context.Context, text string, kinds []entity.Kind, first int) ([]*SearchHit, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		return nil, invalid("`text` is empty", "Give the beginning of a word of an id or a name.")
	}
	hits, err := s.ask.Search(ctx, text, kinds, first)
	if err != nil {
		return nil, err
	}
	keys := make([]entity.Key, len(hits))
	for i := range hits {
		keys[i] = hits[i].Key
	}
	c := s.company(ctx, keys...)
	out := make([]*SearchHit, len(hits))
	for i, h := range hits {
		out[i] = &SearchHit{h, c}
	}
	return out, nil
}
