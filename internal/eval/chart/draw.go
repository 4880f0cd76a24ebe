package chart

import (
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"
)

// drawing is the inside of an SVG. Text that reaches it is escaped; places are
// rounded to a tenth.
type drawing struct {
	b             strings.Builder
	width, height float64
}

func newDrawing(width, height float64) *drawing { return &drawing{width: width, height: height} }

// svg closes the drawing: a picture with a title and the same in words.
func (d *drawing) svg(id, title, desc string) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg role="img" aria-labelledby="%s-t %s-d" viewBox="0 0 %s %s" width="%s" height="%s">`+"\n"+
		`<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`+"\n%s</svg>",
		id, id, at(d.width), at(d.height), at(d.width), at(d.height), id, html.EscapeString(title), id, html.EscapeString(desc), d.b.String()))
}

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&d.b, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n", class, at(x1), at(y1), at(x2), at(y2))
}

func (d *drawing) rect(class string, x, y, width, height float64) {
	fmt.Fprintf(&d.b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`+"\n", class, at(x), at(y), at(width), at(height))
}

func (d *drawing) dot(class string, x, y float64) {
	fmt.Fprintf(&d.b, `<circle class="%s" cx="%s" cy="%s" r="3.5"/>`+"\n", class, at(x), at(y))
}

// path joins points, each a pair of places.
func (d *drawing) path(class string, points [][2]float64) {
	var b strings.Builder
	for i, p := range points {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(at(p[0]) + "," + at(p[1]))
	}
	fmt.Fprintf(&d.b, `<polyline class="%s" points="%s"/>`+"\n", class, b.String())
}

// text writes a label; anchor is start, middle or end.
func (d *drawing) text(anchor string, x, y float64, label string) {
	fmt.Fprintf(&d.b, `<text text-anchor="%s" x="%s" y="%s">%s</text>`+"\n", anchor, at(x), at(y), html.EscapeString(label))
}

// unit is a square from 0 to 1 on both axes, with marks at fifths.
type unit struct{ left, top, side float64 }

func (u unit) x(v float64) float64 { return u.left + v*u.side }
func (u unit) y(v float64) float64 { return u.top + (1-v)*u.side }

// frame draws the axes with their names.
func (d *drawing) frame(u unit, horizontal, vertical string) {
	for i := range 6 {
		v := float64(i) / 5
		d.line("grid", u.x(0), u.y(v), u.x(1), u.y(v))
		d.line("grid", u.x(v), u.y(0), u.x(v), u.y(1))
		label := strconv.FormatFloat(v, 'f', 1, 64)
		d.text("end", u.x(0)-4, u.y(v)+4, label)
		d.text("middle", u.x(v), u.y(0)+14, label)
	}
	d.line("axis", u.x(0), u.y(0), u.x(1), u.y(0))
	d.line("axis", u.x(0), u.y(0), u.x(0), u.y(1))
	d.text("middle", u.x(.5), u.y(0)+30, horizontal)
	d.text("start", u.x(0)-26, u.y(1)-10, vertical)
}

// at writes a place to a tenth, without a needless end.
func at(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// short writes a figure with three digits behind the point at most.
func short(v float64) string {
	s := strconv.FormatFloat(v, 'f', 3, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// anchor makes an id of a title.
func anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, title)
}
