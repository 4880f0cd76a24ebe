package graph

import (
	"context"
	"fmt"
	"slices"

	"github.com/ringtrace/ringtrace/internal/hotspot"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/region"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// mapLimit is the most regions or codes shown at once: a map wants all of a
// level, and a figure of one region means little without the others.
const mapLimit = 5000

// HotspotInput says which regional figures are wanted; the schema fills in
// what is left out.
type HotspotInput struct {
	Basis      investigate.Basis
	Level      region.Level
	Within     *string
	Status     []ring.Status
	Measure    hotspot.Measure
	TopK       []int
	SmallBelow int
	Replicates int
	Seed       int
}

func (in *HotspotInput) request() (investigate.HotspotRequest, error) {
	if in == nil {
		return investigate.DefaultHotspotRequest(), nil
	}
	if in.Seed < 0 {
		return investigate.HotspotRequest{}, invalid("`seed` must be 0 or more", "")
	}
	return investigate.HotspotRequest{
		Basis: in.Basis, Level: in.Level, Within: value(in.Within), Status: slices.Clone(in.Status),
		Params: hotspot.Params{Measure: in.Measure, TopK: in.TopK, SmallBelow: in.SmallBelow, Replicates: in.Replicates, Seed: uint64(in.Seed)},
	}, nil
}

// draws is what drawing the worlds costs, in values: 999 of them cost 999.
func (in *HotspotInput) draws() int {
	if in == nil {
		return hotspot.DefaultParams().Replicates
	}
	return max(0, min(in.Replicates, hotspot.MaxReplicates))
}

// mapCost is what a list of regions costs, which may be longer than others.
func mapCost(first, child int) int { return 1 + max(0, min(first, mapLimit))*child }

// HotspotReport is a regional analysis.
type HotspotReport struct{ investigate.HotspotReport }

// hotspots returns the regional figures that are wanted.
func (s *session) hotspots(ctx context.Context, in *HotspotInput) (*HotspotReport, error) {
	req, err := in.request()
	if err != nil {
		return nil, err
	}
	r, err := s.ask.Hotspots(ctx, req)
	if err != nil {
		return nil, err
	}
	return &HotspotReport{*r}, nil
}

// Within returns the study area's id, nil for everywhere.
func (r *HotspotReport) Within() *string { return orNull(r.HotspotReport.Within) }

// Measure returns what concentration counted.
func (r *HotspotReport) Measure() hotspot.Measure { return r.Params.Measure }

// TopK returns the sizes of the top groups.
func (r *HotspotReport) TopK() []int { return r.Params.TopK }

// SmallBelow returns the bound under which a region is small.
func (r *HotspotReport) SmallBelow() int { return r.Params.SmallBelow }

// Replicates returns the number of worlds drawn.
func (r *HotspotReport) Replicates() int { return r.Params.Replicates }

// Seed returns the seed of those draws.
func (r *HotspotReport) Seed() int { return int(r.Params.Seed) }

// Remarks returns what a reader must know.
func (r *HotspotReport) Remarks() []hotspot.Note { return r.Notes }

// Regions returns the first regions.
func (r *HotspotReport) Regions(first int) ([]*HotspotRegion, error) {
	return mapPart(r.HotspotReport.Regions, first, func(v investigate.HotspotRegion) *HotspotRegion { return &HotspotRegion{v} })
}

// Codes returns the first codes.
func (r *HotspotReport) Codes(first int) ([]*CodeUse, error) {
	return mapPart(r.HotspotReport.Codes, first, func(v investigate.CodeUse) *CodeUse { return &CodeUse{v} })
}

func mapPart[V, T any](list []V, first int, as func(V) *T) ([]*T, error) {
	if first < 1 || first > mapLimit {
		return nil, invalid(fmt.Sprintf("`first` must be from 1 to %d", mapLimit), "")
	}
	out := make([]*T, min(first, len(list)))
	for i := range out {
		out[i] = as(list[i])
	}
	return out, nil
}

// HotspotRegion is one region's figures.
type HotspotRegion struct{ investigate.HotspotRegion }

// Code returns the region's id.
func (r *HotspotRegion) Code() string { return r.ID }

// LatinName returns the name in Latin letters, nil for none.
func (r *HotspotRegion) LatinName() *string { return orNull(r.Latin) }

// Parent returns the id of the region around it, nil for none.
func (r *HotspotRegion) Parent() *string { return orNull(r.HotspotRegion.Parent) }

// CodeUse is a code that was translated or not placed.
type CodeUse struct{ investigate.CodeUse }

// Code returns the code as the data has it.
func (c *CodeUse) Code() string { return c.ID }

// Name returns what an old edition called it, nil for none.
func (c *CodeUse) Name() *string { return orNull(c.CodeUse.Name) }

// How returns on what a translation rests, nil for none.
func (c *CodeUse) How() *string { return orNull(string(c.CodeUse.How)) }

// Until returns the last edition that lists it, nil for none.
func (c *CodeUse) Until() *string { return orNull(c.CodeUse.Until) }
