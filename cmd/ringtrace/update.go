package main

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

// writeUpdate says what further links did, and how long that took.
func writeUpdate(g *page, r *investigate.FileResult, m *meter) {
	if r.Update == nil {
		return
	}
	c := r.Update.Change
	g.head("Then: %s came and %s went, in %.3f s", count(c.Added, "link", "links"), thousands(c.Removed), m.sum("then "))
	g.item("%s were there before, %s that should go were not", thousands(c.Known), thousands(c.Absent))
	g.item("of values that many share, %s judged anew; %s since otherwise than before", count(c.Judged, "was", "were"), count(c.Changed, "ties", "tie"))
	g.item("detected again: %s of %s over %s", count(c.Components, "component", "components"), count(c.Members, "storefront", "storefronts"),
		count(c.Links, "link", "links"))
	switch {
	case c.Largest:
		g.item("the largest component of all is among them: this took about as long as it does alone")
	case c.Components > 0:
		g.item("the largest component of all is not among them")
	}
	g.item("of their groups %s as before, %s otherwise, %s new, %s gone", thousands(c.Groups.Same), thousands(c.Groups.Other), thousands(c.Groups.Came), thousands(c.Groups.Gone))
	n := r.Update.Counts
	g.item("now: %s of %s, %s, %s, %s; largest %d", count(n.Rings, "ring", "rings"), count(n.InRings, "storefront", "storefronts"),
		count(n.AccountGroups, "account group", "account groups"), count(n.Candidates, "candidate", "candidates"), count(n.Pairs, "pair", "pairs"), n.Largest)
	g.item("chance is reckoned by the statistics of the first file")
}

// sum adds up the stages whose names begin so, in seconds.
func (m *meter) sum(prefix string) (seconds float64) {
	for _, s := range m.stages {
		if strings.HasPrefix(s.Stage, prefix) {
			seconds += s.Seconds
		}
	}
	return seconds
}
