package chart

import (
	"fmt"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// square is where the axes of a panel stand.
var square = unit{left: 40, top: 24, side: 200}

// panelWidth and panelHeight hold a square with its labels.
const panelWidth, panelHeight = 256, 264

// reliability draws the share of illicit storefronts against the score.
func (r *Report) reliability() (figure, bool) {
	f := figure{ID: "reliability", Title: "Reliability of scores",
		About: "Each dot is a bin of ten points of score: how far to the right says the mean score/100, how far up the share of illicit storefronts, with its " +
			"interval. On the dashed line a score would be a probability; the product does not say that it is.",
		Table: grid{Columns: []string{"finding", "score", "storefronts", "mean score/100", "share illicit", "interval"}}}
	for i, report := range r.Reports {
		if report.Ranked == nil || report.Calibration == nil {
			continue
		}
		f.Panels = append(f.Panels, reliabilityPanel(r.Names[i], report.Calibration))
		for _, b := range report.Calibration.Bins {
			if b.Storefronts == 0 {
				continue
			}
			within := ""
			if b.Interval.Known {
				within = short(b.Interval.Low) + " to " + short(b.Interval.High)
			}
			f.Table.Rows = append(f.Table.Rows, []string{r.Names[i], fmt.Sprintf("%d to %d", b.From, b.To), strconv.Itoa(b.Storefronts), short(b.Mean.Value),
				short(b.Illicit.Value), within})
		}
	}
	return f, len(f.Panels) > 0
}

func reliabilityPanel(name string, c *eval.Calibration) panel {
	d := newDrawing(panelWidth, panelHeight)
	d.frame(square, "mean score/100", "share illicit")
	d.line("ideal", square.x(0), square.y(0), square.x(1), square.y(1))
	filled := 0
	for _, b := range c.Bins {
		if b.Storefronts == 0 {
			continue
		}
		filled++
		x, y := square.x(b.Mean.Value), square.y(b.Illicit.Value)
		if b.Interval.Known {
			low, high := square.y(b.Interval.Low), square.y(b.Interval.High)
			d.line("mark", x, low, x, high)
			d.line("mark", x-4, low, x+4, low)
			d.line("mark", x-4, high, x+4, high)
		}
		d.dot("dot", x, y)
	}
	p := panel{ID: "reliability-" + anchor(name), Title: name,
		Desc: fmt.Sprintf("%d bins hold storefronts. Expected calibration error %s, Brier score %s.", filled, orNone(c.Error), orNone(c.Brier))}
	p.SVG = d.svg(p.ID, name, p.Desc)
	return p
}

// orNone writes a ratio, a word where it is unknown.
func orNone(r eval.Ratio) string {
	if !r.Known {
		return "unknown"
	}
	return short(r.Value)
}
