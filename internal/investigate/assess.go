package investigate

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

// score scores every ring and each of its members, and turns the run into
// what the store keeps of it.
func (s *Service) score(ctx context.Context, d *detection) error {
	regions, err := s.memberRegions(ctx, d.rings)
	if err != nil {
		return err
	}
	slices.SortFunc(d.rings, func(a, b ring.Ring) int { return cmp.Compare(a.ID, b.ID) })
	kept := make([]keptRing, len(d.rings))
	s.scoreAll(ctx, d, regions, kept)
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range kept {
		if kept[i].err != nil {
			return kept[i].err
		}
		d.image.Rings = append(d.image.Rings, kept[i].node)
		d.image.Members = append(d.image.Members, kept[i].members...)
	}
	slices.SortFunc(d.image.Members, func(a, b entity.Link) int { return a.Key().Compare(b.Key()) })
	d.image.Run, err = s.runNode(d)
	return err
}

// keptRing is what the store keeps of one ring.
type keptRing struct {
	node    entity.Node
	members []entity.Link
	err     error
}

// scoreAll scores rings beside one another: each rests on itself and on the
// docket, which is only read. A ring is dropped once it is scored, so that as
// many views stand in memory as there are workers.
func (s *Service) scoreAll(ctx context.Context, d *detection, regions map[string][]string, kept []keptRing) {
	workers := d.params.Community.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var taken atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, len(kept)) {
		wait.Go(func() {
			for i := int(taken.Add(1)) - 1; i < len(kept) && ctx.Err() == nil; i = int(taken.Add(1)) - 1 {
				view := s.assess(d, &d.rings[i], regions)
				kept[i].node, kept[i].err = ringNode(view)
				kept[i].members = memberLinks(view)
				d.rings[i] = ring.Ring{}
			}
		})
	}
	wait.Wait()
}

// assess scores one ring.
func (s *Service) assess(d *detection, r *ring.Ring, regions map[string][]string) *RingView {
	a := s.card.Ring(d.docket, r)
	v := &RingView{Ring: *r, Assessment: &a, MemberRisk: make(map[string]score.Points, len(r.Members))}
	for _, m := range r.Members {
		joined := r
		if m.Tier == ring.Peripheral {
			joined = nil
		}
		v.MemberRisk[m.Storefront] = s.card.StorefrontRisk(d.docket, m.Storefront, joined)
	}
	v.Summary = RingSummary{ID: r.ID, Status: r.Status, Risk: &a.Risk, Points: &a.Points, Members: r.Size(), Core: r.CoreSize(),
		Coverage:   fmt.Sprintf("%d/%d", a.CoverageHave, a.CoverageOf),
		Peripheral: len(r.Members) - r.Size(), Regions: ringRegions(r, regions), Founded: r.Founded, Revision: r.Revision,
		Run: d.run, RestsOnOne: r.RestsOnOne}
	return v
}
