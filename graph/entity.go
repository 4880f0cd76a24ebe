package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Node is anything that can be looked up again by its id.
type Node interface {
	ID() string
	Key() string
	Kind() entity.Kind
}

// Entity is a record or a shared value from the evidence.
type Entity interface {
	Node
	Name(ctx context.Context) (*string, error)
	Attributes(ctx context.Context) ([]*Attribute, error)
	Links(ctx context.Context, first int, types []entity.LinkType) ([]*Link, error)
	LinkCount(ctx context.Context) (*int, error)
}

// named is what every node can say without asking anybody.
type named struct{ key entity.Key }

// ID returns the opaque id.
func (n named) ID() string { return encodeID(n.key) }

// Key returns the name that people read and type. Rings and runs have queries
// of their own and go without their kind.
func (n named) Key() string {
	if n.key.Kind.Derived() {
		return n.key.ID
	}
	return n.key.String()
}

// Kind returns what the node is.
func (n named) Kind() entity.Kind { return n.key.Kind }

// base is an entity that fetches itself, together with its company.
type base struct {
	named
	c *company
}

// Name returns the name that holds, nil without one.
func (b base) Name(context.Context) (*string, error) {
	view, err := b.c.nodes.get(b.key)
	if view == nil {
		return nil, err
	}
	return orNull(view.Name), nil
}

// Attributes returns every claimed value.
func (b base) Attributes(context.Context) ([]*Attribute, error) {
	view, err := b.c.nodes.get(b.key)
	if view == nil {
		return nil, err
	}
	out := make([]*Attribute, len(view.Facts))
	for i, a := range view.Facts {
		out[i] = &Attribute{Name: a.Name, Value: a.Value, Source: b.c.s.claim(a.Source)}
	}
	return out, nil
}

// Links returns the first links of the given types, of all types when none are
// given.
func (b base) Links(ctx context.Context, first int, types []entity.LinkType) ([]*Link, error) {
	return b.linksWhere(ctx, first, func(l *investigate.LinkView) bool {
		return len(types) == 0 || slices.Contains(types, l.Type)
	})
}

// LinkCount returns how many evidence links there are in all, nil when there
// are more than are ever read.
func (b base) LinkCount(ctx context.Context) (*int, error) {
	links, all, err := b.c.linksOf(ctx, b.key)
	if err != nil || !all {
		return nil, err
	}
	n := len(links)
	return &n, nil
}

// linksWhere returns the first links that want selects.
func (b base) linksWhere(ctx context.Context, first int, want func(*investigate.LinkView) bool) ([]*Link, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	links, _, err := b.c.linksOf(ctx, b.key)
	if err != nil {
		return nil, err
	}
	var chosen []investigate.LinkView
	var others []entity.Key
	for i := range links {
		if l := &links[i]; len(chosen) < first && want(l) {
			chosen = append(chosen, *l)
			others = append(others, l.Other)
		}
	}
	out := make([]*Link, len(chosen))
	apart := b.c.s.company(ctx, others...)
	for i, l := range chosen {
		c := apart
		if few(b.key.Kind) {
			if c, err = b.c.across(ctx, l.Other.Kind); err != nil {
				return nil, err
			}
		}
		out[i] = &Link{LinkView: l, c: c}
	}
	return out, nil
}

// neighbours returns the entities at the far end of the first links that want
// selects, each once.
func neighbours[T Entity](ctx context.Context, b base, first int, want func(*investigate.LinkView) bool) ([]T, error) {
	seen := map[entity.Key]bool{}
	links, err := b.linksWhere(ctx, first, func(l *investigate.LinkView) bool {
		if seen[l.Other] || !want(l) {
			return false
		}
		seen[l.Other] = true
		return true
	})
	if err != nil {
		return nil, err
	}
	out := make([]T, 0, len(links))
	for _, l := range links {
		if e, ok := l.Other().(T); ok {
			out = append(out, e)
		}
	}
	return out, nil
}

func otherIs(kind entity.Kind) func(*investigate.LinkView) bool {
	return func(l *investigate.LinkView) bool { return l.Other.Kind == kind }
}

func otherIsIdentifier(l *investigate.LinkView) bool { return l.Other.Kind.Identifier() }

// Storefront is a shop on one marketplace.
type Storefront struct{ base }

// Platform returns the marketplace, the first part of the key.
func (s *Storefront) Platform() string {
	platform, _, _ := strings.Cut(s.key.ID, ":")
	return platform
}

// Regions returns where the shop's goods leave from.
func (s *Storefront) Regions(ctx context.Context) ([]*Place, error) {
	return neighbours[*Place](ctx, s.base, pageLimit, func(l *investigate.LinkView) bool {
		return l.Type == entity.LinkShipsFrom && l.Other.Kind == entity.KindRegion
	})
}

