package ingest

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// listing reads an offer in a shop.
func (l *loader) listing(r *row) {
	r.text("listing_id")
	shop, _ := l.refs.resolve(r, "storefront_ref", entity.KindStorefront)
	r.text("storefront_ref")
	id, ok := l.admit(r)
	if !ok {
		return
	}
	key := entity.Key{Kind: entity.KindListing, ID: id}
	l.refs.bring("listing:"+r.reference(), key)
	if l.refs.wanted["listing:"+r.reference()] {
		l.refs.offers[key] = shop
	}
	s := l.state(r, key, stamp{class: r.class("LISTING", entity.ClassObserved), observed: r.observed(l, "listed_at")})
	s.texts("listing_id", "title", "brand_claimed", "currency", "image_refs", "sku")
	s.value("price", r.number("price", 0, 1e15))
	s.value("sales_count", r.number("sales_count", 0, 1e15))
	s.value("goods_score", r.number("goods_score_0_100", 0, 100))
	s.times(past, "listed_at")
	s.times(anytime, "removed_at")
	s.link(entity.LinkAbout, "", shop)
	s.rest()
}

// storedOffers learns the shops of listings of earlier loads, for the purchases
// that name a listing only.
func (l *loader) storedOffers(ctx context.Context, wanted map[entity.Key]bool) error {
	keys := slices.SortedFunc(maps.Keys(wanted), entity.Key.Compare)
	keys = slices.DeleteFunc(keys, func(k entity.Key) bool { return k.Kind != entity.KindListing })
	for part := range slices.Chunk(keys, askAtOnce) {
		for adj, err := range l.graph.Neighbours(ctx, part, store.Filter{Types: []entity.LinkType{entity.LinkAbout}, Direction: store.Out}) {
			if err != nil {
				return err
			}
			l.refs.offers[part[adj.Of]] = adj.Link.To
		}
	}
	return nil
}

// shopOfListing returns the storefront of the listing that a row names.
func (l *loader) shopOfListing(r *row) (entity.Key, bool) {
	text := r.text("listing_ref")
	if text == "" {
		return entity.Key{}, false
	}
	id, listing := strings.CutPrefix(text, "listing:")
	key := entity.Key{Kind: entity.KindListing, ID: id}
	if before, ok := l.refs.records[text]; ok {
		key = before
	}
	shop, ok := l.refs.offers[key]
	if !listing || !ok {
		r.t.src.whole = false
		r.reject("listing_ref", danglingRef, "points at no listing in this load or the store; expected listing:source:listing_id")
	}
	return shop, ok
}
