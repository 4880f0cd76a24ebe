package graph

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/ring"
)

// Cohesion returns how firmly members are held, nil until it is computed.
func (r *Ring) Cohesion(ctx context.Context) (*float64, error) {
	view, err := r.view(ctx)
	if err != nil {
		return nil, err
	}
	return view.Ring.Cohesion, nil
}

// BesideChance is how a ring stands beside worlds dealt anew.
type BesideChance struct{ ring.Chance }

// BesideChance returns it, nil until it is computed.
func (r *Ring) BesideChance(ctx context.Context) (*BesideChance, error) {
	view, err := r.view(ctx)
	if err != nil || view.Ring.Chance == nil {
		return nil, err
	}
	return &BesideChance{*view.Ring.Chance}, nil
}

// LeastSize returns the smallest ring it was compared with.
func (b *BesideChance) LeastSize() int { return b.Least }

// MostSize returns the largest, nil where there is no bound.
func (b *BesideChance) MostSize() *int {
	if b.Most == 0 {
		return nil
	}
	return &b.Most
}
