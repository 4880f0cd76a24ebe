package graph

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/score"
)

// Assessment is a ring's score and the parts that add up to it.
type Assessment struct {
	Risk     score.Points
	Points   score.Points
	Coverage string
	ring     *Ring
}

// Assessment returns the score, nil until the ring is scored.
func (r *Ring) Assessment(ctx context.Context) (*Assessment, error) {
	summary, err := r.summary(ctx)
	if err != nil || summary.Risk == nil || summary.Points == nil {
		return nil, err
	}
	return &Assessment{*summary.Risk, *summary.Points, summary.Coverage, r}, nil
}

// fromAssessment reads one value that only the ring itself tells, nil when it
// is not scored.
func fromAssessment[T any](ctx context.Context, a *Assessment, read func(*score.Assessment) T) (*T, error) {
	view, err := a.ring.view(ctx)
	if err != nil || view.Assessment == nil {
		return nil, err
	}
	v := read(view.Assessment)
	return &v, nil
}

// Label returns how far the weights may be trusted.
func (a *Assessment) Label(ctx context.Context) (*string, error) {
	return fromAssessment(ctx, a, func(s *score.Assessment) string { return s.Label })
}

// Card returns the version of the score card.
func (a *Assessment) Card(ctx context.Context) (*string, error) {
	return fromAssessment(ctx, a, func(s *score.Assessment) string { return s.Card })
}

// ProductEvidence reports whether product evidence is among the parts.
func (a *Assessment) ProductEvidence(ctx context.Context) (*bool, error) {
	return fromAssessment(ctx, a, func(s *score.Assessment) bool { return s.Product })
}

// Contributions returns the parts, whose evidence is fetched together.
func (a *Assessment) Contributions(ctx context.Context) ([]*Contribution, error) {
	view, err := a.ring.view(ctx)
	if err != nil || view.Assessment == nil {
		return nil, err
	}
	parts := view.Assessment.Contributions
	set := a.ring.s.evidenceSet(ctx, parts)
	out := make([]*Contribution, len(parts))
	for i := range parts {
		out[i] = &Contribution{parts[i], set}
	}
	return out, nil
}

// Contribution is one named part of a risk score.
type Contribution struct {
	score.Contribution
	set *evidenceSet
}

// Evidence returns the first of what the points rest on.
func (c *Contribution) Evidence(first int) ([]*Evidence, error) {
	return c.set.list(c.Contribution.Evidence, first)
}

// NotCounted returns the first of what was seen and weighs nothing.
func (c *Contribution) NotCounted(first int) ([]*Evidence, error) {
	return c.set.list(c.Contribution.NotCounted, first)
}

// evidenceSet is all evidence of one score.
type evidenceSet struct {
	c      *company
	claims *shelf[investigate.LinkRef, []investigate.ClaimView]
}

func (s *session) evidenceSet(ctx context.Context, parts []score.Contribution) *evidenceSet {
	var keys []entity.Key
	var refs []investigate.LinkRef
	add := func(facts []score.Fact) {
		for _, f := range facts {
			if !f.Record.IsZero() {
				keys = append(keys, f.Record)
			}
			if f.Storefront != "" {
				keys = append(keys, entity.Key{Kind: entity.KindStorefront, ID: f.Storefront})
			}
			if !f.Identifier.IsZero() {
				keys = append(keys, f.Identifier)
				refs = append(refs, investigate.LinkRef{Storefront: f.Storefront, Identifier: f.Identifier})
			}
		}
	}
	for i := range parts {
		add(parts[i].Evidence)
		add(parts[i].NotCounted)
	}
	return &evidenceSet{s.company(ctx, keys...), s.claims(ctx, refs)}
}

func (e *evidenceSet) list(facts []score.Fact, first int) ([]*Evidence, error) {
	facts, err := upTo(facts, first)
	if err != nil {
		return nil, err
	}
	out := make([]*Evidence, len(facts))
	for i, f := range facts {
		out[i] = &Evidence{f, e}
	}
	return out, nil
}

// Evidence is one piece of evidence under a score.
type Evidence struct {
	score.Fact
	set *evidenceSet
}

// Record returns the complaint, test purchase or measure, nil when it is none.
func (e *Evidence) Record() *Record {
	if e.Fact.Record.IsZero() {
		return nil
	}
	return &Record{base{named{e.Fact.Record}, e.set.c}}
}

// Storefront returns the shop it concerns, nil when it concerns none.
func (e *Evidence) Storefront() *Storefront {
	if e.Fact.Storefront == "" {
		return nil
	}
	return e.set.c.storefront(e.Fact.Storefront)
}

// Identifier returns the value that the shop carries, nil when it is none.
func (e *Evidence) Identifier() *Identifier {
	if e.Fact.Identifier.IsZero() {
		return nil
	}
	return e.set.c.identifier(e.Fact.Identifier)
}

// Reason returns why it does not count, nil when it does.
func (e *Evidence) Reason() *string { return orNull(e.Fact.Reason) }

// Claims returns the source rows: of the record, or of the shop's link to the
// value.
func (e *Evidence) Claims() ([]*Claim, error) {
	if e.Fact.Record.IsZero() {
		views, err := e.set.claims.get(investigate.LinkRef{Storefront: e.Fact.Storefront, Identifier: e.Fact.Identifier})
		return e.set.c.s.claimList(views), err
	}
	view, err := e.set.c.nodes.get(e.Fact.Record)
	if view == nil {
		return nil, err
	}
	views := make([]investigate.ClaimView, len(view.Facts))
	for i := range view.Facts {
		views[i] = view.Facts[i].Source
	}
	return e.set.c.s.claimList(distinct(views)), nil
}
