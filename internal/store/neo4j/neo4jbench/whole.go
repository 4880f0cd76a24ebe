package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/neo4j"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

// whole loads the world with the store, as one batch, and reads all links as
// the snapshot does.
func whole(ctx context.Context, uri string, w *world, m *measured) error {
	s, err := neo4j.Open(ctx, uri, neo4j.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	loading := m.stopwatch()
	if _, err := s.Apply(ctx, store.Batch{Nodes: w.nodes, Links: w.links}); err != nil {
		return err
	}
	m.whole = append(m.whole, loading())
	reading, rows := m.stopwatch(), 0
	for _, err := range s.Scan(ctx, store.Selection{Types: entity.LinkTypes()}, store.Range{}) {
		if err != nil {
			return err
		}
		rows++
	}
	if rows != len(w.links) {
		return fmt.Errorf("the store read %d of %d links", rows, len(w.links))
	}
	m.wholeRead = append(m.wholeRead, reading())
	return nil
}

// memory loads batch after batch into one store and reads all of it after
// each: what the client holds, besides the batch, must not grow with the
// graph.
func memory(ctx context.Context, uri string, m *measured, loads int) error {
	if loads == 0 {
		return nil
	}
	if err := neo4jtest.Wipe(ctx, uri); err != nil {
		return err
	}
	s, err := neo4j.Open(ctx, uri, neo4j.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	for i := range 5 {
		w := newWorld(loads)
		for j := range w.nodes { // new keys for each load
			w.nodes[j].Key.ID += fmt.Sprint("-", i)
		}
		for j := range w.links {
			w.links[j].From.ID += fmt.Sprint("-", i)
			w.links[j].To.ID += fmt.Sprint("-", i)
		}
		var before runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		peak, err := peakDuring(before.HeapAlloc, func() error {
			_, err := s.Apply(ctx, store.Batch{Nodes: w.nodes, Links: w.links})
			return err
		})
		if err != nil {
			return err
		}
		w = nil
		runtime.GC()
		runtime.ReadMemStats(&before)
		reading, err := peakDuring(before.HeapAlloc, func() error {
			for _, err := range s.Scan(ctx, store.Selection{Types: entity.LinkTypes()}, store.Range{}) {
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		m.peaks = append(m.peaks, [2]uint64{peak, reading})
	}
	return nil
}

// peakDuring samples the heap while f runs and returns by how much it rose
// above what was held before.
func peakDuring(held uint64, f func() error) (uint64, error) {
	done, peaks := make(chan struct{}), make(chan uint64)
	go func() {
		var seen []uint64
		for {
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			seen = append(seen, max(s.HeapAlloc, held)-held)
			select {
			case <-done:
				peaks <- slices.Max(seen)
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	err := f()
	close(done)
	return <-peaks, err
}
