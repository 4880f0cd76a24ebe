package investigate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/hotspot"
	"github.com/ringtrace/ringtrace/internal/region"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// Basis says which of a storefront's places counts. The words are those of
// address roles.
type Basis string

// The bases.
const (
	ByShipFrom   Basis = "SHIP_FROM"  // where goods leave: the storefront's ship-from region, else its addresses of that role
	ByRegistered Basis = "REGISTERED" // the registered address
	ByReturnTo   Basis = "RETURN_TO"  // where goods are returned to
	ByProduction Basis = "PRODUCTION" // where goods are made
)

// Bases lists the bases in the order in which they are shown.
func Bases() []Basis { return []Basis{ByShipFrom, ByRegistered, ByReturnTo, ByProduction} }

// HotspotRequest says which regional figures are wanted.
type HotspotRequest struct {
	Basis  Basis
	Level  region.Level
	Within string        // study area: a region or group, as id or bare code; "" for everywhere
	Status []ring.Status // groups that count as rings
	Params hotspot.Params
}

// DefaultHotspotRequest returns rings by the prefecture that goods leave from.
func DefaultHotspotRequest() HotspotRequest {
	return HotspotRequest{Basis: ByShipFrom, Level: region.Prefecture, Status: []ring.Status{ring.StatusRing}, Params: hotspot.DefaultParams()}
}

// noteBias is the code of the remark that stands on every report.
const noteBias = "WHERE_PEOPLE_LOOKED"

// Hotspots reckons regional figures of the current run's rings. Both counts
// of a rate are storefronts with a region on the same basis: core and attached
// members of rings above, all storefronts of the store below, open or closed.
// It fails with errs.Invalid when the request makes no sense, with
// errs.NotFound before the first run, and with errs.Conflict when a load or a
// run changed the store meanwhile.
func (s *Service) Hotspots(ctx context.Context, req HotspotRequest) (*HotspotReport, error) {
	table, err := s.regions()
	if err != nil {
		return nil, err
	}
	if err := req.check(table); err != nil {
		return nil, err
	}
	p, run, err := s.placesOf(ctx, req.Basis, req.Status)
	if err != nil {
		return nil, err
	}
	return p.report(table, run, req)
}

// check makes the request's study area an id and refuses what does not exist.
func (r *HotspotRequest) check(table *region.Table) error {
	bad := func(subject, message, remedy string) error {
		return &errs.Error{Op: "hotspots", Kind: errs.Invalid, Subject: subject, Message: message, Remedy: remedy}
	}
	if !slices.Contains(Bases(), r.Basis) {
		return bad("basis", "there is no such basis", "SHIP_FROM, REGISTERED, RETURN_TO or PRODUCTION")
	}
	if r.Level < region.Country || r.Level > region.County {
		return bad("level", "there is no such level", "It is one of "+strings.Join(region.Levels(), ", "))
	}
	if len(r.Status) == 0 {
		return bad("status", "no group counts as a ring", "Name at least one: ring, account-group, candidate, pair")
	}
	r.Status = slices.Compact(slices.Sorted(slices.Values(r.Status)))
	area, problem := studyArea(table, r.Within)
	if problem != nil {
		return problem
	}
	r.Within = area.ID
	for _, id := range area.Members {
		m, _ := table.Region(id)
		if at, ok := table.At(m, r.Level); ok && at != m {
			return bad("study area", fmt.Sprintf("is smaller than a %s", r.Level), "Ask for a smaller level, or a larger area")
		}
	}
	return nil
}

// studyArea finds what a word names: a region as a group of its own, a group,
// or everywhere for "".
func studyArea(table *region.Table, word string) (region.Group, error) {
	bad := func(message, remedy string) (region.Group, error) {
		return region.Group{}, &errs.Error{Op: "hotspots", Kind: errs.Invalid, Subject: "study area", Message: fmt.Sprintf("%.40q %s", word, message), Remedy: remedy}
	}
	if word == "" {
		return region.Group{}, nil
	}
	for _, scheme := range []string{"", "GB2260:", "ISO3166-1:", "ISO3166-2:", "MACRO:"} {
		if g, ok := table.Group(scheme + word); ok {
			return g, nil
		}
		res := table.Resolve(scheme + word)
		switch len(res.Successors) {
		case 0:
		case 1:
			id := res.Successors[0].ID
			return region.Group{ID: id, Members: []string{id}}, nil
		default:
			return bad("was divided after "+res.Until, "Name one of its successors: "+strings.Join(idsOf(res.Successors), ", "))
		}
	}
	return bad("is neither a region's code nor a group", "Groups are "+strings.Join(groupWords(table), ", "))
}

func groupWords(table *region.Table) []string {
	var out []string
	for _, g := range table.Groups() {
		out = append(out, strings.TrimPrefix(g.ID, "MACRO:"))
	}
	return out
}

func idsOf(rs []*region.Region) []string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = r.ID
	}
	return out
}

// report counts the places at the level asked and has the figures reckoned.
func (p *places) report(table *region.Table, run string, req HotspotRequest) (*HotspotReport, error) {
	t := newTally(table, req, p)
	t.count()
	figures, err := hotspot.Analyse(t.input(), req.Params)
	if err != nil {
		return nil, err
	}
	out := &HotspotReport{
		Run: run, Basis: req.Basis, Level: req.Level, Within: req.Within, Status: req.Status, Params: req.Params,
		AlgorithmVersion: hotspot.AlgorithmVersion, RegionEdition: region.Edition, RatesPer: hotspot.Per,
		Coverage: t.coverage, Rings: figures.Rings, RingStorefronts: figures.RingStorefronts, Placements: figures.Storefronts,
		Average: figures.Average, Spread: figures.Spread, Concentration: figures.Concentration,
		Regions: []HotspotRegion{}, Groups: t.groupFigures(), Codes: t.codes(), Notes: figures.Notes,
	}
	for _, f := range figures.Regions {
		out.Regions = append(out.Regions, t.view(f))
	}
	slices.SortFunc(out.Regions, func(a, b HotspotRegion) int {
		return cmp.Or(cmp.Compare(b.BayesRate, a.BayesRate), cmp.Compare(b.RingStorefronts, a.RingStorefronts), cmp.Compare(a.ID, b.ID))
	})
	out.Notes = append(out.Notes, t.notes()...)
	out.Notes = append(out.Notes, hotspot.Note{Code: noteBias,
		Text: "Rings are found where complaints, test purchases and records are. A region without rings may be one where nobody looked."})
	return out, nil
}
