package chart

import (
	"fmt"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// curves draws precision against recall of every ranking.
func (r *Report) curves() (figure, bool) {
	f := figure{ID: "precision-recall", Title: "Precision and recall of rankings",
		About: "From the highest score down: how many of the illicit storefronts were met (to the right), and what share of those looked at they are (up). The dashed " +
			"line is what a queue in no order gives.",
		Table: grid{Columns: []string{"finding", "average precision", "precision at recall .1", ".25", ".5", ".75", "1"}}}
	for i, report := range r.Reports {
		if report.Ranked == nil || len(report.Curve) == 0 {
			continue
		}
		f.Panels = append(f.Panels, curvePanel(r.Names[i], report.Ranked))
		row := []string{r.Names[i], orNone(report.Average)}
		for _, recall := range []float64{.1, .25, .5, .75, 1} {
			row = append(row, precisionFrom(report.Curve, recall))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	return f, len(f.Panels) > 0
}

func curvePanel(name string, ranked *eval.Ranked) panel {
	d := newDrawing(panelWidth, panelHeight)
	d.frame(square, "recall", "precision")
	last := ranked.Curve[len(ranked.Curve)-1]
	d.line("ideal", square.x(0), square.y(last.Precision), square.x(1), square.y(last.Precision))
	var points [][2]float64
	from := 0.
	for _, p := range ranked.Curve { // in steps: what lies between two points is not on a straight line
		points = append(points, [2]float64{square.x(from), square.y(p.Precision)}, [2]float64{square.x(p.Recall), square.y(p.Precision)})
		from = p.Recall
	}
	d.path("curve", points)
	p := panel{ID: "curve-" + anchor(name), Title: name,
		Desc: fmt.Sprintf("Average precision %s; %s of %s storefronts with a label are illicit.", orNone(ranked.Average), strconv.Itoa(ranked.Illicit), labelled(ranked, last))}
	p.SVG = d.svg(p.ID, name, p.Desc)
	return p
}

// labelled is how many storefronts the whole ranking holds.
func labelled(ranked *eval.Ranked, last eval.Point) string {
	return strconv.FormatFloat(float64(ranked.Illicit)/last.Precision, 'f', 0, 64)
}

// precisionFrom is the precision at the first point that has the recall.
func precisionFrom(curve []eval.Point, recall float64) string {
	for _, p := range curve {
		if p.Recall >= recall {
			return short(p.Precision)
		}
	}
	return ""
}
