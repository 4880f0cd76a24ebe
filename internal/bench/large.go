package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// largeStore fills a store with ten times the links, wants that this takes no
// more memory than one time did, and loads once more into the full store. It is
// done once, whatever the number of runs: it takes long, and some 40 GB of disk.
func largeStore(ctx context.Context, p *program, links, _ int) ([]figure, error) {
	one, err := p.inventLinks(ctx, links, 2)
	if err != nil {
		return nil, err
	}
	ten, err := p.inventLinks(ctx, 10*links, 1)
	if err != nil {
		return nil, err
	}
	small, data := filepath.Join(p.dir, "small"), filepath.Join(p.dir, "large")
	defer os.RemoveAll(small)
	defer os.RemoveAll(data)
	var costs [3]cost
	for i, args := range [][]string{{one, "--data", small}, {ten, "--data", data}, {one, "--data", data}} {
		if costs[i], err = p.run(ctx, append([]string{"load", "--quiet"}, args...)...); err != nil {
			return nil, err
		}
	}
	rate := func(rows int, c cost) []float64 { return []float64{float64(rows) / c.wall.Seconds()} }
	many, few := fmt.Sprintf("%d rows", 10*links), fmt.Sprintf("%d rows", links)
	return []figure{
		{what: "links.csv of " + many + ": load into an empty store", unit: "rows/s", runs: rate(10*links, costs[1]), note: cpuNote(costs[1])},
		{what: "links.csv of " + many + ": peak memory beside that of " + few, unit: "×", bar: 1.15, runs: []float64{float64(costs[1].peak) / float64(costs[0].peak)},
			note: fmt.Sprintf("%.0f MB and %.0f MB", float64(costs[1].peak)/1e6, float64(costs[0].peak)/1e6)},
		{what: "links.csv of " + few + ": load into a store of " + many, unit: "rows/s", least: 30_000, runs: rate(links, costs[2]), note: cpuNote(costs[2])},
	}, nil
}
