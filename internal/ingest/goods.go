package ingest

import "github.com/ringtrace/ringtrace/internal/entity"

// Rows about goods and trade: parcels, brands, counts of orders.

// shipment reads a parcel. Its sender's number and its origin are the parcel's
// own; they make nobody a member, because a counter takes parcels of many.
func (l *loader) shipment(r *row) {
	r.text("waybill")
	id, ok := l.admit(r)
	if !ok {
		return
	}
	s := l.state(r, entity.Key{Kind: entity.KindShipment, ID: id}, stamp{class: r.class("SHIPMENT", entity.ClassObserved), observed: r.observed(l, "shipped_at")})
	s.texts("waybill", "carrier", "origin_scan_site")
	s.value("weight_g", r.number("weight_g", 0, 1e9))
	s.times(past, "shipped_at")
	if purchase, ok := l.refs.resolve(r, "purchase_ref", entity.KindTestPurchase); ok {
		s.link(entity.LinkAbout, "", purchase)
	}
	if origin, ok := l.refs.resolve(r, "origin_address_ref", entity.KindAddress); ok {
		s.link(entity.AddressLink("SHIP_FROM"), "SHIP_FROM", origin)
	}
	s.rest()
	s.identifier(entity.KindPhone, "", "sender_phone")
}

// brand reads a brand that is attacked.
func (l *loader) brand(r *row) {
	r.text("name")
	id, ok := l.admit(r)
	if !ok {
		return
	}
	s := l.state(r, entity.Key{Kind: entity.KindBrand, ID: id}, stamp{class: r.class("BRAND", entity.ClassVerified), observed: r.observed(l)})
	s.texts("name", "owner", "registration_no", "office", "nice_class")
	s.rest()
}

// orderAggregate reads what a shop sold in a period.
func (l *loader) orderAggregate(r *row) {
	shop, _ := l.refs.resolve(r, "storefront_ref", entity.KindStorefront)
	r.text("storefront_ref")
	for _, column := range []string{"period_start", "period_end", "orders", "amount", "currency"} {
		r.text(column)
	}
	from, to := r.when(l, "period_start", past), r.when(l, "period_end", anytime)
	if start, _ := from.AsWhen(); !r.rejected {
		if end, _ := to.AsWhen(); end.Compare(start) < 0 {
			r.reject("period_end", badDate, "lies before period_start")
		}
	}
	orders, amount := r.number("orders", 0, 1e12), r.number("amount", 0, 1e15)
	id, ok := l.admit(r)
	if !ok {
		return
	}
	s := l.state(r, entity.Key{Kind: entity.KindOrderAggregate, ID: id}, stamp{class: r.class("ORDER_AGGREGATE", entity.ClassObserved), observed: r.observed(l)})
	s.value("period_start", from)
	s.value("period_end", to)
	s.value("orders", orders)
	s.value("amount", amount)
	s.texts("currency")
	s.value("refunds", r.number("refunds", 0, 1e12))
	s.value("buyers", r.number("buyers", 0, 1e12))
	s.link(entity.LinkAbout, "", shop)
	s.rest()
}

// site reads what an address is known to be: a workshop, a warehouse. It says
// so of the address and links nobody to it.
func (l *loader) site(r *row) {
	r.text("kind")
	address, _ := l.refs.resolve(r, "address_ref", entity.KindAddress)
	r.text("address_ref")
	if _, ok := l.admit(r); !ok {
		return
	}
	s := l.state(r, address, stamp{class: r.class("SITE", entity.ClassDeclared), observed: r.observed(l, "last_confirmed")})
	s.text("kind", "site.kind")
	s.text("role", "site.role")
	s.value("site.last_confirmed", r.when(l, "last_confirmed", past))
	s.rest()
}
