package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// graphBar holds the bars for one size.
type graphBar struct {
	storefronts               int
	read, image, ties, peakMB float64
}

var graphBars = []graphBar{
	{100_000, .1, .1, .5, 150},
	{1_000_000, .7, .5, 6, 500},
	{10_000_000, 7, 6, 80, 5_000},
	{34_000_000, 25, 20, 300, 16_000},
}

// middle returns the median of what the runs say.
func (m *measured) middle(of func(*stageTimes) float64) float64 {
	values := make([]float64, len(m.Runs))
	for i := range m.Runs {
		values[i] = of(&m.Runs[i])
	}
	return figure{runs: values}.median()
}

func (m *measured) stage(names ...string) float64 {
	return m.middle(func(s *stageTimes) float64 { return s.seconds(names...) })
}

// graphReport writes docs/benchmarks-detect.md.
func graphReport(all []measured) string {
	var b strings.Builder
	b.WriteString(`# Detection on planted graphs

Written by ` + "`make bench-detect`" + `; do not edit. ` + "`ringtrace detect --from edges.u32 --kinds ids.csv --stats`" + ` on the graphs of
bipartite_gen.py, seed 1: seconds by the clock, the median where there are more runs; bars are the issue's.

- read: pairs and kinds from the disk to a snapshot with rows both ways
- snapshot and components: hub verdicts, pruning and the graph of what is left; connected components of all links
- tie rule: both runs, the first of which tests the exclusive types, with the list of who holds what
- a busy machine is slower: its load before the first run stands beside, and what the processors counted

| storefronts | links | read | bar | snapshot and components | bar | tie rule | bar | peak memory | bar | |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|
`)
	for i := range all {
		writeGraphRow(&b, &all[i])
	}
	b.WriteString(`
Processor time of both processors together, which a busy machine lengthens less than the clock's:

| storefronts | read | snapshot and components | tie rule | second check | whole | whole by the clock | runs | load before | commit | date |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|
`)
	for i := range all {
		m := &all[i]
		fmt.Fprintf(&b, "| %d | %.2f s | %.2f s | %.2f s | %.2f s | %.2f s | %.2f s | %d | %s | %s | %s |\n", m.Storefronts,
			m.processor("read"), m.processor("projection", "components"), m.processor("community"), m.processor("verify"),
			m.middle(func(s *stageTimes) float64 { return s.Total.CPU }), m.middle(func(s *stageTimes) float64 { return s.Total.Seconds }),
			len(m.Runs), m.Machine.Load, m.Machine.Commit, m.At.Format(time.DateOnly))
	}
	for i := range all {
		if all[i].Note != "" {
			fmt.Fprintf(&b, "\n%d storefronts: %s\n", all[i].Storefronts, all[i].Note)
		}
	}
	if len(all) > 0 {
		last := &all[len(all)-1]
		fmt.Fprintf(&b, "\nMachine: %s, %s memory.\n", last.Machine.Processor, last.Machine.Memory)
	}
	writeGrowth(&b, all)
	return b.String()
}

func (m *measured) processor(names ...string) float64 {
	return m.middle(func(s *stageTimes) float64 { return s.processor(names...) })
}

func writeGraphRow(b *strings.Builder, m *measured) {
	read, image, ties := m.stage("read"), m.stage("projection", "components"), m.stage("community")
	peak := m.middle(func(s *stageTimes) float64 { return float64(s.Total.Peak) / 1e6 })
	var bars [4]string
	verdict := ""
	if k := slices.IndexFunc(graphBars, func(g graphBar) bool { return g.storefronts == m.Storefronts }); k >= 0 {
		g := graphBars[k]
		bars = [4]string{limit(g.read, "s"), limit(g.image, "s"), limit(g.ties, "s"), limit(g.peakMB, "MB")}
		if verdict = "held"; read > g.read || image > g.image || ties > g.ties || peak > g.peakMB {
			verdict = "**missed**"
		}
	}
	if !m.Kinds {
		verdict = strings.TrimPrefix(verdict+", no kinds", ", ")
	}
	fmt.Fprintf(b, "| %d | %d | %.2f s | %s | %.2f s | %s | %.2f s | %s | %.0f MB | %s | %s |\n", m.Storefronts, m.Links,
		read, bars[0], image, bars[1], ties, bars[2], peak, bars[3], verdict)
}

// writeGrowth draws the processor time of a run beside n log n: a bar that grows
// longer from line to line says that cost grows faster.
func writeGrowth(b *strings.Builder, all []measured) {
	b.WriteString("\n## Cost against n log n\n\nProcessor time of the whole run over n log2 n, n the storefronts, in nanoseconds. Lines of one length would be n log n.\n\n```\n")
	cost := make([]float64, len(all))
	top := 0.0
	for i := range all {
		n := float64(all[i].Storefronts)
		cost[i] = 1e9 * all[i].middle(func(s *stageTimes) float64 { return s.Total.CPU }) / (n * math.Log2(n))
		top = max(top, cost[i])
	}
	for i := range all {
		fmt.Fprintf(b, "%9d  %-50s %6.0f\n", all[i].Storefronts, strings.Repeat("█", int(math.Round(50*cost[i]/max(top, 1)))), cost[i])
	}
	b.WriteString("```\n")
}
