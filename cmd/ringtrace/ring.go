package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

func (p *program) ringCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "ring ID",
		Short: "Print one ring: members, what ties them, score, weakest tie",
		Long: `Print one ring of the current run: its members with what ties each of them in,
the shared values that hold it together, its score part by part, the weakest
tie, and what speaks against it.`,
		Example: "  ringtrace ring \"$(ringtrace rings --limit 1 --format csv | tail -n 1 | cut -d, -f1)\"",
		Args:    cobra.ExactArgs(1),
		RunE: p.action(func(cmd *cobra.Command, args []string) error {
			return p.service(cmd.Context(), false, func(s *investigate.Service) error {
				v, err := s.Ring(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return p.printPage(v, func(g *page) { writeRing(g, v) })
			})
		}),
	}
}

func writeRing(g *page, v *investigate.RingView) {
	r, s := &v.Ring, &v.Summary
	g.head("%s  %s  %s", r.ID, r.Status, riskLine(s.Risk))
	g.item("%d members (%d core), %d peripheral; founded in run %s, revision %d", s.Members, s.Core, s.Peripheral, r.Founded, r.Revision)
	if len(s.Regions) > 0 {
		g.item("ships from %s", strings.Join(s.Regions, ", "))
	}
	if r.RestsOnOne {
		g.item("rests on a single shared value")
	}
	writeChance(g, r)
	g.head("Members")
	for i := range r.Members {
		writeMember(g, &r.Members[i], v.MemberRisk)
	}
	g.head("Held together by")
	for _, b := range r.Bonds {
		g.item("%s: %d members of %d users%s", b.Identifier, len(b.Holders), b.Users, exclusive(b.Exclusive, b.Users-len(b.Holders)))
	}
	if c := r.Weakest; c != nil {
		g.head("Weakest tie")
		g.item("%d and %d members joined by %s: %.2f bits of evidence, %.2f needed", c.SizeA, c.SizeB, keys(c.Identifiers), c.Bits, c.Needed)
		writeCells(g, c)
	}
	writeOutside(g, r)
	writeHubs(g, r.SeenNotUsed)
	writeNotes(g, r.Against)
	if v.Assessment != nil {
		writeScore(g, v.Assessment)
	}
}

func writeMember(g *page, m *ring.Member, risks map[string]score.Points) {
	risk := ""
	if v, ok := risks[m.Storefront]; ok {
		risk = "  " + riskLine(&v)
	}
	if m.Confidence != nil {
		risk += "  confidence " + share(m.Confidence)
	}
	g.item("%s  %s%s", m.Storefront, m.Tier, risk)
	for _, f := range m.Facts {
		g.sub("%s", factLine(f))
	}
	if m.Rival != "" {
		g.sub("could as well belong to %s", m.Rival)
	}
	for _, n := range m.Against {
		g.sub("against: %s", n.Text)
	}
}

func factLine(f ring.Fact) string {
	var b strings.Builder
	b.WriteString(f.Identifier.String() + " (" + f.Class.String() + "), ")
	b.WriteString(count(f.Inside, "member", "members") + " of " + count(f.Users, "user", "users"))
	b.WriteString(exclusive(f.Exclusive, f.Users-f.Inside))
	return b.String()
}

// exclusive tells what is true of a value whose proven users are all members:
// outsiders may still carry it by declared or inferred links.
func exclusive(yes bool, outside int) string {
	switch {
	case yes && outside == 0:
		return ", used by nobody else"
	case yes:
		return ", elsewhere only declared or inferred"
	}
	return ""
}

func writeHubs(g *page, hubs []ring.Hub) {
	if len(hubs) == 0 {
		return
	}
	g.head("Seen, not used")
	for _, h := range hubs {
		g.item("%s (%s): %d members of %d users. %s", h.Identifier, h.Verdict, h.Inside, h.Users, h.Reason)
	}
}

func writeNotes(g *page, notes []ring.Note) {
	if len(notes) == 0 {
		return
	}
	g.head("Against")
	for _, n := range notes {
		g.item("%s [%s]", n.Text, n.Code)
	}
}

func writeScore(g *page, a *score.Assessment) {
	g.head("Score %s of 100 by card %s", a.Risk, a.Card)
	for _, c := range a.Contributions {
		g.item("%8s  %s / %s: %s", signed(c.Points), c.Family, c.Feature, c.Detail)
	}
	g.item("%8s  sum before it is pressed into 0 to 100", a.Points)
	g.item("evidence of %d of %d families. %s", a.CoverageHave, a.CoverageOf, a.Label)
}

func signed(v score.Points) string {
	if v > 0 {
		return "+" + v.String()
	}
	return v.String()
}

func riskLine(v *score.Points) string {
	if v == nil {
		return "not scored"
	}
	return "risk " + v.String()
}

func keys(ks []entity.Key) string {
	words := make([]string, len(ks))
	for i, k := range ks {
		words[i] = k.String()
	}
	return strings.Join(words, ", ")
}
