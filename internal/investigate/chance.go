package investigate

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"time"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/resample"
	"github.com/ringtrace/ringtrace/internal/rewire"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// ChanceParams ask a run to set its rings beside chance and to try how firmly
// members are held. They change no membership, tier, status, score or lead.
type ChanceParams struct {
	Worlds int    `json:"worlds"` // in which values are dealt anew; 0 for no comparison with chance
	Trials int    `json:"trials"` // in which some values are hidden; 0 for no confidence
	HidePM int    `json:"hidePM"` // share of the values hidden in a trial, in thousandths
	Seed   uint64 `json:"seed"`
	// Rules is the version of all that comes of the above; a run sets it.
	Rules int `json:"rules"`
}

// chanceRules is raised by hand whenever the same parameters may give other
// figures.
const chanceRules = 1

// DefaultChanceParams returns the shipped values.
func DefaultChanceParams() ChanceParams {
	return ChanceParams{Worlds: 20, Trials: 50, HidePM: 200, Seed: 1}
}

// mostReplicates bounds worlds and trials: more would only take longer.
const mostReplicates = 10_000

func (p *ChanceParams) check() error {
	if p.Worlds < 0 || p.Trials < 0 || p.Worlds > mostReplicates || p.Trials > mostReplicates || p.HidePM < 1 || p.HidePM > 999 {
		return &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "chance parameters", Message: "out of range",
			Remedy: fmt.Sprintf("Worlds and trials are 0 to %d, the share hidden is .001 to .999", mostReplicates)}
	}
	return nil
}

// weighed is what the comparison with chance, and the trials, gave: beside the
// groups of the result.
type weighed struct {
	weights   []rewire.Weight // of the groups that are rings, in their order
	nullRings int             // in all worlds
	stayed    [][]int         // of each group's members
}

// weigh compares the groups with chance and counts who stays, where the
// parameters ask for it.
func (s *Service) weigh(ctx context.Context, d *detection) error {
	p := d.params.Chance
	if p == nil {
		return nil
	}
	if err := p.check(); err != nil {
		return err
	}
	weighing := *p
	weighing.Rules = chanceRules
	d.params.Chance = &weighing
	if there, err := s.weighedBefore(ctx, d); err != nil || there {
		return err
	}
	if d.expect != nil {
		d.expect(d.expected())
	}
	d.weighed = &weighed{}
	if err := d.compare(ctx); err != nil {
		return err
	}
	if d.afresh {
		return d.retry(ctx, nil)
	}
	known, err := s.readKnown(ctx)
	if err != nil {
		return err
	}
	return d.retry(ctx, known)
}

// weighedBefore reports whether the current run has exactly these inputs and is
// whole: then nothing will be written, and nothing need be weighed.
func (s *Service) weighedBefore(ctx context.Context, d *detection) (bool, error) {
	register, err := s.book.Register(ctx)
	if err != nil {
		return false, err
	}
	info, err := s.graph.Info(ctx)
	if err != nil {
		return false, err
	}
	prior, last := register.Before()
	if last == "" || info.Run != last || s.runID(d, prior.Head) != last {
		return false, nil
	}
	_, err = os.Stat(filepath.Join(s.opt.Data, "runs", last, "run.json"))
	return err == nil, nil
}

// expected estimates how long weighing takes from how long the groups took: a
// world costs as much as they did, a trial about a quarter.
func (d *detection) expected() time.Duration {
	seconds := 0.0
	for _, stage := range d.stages {
		if stage.Name == "community" {
			seconds = stage.Seconds
		}
	}
	units := float64(d.params.Chance.Worlds) + float64(d.params.Chance.Trials)/4
	return time.Duration(seconds * units * float64(time.Second))
}

// compare sets the rings beside those of worlds that were dealt anew.
func (d *detection) compare(ctx context.Context) error {
	p := d.params.Chance
	if p.Worlds == 0 {
		return nil
	}
	w := d.newDealing()
	found := make([][]rewire.Found, p.Worlds)
	failed := make([]error, p.Worlds)
	each(ctx, d.params.Community.Workers, p.Worlds, func(n int) { found[n], failed[n] = w.world(n) })
	if err := errors.Join(append(failed, ctx.Err())...); err != nil {
		return err
	}
	var null []rewire.Found
	for _, rings := range found {
		null = append(null, rings...)
	}
	d.weighed.nullRings = len(null)
	d.weighed.weights = rewire.Weigh(ringsAmong(d.result), null, p.Worlds)
	return nil
}

// dealing is what all worlds are dealt from. The table of statistics is that of
// the run, but for hubs: who is one is judged anew in each world. People's words
// on values hold; what they said of pairs is no chance, and is left out.
type dealing struct {
	d     *detection
	table projection.Statistics
	said  projection.People
	kept  []int32          // the hard links, by their places in the snapshot
	links []community.Link // the same
}

