package investigate_test

import (
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

// meanwhile is a store on which something happens just before rings or their
// members are read, or before regions are, once.
type meanwhile struct {
	investigate.Store
	happens func()
	regions func()
}

func (m *meanwhile) now() {
	if f := m.happens; f != nil {
		m.happens = nil
		f()
	}
}

func (m *meanwhile) Scan(ctx context.Context, sel store.Selection, r store.Range) iter.Seq2[store.Row, error] {
	if slices.Contains(sel.Kinds, entity.KindRing) {
		m.now()
	}
	return m.Store.Scan(ctx, sel, r)
}

func (m *meanwhile) Neighbours(ctx context.Context, keys []entity.Key, want store.Filter) iter.Seq2[store.Adjacent, error] {
	if slices.Contains(want.Types, entity.LinkMemberOf) {
		m.now()
	}
	if f := m.regions; f != nil && slices.Contains(want.Types, entity.LinkShipsFrom) {
		m.regions = nil
		f()
	}
	return m.Store.Neighbours(ctx, keys, want)
}

// An answer is of one run. Ring ids outlive runs, so rings of a new run must
// not be handed out, and kept, under the name of the old one.
func TestAnswersAreOfOneRun(t *testing.T) {
	ctx := context.Background()
	graph := &meanwhile{Store: memory.New()}
	s, err := investigate.Open(ctx, investigate.Options{Data: filepath.Join(t.TempDir(), "data"), Create: true, Random: rand.Reader, Graph: graph, Now: now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	hubs := []int{12, 13, 14}
	detect := func() {
		p := investigate.DefaultRunParams()
		p.Projection.HubDegree, hubs = hubs[0], hubs[1:]
		if _, err := s.Detect(ctx, investigate.DetectRequest{Params: &p}); err != nil {
			t.Error(err)
		}
	}
	detect()
	graph.happens = detect
	if _, err := s.Rings(ctx, investigate.RingFilter{}, 0, 0); !conflict(err) {
		t.Errorf("rings of two runs in one list: %v", err)
	}
	if _, err := s.Rings(ctx, investigate.RingFilter{}, 0, 0); err != nil {
		t.Error(err)
	}
	graph.happens = detect
	if _, err := s.Members(ctx, investigate.RingFilter{}); !conflict(err) {
		t.Errorf("members of two runs in one list: %v", err)
	}
}

func conflict(err error) bool {
	var e *errs.Error
	return errors.As(err, &e) && e.Kind == errs.Conflict && e.Code == "STALE_RUN"
}

// A store on a server takes loads of other machines. What they bring between
// the snapshot and the scores is under no hash, so no run is made of it.
func TestEvidenceLoadedMeanwhileMakesNoRun(t *testing.T) {
	ctx := context.Background()
	graph := &meanwhile{Store: memory.New()}
	s, err := investigate.Open(ctx, investigate.Options{Data: filepath.Join(t.TempDir(), "data"), Create: true, Random: rand.Reader, Graph: graph, Now: now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	graph.regions = func() {
		late := store.Batch{Nodes: []entity.Node{{Key: entity.Key{Kind: entity.KindPhone, ID: "late"}}}}
		if _, err := graph.Apply(ctx, late); err != nil {
			t.Error(err)
		}
	}
	var e *errs.Error
	if _, err := s.Detect(ctx, investigate.DetectRequest{}); !errors.As(err, &e) || e.Kind != errs.Conflict {
		t.Errorf("a run of two states of the store: %v", err)
	}
	if runs, err := s.Runs(ctx); err != nil || len(runs) > 0 {
		t.Errorf("%d runs were kept, %v", len(runs), err)
	}
	if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
		t.Error(err)
	}
}
