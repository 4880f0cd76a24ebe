package main

import (
	"context"
	"fmt"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/neo4j"
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
