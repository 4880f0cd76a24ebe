package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// comparison is what all engines did with one graph.
type comparison struct {
	graph   string
	size    string // in words
	results []result
}

// result is what one engine did in all its runs.
type result struct {
	engine
	costs   []cost
	quality quality
	same    bool  // all runs gave the same answer
	failed  error // why there are fewer runs than were asked
}

// compare lets the engines take turns, so that a busy minute meets them all.
func (w *workshop) compare(ctx context.Context, g *graph, engines []engine, runs int) (comparison, error) {
	c := comparison{graph: g.name, size: fmt.Sprintf("%d storefronts, %d identifiers, %d links, %d rings; the most shared value has %d users",
		g.storefronts, len(g.kinds), len(g.links), g.ringCount(), g.largest())}
	rings, operations := g.rings(), g.operations()
	first := make([][]int32, len(engines))
	for _, e := range engines {
		c.results = append(c.results, result{engine: e, same: true})
	}
	for turn := range runs {
		for i := range c.results {
			r := &c.results[i]
			if r.failed != nil {
				continue
			}
			spent, a, err := w.once(ctx, r.engine, g)
			if ctx.Err() != nil {
				return c, ctx.Err()
			}
			if err != nil {
				r.failed = err
				fmt.Fprintf(os.Stderr, "peers: MISSING %s on %s: %s\n", r.name, g.name, r.reason())
				continue
			}
			fmt.Fprintf(os.Stderr, "peers: %s, %s, run %d: %.2f s\n", g.name, r.name, turn+1, spent.CPU)
			r.costs = append(r.costs, spent)
			if turn == 0 {
				first[i] = a.renumbered()
				r.quality = judge(g, rings, operations, a)
			} else if !slices.Equal(first[i], a.renumbered()) {
				r.same = false
			}
		}
	}
	return c, nil
}

// once runs an engine within the patience that there is.
func (w *workshop) once(ctx context.Context, e engine, g *graph) (cost, answer, error) {
	within, cancel := context.WithTimeout(ctx, w.patience)
	defer cancel()
	c, a, err := e.run(within, w, g)
	if errors.Is(within.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("stopped after %s", w.patience)
	}
	return c, a, err
}

// median is the middle of the runs, the upper of two; 0 of none.
func (r *result) median(of func(cost) float64) float64 {
	if len(r.costs) == 0 {
		return 0
	}
	all := make([]float64, len(r.costs))
	for i, c := range r.costs {
		all[i] = of(c)
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// reason is the last line of what a program said before it failed, which is the
// one that says why.
func (r *result) reason() string {
	lines := strings.Split(strings.TrimSpace(r.failed.Error()), "\n")
	return strings.ReplaceAll(lines[len(lines)-1], "|", "/")
}
