package chart

import (
	"fmt"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// harm draws how many innocents each method holds, by tier.
func (r *Report) harm() (figure, bool) {
	f := figure{ID: "harm", Title: "Innocents taken in, by tier",
		About: "How many storefronts labelled as innocent are in a group: filled for core, hatched for attached, outlined for peripheral ones, who are shown and accused of " +
			"nothing. A method without tiers accuses all of its members alike. Members of honest operations are among them; the risk of those must stay low.",
		Table: grid{Columns: []string{"finding", "core", "attached", "peripheral", "framed core", "framed attached", "framed peripheral"}}}
	var bars []harmBar
	for i, report := range r.Reports {
		if report.Grouped == nil {
			continue
		}
		bars = append(bars, harmBar{r.Names[i], report.Tiers})
		row := []string{r.Names[i]}
		for _, t := range report.Tiers {
			row = append(row, strconv.Itoa(t.Innocents))
		}
		for _, t := range report.Tiers {
			row = append(row, strconv.Itoa(t.Framed))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	if len(bars) == 0 {
		return f, false
	}
	f.Panels = []panel{harmPanel(bars)}
	return f, true
}

type harmBar struct {
	name  string
	tiers []eval.OfTier
}

func (b *harmBar) innocents() int {
	n := 0
	for _, t := range b.tiers {
		n += t.Innocents
	}
	return n
}

func harmPanel(bars []harmBar) panel {
	const left, top, width, step = 120, 12, 460, 26
	d := newDrawing(left+width+64, top+step*float64(len(bars))+12)
	most := 1
	for i := range bars {
		most = max(most, bars[i].innocents())
	}
	words := ""
	for i := range bars {
		b := &bars[i]
		y := top + step*float64(i)
		x := float64(left)
		d.text("end", left-8, y+14, b.name)
		for k, t := range b.tiers {
			long := width * float64(t.Innocents) / float64(most)
			if t.Innocents > 0 {
				d.rect([]string{"solid", "hatched", "hollow"}[k], x, y+2, long, 16)
			}
			x += long
		}
		d.text("start", x+6, y+14, strconv.Itoa(b.innocents()))
		words += fmt.Sprintf("%s: %d. ", b.name, b.innocents())
	}
	d.line("axis", left, top-4, left, top+step*float64(len(bars)))
	p := panel{ID: "harm-all", Title: "all methods that group", Desc: "Innocents in groups. " + words}
	p.SVG = d.svg(p.ID, p.Title, p.Desc)
	return p
}
