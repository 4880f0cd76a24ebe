package graph

import (
	"context"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

// RingConnection is a part of the ranked list of rings.
type RingConnection struct {
	Nodes      []*Ring
	TotalCount int
	Run        string
	part       part
}

// RingEdge is one ring with its cursor.
type RingEdge struct {
	Cursor string
	Node   *Ring
}

// PageInfo says where the part ends.
func (r *RingConnection) PageInfo() *PageInfo { return r.part.info() }

// Edges returns the rings with a cursor each.
func (r *RingConnection) Edges() []*RingEdge {
	out := make([]*RingEdge, len(r.Nodes))
	for i, n := range r.Nodes {
		out[i] = &RingEdge{r.part.cursor(i), n}
	}
	return out
}

// ringPage returns a part of the ranked list. An offset is safe here: a run's
// list never changes, and the cursor is good for its own run only.
func (s *session) ringPage(ctx context.Context, first int, after *string, filter *investigate.RingFilter) (*RingConnection, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	var f investigate.RingFilter
	if filter != nil {
		f = *filter
	}
	if f.Holding != "" {
		f.Holding = storefrontID(f.Holding)
	}
	scope := scopeOf("rings", f.Status, floor(f.MinRisk), f.MinSize, f.MaxSize, f.Region, f.Holding)
	offset, run, err := resume(after, scope)
	if err != nil {
		return nil, err
	}
	page, err := s.ask.Rings(ctx, f, offset, first)
	if err != nil {
		return nil, err
	}
	if err := sameRun(run, page.Run); err != nil {
		return nil, err
	}
	out := &RingConnection{TotalCount: page.Total, Run: page.Run, part: part{page.Run, scope, offset, len(page.Rings), page.HasMore}}
	for _, r := range page.Rings {
		out.Nodes = append(out.Nodes, s.ringOf(r))
	}
	return out, nil
}

// floor spells an optional lower bound.
func floor(risk *float64) string {
	if risk == nil {
		return ""
	}
	return strconv.FormatFloat(*risk, 'g', -1, 64)
}

// existingRing returns a ring of the current run, or errs.NotFound.
func (s *session) existingRing(ctx context.Context, id string) (*Ring, error) {
	view, err := s.ring(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.ringOf(view.Summary), nil
}
