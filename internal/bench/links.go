package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// loadAndDetect measures one links.csv into an empty embedded store, then a
// run over it.
func loadAndDetect(ctx context.Context, p *program, links, runs int) ([]figure, error) {
	file := filepath.Join(p.dir, "links.csv")
	if _, err := p.run(ctx, "synth", "--links", strconv.Itoa(links), "--out", file); err != nil {
		return nil, err
	}
	size := fmt.Sprintf("links.csv of %d rows", links)
	figures := []figure{
		{what: size + ": load", unit: "s", bar: 15}, {what: size + ": load, peak memory", unit: "MB", bar: 1000},
		{what: size + ": detect", unit: "s", bar: 15}, {what: size + ": detect, peak memory", unit: "MB", bar: 1000},
		{what: size + ": detect --from", unit: "s"},
	}
	for range runs {
		data := filepath.Join(p.dir, "data")
		for i, args := range [][]string{{"load", file, "--data", data, "--quiet"}, {"detect", "--data", data, "--quiet"}, {"detect", "--from", file, "--quiet"}} {
			c, err := p.run(ctx, args...)
			if err != nil {
				return nil, err
			}
			figures[2*i].runs = append(figures[2*i].runs, c.wall.Seconds())
			figures[2*i].note = fmt.Sprintf("%.1f s of CPU time in the last run", c.cpu.Seconds())
			if 2*i+1 < len(figures) {
				figures[2*i+1].runs = append(figures[2*i+1].runs, float64(c.peak)/1e6)
			}
		}
		if err := os.RemoveAll(data); err != nil {
			return nil, err
		}
	}
	return figures, nil
}
