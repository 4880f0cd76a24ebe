package graph

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Attribute is one claimed value.
type Attribute struct {
	Name   string
	Value  string
	Source *Claim
}

// Link is two records that are joined, as seen from one of them.
type Link struct {
	investigate.LinkView
	c *company
}

// Role returns the role, nil without one.
func (l *Link) Role() *string { return orNull(l.LinkView.Role) }

// Outgoing reports whether the link leads away from the record it was asked of.
func (l *Link) Outgoing() bool { return l.Out }

// Other returns the far end.
func (l *Link) Other() Entity { return l.c.entity(l.LinkView.Other) }

// FirstSeen returns when it was first seen, nil when unknown.
func (l *Link) FirstSeen() *string { return orNull(l.First) }

// LastSeen returns when it was last seen, nil when unknown.
func (l *Link) LastSeen() *string { return orNull(l.Last) }

// Claims returns every claim that the link rests on.
func (l *Link) Claims() []*Claim { return l.c.s.claimList(l.LinkView.Claims) }

// Claim is what one row of one input file asserts.
type Claim struct {
	view investigate.ClaimView
	s    *session
}

func (s *session) claim(v investigate.ClaimView) *Claim { return &Claim{v, s} }

func (s *session) claimList(views []investigate.ClaimView) []*Claim {
	out := make([]*Claim, len(views))
	for i, v := range views {
		out[i] = s.claim(v)
	}
	return out
}

// Class returns how the row's author knew.
func (c *Claim) Class() entity.Class { return c.view.Class }

// Observed returns when it was seen, nil when unknown.
func (c *Claim) Observed() *string { return orNull(c.view.Observed) }

// Until returns until when it held, nil when unknown.
func (c *Claim) Until() *string { return orNull(c.view.Until) }

// File returns the input file's name.
func (c *Claim) File() string { return c.view.File }

// Sha256 returns the file's hash.
func (c *Claim) Sha256() string { return c.view.SHA256 }

// Row returns the row in the file, 1 for the first after the header.
func (c *Claim) Row() int { return c.view.Row }

// Withdrawn reports whether the row counts no more.
func (c *Claim) Withdrawn() bool { return c.view.Withdrawn }

// Original returns the row as it came; nil when the file is no longer kept or
// the row is not text.
func (c *Claim) Original(ctx context.Context) (*string, error) {
	o, err := c.s.ask.Original(ctx, c.view.SHA256, c.view.Row)
	switch {
	case errors.Is(err, &errs.Error{Kind: errs.NotFound}):
		return nil, nil
	case err != nil:
		return nil, err
	case o.Erased != nil || !utf8.Valid(o.Raw):
		return nil, nil
	}
	text := string(o.Raw)
	return &text, nil
}
