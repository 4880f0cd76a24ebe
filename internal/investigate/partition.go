package investigate

import (
	"context"
	"errors"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/edgelist"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/leiden"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// PartitionRequest asks for communities of a plain file by an objective of
// another trade than the tie rule's, for comparison and for graphs that hold
// no storefronts.
type PartitionRequest struct {
	Links string // path, as in FileRequest; every link is taken as it is, hubs and all
	// Graph says that all nodes are of one kind: the file holds source, target
	// and perhaps a weight, and each node counts 1. Otherwise it holds
	// storefronts, which count 1, and identifiers, which count 0.
	Graph      bool
	Objective  string // leiden-cpm, modularity, member-cost, label-propagation or components
	Gamma      string // the resolution, a decimal number; "" for the objective's usual one
	Seed       uint64
	Iterations int                // 0: until no node gains by moving
	Prove      bool               // check the answer by a second way
	Workers    int                // goroutines, 0 for one per processor; never changes a result
	Ended      func(stage string) // called as each stage ends; may be nil
}

// PartitionResult is what a file falls into.
type PartitionResult struct {
	Objective   string     `json:"objective"`
	Gamma       string     `json:"gamma"`
	Seed        uint64     `json:"seed"`
	Nodes       int        `json:"nodes"`
	Links       int        `json:"links"`
	Loops       int        `json:"loops"`       // links of a node with itself, left out
	Doubled     int        `json:"doubled"`     // links that stood there already; their weights were added
	Communities int        `json:"communities"` // nodes alone among them
	Quality     float64    `json:"quality"`     // of the objective, for comparison only; 0 where it has none
	Iterations  int        `json:"iterations"`
	Settled     bool       `json:"settled"` // no component was given up while nodes might still have moved
	Proved      bool       `json:"proved"`
	Groups      [][]string `json:"groups"` // communities of two storefronts (or nodes) and more, in the order of the ids
}

// Partition finds communities in one file. It writes nothing, and what it
// finds are no rings: these objectives do not ask whether chance explains a
// link.
func Partition(ctx context.Context, req PartitionRequest) (*PartitionResult, error) {
	objective, ok := leiden.ParseObjective(req.Objective)
	if !ok {
		return nil, &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "objective", Message: "there is none of this name",
			Remedy: "leiden-cpm, modularity, member-cost, label-propagation or components"}
	}
	p := &partition{options: leiden.Options{Objective: objective, Gamma: leiden.DefaultGamma(objective), Seed: req.Seed,
		Iterations: req.Iterations, Workers: req.Workers, Prove: req.Prove}}
	if req.Gamma != "" {
		if p.options.Gamma, ok = leiden.ParseMillionths(req.Gamma); !ok {
			return nil, &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "gamma", Message: "is no number from 0 with at most six decimals", Remedy: "Write it like 0.05"}
		}
	}
	type stage struct {
		name string
		do   func(context.Context) error
	}
	stages := []stage{{"read", func(context.Context) error { return p.read(req) }}, {"community", p.detect}}
	if req.Prove {
		stages = append(stages, stage{"verify", p.verify})
	}
	for _, stage := range append(stages, stage{"groups", p.group}) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := stage.do(ctx); err != nil {
			return nil, err
		}
		if req.Ended != nil {
			req.Ended(stage.name)
		}
	}
	return &p.out, nil
}

// partition carries one request through its stages.
type partition struct {
	options leiden.Options
	graph   *community.CSR
	names   []string // of the members
	result  *leiden.Result
	out     PartitionResult
}

func (p *partition) read(req PartitionRequest) error {
	if !req.Graph {
		snap, err := snapshot.FromFile(req.Links, "")
		if err != nil {
			return err
		}
		p.graph, p.names = projection.Exact(snap), snap.Shops
		return nil
	}
	file, err := edgelist.Read(req.Links)
	if err != nil {
		return err
	}
	g, folded, err := leiden.Build(len(file.Names), file.Edges)
	if err != nil {
		return p.refused(err)
	}
	p.graph, p.names, p.options.Unit = g, file.Names, file.Unit
	p.out.Loops, p.out.Doubled = folded.Loops, folded.Doubled
	return nil
}

// refused is an error of the kernel's as one for users. It names numbers only.
func (p *partition) refused(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	message, remedy := "does not go with these options", ""
	if errors.Is(err, leiden.ErrTooFine) {
		message, remedy = "and gamma together need more digits than exact arithmetic has", "Give gamma or the weights fewer digits"
	}
	return &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "the graph", Message: message, Remedy: remedy, Err: err}
}

func (p *partition) detect(ctx context.Context) (err error) {
	if p.result, err = leiden.Detect(ctx, p.graph, p.options); err != nil {
		return p.refused(err)
	}
	return nil
}

// verify proves the answer by a second way.
func (p *partition) verify(context.Context) error {
	if err := leiden.Verify(p.graph, p.options, p.result); err != nil {
		return &errs.Error{Op: "detect", Kind: errs.Internal, Subject: "communities", Message: "the second check disagrees with the first", Err: err}
	}
	p.out.Proved = true
	return nil
}

func (p *partition) group(context.Context) (err error) {
	o, r := &p.out, p.result
	o.Objective, o.Gamma, o.Seed = p.options.Objective.String(), p.options.Gamma.String(), p.options.Seed
	o.Nodes, o.Links, o.Communities = p.graph.Nodes(), p.graph.Links(), r.Communities
	o.Iterations, o.Settled = r.Stats.Iterations, r.Stats.Unstable == 0
	if o.Quality, err = leiden.Quality(p.graph, p.options, r.Of); err != nil {
		return p.refused(err)
	}
	size := make([]int, r.Communities)
	for _, c := range r.Of[:p.graph.Members] {
		size[c]++
	}
	number, groups := make([]int, r.Communities), 0
	o.Groups = [][]string{}
	for v, c := range r.Of[:p.graph.Members] {
		if size[c] < 2 {
			continue
		}
		if number[c] == 0 {
			groups++
			number[c] = groups
			o.Groups = append(o.Groups, make([]string, 0, size[c]))
		}
		g := &o.Groups[number[c]-1]
		*g = append(*g, p.names[v])
	}
	return nil
}
