package investigate

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/projection"
)

// statisticsFile stands in a run's own folder. It is written before the run is
// made current, since the next run goes by it.
const statisticsFile = "statistics.json"

// tabled is a table of statistics with what it was made by. Under other rules
// it says nothing.
type tabled struct {
	Table *projection.Statistics `json:"table"`
	Rules string                 `json:"rules"`
}

// rulesOf stands for all rules by which a table is made.
func (d *detection) rulesOf() string {
	p := d.params
	p.Community.Population, p.Community.Exclusive, p.Community.Lent, p.Community.Doubtful = 0, nil, nil, nil // read from the data
	p.Chance = nil                                                                                           // it changes no group
	return hashRun(identity{Params: p, Versions: algorithmVersions()})
}

// driftPercent is how far the number of storefronts may go from that of a
// table before a run makes a new one.
const driftPercent = 10

// readTable returns the table that the last run of the register was made
// with, nil where there is none.
func (s *Service) readTable(ctx context.Context) (*tabled, error) {
	last, text, err := s.ofLastRun(ctx, statisticsFile)
	if err != nil || text == nil {
		return nil, err
	}
	var t tabled
	if err := json.Unmarshal(text, &t); err != nil || t.Table == nil {
		return nil, &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "statistics of run " + last, Message: "damaged",
			Remedy: "Run detect --refresh-statistics", Err: err}
	}
	return &t, nil
}

// keepTable writes the table of the run that is about to be made current.
func (s *Service) keepTable(d *detection) error {
	dir := filepath.Join(s.opt.Data, "runs", d.run)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return errs.Disk("detect", "runs folder", err)
	}
	text, err := json.MarshalIndent(tabled{d.table, d.rulesOf()}, "", "  ")
	if err != nil {
		return err
	}
	return folder.Replace(filepath.Join(dir, statisticsFile), folder.Whole(append(text, '\n')))
}

// renewal says why a run makes a new table, "" where it keeps the old one.
func (d *detection) renewal(before *tabled) string {
	shops, small := projection.Known(d.snap, d.params.Projection), d.params.Projection.SmallPopulation
	switch {
	case before == nil:
		return "there was none"
	case d.refresh:
		return "asked for"
	case before.Rules != d.rulesOf():
		return "the rules changed"
	}
	then := before.Table.Population
	if apart := shops - then; 100*max(apart, -apart) > driftPercent*then || (shops < small) != (then < small) {
		return fmt.Sprintf("%d storefronts then, %d now", then, shops)
	}
	return ""
}

// outgrown says what the data show by now that the table denies, where an
// innocent could pay for it; "" for nothing.
func (d *detection) outgrown() string {
	for _, r := range d.result.Types {
		if kind := d.graph.Kinds[r.Type]; r.Grant == community.Revoked && int(r.Type) < len(d.graph.Kinds)-d.graph.Vouched {
			return fmt.Sprintf("%s was held to be exclusive, and strangers share its values", kind)
		}
	}
	if d.graph.Lending.Revoked && !d.graph.Seen.Revoked {
		return "no service was known to lend a place with a telephone, and one does"
	}
	return ""
}

// under builds the graph and finds the groups under a table, nil for that of
// the data themselves.
func (d *detection) under(t *projection.Statistics) (err error) {
	if t == nil {
		d.graph, err = projection.Build(d.snap, d.params.Projection, d.heeded.people())
	} else {
		d.graph, err = t.Build(d.snap, d.params.Projection, d.heeded.people())
	}
	if err != nil {
		return err
	}
	p := &d.params.Community
	if p.Population = d.graph.Known; t != nil {
		p.Population = t.Population
	}
	p.Exclusive, p.Lent, p.Doubtful = d.graph.Exclusive, d.graph.Lent, d.graph.Doubtful
	d.result, err = community.Detect(d.graph.CSR, *p)
	return err
}

// tabulate finds the groups under the table of the run before, or under a new
// one, and then says what moved because of it.
func (s *Service) tabulate(ctx context.Context, d *detection) error {
	before, err := s.readTable(ctx)
	if err != nil && !d.refresh {
		return err
	}
	why := d.renewal(before)
	if why == "" {
		if err := d.under(before.Table); err != nil {
			return err
		}
		if why = d.outgrown(); why == "" {
			d.table = before.Table
			return nil
		}
	}
	var was *community.Result
	if before != nil && before.Rules == d.rulesOf() {
		if d.result == nil {
			if err := d.under(before.Table); err != nil {
				return err
			}
		}
		was = d.result
	}
	if err := d.under(nil); err != nil {
		return err
	}
	d.table = d.graph.Statistics(d.snap, d.result.Types)
	if d.table.RevokesAny() {
		// The next run goes by the table, which tests no kind that it revokes:
		// this one must be the same run.
		if err := d.under(d.table); err != nil {
			return err
		}
	}
	if was != nil && before.Table.Hash() != d.table.Hash() {
		d.renewed = renewed(why, before.Table, d.table, was, d.result)
	}
	return nil
}

// kept says that the run goes by an older table than its data would give.
func (d *detection) kept() []string {
	if d.table == nil || d.table.Population == d.graph.Known {
		return nil
	}
	return []string{fmt.Sprintf("Chance is reckoned by the statistics of an earlier run (%d storefronts then, %d now); detect --refresh-statistics makes new ones.",
		d.table.Population, d.graph.Known)}
}

// Renewed says why a run made a new table of statistics, and what that alone
// changed: the same data under the table before are what it is compared with.
type Renewed struct {
	Why string `json:"why"`
	// HubsCame and HubsWent list values by key, in order.
	HubsCame []entity.Key `json:"hubsCame"`
	HubsWent []entity.Key `json:"hubsWent"`
	// Groups of every status: the same members as before, or not.
	Same    int `json:"same"`
	Changed int `json:"changed"`
	Came    int `json:"came"`
	Went    int `json:"went"`
}

func renewed(why string, before, after *projection.Statistics, was, is *community.Result) *Renewed {
	r := &Renewed{Why: why, HubsCame: beyond(after, before), HubsWent: beyond(before, after)}
	for i := range is.Groups {
		switch k := overlapping(&is.Groups[i], was.Of); {
		case k < 0:
			r.Came++
		case sameMembers(&is.Groups[i], &was.Groups[k]):
			r.Same++
		default:
			r.Changed++
		}
	}
	for i := range was.Groups {
		if overlapping(&was.Groups[i], is.Of) < 0 {
			r.Went++
		}
	}
	return r
}

// beyond lists the hubs of one table that the other does not have.
func beyond(a, b *projection.Statistics) []entity.Key {
	out := []entity.Key{}
	for _, h := range a.Hubs {
		if _, ok := slices.BinarySearchFunc(b.Hubs, h, func(x, y projection.Shared) int { return x.Key.Compare(y.Key) }); !ok {
			out = append(out, h.Key)
		}
	}
	return out
}

// overlapping returns a group of the other result that holds a member of g,
// -1 for none.
func overlapping(g *community.Group, of []int32) int32 {
	for _, m := range g.Members {
		if of[m.Node] >= 0 {
			return of[m.Node]
		}
	}
	return -1
}

func sameMembers(a, b *community.Group) bool {
	return slices.EqualFunc(a.Members, b.Members, func(x, y community.Member) bool { return x.Node == y.Node })
}
