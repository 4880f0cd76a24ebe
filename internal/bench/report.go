package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
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

// machine is what the numbers belong to.
type machine struct {
	commit, processor, memory string
	load                      string // average over a minute, before the first run
}

func describe(ctx context.Context) machine {
	m := machine{commit: "not known", processor: "not known", memory: "not known", load: "not known"}
	if out, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty", "--abbrev=12").Output(); err == nil {
		m.commit = strings.TrimSpace(string(out))
	}
	if v := firstField("/proc/cpuinfo", "model name"); v != "" {
		m.processor = v
	}
	if v := firstField("/proc/meminfo", "MemTotal"); v != "" {
		m.memory = v
	}
	if raw, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.load, _, _ = strings.Cut(string(raw), " ")
	}
	return m
}

// firstField returns the value of the first `name : value` line of a file.
func firstField(path, name string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(raw)) {
		key, value, ok := strings.Cut(line, ":")
		if ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// report writes the document.
func report(figures []figure, m machine, at time.Time) string {
	var b strings.Builder
	b.WriteString("# Benchmarks\n\nWritten by `make bench` (or `make bench-large`); do not edit. Each figure is the median of the runs beside it; bars are the issues'.\n\n")
	fmt.Fprintf(&b, "- commit: %s\n- date: %s\n- machine: %s, %d processors, %s memory, %s/%s\n- load of the machine before the first run: %s\n- %s\n\n",
		m.commit, at.UTC().Format(time.DateOnly), m.processor, runtime.NumCPU(), m.memory, runtime.GOOS, runtime.GOARCH, m.load, runtime.Version())
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
