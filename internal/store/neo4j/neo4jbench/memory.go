package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/neo4j"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

// A load for the client's memory: so many parts, of which each takes its peak,
// in pieces of so many links.
const (
	parts      = 5
	pieceLinks = 100_000
)

// memory makes one load of five times so many links, in pieces, reads all of
// it, and makes the store again in pieces without the last of them. What the
// client holds must not grow with the graph.
func memory(ctx context.Context, uri string, m *measured, links int) error {
	if links == 0 {
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
	watch := watchHeap()
	defer watch.end()
	began := time.Now()
	mark := func(to *[]lap) func() {
		return func() {
			*to = append(*to, lap{watch.peak(), time.Since(began)})
			fmt.Fprintln(os.Stderr, "part", len(*to), (*to)[len(*to)-1])
			began = time.Now()
		}
	}
	if _, err := s.ApplyAll(ctx, pieces(parts*links, links, mark(&m.laps))); err != nil {
		return err
	}
	watch.peak()
	began = time.Now()
	rows := 0
	for _, err := range s.Scan(ctx, store.Selection{Types: entity.LinkTypes()}, store.Range{}) {
		if err != nil {
			return err
		}
		rows++
	}
	if rows != parts*links {
		return fmt.Errorf("the store read %d of %d links", rows, parts*links)
	}
	m.scanned = lapOf(watch, began)
	began = time.Now()
	if _, err := s.Replace(ctx, pieces(parts*links-pieceLinks, parts*links, func() {})); err != nil {
		return err
	}
	m.replaced = lapOf(watch, began)
	fmt.Fprintln(os.Stderr, "scanned", m.scanned, "replaced", m.replaced)
	return nil
}

// lap is the client's highest use of memory in some part of a work, and the time
// it took.
type lap struct {
	heap uint64
	took time.Duration
}

func lapOf(w *heapWatch, began time.Time) lap { return lap{w.peak(), time.Since(began)} }

// pieces are worlds with keys of their own, until there are so many links; each
// time that part links have been taken in, done is called.
func pieces(links, part int, done func()) iter.Seq2[store.Batch, error] {
	return func(yield func(store.Batch, error) bool) {
		for made := 0; made < links; {
			n := min(pieceLinks, links-made)
			if !yield(piece(n, made), nil) {
				return
			}
			if made += n; made%part == 0 {
				done()
			}
		}
	}
}

func piece(links, number int) store.Batch {
	w := newWorld(links)
	for i := range w.nodes {
		w.nodes[i].Key.ID += fmt.Sprint("-", number)
	}
	for i := range w.links {
		w.links[i].From.ID += fmt.Sprint("-", number)
		w.links[i].To.ID += fmt.Sprint("-", number)
	}
	return store.Batch{Nodes: w.nodes, Links: w.links}
}

// heapWatch samples how much memory the client's objects take.
type heapWatch struct {
	mu   sync.Mutex
	most uint64
	stop chan struct{}
}

func watchHeap() *heapWatch {
	w := &heapWatch{stop: make(chan struct{})}
	go func() {
		for {
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			w.mu.Lock()
			w.most = max(w.most, s.HeapAlloc)
			w.mu.Unlock()
			select {
			case <-w.stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return w
}

// peak returns the most since it was asked last.
func (w *heapWatch) peak() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	most := w.most
	w.most = 0
	return most
}

func (w *heapWatch) end() { close(w.stop) }
