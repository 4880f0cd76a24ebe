package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// loadAndDetect measures one links.csv into an empty embedded store, beside a
// program that only inserts the same rows, then a run over it.
func loadAndDetect(ctx context.Context, p *program, links, runs int) ([]figure, error) {
	file, err := p.inventLinks(ctx, links, 1)
	if err != nil {
		return nil, err
	}
	size := fmt.Sprintf("links.csv of %d rows", links)
	load := figure{what: size + ": load", unit: "s", bar: 15}
	rate := figure{what: size + ": load into an empty store", unit: "rows/s", least: 80_000}
	share := figure{what: size + ": the same beside a bare insert of the store's rows, sorted, 250 a statement", unit: "×", least: 0.6}
	peak := figure{what: size + ": load, peak memory", unit: "MB", bar: 1000}
	detect := figure{what: size + ": detect", unit: "s", bar: 15}
	detectPeak := figure{what: size + ": detect, peak memory", unit: "MB", bar: 1000}
	from := figure{what: size + ": detect --from", unit: "s"}
	for range runs {
		data := filepath.Join(p.dir, "data")
		c, err := p.run(ctx, "load", file, "--data", data, "--quiet")
		if err != nil {
			return nil, err
		}
		load.took(c)
		rate.runs = append(rate.runs, float64(links)/c.wall.Seconds())
		peak.runs = append(peak.runs, float64(c.peak)/1e6)
		bare, err := bareInsert(ctx, filepath.Join(data, "graph.db"), filepath.Join(p.dir, "bare.db"))
		if err != nil {
			return nil, err
		}
		share.runs = append(share.runs, bare.Seconds()/c.wall.Seconds())
		share.note = fmt.Sprintf("%.0f rows/s in the last run", float64(links)/bare.Seconds())
		if c, err = p.run(ctx, "detect", "--data", data, "--quiet"); err != nil {
			return nil, err
		}
		detect.took(c)
		detectPeak.runs = append(detectPeak.runs, float64(c.peak)/1e6)
		if c, err = p.run(ctx, "detect", "--from", file, "--quiet"); err != nil {
			return nil, err
		}
		from.took(c)
		if err := os.RemoveAll(data); err != nil {
			return nil, err
		}
	}
	return []figure{load, rate, share, peak, detect, detectPeak, from}, nil
}

// inventLinks writes a links.csv and returns its path.
func (p *program) inventLinks(ctx context.Context, links, seed int) (string, error) {
	dir := filepath.Join(p.dir, fmt.Sprintf("links-%d-%d", links, seed))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	file := filepath.Join(dir, "links.csv")
	_, err := p.run(ctx, "synth", "--links", strconv.Itoa(links), "--seed", strconv.Itoa(seed), "--out", file)
	return file, err
}

// took adds a run that is measured in seconds.
func (f *figure) took(c cost) {
	f.runs = append(f.runs, c.wall.Seconds())
	f.note = cpuNote(c)
}

func cpuNote(c cost) string {
	return fmt.Sprintf("%.1f s of CPU time in the last run", c.cpu.Seconds())
}
