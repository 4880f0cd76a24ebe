package main

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

// partitionFlags are those of the objectives of other programs.
type partitionFlags struct {
	graph      bool
	gamma      string
	seed       uint64
	iterations int
	verify     bool
}

// partitionOnly names the flags that the tie rule has no use for.
var partitionOnly = []string{"graph", "gamma", "seed", "iterations"}

func (f *partitionFlags) add(fl *pflag.FlagSet) {
	fl.BoolVar(&f.graph, "graph", false, "with --from: the file holds source,target[,weight], nodes of one kind")
	fl.StringVar(&f.gamma, "gamma", "", "resolution of leiden-cpm (0.05), modularity (1) or member-cost (0.4); higher: smaller communities")
	fl.Uint64Var(&f.seed, "seed", 0, "which of many equally careful searches; the same seed gives the same communities")
	fl.IntVar(&f.iterations, "iterations", 0, "end after this many iterations, 0 when no node gains by moving (other programs: 2)")
	fl.BoolVar(&f.verify, "verify", false, "prove the answer by a second way: every join worth its cost, or every merge admissible and none left")
}

// byPartition says whether the objective is one of other programs.
func (f *detectFlags) byPartition() bool {
	return f.objective != "ties" && (f.objective != "components" || f.partition.graph)
}

// partition is `detect --from` with an objective of other programs.
func (p *program) partition(ctx context.Context, f detectFlags) error {
	switch {
	case f.partition.iterations < 0:
		return wrongUse("detect", "--iterations is never negative")
	case f.kinds != "":
		return wrongUse("detect", "--kinds does not go with --objective %s", f.objective)
	}
	m := newMeter(p.now)
	var found *investigate.PartitionResult
	err := p.during("detecting", func() (err error) {
		found, err = investigate.Partition(ctx, investigate.PartitionRequest{
			Links: f.from, Graph: f.partition.graph, Objective: f.objective, Gamma: f.partition.gamma, Seed: f.partition.seed,
			Iterations: f.partition.iterations, Prove: f.partition.verify, Workers: f.workers, Ended: m.ended,
		})
		return err
	})
	if err != nil {
		return err
	}
	return p.answerFile(f, m, found.Groups, found, func(g *page) { writePartition(g, found) })
}

func writePartition(g *page, r *investigate.PartitionResult) {
	g.item("%s, %s", count(r.Nodes, "node", "nodes"), count(r.Links, "link", "links"))
	if r.Loops+r.Doubled > 0 {
		g.item("left out: %s of a node with itself; added up: %s", count(r.Loops, "link", "links"), count(r.Doubled, "doubled link", "doubled links"))
	}
	grouped, largest := 0, 0
	for _, group := range r.Groups {
		grouped += len(group)
		largest = max(largest, len(group))
	}
	g.item("%s: %s, %s of two and more with %s members; largest %s", r.Objective, count(r.Communities, "community", "communities"),
		thousands(len(r.Groups)), thousands(grouped), thousands(largest))
	if r.Quality != 0 {
		g.item("quality %.6g at gamma %s, seed %d, after %s", r.Quality, r.Gamma, r.Seed, count(r.Iterations, "iteration", "iterations"))
	}
	if !r.Settled {
		g.item("cut short: some nodes might still move")
	}
	if r.Proved {
		g.item("proved: communities are connected and built of joins worth their cost, no node gains by moving, the quality adds up")
	}
	g.item("communities are no rings: nobody asked whether chance explains them")
}
