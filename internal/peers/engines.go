package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/machine"
)

// gamma is the cost of a pair for CPM, the same for everybody.
const gamma = .05

// cost is what the algorithm of one run took.
type cost struct {
	Wall, CPU    float64 // seconds
	Cold         float64 // of the first run in the same process, where that is slower; else 0
	Before, Peak float64 // bytes of the process before and at the end of the algorithm; 0 where not told
}

// answer gives the community of each node, by any numbers. Where an engine
// speaks of storefronts alone only they have one.
type answer struct {
	of    []int64
	whole bool // identifiers have communities as well
}

// engine is one way of finding communities.
type engine struct {
	name, objective string
	run             func(ctx context.Context, w *workshop, g *graph) (cost, answer, error)
}

// engines lists what is compared, ours first.
func engines() []engine {
	return []engine{
		{"ringtrace ties", "tie rule", tieRule("ties", "projection", "community")},
		{"ringtrace components", "components", tieRule("components", "community")},
		{"ringtrace leiden-cpm", "CPM", leiden("leiden-cpm", "--graph", "--iterations", "2", "--gamma", "0.05")},
		{"ringtrace leiden-cpm-ids0", "CPM, identifiers of size 0", leiden("leiden-cpm", "--iterations", "2", "--gamma", "0.05")},
		{"ringtrace modularity", "modularity", leiden("modularity", "--graph", "--iterations", "2")},
		{"igraph-cpm", "CPM", python("igraph-cpm")},
		{"igraph-cpm-ids0", "CPM, identifiers of size 0", python("igraph-cpm-ids0")},
		{"leidenalg-cpm", "CPM", python("leidenalg-cpm")},
		{"sknetwork-potts", "CPM (Louvain)", python("sknetwork-potts")},
		{"igraph-modularity", "modularity", python("igraph-modularity")},
		{"igraph-louvain", "modularity (Louvain)", python("igraph-louvain")},
		{"networkit-leiden", "modularity", python("networkit-leiden")},
		{"networkit-louvain", "modularity (Louvain)", python("networkit-louvain")},
		{"sknetwork-louvain", "modularity (Louvain)", python("sknetwork-louvain")},
		{"opengds-leiden", "modularity", openGDS},
		{"networkit-components", "components", python("networkit-components")},
	}
}

// chosen returns the engines of these names, all where there are none.
func chosen(only []string) (out []engine, err error) {
	if len(only) == 0 {
		return engines(), nil
	}
	for _, name := range only {
		known := false
		for _, e := range engines() {
			if e.name == name {
				out, known = append(out, e), true
			}
		}
		if !known {
			err = errors.Join(err, fmt.Errorf("there is no engine %q", name))
		}
	}
	return out, err
}

// tieRule runs `detect --from` with an objective that knows kinds; the stages
// named are the algorithm.
func tieRule(objective string, stages ...string) func(context.Context, *workshop, *graph) (cost, answer, error) {
	return ringtrace(stages, func(g *graph) []string { return []string{"--objective", objective, "--kinds", g.kindFile} })
}

// leiden runs one of the objectives that take any graph: with --graph all nodes
// have size 1, without it identifiers have size 0. Two iterations are what the
// other programs do.
func leiden(objective string, args ...string) func(context.Context, *workshop, *graph) (cost, answer, error) {
	return ringtrace([]string{"community"}, func(*graph) []string { return append([]string{"--objective", objective}, args...) })
}

func ringtrace(stages []string, options func(*graph) []string) func(context.Context, *workshop, *graph) (cost, answer, error) {
	return func(ctx context.Context, w *workshop, g *graph) (cost, answer, error) {
		members := filepath.Join(w.dir, "membership.csv")
		out, err := w.ours(ctx, append([]string{"detect", "--from", g.edges, "--workers", "1", "--stats", "--membership", members}, options(g)...)...)
		if err != nil {
			return cost{}, answer{}, err
		}
		c, err := costOf(out, stages)
		if err != nil {
			return cost{}, answer{}, err
		}
		a, err := readMembership(members, g)
		return c, a, err
	}
}

