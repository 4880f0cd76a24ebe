package ingest

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// Rows about an identifier: its node carries what the row says of the value,
// its owner gets the link.

func (l *loader) account(r *row) {
	scheme := r.text("scheme")
	l.owned(r, owned{kind: entity.KindPaymentAccount, scheme: scheme, column: "value", label: "PAYMENT_ACCOUNT", class: entity.ClassObserved,
		also: func(s statement) {
			s.texts("holder_name", "bank_code")
			s.times(past, "verified_at")
		}})
}

func (l *loader) contact(r *row) {
	kind := entity.KindPhone
	switch r.enum("kind", "PHONE", "EMAIL", "HANDLE") {
	case "EMAIL":
		kind = entity.KindEmail
	case "HANDLE":
		kind = entity.KindHandle
	case "":
		r.reject("kind", missingRequired, "is empty")
	}
	country := "" // which only numbers are read by
	if kind == entity.KindPhone {
		country = r.text("country")
	}
	l.owned(r, owned{kind: kind, scheme: country, column: "value", label: strings.ToUpper(kind.String()), class: entity.ClassDeclared,
		also: func(s statement) {
			s.texts("country")
			s.times(past, "verified_at")
		}})
}

func (l *loader) address(r *row) {
	role := r.enum("role", "SHIP_FROM", "RETURN_TO", "REGISTERED", "PRODUCTION", "WAREHOUSE", "CONTACT", "PICKUP")
	label, class := addressClass(role)
	l.owned(r, owned{kind: entity.KindAddress, scheme: r.text("admin_code"), column: "raw", role: role, label: label, class: class,
		also: func(s statement) {
			s.texts("country")
			lat, lon := r.number("lat", -90, 90), r.number("lon", -180, 180)
			s.value("lat", lat)
			s.value("lon", lon)
			if datum := r.enum("datum", "WGS84", "GCJ02", "BD09"); datum != "" {
				s.value("datum", entity.String(datum))
			}
			s.addressRegion("admin_code", r.text("admin_code"))
		}})
}

// addressClass returns the default class of an address in a role: parcels show
// where they come from and go back to, the rest is said.
func addressClass(role string) (label string, c entity.Class) {
	if role == "SHIP_FROM" || role == "RETURN_TO" {
		return "ADDRESS " + role, entity.ClassObserved
	}
	return "ADDRESS", entity.ClassDeclared
}

// owned is a value that a row ascribes to an owner.
type owned struct {
	kind   entity.Kind
	scheme string
	column string // of the value
	role   string // of an address
	label  string
	class  entity.Class // by default
	also   func(statement)
}

func (l *loader) owned(r *row, o owned) {
	values := l.ownedValues(r, o)
	if _, ok := l.admit(r); !ok {
		return
	}
	at := stamp{class: r.class(o.label, o.class), observed: r.observed(l, "verified_at")}
	owner, hasOwner := l.refs.resolve(r, "owner_ref", entity.KindStorefront, entity.KindSeller)
	record := r.t.src.schema.singular + ":" + r.reference()
	for _, v := range values {
		if v.issue != nil {
			r.problems = append(r.problems, problem{o.column, v.issue.Code, v.issue.Message})
		}
		if !v.links() {
			l.refs.bring(record, entity.Key{})
			if hasOwner && !v.refused() {
				l.state(r, owner, at).unlinked(o.kind, v.Value)
			}
			continue
		}
		cited := at
		if v.issue != nil {
			cited.class = v.issue.Class(at.class)
		}
		key := l.identifierNode(o.kind, v.Value, l.cite(r, cited))
		l.refs.bring(record, key)
		value := l.state(r, key, cited)
		o.also(value)
		value.rest()
		if hasOwner {
			link := entity.LinkTo(o.kind)
			if o.kind == entity.KindAddress {
				link = entity.AddressLink(o.role)
			}
			l.state(r, owner, cited).link(link, o.role, key)
		}
	}
}

// ownedValues reads the values that the row holds and rejects the row when
// there is none.
func (l *loader) ownedValues(r *row, o owned) (values []*valueMeant) {
	raw := r.text(o.column)
	if raw == "" || r.rejected {
		return nil
	}
	refused := 0
	for _, part := range canon.Split(o.kind, raw) {
		v, issue := canon.Canonicalise(o.kind, o.scheme, part)
		values = append(values, &valueMeant{Value: v, issue: meant(issue)})
		if issue.Level == canon.Refuses {
			refused++
		}
	}
	if refused == len(values) {
		r.reject(o.column, values[0].issue.Code, "%s", values[0].issue.Message)
	}
	return values
}
