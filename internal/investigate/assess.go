package investigate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

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
	if err := s.scoreAll(ctx, d, regions); err != nil {
		return err
	}
	slices.SortFunc(d.image.Members, func(a, b entity.Link) int { return a.Key().Compare(b.Key()) })
	d.image.Run, err = s.runNode(d)
	return err
}

// scoreAll scores rings beside one another: each rests on itself and on the
// docket, which is only read, and has its own place in the image. A ring is
// dropped once it is scored, so that as many views stand in memory as there
// are workers.
func (s *Service) scoreAll(ctx context.Context, d *detection, regions map[string][]string) error {
	first := make([]int, len(d.rings)+1) // where the members of each ring begin
	for i := range d.rings {
		first[i+1] = first[i] + len(d.rings[i].Members)
	}
	d.image.Rings = make([]entity.Node, len(d.rings))
	d.image.Members = make([]entity.Link, first[len(d.rings)])
	failed := make([]error, len(d.rings))
	each(ctx, d.params.Community.Workers, len(d.rings), func(i int) {
		view := s.assess(d, &d.rings[i], regions)
		d.image.Rings[i], failed[i] = ringNode(view)
		linkMembers(d.image.Members[first[i]:first[i+1]], view)
		d.rings[i] = ring.Ring{}
	})
	return errors.Join(append(failed, ctx.Err())...)
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
		Run: d.run, RestsOnOne: r.RestsOnOne, Cohesion: r.Cohesion}
	if r.Chance != nil {
		v.Summary.Q = &r.Chance.Q
	}
	return v
}
