package graph

import (
	"context"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

// MemberConnection is a part of the list of members.
type MemberConnection struct {
	Nodes      []*Member
	TotalCount int
	part       part
}

// MemberEdge is one member with its cursor.
type MemberEdge struct {
	Cursor string
	Node   *Member
}

// PageInfo says where the part ends.
func (m *MemberConnection) PageInfo() *PageInfo { return m.part.info() }

// Edges returns the members with a cursor each.
func (m *MemberConnection) Edges() []*MemberEdge {
	out := make([]*MemberEdge, len(m.Nodes))
	for i, n := range m.Nodes {
		out[i] = &MemberEdge{m.part.cursor(i), n}
	}
	return out
}

// Members returns a part of the members in the given tiers (all when none are
// given), or the one that is named.
func (r *Ring) Members(ctx context.Context, first int, after *string, tiers []ring.Tier, storefront *string) (*MemberConnection, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	scope := scopeOf("members", r.key.ID, tiers, value(storefront))
	offset, run, err := resume(after, scope)
	if err != nil {
		return nil, err
	}
	view, err := r.view(ctx)
	if err != nil {
		return nil, err
	}
	if err := sameRun(run, view.Summary.Run); err != nil {
		return nil, err
	}
	var chosen []ring.Member
	for _, m := range view.Ring.Members {
		if (len(tiers) == 0 || slices.Contains(tiers, m.Tier)) && (storefront == nil || m.Storefront == storefrontID(*storefront)) {
			chosen = append(chosen, m)
		}
	}
	lo := min(offset, len(chosen))
	hi := min(lo+first, len(chosen))
	return &MemberConnection{
		Nodes:      r.memberPage(ctx, view, chosen[lo:hi]),
		TotalCount: len(chosen),
		part:       part{view.Summary.Run, scope, lo, hi - lo, hi < len(chosen)},
	}, nil
}

// member returns the place of one storefront, nil when it has none.
func (r *Ring) member(ctx context.Context, storefront string) (*Member, error) {
	view, err := r.view(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(view.Ring.Members, func(m ring.Member) bool { return m.Storefront == storefront })
	if i < 0 {
		return nil, nil
	}
	return r.memberPage(ctx, view, view.Ring.Members[i:i+1])[0], nil
}

// memberPage makes members that fetch what they need together: their
// storefronts and shared values in one call, their source rows in another.
func (r *Ring) memberPage(ctx context.Context, view *investigate.RingView, members []ring.Member) []*Member {
	var keys []entity.Key
	var refs []investigate.LinkRef
	for _, m := range members {
		keys = append(keys, entity.Key{Kind: entity.KindStorefront, ID: m.Storefront})
		for _, f := range m.Facts {
			keys = append(keys, f.Identifier)
			refs = append(refs, investigate.LinkRef{Storefront: m.Storefront, Identifier: f.Identifier})
		}
		keys = append(keys, subjects(m.Against)...)
	}
	c, claims := r.s.company(ctx, keys...), r.s.claims(ctx, refs)
	out := make([]*Member, len(members))
	for i, m := range members {
		out[i] = &Member{Member: m, ring: r, c: c, claims: claims}
		if risk, ok := view.MemberRisk[m.Storefront]; ok {
			out[i].Risk = &risk
		}
	}
	return out
}

// Member is one storefront of a ring.
type Member struct {
	ring.Member
	Risk   *score.Points
	ring   *Ring
	c      *company
	claims *shelf[investigate.LinkRef, []investigate.ClaimView]
}

// Ring returns the ring.
func (m *Member) Ring() *Ring { return m.ring }

// Storefront returns the shop.
func (m *Member) Storefront() *Storefront { return m.c.storefront(m.Member.Storefront) }

// Rival returns another ring it could as well be attached to, nil for none.
func (m *Member) Rival() *Ring {
	if m.Member.Rival == "" {
		return nil
	}
	return m.c.s.ringByID(m.Member.Rival)
}

// Against returns what speaks against the membership.
func (m *Member) Against() []*Note { return m.c.notes(m.Member.Against) }

// Facts returns what ties the member in.
func (m *Member) Facts() []*Fact {
	out := make([]*Fact, len(m.Member.Facts))
	for i, f := range m.Member.Facts {
		ref := investigate.LinkRef{Storefront: m.Member.Storefront, Identifier: f.Identifier}
		out[i] = &Fact{
			Fact:   f,
			c:      m.c,
			ring:   m.ring,
			with:   func(ctx context.Context) ([]string, error) { return m.ring.sharers(ctx, f.Identifier, ref.Storefront) },
			claims: func() ([]investigate.ClaimView, error) { return m.claims.get(ref) },
		}
	}
	return out
}

// others returns ids without self.
func others(ids []string, self string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == self })
}

// Fact is one value that ties one member to the others.
type Fact struct {
	ring.Fact
	c      *company
	ring   *Ring
	with   func(ctx context.Context) ([]string, error)
	claims func() ([]investigate.ClaimView, error)
}

// Identifier returns the value.
func (f *Fact) Identifier() *Identifier { return f.c.identifier(f.Fact.Identifier) }

// With returns the first of the other members that carry it.
func (f *Fact) With(ctx context.Context, first int) ([]*Storefront, error) {
	ids, err := f.with(ctx)
	if err != nil {
		return nil, err
	}
	if ids, err = upTo(ids, first); err != nil {
		return nil, err
	}
	return f.ring.mates(ctx, ids)
}

// Claims returns the source rows that say so.
func (f *Fact) Claims() ([]*Claim, error) {
	views, err := f.claims()
	if err != nil {
		return nil, err
	}
	return f.c.s.claimList(views), nil
}

// storefrontID reads a storefront's key as people type it; a bare id is on the
// default platform.
func storefrontID(text string) string { return entity.ParseKey(text).ID }

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
