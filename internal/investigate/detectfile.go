package investigate

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// FileRequest asks for detection on a plain file, without a data folder.
type FileRequest struct {
	Links     string             // path: links.csv, two columns, or .u32 pairs; every link counts as OBSERVED
	Kinds     string             // path of a file of identifier,type; "" for none
	Objective string             // "ties" or "components"
	Then      string             // path of links that come afterwards, of any of the forms; "" for none
	Without   string             // path of links that go afterwards; "" for none
	Prove     bool               // repeat how the groups came about, plainly; ties only
	Opinion   bool               // ask a second method what it makes of the rings; ties only
	Workers   int                // goroutines, 0 for one per processor; never changes a result
	Ended     func(stage string) // called as each stage ends; may be nil
}

// ended says that a stage ended, to whoever asked.
func (r *FileRequest) ended(stage string) {
	if r.Ended != nil {
		r.Ended(stage)
	}
}

// FileResult is what a file holds. Ids are those of the file, as they came.
type FileResult struct {
	Objective  string     `json:"objective"`
	Counts     Counts     `json:"counts"`
	Components Baseline   `json:"components"`
	Notes      []string   `json:"notes"`
	Groups     [][]string `json:"groups"` // storefronts, each group and the list in the order of the ids
	Proved     bool       `json:"proved,omitempty"`
	// Update says what further links did; Groups are those after it. nil where
	// there were none.
	Update *FileUpdate `json:"update,omitempty"`
}

// DetectFile finds groups in one file. It writes nothing and issues no ring
// ids: groups of a file have no identity beyond it.
func DetectFile(ctx context.Context, req FileRequest) (*FileResult, error) {
	objective, ok := community.ParseObjective(req.Objective)
	if !ok {
		return nil, &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "objective", Message: "there is none of this name", Remedy: "ties or components"}
	}
	d, baseline := &detection{params: DefaultRunParams(), heeded: &heeded{}}, Baseline{}
	var counts Counts // of what was read, while it is there
	beside := make(chan Baseline, 1)
	d.params.Community.Objective, d.params.Community.Prove = objective, req.Prove
	d.params.Community.Workers = req.Workers
	type stage struct {
		name string
		do   func() error
	}
	stages := []stage{
		{"read", func() (err error) { d.snap, err = snapshot.FromFile(req.Links, req.Kinds); return err }},
		{"projection", func() error {
			go func(snap *snapshot.Snapshot) { beside <- components(snap) }(d.snap)
			return d.projectFile(objective)
		}},
		{"components", func() error { baseline, counts = <-beside, d.counts(); d.lighten(&req); return nil }},
		{"community", func() (err error) { d.result, err = community.Detect(d.graph.CSR, d.params.Community); return err }},
		{"verify", func() error { return d.verify() }},
	}
	if req.Opinion {
		stages = append(stages, stage{"opinion", func() error { return d.askAgain(ctx) }})
	}
	for _, stage := range stages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := stage.do(); err != nil {
			return nil, err
		}
		req.ended(stage.name)
	}
	out := d.fileResult(counts, baseline)
	out.Proved = req.Prove
	if req.updates() {
		var err error
		if out.Update, out.Groups, err = d.update(ctx, req); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// projectFile prunes for the tie rule; the trade's method takes every shared
// value as it is.
func (d *detection) projectFile(objective community.Objective) (err error) {
	if objective == community.Components {
		d.graph = &projection.Graph{CSR: projection.Exact(d.snap)}
		return nil
	}
	d.graph, err = projection.Build(d.snap, d.params.Projection, projection.People{})
	if err == nil {
		d.params.Community.Population = d.graph.Known
		d.params.Community.Exclusive, d.params.Community.Lent, d.params.Community.Doubtful = d.graph.Exclusive, d.graph.Lent, d.graph.Doubtful
	}
	return err
}

// lighten lets go of the links where nobody needs them once the graph stands:
// of a large file they are as much again as growing its groups takes.
func (d *detection) lighten(req *FileRequest) {
	if !req.updates() {
		d.snap = d.snap.Names()
	}
}

func (d *detection) fileResult(counts Counts, baseline Baseline) *FileResult {
	out := &FileResult{Objective: d.params.Community.Objective.String(), Counts: counts, Components: baseline, Groups: make([][]string, len(d.result.Groups))}
	for i, g := range d.result.Groups {
		out.Groups[i] = make([]string, 0, len(g.Members))
		for _, m := range g.Members {
			out.Groups[i] = append(out.Groups[i], d.snap.Shops[m.Node])
		}
	}
	out.Counts.shaped(d.result.Shapes())
	if d.params.Community.Objective == community.Ties {
		out.Notes = d.notes()
	}
	return out
}

// verify proves the answer by a second way.
func (d *detection) verify() error {
	err := community.Verify(d.graph.CSR, d.params.Community, d.result)
	if err == nil && d.params.Community.Prove {
		err = community.VerifyTies(d.graph.CSR, d.params.Community, d.result)
		d.result.Proofs = nil
	}
	if err != nil {
		return &errs.Error{Op: "detect", Kind: errs.Internal, Subject: "groups", Message: "the second check disagrees with the first", Err: err}
	}
	return nil
}
