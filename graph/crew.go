package graph

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// crew is the core and attached members of one ring: who is tied in by what.
type crew struct {
	c       *company
	holders map[entity.Key][]string
}

// readCrew indexes the ring's members, once.
func (r *Ring) readCrew(ctx context.Context) (*crew, error) {
	return r.crew.get(struct{}{}, func() (*crew, error) {
		view, err := r.view(ctx)
		if err != nil {
			return nil, err
		}
		var ids []string
		holders := map[entity.Key][]string{}
		for _, m := range view.Ring.Members {
			if m.Tier == ring.Peripheral {
				continue
			}
			ids = append(ids, m.Storefront)
			for _, f := range m.Facts {
				holders[f.Identifier] = append(holders[f.Identifier], m.Storefront)
			}
		}
		return &crew{r.s.company(ctx, storefrontKeys(ids)...), holders}, nil
	})
}

// sharers returns the other members that a value ties in.
func (r *Ring) sharers(ctx context.Context, identifier entity.Key, self string) ([]string, error) {
	crew, err := r.readCrew(ctx)
	if err != nil {
		return nil, err
	}
	return others(crew.holders[identifier], self), nil
}

// mates returns members of the ring, which are fetched together.
func (r *Ring) mates(ctx context.Context, ids []string) ([]*Storefront, error) {
	crew, err := r.readCrew(ctx)
	if err != nil {
		return nil, err
	}
	return crew.c.storefronts(ids), nil
}