// Sellers returns who operates the shop.
func (s *Storefront) Sellers(ctx context.Context, first int) ([]*Seller, error) {
	return neighbours[*Seller](ctx, s.base, first, otherIs(entity.KindSeller))
}

// Identifiers returns the values that the shop itself carries.
func (s *Storefront) Identifiers(ctx context.Context, first int) ([]*Link, error) {
	return s.linksWhere(ctx, first, otherIsIdentifier)
}

// Complaints returns the complaints against the shop itself.
func (s *Storefront) Complaints(ctx context.Context, first int) ([]*Record, error) {
	return neighbours[*Record](ctx, s.base, first, otherIs(entity.KindComplaint))
}

// TestPurchases returns the purchases made at the shop.
func (s *Storefront) TestPurchases(ctx context.Context, first int) ([]*Record, error) {
	return neighbours[*Record](ctx, s.base, first, otherIs(entity.KindTestPurchase))
}

// Enforcements returns the measures taken against the shop.
func (s *Storefront) Enforcements(ctx context.Context, first int) ([]*Record, error) {
	return neighbours[*Record](ctx, s.base, first, otherIs(entity.KindEnforcement))
}

// Ring returns the ring that counts the shop, nil for none.
func (s *Storefront) Ring(context.Context) (*Ring, error) {
	id, err := s.c.counted.get(s.key.ID)
	if err != nil || id == "" {
		return nil, err
	}
	return s.c.s.ringByID(id), nil
}

// Membership returns the shop's place in a ring, peripheral ones included, nil
// for none.
func (s *Storefront) Membership(ctx context.Context) (*Member, error) {
	id, err := s.c.placed.get(s.key.ID)
	if err != nil || id == "" {
		return nil, err
	}
	return s.c.s.ringByID(id).member(ctx, s.key.ID)
}

// Seller is a person that operates storefronts.
type Seller struct{ base }

// Storefronts returns the shops that the seller operates.
func (s *Seller) Storefronts(ctx context.Context, first int) ([]*Storefront, error) {
	return neighbours[*Storefront](ctx, s.base, first, func(l *investigate.LinkView) bool { return l.Type == entity.LinkOperates })
}

// Identifiers returns the values that the seller carries.
func (s *Seller) Identifiers(ctx context.Context, first int) ([]*Link, error) {
	return s.linksWhere(ctx, first, otherIsIdentifier)
}

// Complaints returns the complaints against the seller.
func (s *Seller) Complaints(ctx context.Context, first int) ([]*Record, error) {
	return neighbours[*Record](ctx, s.base, first, otherIs(entity.KindComplaint))
}

// Enforcements returns the measures taken against the seller.
func (s *Seller) Enforcements(ctx context.Context, first int) ([]*Record, error) {
	return neighbours[*Record](ctx, s.base, first, otherIs(entity.KindEnforcement))
}

// Identifier is a value that storefronts can share.
type Identifier struct{ base }

// Value returns the value in the form in which values are compared.
func (i *Identifier) Value() string { return i.key.ID }

// Storefronts returns the shops that carry the value themselves.
func (i *Identifier) Storefronts(ctx context.Context, first int) ([]*Storefront, error) {
	return neighbours[*Storefront](ctx, i.base, first, otherIs(entity.KindStorefront))
}

// Record is a complaint, a test purchase, a measure or an input file.
type Record struct{ base }

// Place is a region or a marketplace.
type Place struct{ base }

// entity makes the type that fits the key's kind.
func (c *company) entity(key entity.Key) Entity {
	b := base{named{key}, c}
	switch {
	case key.Kind == entity.KindStorefront:
		return &Storefront{b}
	case key.Kind == entity.KindSeller:
		return &Seller{b}
	case key.Kind.Identifier():
		return &Identifier{b}
	case key.Kind == entity.KindRegion || key.Kind == entity.KindPlatform:
		return &Place{b}
	}
	return &Record{b}
}

// node is entity for keys that may also name a ring.
func (c *company) node(key entity.Key) Node {
	if key.Kind == entity.KindRing {
		return c.s.ringByID(key.ID)
	}
	return c.entity(key)
}

func (c *company) storefront(id string) *Storefront {
	return &Storefront{base{named{entity.Key{Kind: entity.KindStorefront, ID: id}}, c}}
}

func (c *company) storefronts(ids []string) []*Storefront {
	out := make([]*Storefront, len(ids))
	for i, id := range ids {
		out[i] = c.storefront(id)
	}
	return out
}

func (c *company) identifier(key entity.Key) *Identifier { return &Identifier{base{named{key}, c}} }

func storefrontKeys(ids []string) []entity.Key {
	out := make([]entity.Key, len(ids))
	for i, id := range ids {
		out[i] = entity.Key{Kind: entity.KindStorefront, ID: id}
	}
	return out
}

// orNull turns the empty text into null.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
