package dossier

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// purchases lists the test purchases from core and attached members.
func (c *composer) purchases() []Purchase {
	out := []Purchase{}
	for _, k := range c.named(entity.KindTestPurchase) {
		n := c.nodes[k]
		p := Purchase{ID: c.names[k], Number: textOf(classRecord, numberOf(n, "purchase_id")), Bought: dateOf(n, "bought_at"), Received: dateOf(n, "received_at"),
			Verdict: word(n.Text("verdict")), Currency: word(n.Text("currency")), Examiner: textOf(classExaminer, n.Text("examiner")),
			Exhibit: textOf(classExhibit, n.Text("exhibit_id"))}
		if v, ok := n.Get("amount"); ok {
			p.Amount = decimal(v)
		}
		rows := recordsOf(n)
		for _, l := range c.out[k] {
			switch {
			case l.Type == entity.LinkBoughtFrom && c.names[l.To] != "":
				p.Storefront, p.Class = c.names[l.To], l.Class().String()
			case l.Type == entity.LinkPaidTo:
				p.PaidTo = c.names[l.To]
			}
			rows = append(rows, claimRecords(l)...)
		}
		p.Evidence = c.cites.refs(rows...)
		out = append(out, p)
	}
	return out
}

// numberOf returns the number that a record is known by at its source.
func numberOf(n *entity.Node, attr string) string {
	return cmp.Or(n.Text(attr), n.Key.ID)
}

// decimal writes an amount without an exponent.
func decimal(v entity.Value) string {
	switch v.Kind() {
	case entity.ValueInt, entity.ValueFloat:
		return strconv.FormatFloat(v.AsFloat(), 'f', -1, 64)
	}
	return ""
}

// complaints lists the complaints against core and attached members and their
// sellers, whatever came of them.
func (c *composer) complaints() []Complaint {
	out := []Complaint{}
	for _, k := range c.named(entity.KindComplaint) {
		n := c.nodes[k]
		targets, _, rows := c.targets(k)
		out = append(out, Complaint{ID: c.names[k], Number: textOf(classRecord, numberOf(n, "complaint_id")), Targets: targets,
			Role: word(n.Text("complainant_kind")), Complainant: textOf(classComplainant, n.Text("complainant_ref")), Filed: dateOf(n, "filed_at"),
			Outcome: word(n.Text("outcome")), Reason: textOf(classNarrative, n.Text("reason")), Evidence: c.cites.refs(append(rows, recordsOf(n)...)...)})
	}
	return out
}

// sanctions lists the measures taken before.
func (c *composer) sanctions() []Sanction {
	out := []Sanction{}
	for _, k := range c.named(entity.KindEnforcement) {
		n := c.nodes[k]
		targets, known, rows := c.targets(k)
		s := Sanction{ID: c.names[k], Number: textOf(classRecord, k.ID), Targets: targets, Class: known.String(), Step: textOf(classNarrative, n.Text("step")), At: dateOf(n, "at"),
			By: textOf(classNarrative, n.Text("by")), Policy: textOf(classNarrative, n.Text("policy")), Reason: textOf(classNarrative, n.Text("reason")),
			Finding: c.finding(n.Text("reason")), Reversed: dateOf(n, "reversed_at"), Evidence: c.cites.refs(append(rows, recordsOf(n)...)...)}
		if word(s.Step.Value) != "" {
			s.Step.class = classRecord
		}
		out = append(out, s)
	}
	return out
}

// finding returns the card's word for a reason; "" when the card knows none.
func (c *composer) finding(reason string) string {
	w := strings.Join(strings.FieldsFunc(strings.ToUpper(reason), func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), "_")
	if _, ok := c.m.Card.History[w]; ok {
		return w
	}
	return ""
}

// targets returns what a record speaks of, how that is known at best, and the
// rows that say so.
func (c *composer) targets(k entity.Key) ([]string, entity.Class, []entity.Record) {
	out := []string{}
	var known entity.Class
	var rows []entity.Record
	for _, l := range c.out[k] {
		if n := c.names[l.To]; n != "" {
			out = append(out, n)
			known = max(known, l.Class())
			rows = append(rows, claimRecords(l)...)
		}
	}
	byName(out)
	return slices.Compact(out), known, rows
}

// amounts adds up what test purchases cost, by verdict and currency.
func amounts(ps []Purchase) []Amount {
	type key struct{ verdict, currency string }
	sums := map[key]*big.Rat{}
	rows := map[key]*Amount{}
	for _, p := range ps {
		v, ok := new(big.Rat).SetString(p.Amount)
		if !ok {
			continue
		}
		k := key{p.Verdict, p.Currency}
		if rows[k] == nil {
			rows[k] = &Amount{Basis: "test_purchases", Verdict: p.Verdict, Currency: p.Currency, Records: []string{}}
			sums[k] = new(big.Rat)
		}
		rows[k].Count++
		rows[k].Records = append(rows[k].Records, p.ID)
		sums[k].Add(sums[k], v)
	}
	out := []Amount{}
	for k, a := range rows {
		a.Sum = sums[k].FloatString(2)
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b Amount) int {
		return cmp.Or(strings.Compare(a.Verdict, b.Verdict), strings.Compare(a.Currency, b.Currency))
	})
	return out
}

// timeline puts everything that has a date in order. What has none is counted
// under what is not known.
func timeline(d *Dossier) []Event {
	out := []Event{}
	add := func(at, what string, evidence []string, subjects ...string) {
		if at != "" {
			out = append(out, Event{At: at, What: what, Subjects: subjects, Evidence: evidence})
		}
	}
	for _, p := range d.Parties {
		add(p.Registered, "seller_registered", p.Evidence, p.ID)
		add(p.Banned, "seller_banned", p.Evidence, p.ID)
	}
	for _, s := range d.Storefronts {
		add(s.Opened, "storefront_opened", s.Evidence, s.ID)
		add(s.Closed, "storefront_closed", s.Evidence, s.ID)
	}
	for _, t := range d.Ties {
		if t.Counts {
			add(t.First, "tie_first_seen", rowsOf(t), t.Storefront, t.Identifier)
		}
	}
	for _, p := range d.Purchases {
		add(p.Bought, "test_purchase", p.Evidence, p.ID, p.Storefront)
	}
	for _, x := range d.Complaints {
		add(x.Filed, "complaint_filed", x.Evidence, append([]string{x.ID}, x.Targets...)...)
	}
	for _, s := range d.Sanctions {
		add(s.At, "enforcement", s.Evidence, append([]string{s.ID}, s.Targets...)...)
		add(s.Reversed, "enforcement_reversed", s.Evidence, append([]string{s.ID}, s.Targets...)...)
	}
	slices.SortStableFunc(out, func(a, b Event) int { return strings.Compare(a.At, b.At) })
	return out
}

func rowsOf(t Tie) []string {
	out := []string{}
	for _, c := range t.Claims {
		if c.Row != "" {
			out = append(out, c.Row)
		}
	}
	return slices.Compact(out)
}

// asOf returns the latest day that the evidence speaks of.
func asOf(d *Dossier) string {
	latest := ""
	see := func(at string) {
		if len(at) >= len("2006-01-02") {
			latest = max(latest, at[:len("2006-01-02")])
		}
	}
	for _, e := range d.Timeline {
		see(e.At)
	}
	for _, t := range d.Ties {
		see(t.Last)
	}
	return latest
}
