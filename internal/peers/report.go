package main

import (
	"fmt"
	"strings"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// report writes the document, and says whether an engine is lacking.
func report(measured []comparison, versions []string, machine string, o options) (text string, lacking bool) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Beside other programs\n\nWritten by `make bench-peers`; do not edit. Each program ran %d times on each graph, in processes of its own, taking turns,\n"+
		"on one thread. Seconds are processor time of the algorithm alone, the median with all runs beside it: reading the graph, building the\n"+
		"program's own form of it and writing are not in them. For the tie rule the verdicts on hubs are part of the algorithm. Peak is the memory of\n"+
		"the process, in brackets what of it was there before the algorithm began.\n\n", o.runs)
	b.WriteString(machine)
	fmt.Fprintf(&b, "- %s\n\n", strings.Join(versions, ", "))
	b.WriteString("J>=.5 and J>=.8 are the shares of true rings that some group meets with such a Jaccard index. Pair P is the share of pairs held together whom\n" +
		"one operation runs, pair R the share of pairs of rings that are held together. *Apart* counts communities that are not connected inside. CPM\n" +
		"surplus is (links inside - 0.05 for each pair of nodes) / links, every node of size 1: compare it among those that optimise it. The graphs are\n" +
		"of generators of our own and one seed: they compare programs and forecast nothing.\n")
	for _, c := range measured {
		lacking = c.write(&b) || lacking
	}
	return b.String(), lacking
}

func (c *comparison) write(b *strings.Builder) (lacking bool) {
	fmt.Fprintf(b, "\n## %s\n\n%s.\n\n", c.graph, c.size)
	b.WriteString("| program | objective | CPU s | runs | peak MB | groups | J>=.5 | J>=.8 | pair P | pair R | apart | CPM surplus | every run the same |\n")
	b.WriteString("|---|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---|\n")
	for i := range c.results {
		if r := &c.results[i]; len(r.costs) > 0 {
			r.line(b)
		}
	}
	for i := range c.results {
		if r := &c.results[i]; r.failed != nil {
			if !lacking {
				b.WriteString("\n**Missing:**\n\n")
			}
			lacking = true
			fmt.Fprintf(b, "- **%s**: %s\n", r.name, r.reason())
		}
	}
	c.bars(b)
	return lacking
}

func (r *result) line(b *strings.Builder) {
	var runs []string
	for _, c := range r.costs {
		runs = append(runs, seconds(c.CPU))
	}
	if cold := r.median(func(c cost) float64 { return c.Cold }); cold > 0 {
		runs = append(runs, "cold "+seconds(cold))
	}
	q := &r.quality
	worth := ""
	if q.whole {
		worth = fmt.Sprintf("%.4f", q.surplus)
	}
	same := "yes"
	if len(r.costs) < 2 {
		same = ""
	} else if !r.same {
		same = "**no**"
	}
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %d | %s | %s | %s | %s | %d | %s | %s |\n", r.name, r.objective, seconds(r.median(func(c cost) float64 { return c.CPU })),
		strings.Join(runs, ", "), r.memory(), q.groups, short(q.half), short(q.most), short(q.precision), short(q.recall), q.disconnected, worth, same)
}

func (r *result) memory() string {
	peak, before := r.median(func(c cost) float64 { return c.Peak }), r.median(func(c cost) float64 { return c.Before })
	if peak == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f (%.0f)", peak/1e6, before/1e6)
}

func seconds(v float64) string {
	if v < 10 {
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.1f", v)
}

func short(r eval.Ratio) string {
	if !r.Known {
		return ""
	}
	return fmt.Sprintf("%.3f", r.Value)
}

// bars holds our Leiden beside the others, as the issue "The detection engine"
// asks; nothing is said where one of the two is missing.
func (c *comparison) bars(b *strings.Builder) {
	cpm := func(r *result) float64 { return r.median(func(c cost) float64 { return c.CPU }) }
	ours, igraph, networkit := c.result("ringtrace leiden-cpm"), c.result("igraph-cpm"), c.result("networkit-leiden")
	if ours == nil || igraph == nil {
		return
	}
	b.WriteString("\n| bar | measured | |\n|---|---:|---|\n")
	say := func(bar, measured string, held bool) {
		word := "held"
		if !held {
			word = "**missed**"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", bar, measured, word)
	}
	ratio := cpm(ours) / cpm(igraph)
	say("processor time at most 1/4 of igraph's CPM", fmt.Sprintf("%.3f", ratio), ratio <= .25)
	if networkit != nil {
		ratio := cpm(ours) / cpm(networkit)
		say("processor time at most NetworKit's Leiden", fmt.Sprintf("%.3f", ratio), ratio <= 1)
	}
	less := 1 - ours.quality.surplus/igraph.quality.surplus
	say("CPM surplus at most 0.5 % below igraph's", fmt.Sprintf("%.2f %%", 100*less), less <= .005)
	say("no community that is not connected", fmt.Sprint(ours.quality.disconnected), ours.quality.disconnected == 0)
}

func (c *comparison) result(name string) *result {
	for i := range c.results {
		if r := &c.results[i]; r.name == name && len(r.costs) > 0 {
			return r
		}
	}
	return nil
}
