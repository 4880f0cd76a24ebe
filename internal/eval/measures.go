package eval

import (
	"strconv"
	"strings"
)

// Measure is one figure of a report as it is printed, "" where it is unknown.
type Measure struct {
	Name     string
	Value    string
	Interval Interval
}

// lines collects measures in the order in which they are printed.
type lines struct {
	of  []Measure
	has map[string]Interval
}

func (l *lines) text(name, value string) {
	l.of = append(l.of, Measure{name, value, l.has[name]})
}

func (l *lines) ratio(name string, r Ratio) { l.text(name, r.String()) }

func (l *lines) count(name string, n int) { l.text(name, strconv.Itoa(n)) }

// maybe writes a count that may be unknown.
func (l *lines) maybe(name string, n *int) {
	if n == nil {
		l.text(name, "")
		return
	}
	l.count(name, *n)
}

func (l *lines) perMille(name string, s *Share) {
	if s == nil {
		l.text(name, "")
		return
	}
	r := s.Ratio()
	r.Value *= 1000
	l.ratio(name, r)
}

func (l *lines) prf(name string, p PRF) {
	l.ratio(name+"_precision", p.Precision)
	l.ratio(name+"_recall", p.Recall)
	l.ratio(name+"_f", p.F)
}

// Measures lists the figures of a report. Reports of one gauge that have the
// same parts list the same names in the same order.
func (r *Report) Measures() []Measure {
	l := &lines{has: r.Intervals}
	if r.Grouped != nil {
		r.Grouped.list(l)
	}
	if r.Ranked != nil {
		r.Ranked.list(l)
	}
	return l.of
}

func (g *Grouped) list(l *lines) {
	l.prf("b_cubed", g.BCubed)
	l.prf("pair", g.Pairs)
	l.ratio("adjusted_rand", g.ARI)
	l.ratio("adjusted_mutual", g.AMI)
	l.ratio("normalized_mutual", g.NMI)
	l.count("true_rings", g.Rings.True)
	l.ratio("recovered_half", g.Rings.Half)
	l.ratio("recovered_most", g.Rings.Most)
	l.count("findable_rings", g.Findable.True)
	l.ratio("findable_recovered_half", g.Findable.Half)
	l.ratio("findable_recovered_most", g.Findable.Most)
	l.ratio("linking_precision", g.Linking.Precision.Ratio())
	l.ratio("linking_recall", g.Linking.Recall.Ratio())
	l.ratio("linking_recall_whole", g.Linking.Whole.Ratio())
	l.count("found_rings", g.Rings.Found)
	l.ratio("right_half", g.Rings.Right)
	l.ratio("right_most", g.Rings.Exact)
	l.count("false_rings", g.Rings.False)
	l.maybe("unrelated_groups", g.Unrelated)
	l.count("innocents", g.Rings.Innocents)
	l.count("innocents_taken_in", g.Rings.TakenIn)
	l.ratio("taken_in_per_thousand", g.Rings.PerMille)
	l.maybe("framed", g.Framed)
	l.count("strangers", g.Strangers)
	g.listHarm(l)
	g.listParts(l)
	g.listQueue(l)
}

func (g *Grouped) listHarm(l *lines) {
	var h Harm
	var sharing *int
	var taken *Share
	if g.Harm != nil {
		h, sharing, taken = *g.Harm, &g.Harm.Innocent, &g.Harm.TakenIn
	}
	l.maybe("sharing_innocents", sharing)
	l.perMille("sharing_taken_in_per_thousand", taken)
	l.perMille("accused_per_thousand", h.Accused)
	l.perMille("in_risky_group_per_thousand", h.InRisky)
	l.perMille("in_lead_per_thousand", h.InLead)
	var honest Honest
	var groups *int
	if g.Honest != nil {
		honest, groups = *g.Honest, &g.Honest.Groups
	}
	l.maybe("honest_groups", groups)
	l.maybe("honest_groups_risky", honest.Risky)
	l.maybe("honest_groups_in_leads", honest.Leads)
	var through Ratio
	var members *int
	if g.Hubs != nil {
		through, members = g.Hubs.Groups.Ratio(), &g.Hubs.Members
	}
	l.ratio("hub_contamination", through)
	l.maybe("hub_members", members)
}

func (g *Grouped) listParts(l *lines) {
	for _, t := range g.Tiers {
		name := t.Tier.String()
		l.count(name+"_storefronts", t.Storefronts)
		l.count(name+"_innocents", t.Innocents)
		l.count(name+"_framed", t.Framed)
	}
	for _, r := range g.Reasons {
		name := "rings_" + r.Reason
		l.text(name, strconv.FormatFloat(r.Met.Of, 'f', 0, 64))
		l.text(name+"_met", strconv.FormatFloat(r.Met.Hits, 'f', 0, 64))
	}
	for _, k := range g.Kinds {
		l.prf(kindName(k.Kind), k.PRF)
	}
}

// kindName is the name of the measures of one kind of value.
func kindName(kind string) string { return "kind_" + strings.ToLower(kind) }

func (g *Grouped) listQueue(l *lines) {
	if a := g.Leads; a != nil {
		l.count("lead_groups", a.Groups)
		l.ratio("lead_illicit", a.Illicit.Ratio())
		l.ratio("lead_loss", a.Loss)
	}
	q := g.Queue
	if q == nil {
		return
	}
	l.count("queue", q.Groups)
	for _, k := range q.Right {
		l.ratio(atName("ring_right", k.K), k.Precision)
	}
	for _, k := range q.Illicit {
		l.ratio(atName("ring_illicit", k.K), k.Precision)
	}
	l.ratio("ring_ties_in_top_100", q.Ties.Ratio())
}

func (r *Ranked) list(l *lines) {
	l.count("scored", r.Scored)
	l.count("illicit", r.Illicit)
	l.ratio("average_precision", r.Average)
	for _, k := range r.Precision {
		l.ratio(atName("precision", k.K), k.Precision)
	}
	l.ratio("ties_in_top_100", r.Ties.Ratio())
	if c := r.Calibration; c != nil {
		l.ratio("brier", c.Brier)
		l.ratio("ece", c.Error)
		l.ratio("rises", c.Rises.Ratio())
		l.perMille("innocents_at_60_per_thousand", &c.Accused)
	}
}

// Line is one measure of several reports, in their order.
type Line struct {
	Name  string
	Cells []Measure
}

// SideBySide sets the measures of several reports side by side, in the order of
// the report in which a measure first stands. Where a report lacks one its cell
// is empty.
func SideBySide(reports []Report) []Line {
	var out []Line
	at := map[string]int{}
	for i := range reports {
		before := -1
		for _, m := range reports[i].Measures() {
			place, met := at[m.Name]
			if !met {
				place = before + 1
				out = append(out, Line{})
				copy(out[place+1:], out[place:])
				out[place] = Line{m.Name, make([]Measure, len(reports))}
				for name, other := range at {
					if other >= place {
						at[name] = other + 1
					}
				}
				at[m.Name] = place
			}
			out[place].Cells[i] = m
			before = place
		}
	}
	return out
}
