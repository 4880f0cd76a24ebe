package main

import (
	"fmt"
	"slices"
	"strings"
)

// column is one figure of the first table, with its bar where the notes set
// one.
type column struct {
	name  string
	part  func(*world) part // a share, or
	count func(*world) *int // a number of things
	holds func(value float64, storefronts int) bool
	want  string
}

// ours are the groups that count as found: rings, account groups, candidates
// and pairs. Alone means rings without the others.
const (
	ours  = "every_group"
	alone = "rings"
)

func atLeast(bar float64) func(float64, int) bool {
	return func(v float64, _ int) bool { return v >= bar }
}
func atMost(bar float64) func(float64, int) bool {
	return func(v float64, _ int) bool { return v <= bar }
}

// ringShare is a share of rings met, of our groups.
func ringShare(of func(*finding) share, interval string) func(*world) part {
	return func(w *world) part {
		f := w.of(ours)
		s := of(f)
		return ofShare(&s, 1, f.Intervals[interval])
	}
}

// linkShare is a share of pairs.
func linkShare(of func(*linking) *share, interval string) func(*world) part {
	return func(w *world) part {
		f := w.of(ours)
		if f.Linking == nil {
			return part{}
		}
		return ofShare(of(f.Linking), 1, f.Intervals[interval])
	}
}

// columns are the figures with bars: those of worlds-and-evaluation, section 9.
func columns() []column {
	return []column{
		{name: "J>=.5 findable", part: ringShare(func(f *finding) share { return f.Findable.half() }, "findable_recovered_half"), holds: atLeast(.95), want: ">= .95"},
		{name: "J>=.8 findable", part: ringShare(func(f *finding) share { return f.Findable.most() }, "findable_recovered_most"), holds: atLeast(.80), want: ">= .80"},
		{name: "J>=.5 all rings", part: ringShare(func(f *finding) share { return f.Rings.half() }, "recovered_half")},
		{name: "pair P", part: linkShare(func(l *linking) *share { return &l.Precision }, "linking_precision"), holds: atLeast(.95), want: ">= .95"},
		{name: "pair R findable", part: linkShare(func(l *linking) *share { return &l.Recall }, "linking_recall"), holds: atLeast(.90), want: ">= .90"},
		{name: "pair R whole", part: linkShare(func(l *linking) *share { return &l.Whole }, "linking_recall_whole")},
		{name: "false rings", count: func(w *world) *int { return w.of(alone).Unrelated },
			holds: func(v float64, storefronts int) bool { return v <= float64(storefronts)/1e5 }, want: "<= 1 in 10^5"},
		{name: "framed in a group", count: func(w *world) *int { return w.of(ours).Framed }, holds: atMost(0), want: "0"},
		{name: "innocents at 60, per 1,000", part: harm("accused_per_thousand"), holds: atMost(5), want: "<= 5"},
		{name: "innocents in a lead, per 1,000", part: harm("in_lead_per_thousand"), holds: atMost(0), want: "0"},
		{name: "honest groups", count: func(w *world) *int {
			if h := w.of(ours).Honest; h != nil {
				return &h.Groups
			}
			return nil
		}},
		{name: "of them at 60, per 1,000", part: func(w *world) part {
			h := w.of(ours).Honest
			if h == nil || h.Risky == nil {
				return part{}
			}
			return ofShare(&share{float64(*h.Risky), float64(h.Groups)}, 1000, nil)
		}, holds: atMost(5), want: "<= 5"},
		{name: "of them leads", count: func(w *world) *int {
			if h := w.of(ours).Honest; h != nil {
				return h.Leads
			}
			return nil
		}, holds: atMost(0), want: "0"},
		{name: "untouched groups changed by +1 %", part: func(w *world) part { return ofShare(w.growth.Untouched, 1, nil) }, holds: atMost(0), want: "0"},
	}
}

// harm is a share of the innocents who share infrastructure, in a thousand.
func harm(name string) func(*world) part {
	return func(w *world) part {
		f := w.of(ours)
		if f.Harm == nil {
			return part{}
		}
		s := f.Harm.Accused
		if name == "in_lead_per_thousand" {
			s = f.Harm.InLead
		}
		return ofShare(s, 1000, f.Intervals[name])
	}
}

// barred reports whether the notes' bars are for the preset; the others are
// measured all the same.
func (p *preset) barred() bool {
	return slices.Contains([]string{"standard", "low-illicit", "framing"}, p.name)
}

// value is the figure over some worlds and how it is written.
func (c *column) value(worlds []world) (v float64, text string, known bool) {
	if c.count == nil {
		var parts []part
		for i := range worlds {
			parts = append(parts, c.part(&worlds[i]))
		}
		f := combine(parts)
		if len(worlds) == 1 {
			f.bounded = false
		}
		return f.value, f.String(), f.known
	}
	n := 0
	for i := range worlds {
		if x := c.count(&worlds[i]); x != nil {
			n += *x
			known = true
		}
	}
	if !known {
		return 0, "", false
	}
	return float64(n), fmt.Sprint(n), true
}

// barTable has a line for each preset over all its seeds, which is what bars
// are held to, and one for each seed. It returns the missed bars in words.
func barTable(b *strings.Builder, presets []preset) (missed []string) {
	cols := columns()
	names, wants := []string{"preset", "seed", "findable"}, []string{"bar", "", ""}
	for _, c := range cols {
		names, wants = append(names, c.name), append(wants, c.want)
	}
	head(b, 2, names...)
	row(b, wants...)
	for i := range presets {
		p := &presets[i]
		missed = append(missed, p.line(b, cols, "all", p.worlds)...)
		for j := range p.worlds {
			p.line(b, cols, fmt.Sprint(p.worlds[j].seed), p.worlds[j:j+1])
		}
	}
	return missed
}

func (p *preset) line(b *strings.Builder, cols []column, seed string, worlds []world) (missed []string) {
	rings, storefronts := 0, 0
	for i := range worlds {
		rings += worlds[i].of(ours).Findable.True
		storefronts += worlds[i].storefronts
	}
	cells := []string{p.name, seed, fmt.Sprint(rings)}
	for i := range cols {
		v, text, known := cols[i].value(worlds)
		if known && cols[i].holds != nil && p.barred() && !cols[i].holds(v, storefronts) {
			text += " !"
			missed = append(missed, fmt.Sprintf("%s: %s is %s, wanted %s", p.name, cols[i].name, strings.TrimSuffix(text, " !"), cols[i].want))
		}
		cells = append(cells, text)
	}
	row(b, cells...)
	return missed
}
