package ingest

import (
	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// Rows about what happened to a storefront: each is a node of its own that
// points at it.

func (l *loader) complaint(r *row) {
	r.text("complaint_id")
	target, _ := l.refs.resolve(r, "target_ref", entity.KindStorefront, entity.KindSeller)
	r.text("target_ref")
	id, ok := l.admit(r)
	if !ok {
		return
	}
	s := l.state(r, entity.Key{Kind: entity.KindComplaint, ID: id},
		stamp{class: r.class("COMPLAINT", entity.ClassDeclared), observed: r.observed(l, "filed_at")})
	s.texts("complaint_id", "complainant_ref", "reason")
	s.word("complainant_kind", "CONSUMER", "BRAND", "IPR_AGENT", "PLATFORM")
	s.word("outcome", "UPHELD", "REJECTED", "WITHDRAWN", "REFUTED", "PENDING")
	s.times(past, "filed_at")
	s.times(anytime, "refutation_due_at")
	s.link(entity.LinkTargets, "", target)
	s.rest()
}

func (l *loader) enforcement(r *row) {
	subject, _ := l.refs.resolve(r, "subject_ref", entity.KindStorefront, entity.KindSeller)
	r.text("subject_ref")
	r.text("step")
	r.text("at")
	at := r.when(l, "at", anytime)
	id, ok := l.admit(r)
	if !ok {
		return
	}
	s := l.state(r, entity.Key{Kind: entity.KindEnforcement, ID: id},
		stamp{class: r.class("ENFORCEMENT", entity.ClassVerified), observed: r.observed(l, "at")})
	s.texts("step", "by", "policy", "reason")
	s.value("at", at)
	s.times(anytime, "until")
	s.times(past, "reversed_at")
	s.link(entity.LinkEnforcedOn, "", subject)
	s.rest()
}

func (l *loader) purchase(r *row) {
	r.text("purchase_id")
	shop := l.shopBought(r)
	id, ok := l.admit(r)
	if !ok {
		return
	}
	at := stamp{class: r.class("TEST_PURCHASE", entity.ClassObserved), observed: r.observed(l, "bought_at")}
	s := l.state(r, entity.Key{Kind: entity.KindTestPurchase, ID: id}, at)
	s.texts("purchase_id", "currency", "examiner", "exhibit_id", "listing_ref")
	s.value("amount", r.number("amount", 0, 1e15))
	s.times(past, "bought_at", "received_at")
	s.word("verdict", "COUNTERFEIT", "GENUINE", "INCONCLUSIVE")
	s.link(entity.LinkBoughtFrom, "", shop)
	if account, class, ok := l.accountPaid(r, at); ok {
		at.class = class
		l.facts.link(s.node, entity.LinkPaidTo, "", l.facts.node(account), l.cite(r, at))
		l.state(r, shop, at).link(entity.LinkPaidTo, "", account)
	}
	s.rest()
}

// shopBought returns the storefront of a purchase, rejecting rows without one.
func (l *loader) shopBought(r *row) entity.Key {
	shop, ok := l.refs.resolve(r, "storefront_ref", entity.KindStorefront)
	if !ok && !r.failed("storefront_ref") {
		shop, ok = l.shopOfListing(r)
	}
	switch {
	case ok, r.rejected:
	case r.failed("storefront_ref"):
		p := r.problems[len(r.problems)-1]
		r.problems = r.problems[:len(r.problems)-1]
		r.reject(p.field, p.code, "%s", p.message)
	default:
		r.reject("storefront_ref", missingRequired, "is empty, and so is listing_ref: one of them has to name the shop")
	}
	return shop
}

// accountPaid returns the account that a test buyer paid, and the class of what
// that shows: a reference to a row, or an account with its scheme, as the
// receipt has it.
func (l *loader) accountPaid(r *row, at stamp) (entity.Key, entity.Class, bool) {
	text := r.text("pay_to_account_ref")
	if !canon.AccountWithScheme(text) {
		key, ok := l.refs.resolve(r, "pay_to_account_ref", entity.KindPaymentAccount)
		_, issue := canon.Canonicalise(entity.KindPaymentAccount, "", key.ID) // the row pointed at may hold a doubtful one
		return key, issue.Class(at.class), ok
	}
	v, issue := canon.Canonicalise(entity.KindPaymentAccount, "", text)
	if issue.Code != "" {
		r.fail("pay_to_account_ref", issue.Code, "%s", issue.Message)
	}
	if !issue.Links() {
		return entity.Key{}, at.class, false
	}
	at.class = issue.Class(at.class)
	return l.identifierNode(entity.KindPaymentAccount, v, l.cite(r, at)), at.class, true
}

// word states a field that is one of a few words.
func (s statement) word(column string, words ...string) {
	if w := s.r.enum(column, words...); w != "" {
		s.value(column, entity.String(w))
	}
}
