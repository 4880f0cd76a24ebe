package graph

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

// Explanation is why one storefront is, or is not, a member of one ring.
type Explanation struct {
	view *investigate.Membership
	c    *company
}

func (s *session) explanation(ctx context.Context, view *investigate.Membership) *Explanation {
	keys := []entity.Key{{Kind: entity.KindStorefront, ID: view.Member.Storefront}}
	for i := range view.Facts {
		keys = append(keys, view.Facts[i].Identifier)
	}
	keys = append(keys, subjects(view.Against)...)
	return &Explanation{view, s.company(ctx, keys...)}
}

// Ring returns the ring.
func (e *Explanation) Ring() *Ring { return e.c.s.ringByID(e.view.Ring) }

// Storefront returns the shop.
func (e *Explanation) Storefront() *Storefront { return e.c.storefront(e.view.Member.Storefront) }

// IsMember reports whether the shop is a member in any tier.
func (e *Explanation) IsMember() bool { return e.view.Member.Tier != 0 }

// Tier returns how firmly it belongs, nil when it does not.
func (e *Explanation) Tier() *ring.Tier {
	if !e.IsMember() {
		return nil
	}
	return &e.view.Member.Tier
}

// ByAccountOnly reports whether one account or device is all that ties it in.
func (e *Explanation) ByAccountOnly() bool { return e.view.Member.ByAccountOnly }

// Risk returns the shop's own risk, nil until it is scored.
func (e *Explanation) Risk() *score.Points { return e.view.Risk }

// Argument returns the same in sentences.
func (e *Explanation) Argument() []string { return e.view.Text }

// Run returns the run that the answer comes from.
func (e *Explanation) Run() string { return e.view.Run }

// Facts returns what ties it in.
func (e *Explanation) Facts() []*Fact {
	of := e.Ring()
	out := make([]*Fact, len(e.view.Facts))
	for i, f := range e.view.Facts {
		out[i] = &Fact{
			Fact:   f.Fact,
			c:      e.c,
			ring:   of,
			with:   func(context.Context) ([]string, error) { return f.With, nil },
			claims: func() ([]investigate.ClaimView, error) { return f.Claims, nil },
		}
	}
	return out
}

// SeenNotUsed returns the over-shared values that it carries.
func (e *Explanation) SeenNotUsed(ctx context.Context) []*SeenNotUsed {
	return e.c.s.hubs(ctx, e.view.Unused)
}

// Against returns what speaks against, or why it is no member.
func (e *Explanation) Against() []*Note { return e.c.notes(e.view.Against) }
