package graph

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// CellA returns the first members of the one part.
func (w *WeakestTie) CellA(ctx context.Context, first int) ([]*Storefront, error) {
	return w.cell(ctx, w.A, first)
}

// CellB returns the first members of the other part.
func (w *WeakestTie) CellB(ctx context.Context, first int) ([]*Storefront, error) {
	return w.cell(ctx, w.B, first)
}

func (w *WeakestTie) cell(ctx context.Context, members []string, first int) ([]*Storefront, error) {
	ids, err := upTo(members, first)
	if err != nil {
		return nil, err
	}
	return w.ring.mates(ctx, ids)
}

// RefusedTie is the strongest tie of a ring with somebody outside that did not
// join them.
type RefusedTie struct {
	ring.Refused
	c *company
}

// RefusedTie returns it, nil when the ring shares nothing with anybody outside.
func (r *Ring) RefusedTie(ctx context.Context) (*RefusedTie, error) {
	view, err := r.view(ctx)
	if err != nil || view.Ring.Refused == nil {
		return nil, err
	}
	t := *view.Ring.Refused
	keys := append([]entity.Key{{Kind: entity.KindStorefront, ID: t.With}}, t.Identifiers...)
	return &RefusedTie{t, r.s.company(ctx, keys...)}, nil
}

// Storefront returns the first storefront of the other side.
func (t *RefusedTie) Storefront() *Storefront { return t.c.storefront(t.With) }

// Ring returns the group that holds it, nil for none.
func (t *RefusedTie) Ring() *Ring {
	if t.Refused.Ring == "" {
		return nil
	}
	return t.c.s.ringByID(t.Refused.Ring)
}

// Identifiers returns what crosses.
func (t *RefusedTie) Identifiers() []*Identifier {
	out := make([]*Identifier, len(t.Refused.Identifiers))
	for i, k := range t.Refused.Identifiers {
		out[i] = t.c.identifier(k)
	}
	return out
}

// Text returns why it was refused.
func (t *RefusedTie) Text() string { return t.Sentence() }

// SecondOpinion is what another method makes of a ring.
type SecondOpinion struct {
	ring.Opinion
	s *session
}

// SecondOpinion returns it, nil when no other method was asked.
func (r *Ring) SecondOpinion(ctx context.Context) (*SecondOpinion, error) {
	view, err := r.view(ctx)
	if err != nil || view.Ring.SecondOpinion == nil {
		return nil, err
	}
	return &SecondOpinion{*view.Ring.SecondOpinion, r.s}, nil
}

// Rings returns the first groups whose members it would put beside the ring's.
func (o *SecondOpinion) Rings(first int) ([]*Ring, error) {
	ids, err := upTo(o.Opinion.Rings, first)
	if err != nil {
		return nil, err
	}
	out := make([]*Ring, len(ids))
	for i, id := range ids {
		out[i] = o.s.ringByID(id)
	}
	return out, nil
}

// Text returns the opinion in a sentence.
func (o *SecondOpinion) Text() string { return o.Sentence() }
