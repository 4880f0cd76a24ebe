package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// measured holds what one run of the command found.
type measured struct {
	links, nodes, loads       int
	server                    int    // its process
	bare, bareLinks, bareRead []cost // all of the load; its links alone; reading
	whole, wholeRead          []cost
	laps                      []lap // of one load in pieces
	scanned, replaced         lap
}

// forget drops what was measured.
func (m *measured) forget() {
	m.bare, m.bareLinks, m.bareRead, m.whole, m.wholeRead = nil, nil, nil, nil, nil
}

func (m *measured) progress() string {
	return fmt.Sprintf("bare %v (links %v) %v, store %v %v", m.bare, m.bareLinks, m.bareRead, m.whole, m.wholeRead)
}

// The bars of the issue.
const (
	loadBar    = 0.70
	readBar    = 0.80
	bareAtBest = 15_000 // relationships a second, or the run does not count
)

func (m *measured) report(ctx context.Context, at time.Time) string {
	var b strings.Builder
	b.WriteString("# Benchmarks on Neo4j\n\nWritten by `go run ./internal/store/neo4j/neo4jbench`; do not edit. The bare driver writes and reads the same rows as well as it can, in the\nsame run on the same server; it keeps neither claims nor promises. Medians, with all runs beside them.\n\n")
	fmt.Fprintf(&b, "- commit: %s\n- date: %s\n- %d processors shared by server and client, load average %s, %s/%s, %s\n- %d nodes, %d links, a fifth of them on accounts that many share\n\n",
		output(ctx, "git", "describe", "--always", "--dirty", "--abbrev=12"), at.UTC().Format(time.DateOnly), runtime.NumCPU(), loadAverage(), runtime.GOOS, runtime.GOARCH, runtime.Version(), m.nodes, m.links)
	b.WriteString("| what | bare driver | store | ratio | bar | | processor time a link | ratio |\n|---|---:|---:|---:|---|---|---:|---:|\n")
	m.line(&b, "links/s of a load, its nodes included", m.links, m.bare, m.whole, loadBar)
	m.line(&b, "links/s read for the snapshot", m.links, m.bareRead, m.wholeRead, readBar)
	fmt.Fprintf(&b, "\nThe bare driver's links alone: %.0f links/s (%s).\n", perSecond(m.links, m.bareLinks), all(m.links, m.bareLinks))
	if rate := perSecond(m.links, m.bareLinks); rate < bareAtBest {
		fmt.Fprintf(&b, "The bars ask for %d before a run counts: this one shows the ratio and no more.\n", bareAtBest)
	}
	if len(m.laps) > 0 {
		m.pieces(&b)
	}
	return b.String()
}

// pieces reports the load in pieces.
func (m *measured) pieces(b *strings.Builder) {
	fmt.Fprintf(b, "\nOne load of %d links in pieces of %d, which the client makes as it goes; its highest use of memory, the piece included:\n\n| | memory | time |\n|---|---:|---:|\n", parts*m.loads, pieceLinks)
	for i, l := range m.laps {
		l.line(b, fmt.Sprintf("links %d to %d", i*m.loads, (i+1)*m.loads))
	}
	m.scanned.line(b, "reading all")
	m.replaced.line(b, "the same content again, but for a piece, instead of it (`Replace`)")
}

func (l lap) line(b *strings.Builder, what string) {
	fmt.Fprintf(b, "| %s | %.0f MB | %.0f s |\n", what, float64(l.heap)/1e6, l.took.Seconds())
}

func (m *measured) line(b *strings.Builder, what string, rows int, bare, store []cost, bar float64) {
	ratio := perSecond(rows, store) / perSecond(rows, bare)
	text, verdict := "", ""
	if bar > 0 {
		text, verdict = fmt.Sprintf("≥ %.2f", bar), "held"
		if ratio < bar {
			verdict = "**missed**"
		}
	}
	fmt.Fprintf(b, "| %s | %.0f (%s) | %.0f (%s) | %.2f | %s | %s | %.0f and %.0f µs | %.2f |\n", what, perSecond(rows, bare), all(rows, bare), perSecond(rows, store), all(rows, store),
		ratio, text, verdict, each(rows, bare), each(rows, store), each(rows, bare)/each(rows, store))
}

func perSecond(rows int, took []cost) float64 {
	return float64(rows) / median(took, func(c cost) time.Duration { return c.wall }).Seconds()
}

// each is the processor time of one row, in microseconds.
func each(rows int, took []cost) float64 {
	return float64(median(took, func(c cost) time.Duration { return c.cpu }).Microseconds()) / float64(rows)
}

func median(took []cost, of func(cost) time.Duration) time.Duration {
	ds := make([]time.Duration, len(took))
	for i, c := range took {
		ds[i] = of(c)
	}
	slices.Sort(ds)
	return ds[len(ds)/2]
}

func all(rows int, took []cost) string {
	words := make([]string, len(took))
	for i, d := range took {
		words[i] = fmt.Sprintf("%.0f", float64(rows)/d.wall.Seconds())
	}
	return strings.Join(words, ", ")
}

func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "not known"
	}
	first, _, _ := strings.Cut(string(raw), " ")
	return first
}

func output(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "not known"
	}
	return strings.TrimSpace(string(out))
}
