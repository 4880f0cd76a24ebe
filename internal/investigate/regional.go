package investigate

import (
	"context"
	"fmt"
	"sync"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/region"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/store"
)

// regional keeps what regional figures read, because reading a large store
// takes ten times as long as reckoning: the table of regions, and the places
// of the generation and run that were asked for last.
type regional struct {
	mu     sync.Mutex
	table  *region.Table
	of     state
	places map[string]*places // by basis and statuses
}

// state is what a store held at a time.
type state struct {
	generation store.Generation
	run        string
}

// mostPlaces bounds how many readings are kept: one for each basis, twice.
const mostPlaces = 8

// regions returns the table of regions, read once.
func (s *Service) regions() (*region.Table, error) {
	s.regional.mu.Lock()
	defer s.regional.mu.Unlock()
	if s.regional.table != nil {
		return s.regional.table, nil
	}
	table, err := region.Shipped()
	s.regional.table = table
	return table, err
}

// placesOf returns the places on a basis, and the run whose rings they name.
// Callers wait for each other, so the store is read once for all of them.
func (s *Service) placesOf(ctx context.Context, basis Basis, status []ring.Status) (*places, string, error) {
	s.regional.mu.Lock()
	defer s.regional.mu.Unlock()
	before, err := s.state(ctx)
	if err != nil {
		return nil, "", err
	}
	key := fmt.Sprint(basis, status)
	if s.regional.of != before || len(s.regional.places) >= mostPlaces {
		s.regional.of, s.regional.places = before, map[string]*places{}
	}
	if p := s.regional.places[key]; p != nil {
		return p, before.run, nil
	}
	members, err := s.Members(ctx, RingFilter{Status: status})
	if err != nil {
		return nil, "", err
	}
	p, err := readPlaces(ctx, s.graph, basis, members)
	if err != nil {
		return nil, "", err
	}
	after, err := s.state(ctx)
	if err != nil {
		return nil, "", err
	}
	if after != before {
		return nil, "", &errs.Error{Op: "hotspots", Kind: errs.Conflict, Code: "STALE_RUN", Subject: "store", Message: "was changed meanwhile", Remedy: "Ask again"}
	}
	s.regional.places[key] = p
	return p, before.run, nil
}

func (s *Service) state(ctx context.Context) (state, error) {
	info, err := s.graph.Info(ctx)
	return state{info.Generation, info.Run}, err
}
