package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
)

// figure is one thing that was measured.
type figure struct {
	what, unit, note string
	bar              float64 // at most so much; 0 for no bar
	least            float64 // at least so much; 0 for no bar
	runs             []float64
}

// median is the middle run, the upper of two.
func (f figure) median() float64 {
	if len(f.runs) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(f.runs))[len(f.runs)/2]
}

// report writes the document.
func report(figures []figure, m machine.Machine, at time.Time) string {
	var b strings.Builder
	b.WriteString("# Benchmarks\n\nWritten by `make bench` (or `make bench-large`); do not edit. Each figure is the median of the runs beside it; bars are the issues'.\n\n")
	b.WriteString(m.List(at) + "\n")
	b.WriteString("| what | median | bar | | runs |\n|---|---:|---:|---|---|\n")
	for _, f := range figures {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", note(f), amount(f.median(), f.unit), barText(f), verdict(f), allRuns(f))
	}
	return b.String()
}

func note(f figure) string {
	if f.note == "" {
		return f.what
	}
	return f.what + " (" + f.note + ")"
}

func amount(v float64, unit string) string {
	switch unit {
	case "MB", "rows/s":
		return fmt.Sprintf("%.0f %s", v, unit)
	}
	return fmt.Sprintf("%.2f %s", v, unit)
}

func barText(f figure) string {
	switch {
	case f.bar > 0:
		return "≤ " + limit(f.bar, f.unit)
	case f.least > 0:
		return "≥ " + limit(f.least, f.unit)
	}
	return ""
}

func limit(v float64, unit string) string { return strconv.FormatFloat(v, 'f', -1, 64) + " " + unit }

func verdict(f figure) string {
	m := f.median()
	switch {
	case f.bar == 0 && f.least == 0:
		return ""
	case (f.bar == 0 || m <= f.bar) && m >= f.least:
		return "held"
	}
	return "**missed**"
}

func allRuns(f figure) string {
	words := make([]string, len(f.runs))
	for i, v := range f.runs {
		words[i] = amount(v, f.unit)
	}
	return strings.Join(words, ", ")
}