// costOf adds up the stages of `--stats` that are the algorithm.
func costOf(text []byte, stages []string) (c cost, err error) {
	var stats struct {
		Stages []struct {
			Stage                          string
			Seconds, CPUSeconds, PeakBytes float64
		}
	}
	if err := json.Unmarshal(text, &stats); err != nil {
		return c, err
	}
	met := 0
	for _, s := range stats.Stages {
		for _, name := range stages {
			if s.Stage == name {
				c.Wall, c.CPU, c.Peak = c.Wall+s.Seconds, c.CPU+s.CPUSeconds, s.PeakBytes
				met++
			}
		}
		if met == 0 {
			c.Before = s.PeakBytes
		}
	}
	if met != len(stages) {
		return c, fmt.Errorf("detect --stats names %d of the stages %q", met, stages)
	}
	return c, nil
}

// readMembership reads node,community. Nodes that are not named are alone.
func readMembership(path string, g *graph) (answer, error) {
	a := answer{of: make([]int64, g.nodes())}
	for i := range a.of {
		a.of[i] = -1 - int64(i)
	}
	var wrong error
	err := eachRow(path, func(cell func(string) string) {
		node, e1 := strconv.Atoi(cell("node"))
		community, e2 := strconv.ParseInt(cell("community"), 10, 64)
		if wrong = errors.Join(wrong, e1, e2); wrong != nil || node < 0 || node >= len(a.of) {
			wrong = errors.Join(wrong, errors.New("a membership of an unknown node"))
			return
		}
		a.of[node] = community
		a.whole = a.whole || node >= g.storefronts
	})
	return a, errors.Join(err, wrong)
}

func python(name string) func(context.Context, *workshop, *graph) (cost, answer, error) {
	return func(ctx context.Context, w *workshop, g *graph) (cost, answer, error) {
		if w.noPython != nil {
			return cost{}, answer{}, w.noPython
		}
		members := filepath.Join(w.dir, "membership.bin")
		cmd := exec.CommandContext(ctx, w.python, filepath.Join(w.dir, "peer.py"), name, g.edges, strconv.Itoa(g.nodes()), strconv.Itoa(g.storefronts),
			strconv.FormatFloat(gamma, 'g', -1, 64), members)
		cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1")
		return told(cmd, members, g)
	}
}

func openGDS(ctx context.Context, w *workshop, g *graph) (cost, answer, error) {
	if w.noJars != nil {
		return cost{}, answer{}, w.noJars
	}
	members := filepath.Join(w.dir, "membership.bin")
	cmd := exec.CommandContext(ctx, "java", "-Xmx4g", "-cp", filepath.Join(w.jars, "*"), filepath.Join(w.dir, "OpenGds.java"), g.edges, strconv.Itoa(g.nodes()), members)
	return told(cmd, members, g)
}

// told runs a program that prints its cost and writes its answer.
func told(cmd *exec.Cmd, members string, g *graph) (c cost, a answer, err error) {
	if err := os.RemoveAll(members); err != nil {
		return c, a, err
	}
	out, err := machine.Output(cmd)
	if err != nil {
		return c, a, err
	}
	if err := json.Unmarshal(out, &c); err != nil {
		return c, a, fmt.Errorf("what it printed is no cost: %w", err)
	}
	raw, err := os.ReadFile(members)
	if err != nil {
		return c, a, err
	}
	if len(raw) != 8*g.nodes() {
		return c, a, fmt.Errorf("it answers for %d nodes of %d", len(raw)/8, g.nodes())
	}
	a = answer{of: make([]int64, g.nodes()), whole: true}
	for i := range a.of {
		a.of[i] = int64(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return c, a, nil
}
