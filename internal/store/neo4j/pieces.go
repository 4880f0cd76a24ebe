package neo4j

import (
	"context"
	"iter"

	"github.com/ringtrace/ringtrace/internal/store"
)

// ApplyAll implements store.Graph: all pieces are one change. What a piece has
// brought is sent before the next one asks what is stored.
func (s *Store) ApplyAll(ctx context.Context, pieces iter.Seq2[store.Batch, error]) (store.Generation, error) {
	return s.loading(ctx, "apply", func(c *change) (changed bool, err error) {
		err = eachPiece(ctx, pieces, func(b *store.Batch) error {
			if err := c.drain(); err != nil {
				return err
			}
			more, err := c.apply(b)
			changed = changed || more
			return err
		})
		return changed, err
	})
}

// eachPiece calls f for each piece until one cannot be had, is not valid, or f
// fails.
func eachPiece(ctx context.Context, pieces iter.Seq2[store.Batch, error], f func(*store.Batch) error) error {
	for b, err := range pieces {
		if err != nil {
			return &callers{err}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.ValidatePiece(); err != nil {
			return err
		}
		if err := f(&b); err != nil {
			return err
		}
	}
	return nil
}
