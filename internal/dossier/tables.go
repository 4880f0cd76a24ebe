package dossier

import (
	"slices"
	"strconv"
	"strings"
)

// tables lays out every list of the dossier, in the order in which it is
// read. Only sentences depend on the language.
func tables(d *Dossier, lang string) []*table {
	return []*table{
		againstTable(d, lang), unknownTable(d, lang), partyTable(d), storefrontTable(d), identifierTable(d), tieTable(d),
		purchaseTable(d), complaintTable(d), sanctionTable(d), scoreTable(d, lang), amountTable(d), timelineTable(d), readinessTable(d),
		fileTable(d), rowTable(d), withheldTable(d),
	}
}

func againstTable(d *Dossier, lang string) *table {
	t := &table{name: "against", columns: []string{"code", "text", "subjects", "evidence"}}
	for _, p := range d.Against {
		t.add(own(p.Code), said(translated(p.Code, lang, p.Numbers, p.Text)), cited(p.Subjects), cited(p.Evidence))
	}
	return t
}

// translated says a sentence in a language, or as it was said first.
func translated(code, lang string, numbers []int, first string) string {
	if lang == "en" {
		return first
	}
	if s := sentence(code, lang, numbers); s != "" {
		return s
	}
	return first
}

func unknownTable(d *Dossier, lang string) *table {
	t := &table{name: "unknown", columns: []string{"code", "text", "power"}}
	for _, g := range d.Unknown {
		t.add(own(g.Code), said(translated(g.Code, lang, g.Numbers, g.Text)), said(translated("POWER_"+g.Code, lang, nil, g.Power)))
	}
	return t
}

func partyTable(d *Dossier) *table {
	t := &table{name: "parties", columns: []string{"id", "kind", "name", "record", "business_number", "registered", "banned", "storefronts", "evidence"}}
	for _, p := range d.Parties {
		names := p.Names
		if len(names) == 0 {
			names = []Named{{}}
		}
		for _, n := range names {
			t.add(row(p.ID), coded(nameKind(n.Kind)), shown(n.Name), shown(p.Record), shown(p.Business), own(p.Registered), own(p.Banned),
				cited(p.Storefronts), cited(p.Evidence))
		}
	}
	return t
}

func nameKind(kind string) string {
	if kind == "name" {
		return "name_attr"
	}
	return kind
}

func storefrontTable(d *Dossier) *table {
	t := &table{name: "storefronts", columns: []string{"id", "storefront", "tier", "risk", "confidence", "names", "status", "opened", "closed", "regions", "seller", "evidence"}}
	for _, s := range d.Storefronts {
		t.add(row(s.ID), shown(s.Key), coded(s.Tier), own(s.Risk), own(s.Confidence), joinNames(s.Names), coded(s.Status), own(s.Opened), own(s.Closed),
			joinTexts(s.ShipsFrom), cited(s.Parties), cited(s.Evidence))
	}
	return t
}

func joinNames(ns []Named) cell {
	var ts []Text
	for _, n := range ns {
		ts = append(ts, n.Name)
	}
	return joinTexts(ts)
}

func joinTexts(ts []Text) cell {
	var values []string
	c := cell{sort: data}
	for _, t := range ts {
		if t.Value != "" {
			values = append(values, t.Value)
		}
		c.withheld = max(c.withheld, t.Withheld)
	}
	c.text = strings.Join(values, "; ")
	return c
}

func identifierTable(d *Dossier) *table {
	t := &table{name: "identifiers", columns: []string{"id", "kind", "scheme", "value", "region", "use", "users", "exclusive", "holders", "reason"}}
	for _, x := range d.Identifiers {
		t.add(row(x.ID), coded(x.Kind), own(x.Scheme), shown(x.Value), shown(x.Region), coded(x.Use), number(int64(x.Users)), flag(x.Exclusive),
			cited(x.Holders), said(x.Reason))
	}
	return t
}

func tieTable(d *Dossier) *table {
	t := &table{name: "ties", columns: []string{"storefront", "identifier", "class", "counts", "row", "observed", "until", "role", "via"}}
	for _, x := range d.Ties {
		for _, c := range x.Claims {
			t.add(named(x.Storefront), named(x.Identifier), coded(c.Class), flag(x.Counts), named(c.Row), own(c.Observed), own(c.Until), own(c.Role), named(c.Via))
		}
	}
	return t
}

