package chart

import (
	"fmt"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// sizes draws how many groups of which size there are and were found.
func (r *Report) sizes() (figure, bool) {
	f := figure{ID: "sizes", Title: "True and found groups by size",
		About: "Left bar, outlined: true rings and pairs of so many storefronts. Right bar, filled: found groups. Honest operations are found too and are no rings, so " +
			"more filled than outlined is no error by itself.",
		Table: grid{Columns: []string{"finding"}}}
	for i, report := range r.Reports {
		if report.Grouped == nil {
			continue
		}
		f.Panels = append(f.Panels, sizePanel(r.Names[i], report.Sizes))
		if len(f.Table.Rows) == 0 {
			truth := []string{"truth"}
			for _, s := range report.Sizes {
				f.Table.Columns = append(f.Table.Columns, sizeName(s))
				truth = append(truth, strconv.Itoa(s.True))
			}
			f.Table.Rows = append(f.Table.Rows, truth)
		}
		row := []string{r.Names[i]}
		for _, s := range report.Sizes {
			row = append(row, strconv.Itoa(s.Found))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	return f, len(f.Panels) > 0
}

// sizePanel draws one method's bars beside the truth's, on a scale of its own.
func sizePanel(name string, sizes []eval.OfSize) panel {
	const left, top, height, step = 40, 24, 160, 38
	d := newDrawing(left+step*float64(len(sizes))+8, 240)
	most, found := 1, 0
	for _, s := range sizes {
		most, found = max(most, s.True, s.Found), found+s.Found
	}
	foot := float64(top + height)
	for _, share := range []float64{.5, 1} {
		y := foot - height*share
		d.line("grid", left, y, left+step*float64(len(sizes)), y)
		d.text("end", left-4, y+4, short(float64(most)*share))
	}
	for i, s := range sizes {
		x := left + step*float64(i)
		tall := func(n int) float64 { return height * float64(n) / float64(most) }
		d.rect("hollow", x+7, foot-tall(s.True), 10, tall(s.True))
		d.rect("solid", x+20, foot-tall(s.Found), 10, tall(s.Found))
		d.text("middle", x+19, foot+14, sizeName(s))
	}
	d.line("axis", left, foot, left+step*float64(len(sizes)), foot)
	d.text("middle", left+step*float64(len(sizes))/2, foot+32, "storefronts")
	d.text("start", 14, top-10, "groups")
	p := panel{ID: "sizes-" + anchor(name), Title: name, Desc: fmt.Sprintf("%d groups were found; the tallest bar stands for %d.", found, most)}
	p.SVG = d.svg(p.ID, name, p.Desc)
	return p
}

func sizeName(s eval.OfSize) string {
	switch {
	case s.To == 0:
		return strconv.Itoa(s.From) + "+"
	case s.From == s.To:
		return strconv.Itoa(s.From)
	}
	return fmt.Sprintf("%d-%d", s.From, s.To)
}
