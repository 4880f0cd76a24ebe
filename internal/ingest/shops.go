package ingest

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

func (l *loader) seller(r *row) {
	r.text("name")
	id, ok := l.admit(r)
	if !ok {
		return
	}
	key := entity.Key{Kind: entity.KindSeller, ID: id}
	l.refs.bring("seller:"+r.reference(), key)
	s := l.state(r, key, stamp{class: r.class("SELLER", entity.ClassDeclared), observed: r.observed(l)})
	s.texts("name", "name_lang", "legal_name", "ban_reason")
	s.nameKeys("name")
	s.nameKeys("legal_name")
	s.resident()
	s.times(past, "registered_at", "banned_at")
	s.identifier(entity.KindUSCC, "", "uscc")
	s.identifier(entity.KindPhone, "", "contact_phone")
	s.identifier(entity.KindEmail, "", "contact_email")
	s.identifier(entity.KindHandle, "WECHAT", "wechat")
	s.identifier(entity.KindHandle, "QQ", "qq")
	if before, ok := l.refs.resolve(r, "predecessor_seller_ref", entity.KindSeller); ok {
		s.value("predecessor", entity.String(before.String()))
	}
	s.rest()
}

func (l *loader) storefront(r *row) {
	key := l.storefrontKey(r)
	if _, ok := l.admit(r); !ok {
		return
	}
	l.refs.bring("storefront:"+r.reference(), key)
	s := l.state(r, key, stamp{class: r.class("STOREFRONT", entity.ClassObserved), observed: r.observed(l)})
	s.text("shop_name", "name")
	s.nameKeys("shop_name")
	s.texts("url", "status")
	s.times(past, "opened_at")
	s.times(anytime, "closed_at")
	s.region(entity.LinkShipsFrom, "ship_from_region", r.text("ship_from_region"))
	for code := range strings.SplitSeq(r.text("ship_to_regions"), ";") {
		s.region(entity.LinkShipsTo, "ship_to_regions", strings.TrimSpace(code))
	}
	if seller, ok := l.refs.resolve(r, "seller_ref", entity.KindSeller); ok {
		l.facts.link(l.facts.node(seller), entity.LinkOperates, "", s.node, s.cite)
	}
	s.rest()
}

// storefrontKey returns the key of the shop that a row describes, rejecting
// rows without one, and learns its platform.
func (l *loader) storefrontKey(r *row) entity.Key {
	text := r.text("platform")
	platform, ok := canon.Platform(text)
	if text != "" && !ok {
		r.reject("platform", canon.UnknownPlatform, "is not the name of a platform: 1 to 40 letters, digits, dots, dashes, and none of the words that begin other keys, such as seller")
	}
	if r.rejected {
		return entity.Key{}
	}
	l.learn(platform)
	shop := r.text("shop_id")
	if shop == "" {
		shop = shopOfURL(r, platform)
	}
	if r.rejected {
		return entity.Key{}
	}
	key, issue := canon.Storefront(platform, shop)
	if issue.Code != "" {
		r.reject("shop_id", issue.Code, "%s", issue.Message)
	}
	return key
}

// shopOfURL returns the shop that the row's address names. An address of another
// platform would give one platform's shop the other's id.
func shopOfURL(r *row, platform string) string {
	url := r.text("url")
	if url == "" {
		r.reject("shop_id", missingRequired, "is empty, and so is url: one of them has to name the shop")
		return ""
	}
	of, shop, issue := canon.PlatformOfURL(url)
	switch {
	case issue.Code != "":
		r.reject("url", issue.Code, "%s: fill in shop_id", issue.Message)
	case of != "" && of != platform && canon.BuiltinPlatform(platform):
		r.reject("url", canon.BadURL, "is an address of %s, which is not the platform that the row names", of)
	}
	return shop
}

// learn makes a platform known, here and to later loads.
func (l *loader) learn(platform string) {
	if !l.refs.platforms[platform] {
		l.refs.platforms[platform] = true
	}
	l.facts.node(entity.Key{Kind: entity.KindPlatform, ID: platform})
}
