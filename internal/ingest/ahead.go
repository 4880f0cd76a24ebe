package ingest

import (
	"context"
	"iter"

	"github.com/ringtrace/ringtrace/internal/store"
)

// ahead makes the next piece while the one before is being stored: one piece
// ahead, never more, so that what is in memory is bounded. The order of the
// pieces is that in which they are made.
func ahead(ctx context.Context, pieces func(context.Context) iter.Seq2[store.Batch, error]) iter.Seq2[store.Batch, error] {
	type piece struct {
		b   store.Batch
		err error
	}
	return func(yield func(store.Batch, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		made := make(chan piece)
		go func() {
			defer close(made)
			for b, err := range pieces(ctx) {
				select {
				case made <- piece{b, err}:
				case <-ctx.Done():
					return
				}
			}
		}()
		defer func() {
			stop()
			for range made { // until the maker has ended
			}
		}()
		for p := range made {
			if !yield(p.b, p.err) {
				return
			}
		}
	}
}
