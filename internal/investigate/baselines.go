package investigate

import (
	"context"
	"errors"
	"math"
	"sync"

	"github.com/ringtrace/ringtrace/internal/baseline"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/snapshot"
	"github.com/ringtrace/ringtrace/internal/store"
)

// queueSeed is the seed of the random queue, so that it is the same queue
// every time.
const queueSeed = 1

// Baselines returns what other methods make of the same evidence, and of the
// rings of the current run: what rings and scores are measured against. None of
// it is kept or shown in a case. It fails with errs.Conflict when the store
// changes meanwhile.
func (s *Service) Baselines(ctx context.Context) (*baseline.Set, error) {
	before, err := s.graph.Info(ctx)
	if err != nil {
		return nil, err
	}
	members, err := s.Members(ctx, RingFilter{})
	if err != nil {
		return nil, err
	}
	var snap *snapshot.Snapshot
	var records *score.Docket
	var listed []offer
	var unread error
	var wait sync.WaitGroup
	wait.Go(func() { listed, unread = offers(ctx, s.graph) }) // as long as the rest takes, so beside it
	if snap, err = snapshot.Read(ctx, s.graph); err == nil {
		records, err = docket(ctx, s.graph)
	}
	wait.Wait()
	if err := errors.Join(err, unread); err != nil {
		return nil, err
	}
	if err := s.unchanged(ctx, before.Generation); err != nil {
		return nil, err
	}
	e := &baseline.Evidence{Snapshot: snap, Offers: placed(listed, snap), Complaints: map[int32]int{}, Rings: ringMembers(snap, members), Seed: queueSeed}
	s.lone(e, records)
	return baseline.Measure(e)
}

// unchanged fails when the evidence is not the one of a generation any more.
func (s *Service) unchanged(ctx context.Context, was store.Generation) error {
	info, err := s.graph.Info(ctx)
	if err != nil {
		return err
	}
	if info.Generation != was {
		return &errs.Error{Op: "eval", Kind: errs.Conflict, Subject: "store", Message: "changed while it was read", Remedy: "Try again when no load is running"}
	}
	return nil
}

// lone scores every storefront by its own records. The many of which there is
// no record are all alike.
func (s *Service) lone(e *baseline.Evidence, d *score.Docket) {
	blank := loneOf(s.card.Storefront(d, "", nil))
	e.Alone = make([]baseline.Lone, len(e.Snapshot.Shops))
	for i, shop := range e.Snapshot.Shops {
		e.Alone[i] = blank
		if d.Speaks(shop) {
			e.Alone[i] = loneOf(s.card.Storefront(d, shop, nil))
		}
		if n := d.Complaints(shop); n > 0 {
			e.Complaints[int32(i)] = n
		}
	}
}

// loneOf reads odds from the sum before compression: ten points are a factor of
// ten, fifty are even.
func loneOf(a score.Assessment) baseline.Lone {
	return baseline.Lone{Risk: a.Risk.Float(), Chance: 1 / (1 + math.Pow(10, (50-a.Points.Float())/10))}
}

// ringMembers lists the core and attached members of each ring.
func ringMembers(snap *snapshot.Snapshot, rows []MemberRow) (out [][]int32) {
	last := ""
	for _, m := range rows { // ordered by ring
		shop, known := snap.ShopIndex(m.Storefront)
		if !known || m.Tier == ring.Peripheral {
			continue
		}
		if m.Ring != last || len(out) == 0 {
			out, last = append(out, nil), m.Ring
		}
		out[len(out)-1] = append(out[len(out)-1], shop)
	}
	return out
}
