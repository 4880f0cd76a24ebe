package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// column is one figure of the table, with its bar where the notes set one.
type column struct {
	name  string
	share func(*figures) share   // a share, or
	count func(*figures) float64 // a number of things
	per   float64                // what a share is told as a part of; 0 is one
	bar   func(value float64, f *figures) bool
	want  string
}

func columns() []column {
	inTenToFive := func(v float64, f *figures) bool { return v <= float64(f.storefronts)/1e5 }
	return []column{
		{name: "J>=.5 findable", share: func(f *figures) share { return f.half }, bar: atLeast(.95), want: ">= .95"},
		{name: "J>=.8 findable", share: func(f *figures) share { return f.most }, bar: atLeast(.80), want: ">= .80"},
		{name: "J>=.5 all rings", share: func(f *figures) share { return f.everyRing }},
		{name: "pair P", share: func(f *figures) share { return f.precision }, bar: atLeast(.95), want: ">= .95"},
		{name: "pair R findable", share: func(f *figures) share { return f.recall }, bar: atLeast(.90), want: ">= .90"},
		{name: "pair R whole", share: func(f *figures) share { return f.whole }},
		{name: "false rings", count: func(f *figures) float64 { return f.falseRings }, bar: inTenToFive, want: "<= 1 in 10^5"},
		{name: "framed in a group", count: func(f *figures) float64 { return f.framed }, bar: atMost(0), want: "0"},
		{name: "innocents at 60, per 1,000", share: func(f *figures) share { return f.accused }, per: 1000, bar: atMost(5), want: "<= 5"},
		{name: "honest operations found", count: func(f *figures) float64 { return f.honest }},
		{name: "components: J>=.5", share: func(f *figures) share { return f.tradeHalf }},
		{name: "components: false", count: func(f *figures) float64 { return f.tradeFalse }},
	}
}

// value returns the figure and how it is written, false where there was
// nothing to divide by.
func (c *column) value(f *figures) (v float64, text string, known bool) {
	if c.count != nil {
		v = c.count(f)
		return v, fmt.Sprintf("%.0f", v), true
	}
	v, known = c.share(f).of()
	v *= max(1, c.per)
	return v, fmt.Sprintf("%.3f", v), known
}

// barred reports whether the notes' bars are for the preset; the others are
// measured all the same.
func (f *figures) barred() bool {
	return slices.Contains([]string{"standard", "low-illicit", "framing"}, f.preset)
}

func atLeast(bar float64) func(float64, *figures) bool {
	return func(v float64, _ *figures) bool { return v >= bar }
}

func atMost(bar float64) func(float64, *figures) bool {
	return func(v float64, _ *figures) bool { return v <= bar }
}

// report writes the table, a line for each preset over all its seeds and one
// for each seed, and counts the bars that the lines over all seeds miss.
func report(worlds []figures, o options, now time.Time) (text string, missed int) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Detection on invented worlds\n\nWritten by `make eval` on %s: %d storefronts, seeds 1 to %d.\n\n", now.Format(time.DateOnly), o.storefronts, o.seeds)
	b.WriteString("Findable is what the input's own hard evidence holds together of a ring (docs/glossary.md); *pair R whole* counts the other members of such\n" +
		"rings too. Components are connected components on any shared value, the trade's method. A bar that is missed is marked with !. Bars are for\n" +
		"standard, low-illicit and framing, over all seeds.\n\n| preset | seed | findable |")
	cols := columns()
	for _, c := range cols {
		fmt.Fprintf(&b, " %s |", c.name)
	}
	b.WriteString("\n|---|---|---|" + strings.Repeat("---|", len(cols)) + "\n| bar | | |")
	for _, c := range cols {
		fmt.Fprintf(&b, " %s |", c.want)
	}
	b.WriteByte('\n')
	for _, preset := range o.presets {
		all := figures{preset: preset}
		var each []figures
		for _, w := range worlds {
			if w.preset == preset {
				all.add(w)
				each = append(each, w)
			}
		}
		missed += all.line(&b, cols)
		for _, w := range each {
			w.line(&b, cols)
		}
	}
	fmt.Fprintf(&b, "\n%d bars are missed.\n", missed)
	return b.String(), missed
}

func (f *figures) add(w figures) {
	f.storefronts += w.storefronts
	for _, s := range []struct {
		to   *share
		from share
	}{{&f.half, w.half}, {&f.most, w.most}, {&f.everyRing, w.everyRing}, {&f.precision, w.precision}, {&f.recall, w.recall}, {&f.whole, w.whole},
		{&f.accused, w.accused}, {&f.tradeHalf, w.tradeHalf}} {
		s.to.add(s.from)
	}
	f.falseRings += w.falseRings
	f.framed += w.framed
	f.honest += w.honest
	f.tradeFalse += w.tradeFalse
}

// line writes one row and counts the bars that it misses.
func (f *figures) line(b *strings.Builder, cols []column) (missed int) {
	seed := "all"
	if f.seed > 0 {
		seed = fmt.Sprint(f.seed)
	}
	fmt.Fprintf(b, "| %s | %s | %.0f |", f.preset, seed, f.half.all)
	for i := range cols {
		v, text, known := cols[i].value(f)
		if !known {
			b.WriteString(" |")
			continue
		}
		fmt.Fprintf(b, " %s", text)
		if bar := cols[i].bar; bar != nil && f.barred() && !bar(v, f) {
			missed++
			b.WriteString(" !")
		}
		b.WriteString(" |")
	}
	b.WriteByte('\n')
	return missed
}
