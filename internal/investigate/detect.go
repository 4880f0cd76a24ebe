package investigate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/leiden"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/resample"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/snapshot"
	"github.com/ringtrace/ringtrace/internal/store"
)

// DetectRequest says how to make a run; its zero value is the shipped way.
type DetectRequest struct {
	Params  *RunParams // nil: DefaultRunParams
	Workers int        // goroutines, 0 for one per processor; never changes a result
	Prove   bool       // repeat how the groups came about, plainly; never changes a result
	// RefreshStatistics makes a new table of statistics where the one of the
	// run before would still do.
	RefreshStatistics bool
	// Expect is called before chance is weighed, with an estimate of how long
	// that will take; may be nil.
	Expect func(time.Duration)
}

// RunParams are all parameters of a run; they are part of its identity.
type RunParams struct {
	Projection projection.Params `json:"projection"`
	Community  community.Params  `json:"community"`
	Chance     *ChanceParams     `json:"chance,omitempty"` // nil for no comparison with chance and no confidence
}

// DefaultRunParams returns the shipped parameters.
func DefaultRunParams() RunParams {
	return RunParams{Projection: projection.DefaultParams(), Community: community.DefaultParams()}
}

// DetectReport says what a run found and what it changed.
type DetectReport struct {
	Run     RunView  `json:"run"`
	Same    bool     `json:"same"` // the current run already has exactly these inputs
	Proved  bool     `json:"proved,omitempty"`
	Changes []Change `json:"changes"` // against the run before, ordered by ring
	Stages  []Stage  `json:"stages"`  // how long each stage took here; no part of the run
	// Rules says what moved when the store was made again by other rules first;
	// nil when it was not.
	Rules *RulesReport `json:"rules,omitempty"`
	// Renewed says what moved because the run made a new table of statistics;
	// nil where it kept the one of the run before, or made the same.
	Renewed *Renewed `json:"renewed,omitempty"`
}

// Stage is how long one stage took.
type Stage struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
}

// detection carries one run through its stages.
type detection struct {
	params     RunParams
	snap       *snapshot.Snapshot
	generation store.Generation // of the store, before the snapshot was read
	heeded     *heeded
	refresh    bool                   // make a new table of statistics
	table      *projection.Statistics // that the run is made with
	renewed    *Renewed
	graph      *projection.Graph
	result     *community.Result
	opinions   []leiden.Opinion // on each group; nil until a second method was asked
	unasked    bool             // the second method cannot reckon data of this size
	expect     func(time.Duration)
	stages     []Stage // done so far
	weighed    *weighed
	known      resample.Known // what trials told of components, for the run after
	afresh     bool           // take nothing over from the trials of the run before
	baseline   Baseline
	docket     *score.Docket
	rings      []ring.Ring
	view       RunView           // the run in figures
	image      store.RunImage    // the run as the store keeps it, rings ordered by id
	prior      casebook.Register // as it stood before this run
	run        string
	events     []casebook.Event
	resumed    bool // the register already holds this run's events
}

// Detect makes a run of what the store holds and puts it in place. The same
// inputs give the same run id and the same bytes; when the current run has
// them already nothing is written. A run cut short anywhere is completed by
// the next call.
func (s *Service) Detect(ctx context.Context, req DetectRequest) (*DetectReport, error) {
	release, err := s.lock("detect")
	if err != nil {
		return nil, err
	}
	defer release()
	caught, err := s.catchUp(ctx)
	if err != nil {
		return nil, err
	}
	report, err := s.detect(ctx, req)
	if err != nil {
		return nil, err
	}
	if caught.detect != nil && caught.detect.Run.ID == report.Run.ID {
		report = caught.detect // it says what changed
	}
	report.Rules, report.Proved = caught.rules, req.Prove
	return report, nil
}

