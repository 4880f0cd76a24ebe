package storetest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

func lifeCases() []testCase {
	return []testCase{
		{"a cancelled context ends every method", cancelledBefore},
		{"a context cancelled in mid-read", cancelledBetween},
		{"a load that is cancelled leaves nothing", cancelledLoad},
		{"a context that ends at any moment leaves a store that works", cancelledAnywhere},
		{"after Close every method fails", closedStore},
		{"Close ends what is under way", closedBetween},
		{"many writers and readers", manyAtOnce},
	}
}

// methods calls every method once and returns its error.
func (f *fixture) methods(ctx context.Context) map[string]error {
	_, info := f.Info(ctx)
	_, apply := f.Apply(ctx, store.Batch{Nodes: bare(shop(12345))})
	_, all := f.ApplyAll(ctx, piecesOf(nil, store.Batch{Nodes: bare(shop(12345))}))
	_, nodes := f.Nodes(ctx, []entity.Key{shop(1)})
	_, find := f.Find(ctx, "x", nil, 1)
	return map[string]error{
		"Info": info, "Apply": apply, "ApplyAll": all, "Nodes": nodes, "Find": find,
		"PutRun":     f.PutRun(ctx, image("x", nil)),
		"Neighbours": firstError(f.Neighbours(ctx, []entity.Key{shop(1)}, store.Filter{})),
		"Scan":       firstError(f.Scan(ctx, everyLink(), store.Range{})),
	}
}

func cancelledBefore(f *fixture) {
	f.apply(star(5))
	before := f.info()
	cancelled, cancel := context.WithCancel(f.ctx())
	cancel()
	late, cancel := context.WithTimeout(f.ctx(), -time.Second)
	defer cancel()
	for want, ctx := range map[error]context.Context{context.Canceled: cancelled, context.DeadlineExceeded: late} {
		for method, err := range f.methods(ctx) {
			if !errors.Is(err, want) {
				f.Errorf("%s: error %v, want %v", method, err, want)
			}
		}
	}
	if f.info() != before {
		f.Fatalf("a cancelled method changed the store")
	}
}

func cancelledBetween(f *fixture) {
	f.apply(star(3000))
	keys := []entity.Key{account(0), shop(1)}
	for range 40 { // more often than a pool has connections
		for _, read := range []func(context.Context, func()) error{
			func(ctx context.Context, tick func()) error {
				for _, err := range f.Scan(ctx, everyLink(), store.Range{}) {
					if err != nil {
						return err
					}
					tick()
				}
				return nil
			},
			func(ctx context.Context, tick func()) error {
				for _, err := range f.Neighbours(ctx, keys, store.Filter{}) {
					if err != nil {
						return err
					}
					tick()
				}
				return nil
			},
		} {
			ctx, cancel := context.WithCancel(f.ctx())
			n := 0
			err := read(ctx, func() {
				if n++; n == 10 {
					cancel()
				}
			})
			cancel()
			if !errors.Is(err, context.Canceled) || n > 2000 {
				f.Fatalf("error %v after %d rows, want an end soon after 10", err, n)
			}
		}
	}
	f.apply(store.Batch{Nodes: bare(shop(8888))})
}

// cancelledLoad cancels loads after growing times until one gets through.
func cancelledLoad(f *fixture) {
	b := star(20_000)
	for wait := time.Millisecond; ; wait *= 2 {
		ctx, cancel := context.WithTimeout(f.ctx(), wait)
		_, err := f.Apply(ctx, b)
		cancel()
		i := f.info()
		if err == nil {
			if i.Links != 20_000 || i.Generation != 1 {
				f.Fatalf("a load went through and left %+v", i)
			}
			return
		}
		if !errors.Is(err, context.DeadlineExceeded) || i.Nodes != 0 || i.Links != 0 || i.Generation != 0 {
			f.Fatalf("a load that ended with %v (cause: %v) left %+v", err, cause(err), i)
		}
	}
}

// cancelledAnywhere ends contexts at moments microseconds apart, so that some
// end while a backend begins or ends a transaction.
func cancelledAnywhere(f *fixture) {
	for i := range 400 {
		ctx, cancel := context.WithTimeout(f.ctx(), time.Duration(i%200)*5*time.Microsecond)
		for method, err := range f.methods(ctx) {
			if err != nil && !errors.Is(err, context.DeadlineExceeded) {
				f.Fatalf("%s: error %v (cause: %v), want none or the context's", method, err, cause(err))
			}
		}
		cancel()
		f.apply(store.Batch{Nodes: bare(shop(i))})
		if n := f.nodes(shop(i)); n[0] == nil {
			f.Fatalf("a reader does not see load %d, which was acknowledged", i)
		}
	}
}

func closedStore(f *fixture) {
	f.apply(star(5))
	f.mustNot(f.Store.Close())
	f.mustNot(f.Store.Close())
	f.closed = true
	for method, err := range f.methods(f.ctx()) {
		if errs.KindOf(err) != errs.Conflict {
			f.Errorf("%s: error %v, want a conflict", method, err)
		}
	}
}

func closedBetween(f *fixture) {
	f.apply(star(3000))
	n := 0
	for _, err := range f.Scan(f.ctx(), everyLink(), store.Range{}) {
		if err != nil {
			f.wantKind(err, errs.Conflict)
			break
		}
		if n++; n == 5 {
			f.closed = true
			f.mustNot(f.Store.Close())
		}
	}
	if n != 5 {
		f.Fatalf("%d rows after Close", n-5)
	}
}

func manyAtOnce(f *fixture) {
	const writers, batches = 4, 10
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range batches {
				b := store.Batch{Nodes: bare(shop(w*100+i), account(i)), Links: []entity.Link{paid(shop(w*100+i), account(i), w+1)}}
				if _, err := f.Apply(f.ctx(), b); err != nil {
					f.Errorf("writer %d: %v", w, err)
				}
				if ns, err := f.Nodes(f.ctx(), []entity.Key{shop(w*100 + i)}); err != nil || ns[0] == nil {
					f.Errorf("writer %d does not read what it wrote: %v", w, err)
				}
			}
		})
	}
	all.Wait()
	if i := f.info(); i.Nodes != writers*batches+batches || i.Links != writers*batches || i.Generation != writers*batches {
		f.Fatalf("after %d batches: %+v", writers*batches, i)
	}
}