func purchaseTable(d *Dossier) *table {
	t := &table{name: "test_purchases", columns: []string{"id", "number", "storefront", "class", "bought", "received", "verdict", "sum", "currency", "paid_to", "examiner", "exhibit", "evidence"}}
	for _, p := range d.Purchases {
		t.add(row(p.ID), shown(p.Number), named(p.Storefront), coded(p.Class), own(p.Bought), own(p.Received), coded(p.Verdict), own(p.Amount), own(p.Currency),
			named(p.PaidTo), shown(p.Examiner), shown(p.Exhibit), cited(p.Evidence))
	}
	return t
}

func complaintTable(d *Dossier) *table {
	t := &table{name: "complaints", columns: []string{"id", "number", "targets", "filed_by", "complainant", "filed", "outcome", "reason", "evidence"}}
	for _, c := range d.Complaints {
		t.add(row(c.ID), shown(c.Number), cited(c.Targets), coded(c.Role), shown(c.Complainant), own(c.Filed), coded(c.Outcome), shown(c.Reason), cited(c.Evidence))
	}
	return t
}

func sanctionTable(d *Dossier) *table {
	t := &table{name: "enforcements", columns: []string{"id", "number", "targets", "class", "step", "at", "by", "policy", "reason", "finding", "reversed", "evidence"}}
	for _, s := range d.Sanctions {
		t.add(row(s.ID), shown(s.Number), cited(s.Targets), coded(s.Class), shown(s.Step), own(s.At), shown(s.By), shown(s.Policy), shown(s.Reason), own(s.Finding),
			own(s.Reversed), cited(s.Evidence))
	}
	return t
}

func scoreTable(d *Dossier, lang string) *table {
	t := &table{name: "score", columns: []string{"family", "feature", "points", "detail", "evidence", "not_counted"}}
	for _, r := range d.Score.Rows {
		t.add(coded(r.Family), coded(r.Feature), own(r.Points), said(detail(&r, lang)), cited(factNames(r.Evidence)), cited(factNames(r.NotCounted)))
	}
	return t
}

// detail says what a contribution rests on. The share of storefronts that are
// taken to be illicit is kept in hundredths of a per cent.
func detail(r *Row, lang string) string {
	code := "SCORE_" + r.Feature
	if strings.HasSuffix(r.Feature, "_cap") {
		code = "SCORE_cap"
	}
	if r.Feature == "prior" && len(r.Numbers) == 1 && lang != "en" {
		return strings.Replace(say(code, lang), "%s", strconv.FormatFloat(float64(r.Numbers[0])/100, 'f', -1, 64), 1)
	}
	return translated(code, lang, r.Numbers, r.Detail)
}

func factNames(fs []Fact) []string {
	var out []string
	for _, f := range fs {
		for _, n := range []string{f.Record, f.Identifier} {
			if n != "" {
				out = append(out, n)
			}
		}
	}
	byName(out)
	return slices.Compact(out)
}

func amountTable(d *Dossier) *table {
	t := &table{name: "amounts", columns: []string{"basis", "verdict", "count", "sum", "currency", "records"}}
	for _, a := range d.Amounts {
		t.add(coded(a.Basis), coded(a.Verdict), number(int64(a.Count)), own(a.Sum), own(a.Currency), cited(a.Records))
	}
	return t
}

func timelineTable(d *Dossier) *table {
	t := &table{name: "timeline", columns: []string{"at", "what", "subjects", "evidence"}}
	for _, e := range d.Timeline {
		t.add(own(e.At), coded(e.What), cited(e.Subjects), cited(e.Evidence))
	}
	return t
}

func readinessTable(d *Dossier) *table {
	t := &table{name: "readiness", columns: []string{"section", "state", "required"}}
	for _, s := range d.Readiness {
		t.add(coded(s.Section), coded(s.State), flag(s.Required))
	}
	return t
}

func fileTable(d *Dossier) *table {
	t := &table{name: "files", columns: []string{"id", "kind", "name", "sha256", "bytes", "leaves", "row_root"}}
	for _, f := range d.Evidence.Files {
		t.add(row(f.ID), own(f.Kind), shown(f.Name), own(f.SHA256), number(f.Bytes), number(int64(f.Leaves)), own(f.RowRoot))
	}
	return t
}

func rowTable(d *Dossier) *table {
	t := &table{name: "rows", columns: []string{"row", "offset", "bytes", "leaf", "text"}}
	for _, r := range d.Evidence.Rows {
		t.add(row(r.Ref), number(r.Offset), number(r.Bytes), own(r.Leaf), shown(r.Text))
	}
	return t
}

func withheldTable(d *Dossier) *table {
	t := &table{name: "redactions", columns: []string{"class", "count"}}
	for _, w := range d.Redactions.Withheld {
		t.add(coded(w.What), number(int64(w.N)))
	}
	return t
}