func (d *detection) newDealing() *dealing {
	w := &dealing{d: d, table: *d.table, said: projection.People{Verdicts: map[entity.Key]projection.Verdict{}}}
	w.table.Hubs = nil
	for k, v := range d.heeded.people().Verdicts {
		if v == projection.Hub {
			w.said.Verdicts[k] = v
		}
	}
	for l := range d.snap.Links {
		if link := &d.snap.Links[l]; link.Class.Hard() {
			w.kept = append(w.kept, int32(l))
			w.links = append(w.links, community.Link{Member: link.Shop, Identifier: link.ID})
		}
	}
	return w
}

// world returns the rings of world n.
func (w *dealing) world(n int) ([]rewire.Found, error) {
	kindOf := func(id int32) uint8 { return uint8(w.d.snap.IDs[id].Kind) }
	ends := rewire.Deal(w.links, kindOf, w.d.params.Chance.Seed, n)
	for k, e := range ends {
		ends[k] = w.kept[e]
	}
	g, err := w.table.Build(w.d.snap.Relinked(w.kept, ends), w.d.params.Projection, w.said)
	if err != nil {
		return nil, err
	}
	p := w.d.params.Community
	p.Workers, p.Exclusive, p.Lent, p.Doubtful = 1, g.Exclusive, g.Lent, g.Doubtful
	p.Tested = make([]community.TypeReport, len(p.Exclusive)) // the table says which hold
	for k, t := range p.Exclusive {
		p.Tested[k].Type = t
	}
	r, err := community.Detect(g.CSR, p)
	if err != nil {
		return nil, err
	}
	return ringsAmong(r), nil
}

// ringsAmong returns what is compared of the groups that are rings.
func ringsAmong(r *community.Result) []rewire.Found {
	var out []rewire.Found
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Status == community.Ring {
			out = append(out, rewire.Found{Size: len(g.Members), Rank: g.CycleRank})
		}
	}
	return out
}

// retry finds the groups again with some of the values hidden.
func (d *detection) retry(ctx context.Context, known resample.Known) (err error) {
	p := d.params.Chance
	if p.Trials == 0 {
		return nil
	}
	key := func(node int32) uint64 {
		k := d.snap.IDs[d.graph.Identifier(node)]
		h := fnv.New64a()
		h.Write([]byte{byte(k.Kind)})
		h.Write([]byte(k.ID))
		return h.Sum64()
	}
	d.weighed.stayed, d.known, err = resample.Count(ctx, d.graph.CSR, d.params.Community, d.result, key,
		resample.Params{Trials: p.Trials, HidePM: p.HidePM, Seed: p.Seed, Workers: d.params.Community.Workers}, known)
	return err
}

// noteChance writes what was weighed into the rings, which stand in the order
// of the groups.
func (d *detection) noteChance() {
	if d.weighed == nil {
		return
	}
	for i, counts := range d.weighed.stayed {
		stayed := make(map[string]int, len(counts))
		for j, n := range counts {
			stayed[d.snap.Shops[d.result.Groups[i].Members[j].Node]] = n
		}
		d.rings[i].Stay(stayed, d.params.Chance.Trials)
	}
	next := 0
	for i := range d.rings {
		if d.rings[i].Status != ring.StatusRing || d.weighed.weights == nil {
			continue
		}
		w := d.weighed.weights[next]
		next++
		d.rings[i].Chance = &ring.Chance{Least: w.Class.Least, Most: w.Class.Most, Worlds: d.params.Chance.Worlds, AsExtreme: w.AsExtreme, Q: w.Q}
	}
}

// chances says what the comparison and the trials were.
func (d *detection) chances() []string {
	if d.weighed == nil {
		return nil
	}
	var out []string
	if n := d.params.Chance.Worlds; n > 0 {
		rings := "1 ring"
		if d.weighed.nullRings != 1 {
			rings = fmt.Sprintf("%d rings", d.weighed.nullRings)
		}
		out = append(out, fmt.Sprintf("%d worlds with the same storefronts and values, dealt anew, held %s in all: at most %.2f in one (95 %%). Only rings are compared: a group on one value is in every such world.",
			n, rings, rewire.AtMost(d.weighed.nullRings, n)))
	}
	if n := d.params.Chance.Trials; n > 0 {
		out = append(out, fmt.Sprintf("Confidence is the share of %d trials, each with %.0f %% of the shared values hidden, in which a storefront stayed with its group.",
			n, float64(d.params.Chance.HidePM)/10))
	}
	return out
}
