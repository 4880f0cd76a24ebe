// Package chart writes measures as one page of HTML that needs nothing else: no
// script, no picture, no address to load from. Plots are drawn here, as SVG
// within the page, and each has a table that says the same.
//
// What bites: the same reports give the same bytes, so no clock, no map order
// and no number that is not rounded reaches the page; and a plot must be read in
// black and white, so things are told apart by shape and by words, colour only
// repeats it.
package chart

import (
	"bytes"
	_ "embed"
	"html/template"

	"github.com/ringtrace/ringtrace/internal/eval"
)

//go:embed page.html.tmpl
var text string

// Report is what the page is about: findings by name, in the order in which
// they are shown.
type Report struct {
	Version string // of the program that measured
	Names   []string
	Reports []eval.Report
}

// view is what the template sees.
type view struct {
	Version   string
	Resamples int
	Ranking   int // resamples of rankings
	Seed      int
	Parts     []part
	Figures   []figure
}

// part is one table of measures.
type part struct {
	ID, Title string
	Names     []string
	Lines     []line
}

type line struct {
	Name, Meaning string
	Cells         []cell
}

type cell struct{ Value, Interval string }

// figure is one plot and its table.
type figure struct {
	ID, Title string
	About     string // what is seen, and how it is read
	Panels    []panel
	Table     grid
}

// panel is one drawing of a figure.
type panel struct {
	ID, Title string
	Desc      string // the same in words, for who does not see it
	SVG       template.HTML
}

// grid is a plain table.
type grid struct {
	Columns []string
	Rows    [][]string
}

// Render writes the page.
func Render(r Report) ([]byte, error) {
	t, err := template.New("page").Parse(text)
	if err != nil {
		return nil, err
	}
	v := view{Version: r.Version, Resamples: eval.Resamples, Ranking: eval.RankingResamples, Seed: eval.Seed, Parts: r.parts()}
	for _, draw := range []func() (figure, bool){r.harm, r.sizes, r.curves, r.reliability} {
		if f, some := draw(); some {
			v.Figures = append(v.Figures, f)
		}
	}
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// parts lists the measures by section. A table has the findings that say
// anything in it.
func (r *Report) parts() []part {
	var out []part
	for _, l := range eval.SideBySide(r.Reports) {
		m, _ := eval.MeaningOf(l.Name)
		if len(out) == 0 || out[len(out)-1].Title != m.Section {
			out = append(out, part{ID: anchor(m.Section), Title: m.Section, Names: r.Names})
		}
		p := &out[len(out)-1]
		row := line{Name: l.Name, Meaning: m.Text}
		for _, c := range l.Cells {
			row.Cells = append(row.Cells, cell{c.Value, interval(c)})
		}
		p.Lines = append(p.Lines, row)
	}
	for i := range out {
		out[i].narrow()
	}
	return out
}

// narrow leaves out findings without a value in the table.
func (p *part) narrow() {
	for i := len(p.Names) - 1; i >= 0; i-- {
		silent := true
		for _, l := range p.Lines {
			silent = silent && l.Cells[i].Value == ""
		}
		if !silent {
			continue
		}
		p.Names = append(append([]string{}, p.Names[:i]...), p.Names[i+1:]...)
		for k, l := range p.Lines {
			p.Lines[k].Cells = append(append([]cell{}, l.Cells[:i]...), l.Cells[i+1:]...)
		}
	}
}

func interval(m eval.Measure) string {
	if !m.Interval.Known || m.Value == "" {
		return ""
	}
	return short(m.Interval.Low) + " to " + short(m.Interval.High)
}
