package investigate

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/snapshot"
	"github.com/ringtrace/ringtrace/internal/standing"
)

// FileUpdate says what further links did to what was found in a file. All of
// it holds under the file's own statistics: chance, hubs and exclusive kinds
// are reckoned as they were found there.
type FileUpdate struct {
	Change *standing.Report `json:"change"`
	Counts Counts           `json:"counts"` // as it stands after the change
}

// updates reports whether links are to come or go after a file was detected.
func (r *FileRequest) updates() bool { return r.Then != "" || r.Without != "" }

// update takes further links in and others out, and returns what that did,
// with the groups as they stand then. The detection is used up.
func (d *detection) update(ctx context.Context, req FileRequest) (*FileUpdate, [][]string, error) {
	if d.params.Community.Objective != community.Ties {
		return nil, nil, &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "objective", Message: "only ties are kept up to date", Remedy: "Detect both files whole"}
	}
	table := d.graph.Statistics(d.snap, d.result.Types)
	s, err := standing.New(d.snap, d.graph, d.result, table, standing.Params{Projection: d.params.Projection, Community: d.params.Community})
	if err != nil {
		return nil, nil, err
	}
	d.snap, d.graph, d.result = nil, nil, nil // a standing has links of its own
	req.ended("stand")
	delta, err := readDelta(req)
	if err != nil {
		return nil, nil, err
	}
	req.ended(thenStage + "read")
	change, err := s.Apply(ctx, delta, func(stage string) { req.ended(thenStage + stage) })
	if err != nil {
		return nil, nil, err
	}
	groups := s.Groups()
	named := make([][]string, len(groups))
	for k := range groups {
		for _, m := range groups[k].Members {
			named[k] = append(named[k], s.Shop(m.Node))
		}
	}
	return &FileUpdate{Change: change, Counts: standingCounts(s.Census(), groups)}, named, nil
}

// thenStage begins the names of the stages of an update.
const thenStage = "then "

func readDelta(req FileRequest) (d standing.Delta, err error) {
	if d.Add, err = readLinks(req.Then, req.Kinds); err != nil {
		return d, err
	}
	d.Remove, err = readLinks(req.Without, req.Kinds)
	return d, err
}

func readLinks(path, kinds string) ([]standing.Link, error) {
	if path == "" {
		return nil, nil
	}
	snap, err := snapshot.FromFile(path, kinds)
	if err != nil {
		return nil, err
	}
	out := make([]standing.Link, len(snap.Links))
	for k := range snap.Links {
		out[k] = standing.Link{Shop: snap.Shops[snap.Links[k].Shop], ID: snap.IDs[snap.Links[k].ID]}
	}
	return out, nil
}

func standingCounts(n standing.Census, groups []community.Group) Counts {
	c := Counts{Storefronts: n.Storefronts, Identifiers: n.Identifiers, Links: n.Links, HardLinks: n.Links,
		LiveLinks: n.LiveLinks, HubLinks: n.HubLinks, SingleLinks: n.SingleLinks,
		SharedIdentifiers: n.Shared, Hubs: n.Hubs, Suspected: n.Suspected}
	c.shaped((&community.Result{Groups: groups}).Shapes())
	return c
}

// shaped fills in what was found.
func (c *Counts) shaped(s community.Shapes) {
	c.Rings, c.InRings = s.Groups[community.Ring], s.Members[community.Ring]
	c.AccountGroups, c.Candidates, c.Pairs = s.Groups[community.AccountGroup], s.Groups[community.Candidate], s.Groups[community.Pair]
	c.Largest = s.Largest
}
