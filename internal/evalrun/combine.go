package main

import (
	"fmt"
	"math"
	"strings"
)

// part is one world's figure: a value with its weight, and its interval of 95 %
// where it has one.
type part struct {
	value, weight float64
	interval      *[2]float64
}

// figure is parts put together.
type figure struct {
	value, low, high float64
	known, bounded   bool
}

// combine takes the mean of the parts by weight. Worlds are independent, so the
// halves of their intervals add up as squares, those below the value and those
// above it apart, since a share near 1 has no room above it. The interval is
// unknown where one of the parts has none.
func combine(parts []part) figure {
	f := figure{bounded: true}
	var sum, weight, below, above float64
	for _, p := range parts {
		if p.weight == 0 {
			continue
		}
		sum += p.value * p.weight
		weight += p.weight
		if p.interval == nil {
			f.bounded = false
			continue
		}
		below += square((p.value - p.interval[0]) * p.weight)
		above += square((p.interval[1] - p.value) * p.weight)
	}
	if weight == 0 {
		return figure{}
	}
	f.known, f.value = true, sum/weight
	f.low, f.high = f.value-math.Sqrt(below)/weight, f.value+math.Sqrt(above)/weight
	return f
}

func square(x float64) float64 { return x * x }

// ofShare is a world's share with the interval that eval gives it, told as a
// part of per: 1, or 1000 for intervals of so many in a thousand.
func ofShare(s *share, per float64, interval *[2]float64) part {
	if s == nil || s.Of == 0 {
		return part{}
	}
	return part{s.Hits / s.Of * per, s.Of, interval}
}

// ofMean is a world's figure that is no share: every world weighs the same.
func ofMean(v *float64, interval *[2]float64) part {
	if v == nil {
		return part{}
	}
	return part{*v, 1, interval}
}

// String writes the value, and the interval where it is known.
func (f figure) String() string {
	switch {
	case !f.known:
		return ""
	case !f.bounded:
		return number(f.value)
	}
	return fmt.Sprintf("%s (%s-%s)", number(f.value), number(max(0, f.low)), number(f.high))
}

// number has three digits that say something, and no more behind the point.
func number(v float64) string {
	digits := 3
	for x := math.Abs(v); x >= 10 && digits > 1; x /= 10 {
		digits--
	}
	return fmt.Sprintf("%.*f", digits, v)
}

// row writes cells as a line of a Markdown table.
func row(b *strings.Builder, cells ...string) {
	b.WriteByte('|')
	for _, c := range cells {
		if c != "" {
			b.WriteString(" " + c)
		}
		b.WriteString(" |")
	}
	b.WriteByte('\n')
}

// head writes the head of a table whose first columns are words.
func head(b *strings.Builder, words int, names ...string) {
	row(b, names...)
	for i := range names {
		if i < words {
			b.WriteString("|---")
		} else {
			b.WriteString("|---:")
		}
	}
	b.WriteString("|\n")
}
