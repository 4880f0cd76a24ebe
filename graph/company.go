package graph

import (
	"context"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// company is what was reached together: a page of members, the hits of a
// search, the far ends of links. What one of them needs is fetched for all of
// them at once.
type company struct {
	s       *session
	nodes   *shelf[entity.Key, *investigate.NodeView]
	links   *shelf[entity.Key, []investigate.LinkView] // of those with few links only: see few
	counted *shelf[string, string]                     // ring of a storefront as core or attached member
	placed  *shelf[string, string]                     // ring of a storefront in any tier
	sharers []entity.Key                               // those with few links
	beyond  memo[entity.Kind, *company]
}

func (s *session) company(ctx context.Context, keys ...entity.Key) *company {
	c := &company{s: s}
	// Notes may be about rings, which are no records and fetch themselves.
	keys = slices.DeleteFunc(slices.Clone(keys), func(k entity.Key) bool { return k.Kind.Derived() })
	var shops []string
	for _, k := range keys {
		if k.Kind == entity.KindStorefront {
			shops = append(shops, k.ID)
		}
		if few(k.Kind) {
			c.sharers = append(c.sharers, k)
		}
	}
	ringsOf := func(peripheral bool) *shelf[string, string] {
		return newShelf(shops, func(ids []string) ([]string, error) { return s.ask.RingsOf(ctx, ids, peripheral) })
	}
	c.nodes = newShelf(keys, func(ks []entity.Key) ([]*investigate.NodeView, error) { return s.ask.Nodes(ctx, ks) })
	c.links = newShelf(c.sharers, func(ks []entity.Key) ([][]investigate.LinkView, error) { return s.ask.Links(ctx, ks, nil) })
	c.counted, c.placed = ringsOf(false), ringsOf(true)
	return c
}

// few reports whether nodes of a kind have so few links that those of many may
// be read whole. A shared value or a region may have as many as there are
// storefronts.
func few(kind entity.Kind) bool {
	return kind == entity.KindStorefront || kind == entity.KindSeller ||
		kind == entity.KindComplaint || kind == entity.KindTestPurchase || kind == entity.KindEnforcement ||
		kind == entity.KindListing || kind == entity.KindShipment || kind == entity.KindBrand || kind == entity.KindOrderAggregate
}

// linksOf returns the evidence links of one of the company. MEMBER_OF is no
// evidence; membership has fields of its own.
func (c *company) linksOf(ctx context.Context, key entity.Key) (links []investigate.LinkView, all bool, err error) {
	all = true
	if few(key.Kind) {
		links, err = c.links.get(key)
	} else if view, fault := c.s.show(ctx, key); fault != nil {
		err = fault
	} else {
		links, all = view.Links, !view.HasMore
	}
	out := make([]investigate.LinkView, 0, len(links))
	for _, l := range links {
		if !l.Other.Kind.Derived() {
			out = append(out, l)
		}
	}
	return out, all, err
}

// across returns the company of everything of one kind that the company's
// links lead to, so that owners of fifty shops are fetched as fast as one.
func (c *company) across(ctx context.Context, kind entity.Kind) (*company, error) {
	return c.beyond.get(kind, func() (*company, error) {
		var keys []entity.Key
		for _, k := range distinct(c.sharers) {
			links, err := c.links.get(k)
			if err != nil {
				return nil, err
			}
			for _, l := range links {
				if l.Other.Kind == kind {
					keys = append(keys, l.Other)
				}
			}
		}
		return c.s.company(ctx, keys...), nil
	})
}
