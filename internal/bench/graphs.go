package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
)

// planted is what bipartite_gen.py says of a graph, in its meta.json.
type planted struct {
	Storefronts int `json:"n"`
	Links       int `json:"links"`
}

// measured is detection on one graph, as it is kept beside the graph.
type measured struct {
	planted
	Kinds   bool            `json:"kinds"` // a file of kinds was read too
	Machine machine.Machine `json:"machine"`
	At      time.Time       `json:"at"`
	Runs    []stageTimes    `json:"runs"`
	Note    string          `json:"note,omitempty"` // what a reader must know of this graph or of these runs
}

// stageTimes is what `detect --stats` prints.
type stageTimes struct {
	Stages []stageTime `json:"stages"`
	Total  stageTime   `json:"total"`
}

type stageTime struct {
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpuSeconds"`
	Peak    int64   `json:"peakBytes"`
}

// seconds sums stages by the clock.
func (s *stageTimes) seconds(names ...string) (sum float64) {
	for _, t := range s.Stages {
		if slices.Contains(names, t.Stage) {
			sum += t.Seconds
		}
	}
	return sum
}

// processor sums stages by the processors.
func (s *stageTimes) processor(names ...string) (sum float64) {
	for _, t := range s.Stages {
		if slices.Contains(names, t.Stage) {
			sum += t.CPU
		}
	}
	return sum
}

// once is the number of storefronts from which a graph is measured once.
const once = 5_000_000

// benchGraphs measures `detect --from` on every folder of graphs that holds an
// edges.u32, smallest first, and keeps what it saw beside each. With reuse, a
// graph that was measured before is not measured again, so that the large ones
// can have their turn when the machine is calm.
func benchGraphs(ctx context.Context, graphs string, runs int, reuse bool) ([]measured, error) {
	paths, program, dir, err := onGraphs(ctx, graphs)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var out []measured
	for _, path := range paths {
		m, err := benchGraph(ctx, program, filepath.Dir(path), runs, reuse)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b measured) int { return a.Storefronts - b.Storefronts })
	return out, nil
}

// onGraphs lists the graphs of a folder and builds the program that is to be
// measured on them, in a folder that the caller removes.
func onGraphs(ctx context.Context, graphs string) (paths []string, program, dir string, err error) {
	paths, err = filepath.Glob(filepath.Join(graphs, "*", "edges.u32"))
	if err == nil && len(paths) == 0 {
		err = fmt.Errorf("no graphs: %s holds no folder with an edges.u32", filepath.Base(graphs))
	}
	if err != nil {
		return nil, "", "", err
	}
	if dir, err = os.MkdirTemp("", "ringtrace-bench-*"); err != nil {
		return nil, "", "", err
	}
	if program, err = machine.Build(ctx, dir); err != nil {
		return nil, "", "", errors.Join(err, os.RemoveAll(dir))
	}
	return paths, program, dir, nil
}

func benchGraph(ctx context.Context, program, dir string, runs int, reuse bool) (measured, error) {
	var m measured
	kept := filepath.Join(dir, "measured.json")
	if raw, err := os.ReadFile(kept); err == nil && reuse {
		return m, json.Unmarshal(raw, &m)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "meta.json"))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(raw, &m.planted); err != nil {
		return m, err
	}
	args := []string{"detect", "--quiet", "--stats", "--from", filepath.Join(dir, "edges.u32")}
	switch _, err := os.Stat(filepath.Join(dir, "ids.csv")); {
	case err == nil:
		m.Kinds, args = true, append(args, "--kinds", filepath.Join(dir, "ids.csv"))
	case !errors.Is(err, fs.ErrNotExist):
		return m, err
	}
	if m.Storefronts >= once {
		runs = 1
	}
	m.Machine, m.At = machine.Describe(ctx), time.Now().UTC()
	for range runs {
		out, err := machine.Output(exec.CommandContext(ctx, program, args...))
		if err != nil {
			return m, fmt.Errorf("%d storefronts: %w", m.Storefronts, err)
		}
		var s stageTimes
		if err := json.Unmarshal(out, &s); err != nil {
			return m, err
		}
		m.Runs = append(m.Runs, s)
	}
	if raw, err = json.MarshalIndent(m, "", " "); err != nil {
		return m, err
	}
	return m, os.WriteFile(kept, raw, 0o644)
}
