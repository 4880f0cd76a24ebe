package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// mixedKinds measures the files of a whole invented world, every kind among
// them, and the canonical forms alone.
func mixedKinds(ctx context.Context, p *program, links, runs int) ([]figure, error) {
	world := filepath.Join(p.dir, "world")
	shops := max(1000, links/20)
	if _, err := p.run(ctx, "synth", "--preset", "standard", "--storefronts", strconv.Itoa(shops), "--check=false", "--out", world); err != nil {
		return nil, err
	}
	f := figure{what: fmt.Sprintf("all kinds of files of a world of %d storefronts: load into an empty store", shops), unit: "rows/s", least: 25_000}
	for range runs {
		data := filepath.Join(p.dir, "data")
		c, err := p.run(ctx, "load", filepath.Join(world, "input"), "--data", data, "--quiet", "--max-rejects", "1")
		if err != nil {
			return nil, err
		}
		rows, err := rowsLoaded(data)
		if err != nil {
			return nil, err
		}
		f.runs = append(f.runs, float64(rows)/c.wall.Seconds())
		f.note = fmt.Sprintf("%d rows", rows)
		if err := os.RemoveAll(data); err != nil {
			return nil, err
		}
	}
	forms, err := canonicalForms(ctx, runs)
	return []figure{f, forms}, err
}

// rowsLoaded reads from the report how many rows a load read.
func rowsLoaded(data string) (int, error) {
	raw, err := os.ReadFile(filepath.Join(data, "load-report.json"))
	if err != nil {
		return 0, err
	}
	var r struct {
		RowsIn int `json:"rows_in"`
	}
	err = json.Unmarshal(raw, &r)
	return r.RowsIn, err
}

var perRound = regexp.MustCompile(`BenchmarkMixedRows\S*\s+1\s+([0-9.]+) ns/op`)

// canonicalForms runs the benchmark of 100,000 mixed rows, each time in a
// process of its own and on one processor, so that nothing is remembered.
func canonicalForms(ctx context.Context, runs int) (figure, error) {
	f := figure{what: "canonical forms of 100,000 mixed rows, one processor, nothing remembered", unit: "s", bar: 2.5}
	for range runs {
		out, err := exec.CommandContext(ctx, "go", "test", "./internal/canon", "-run", "^$", "-bench", "^BenchmarkMixedRows$", "-benchtime", "1x", "-cpu", "1").CombinedOutput()
		if err != nil {
			return f, fmt.Errorf("%w\n%s", err, out)
		}
		m := perRound.FindSubmatch(out)
		if m == nil {
			return f, fmt.Errorf("the benchmark printed no figure:\n%s", out)
		}
		ns, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			return f, err
		}
		f.runs = append(f.runs, ns/1e9)
	}
	return f, nil
}