// detect is Detect for a caller that holds the lock.
func (s *Service) detect(ctx context.Context, req DetectRequest) (*DetectReport, error) {
	d := &detection{params: DefaultRunParams(), refresh: req.RefreshStatistics, expect: req.Expect}
	if req.Params != nil {
		d.params = *req.Params
	}
	d.params.Community.Workers, d.params.Community.Prove = req.Workers, req.Prove
	report := &DetectReport{}
	for _, stage := range []struct {
		name string
		do   func(context.Context, *detection) error
	}{
		{"snapshot", s.readSnapshot}, {"community", s.findGroups}, {"verify", s.prove}, {"opinion", s.secondOpinion}, {"chance", s.weigh}, {"ring", s.assemble},
		{"score", s.score}, {"write", s.putRun},
	} {
		if stage.name == "chance" && d.params.Chance == nil {
			continue
		}
		begin := s.opt.Now()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := stage.do(ctx, d); err != nil {
			return nil, err
		}
		report.Stages = append(report.Stages, Stage{stage.name, s.opt.Now().Sub(begin).Seconds()})
		d.stages = report.Stages
	}
	return s.report(ctx, d, report)
}

func (s *Service) readSnapshot(ctx context.Context, d *detection) error {
	info, err := s.graph.Info(ctx)
	if err != nil {
		return err
	}
	d.generation = info.Generation
	if d.snap, err = snapshot.Read(ctx, s.graph); err != nil {
		return err
	}
	if len(d.snap.Shops) == 0 {
		return &errs.Error{Op: "detect", Kind: errs.NotFound, Subject: "store", Message: "holds no storefronts", Remedy: "Load something first: ringtrace load PATH"}
	}
	d.docket, err = docket(ctx, s.graph)
	return err
}

// findGroups prunes, runs detection, and takes the trade's method beside it.
func (s *Service) findGroups(ctx context.Context, d *detection) (err error) {
	if d.heeded, err = s.heed(ctx); err != nil {
		return err
	}
	d.baseline = components(d.snap)
	return s.tabulate(ctx, d)
}

// prove proves the groups by a second way.
func (s *Service) prove(_ context.Context, d *detection) error {
	if d.params.Community.Without != 0 {
		return nil // half a rule proves nothing
	}
	return d.verify()
}

// components is the trade's method: connected components over every exact
// shared value, whoever declared it and however many share it.
func components(snap *snapshot.Snapshot) Baseline {
	var b Baseline
	for _, n := range projection.ExactSizes(snap) {
		if n >= 3 {
			b.Groups++
			b.Storefronts += n
			b.Largest = max(b.Largest, n)
		}
	}
	return b
}

// assemble makes rings of the groups and gives them their ids.
func (s *Service) assemble(ctx context.Context, d *detection) error {
	d.rings = ring.Assemble(d.snap, d.graph, d.result)
	d.noteChance()
	register, err := s.book.Register(ctx)
	if err != nil {
		return err
	}
	prior, last := register.Before()
	if d.prior, d.run = prior, s.runID(d, prior.Head); last != "" && d.run == last {
		d.resumed = true
	} else {
		d.prior, d.run = register, s.runID(d, register.Head)
	}
	d.events = ring.Identify(d.rings, d.prior, d.run)
	ring.NameRivals(d.rings, d.result, d.snap.Shops)
	ring.NameOthers(d.rings, d.result, d.opinions)
	if err := s.describe(d); err != nil {
		return err
	}
	// Scores read rings and the docket only; a million links need not stay.
	d.snap, d.graph, d.result, d.weighed = nil, nil, nil, nil
	return nil
}

// runID hashes everything that a run depends on. Times, workers and claim
// numbers are not among it.
func (s *Service) runID(d *detection, head string) string {
	return hashRun(identity{d.snap.Hash(), head, s.card.ID, d.params, algorithmVersions(), d.heeded.hash(), d.table.Hash()})
}

// identity is the canonical text that a run's id is the hash of.
type identity struct {
	Snapshot string    `json:"snapshot"`
	Register string    `json:"register"`
	Card     string    `json:"card"`
	Params   RunParams `json:"params"`
	Versions []int     `json:"versions"`
	People   string    `json:"people,omitempty"`
	Table    string    `json:"table,omitempty"`
}

