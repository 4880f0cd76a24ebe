package dossier

import (
	"encoding/json"
	"slices"
)

// decodeLoosely reads what it knows of a JSON text.
func decodeLoosely(text []byte, v any) error { return json.Unmarshal(text, v) }

// dangling returns the first row or short name that a dossier cites and does
// not hold; "" when there is none.
func dangling(d *Dossier) string {
	known := map[string]bool{"": true}
	for _, r := range d.Evidence.Rows {
		known[r.Ref] = true
	}
	for _, x := range d.Parties {
		known[x.ID] = true
	}
	for _, x := range d.Storefronts {
		known[x.ID] = true
	}
	for _, x := range d.Identifiers {
		known[x.ID] = true
	}
	for _, x := range d.Purchases {
		known[x.ID] = true
	}
	for _, x := range d.Complaints {
		known[x.ID] = true
	}
	for _, x := range d.Sanctions {
		known[x.ID] = true
	}
	for _, name := range citedNames(d) {
		if !known[name] {
			return name
		}
	}
	return ""
}

// citedNames lists every short name and row reference that stands anywhere.
func citedNames(d *Dossier) []string {
	var out []string
	add := func(lists ...[]string) { out = append(out, slices.Concat(lists...)...) }
	for _, x := range d.Parties {
		add(x.Storefronts, x.Evidence)
		for _, n := range x.Names {
			add(n.Evidence)
		}
	}
	for _, x := range d.Storefronts {
		add(x.Parties, x.Evidence)
		for _, n := range x.Names {
			add(n.Evidence)
		}
	}
	for _, x := range d.Identifiers {
		add(x.Holders)
	}
	for _, x := range d.Ties {
		add([]string{x.Storefront, x.Identifier})
		for _, c := range x.Claims {
			add([]string{c.Row, c.Via})
		}
	}
	for _, x := range d.Purchases {
		add([]string{x.Storefront, x.PaidTo}, x.Evidence)
	}
	for _, x := range d.Complaints {
		add(x.Targets, x.Evidence)
	}
	for _, x := range d.Sanctions {
		add(x.Targets, x.Evidence)
	}
	for _, x := range d.Score.Rows {
		for _, f := range slices.Concat(x.Evidence, x.NotCounted) {
			add([]string{f.Record, f.Storefront, f.Identifier})
		}
	}
	for _, x := range d.Amounts {
		add(x.Records)
	}
	for _, x := range d.Timeline {
		add(x.Subjects, x.Evidence)
	}
	for _, x := range d.Against {
		add(x.Subjects, x.Evidence)
	}
	if d.Ring.Weakest != nil {
		add(d.Ring.Weakest.Identifiers)
	}
	return out
}