// algorithmVersions are part of a run's identity, in this order.
func algorithmVersions() []int {
	return []int{projection.AlgorithmVersion, community.AlgorithmVersion, ring.AlgorithmVersion, score.AlgorithmVersion}
}

// hashRun returns the id of the run that has this identity.
func hashRun(id identity) string {
	text, err := json.Marshal(id)
	if err != nil { // numbers and texts always marshal
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])[:16]
}

// putRun appends to the register, then makes the run current in the store,
// then keeps its file. Each step can be repeated. Records and regions were read
// after the snapshot; where another machine loaded into the store meanwhile,
// the run's id would not tell what its scores rest on, and nothing is written.
func (s *Service) putRun(ctx context.Context, d *detection) error {
	info, err := s.graph.Info(ctx)
	if err != nil {
		return err
	}
	if info.Generation != d.generation {
		return &errs.Error{Op: "detect", Kind: errs.Conflict, Subject: "store", Message: "evidence was loaded while the run was made", Remedy: "Run detect again when no load is running"}
	}
	if d.resumed && info.Run == d.run {
		return s.keepRun(d)
	}
	if err := s.keepTable(d); err != nil {
		return err
	}
	if err := s.keepKnown(d); err != nil {
		return err
	}
	if !d.resumed {
		if err := s.book.Append(ctx, d.prior.Head, d.events, s.opt.Now()); err != nil {
			return err
		}
	}
	if err := s.graph.PutRun(ctx, d.image); err != nil {
		return err
	}
	s.opt.Log.Info().Str("run", d.run).Int("groups", len(d.image.Rings)).Msg("run made current")
	if err := s.book.Note(ctx, casebook.Entry{At: s.opt.Now(), Who: localUser, What: "detect", Subject: "run " + d.run}); err != nil {
		return err
	}
	return s.keepRun(d)
}

func (s *Service) report(ctx context.Context, d *detection, report *DetectReport) (*DetectReport, error) {
	runs, err := s.Runs(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(runs, func(r RunView) bool { return r.ID == d.run })
	if at < 0 {
		return nil, &errs.Error{Op: "detect", Kind: errs.Internal, Subject: "run " + d.run, Message: "is not in the store after it was put there"}
	}
	report.Run = runs[at]
	report.Same = d.resumed
	report.Changes = changes(d)
	report.Renewed = d.renewed
	return report, nil
}

// changes tells each event of the run with the sizes before and after.
func changes(d *detection) []Change {
	before := map[string]int{}
	for _, e := range d.prior.Events {
		before[e.Ring] = len(e.Core) + len(e.Attached)
		if e.Kind == casebook.Retired {
			before[e.Ring] = 0
		}
	}
	var out []Change
	for _, e := range d.events {
		if e.Kind == casebook.Ran {
			continue
		}
		c := Change{Ring: e.Ring, Kind: string(e.Kind), Was: before[e.Ring], Now: len(e.Core) + len(e.Attached)}
		if e.Kind == casebook.Retired {
			c.Now = 0
		}
		out = append(out, c)
	}
	return out
}

// counts sums up what the run read and found.
func (d *detection) counts() Counts {
	c := Counts{Storefronts: len(d.snap.Shops), Identifiers: len(d.snap.IDs), Links: len(d.snap.Links),
		SharedIdentifiers: len(d.graph.Live), Hubs: d.graph.Counts.Hubs, Suspected: d.graph.Counts.Suspected}
	n := &d.graph.Counts
	c.HardLinks, c.LiveLinks, c.HubLinks, c.SingleLinks, c.FormerLinks = c.Links-n.Weak, n.Live, n.OnHubs, n.OnSingles, n.Former
	for i := range d.rings {
		r := &d.rings[i]
		c.Largest = max(c.Largest, r.Size())
		switch r.Status {
		case ring.StatusRing:
			c.Rings++
			c.InRings += r.Size()
		case ring.StatusAccountGroup:
			c.AccountGroups++
		case ring.StatusCandidate:
			c.Candidates++
		case ring.StatusPair:
			c.Pairs++
		}
	}
	return c
}
