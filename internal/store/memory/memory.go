// Package memory is the graph store that forgets: the simplest honest reading
// of the contract, the reference for the others, and what tests run on.
//
// What bites: every write copies the tables of the whole graph (not the nodes
// and links in them), so that readers never wait and never see half a batch.
// Load in few large batches.
package memory

import (
	"context"
	"iter"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Store is a graph in memory. It implements store.Graph and store.Finder.
type Store struct {
	writing sync.Mutex
	now     atomic.Pointer[image]
	closed  atomic.Bool
}

var (
	_ store.Graph  = (*Store)(nil)
	_ store.Finder = (*Store)(nil)
)

// New returns an empty store.
func New() *Store {
	s := &Store{}
	s.now.Store(emptyImage())
	return s
}

func emptyImage() *image {
	return &image{nodes: map[entity.Key]*node{}, links: map[entity.LinkKey]*entity.Link{}, touching: map[entity.Key][]entity.LinkKey{}}
}

// image is the graph at one moment. It and all it points to are never altered
// once it is current.
type image struct {
	generation store.Generation
	run        string
	last       int64 // dense number given last
	nodes      map[entity.Key]*node
	numbered   []*node // by number
	links      map[entity.LinkKey]*entity.Link
	touching   map[entity.Key][]entity.LinkKey // by either end; a self-loop once
}

type node struct {
	n int64
	entity.Node
}

func (m *image) clone() *image {
	c := *m
	c.nodes, c.links, c.touching = maps.Clone(m.nodes), maps.Clone(m.links), maps.Clone(m.touching)
	return &c
}

// read returns the current image, or why there is none to be had.
func (s *Store) read(ctx context.Context) (*image, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.closed.Load() {
		return nil, store.Closed()
	}
	return s.now.Load(), nil
}

// Info implements store.Graph.
func (s *Store) Info(ctx context.Context) (store.Info, error) {
	m, err := s.read(ctx)
	if err != nil {
		return store.Info{}, err
	}
	info := store.Info{Backend: "memory", Version: runtime.Version(), Generation: m.generation, Run: m.run}
	for k := range m.nodes {
		if !k.Kind.Derived() {
			info.Nodes++
		}
	}
	for k := range m.links {
		if k.Type != entity.LinkMemberOf {
			info.Links++
		}
	}
	return info, nil
}

// Close implements store.Graph.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.closed.Store(true)
	s.now.Store(nil)
	return nil
}

// Nodes implements store.Graph.
func (s *Store) Nodes(ctx context.Context, keys []entity.Key) ([]*entity.Node, error) {
	m, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]*entity.Node, len(keys))
	for i, k := range keys {
		if n := m.nodes[k]; n != nil {
			out[i] = &entity.Node{Key: n.Key, Attrs: slices.Clone(n.Attrs)}
		}
	}
	return out, nil
}

// Neighbours implements store.Graph.
func (s *Store) Neighbours(ctx context.Context, keys []entity.Key, f store.Filter) iter.Seq2[store.Adjacent, error] {
	return func(yield func(store.Adjacent, error) bool) {
		m, err := s.read(ctx)
		if err == nil {
			err = f.Validate()
		}
		if err != nil {
			yield(store.Adjacent{}, err)
			return
		}
		for i, k := range keys {
			for _, a := range m.adjacent(i, k, f) {
				if _, err := s.read(ctx); err != nil {
					yield(store.Adjacent{}, err)
					return
				}
				a.Link.Claims, a.Link.Attrs = slices.Clone(a.Link.Claims), slices.Clone(a.Link.Attrs)
				if !yield(a, nil) {
					return
				}
			}
		}
	}
}

// adjacent returns the links of one key in the order of the contract.
func (m *image) adjacent(of int, k entity.Key, f store.Filter) []store.Adjacent {
	side := func(out bool) []store.Adjacent {
		var as []store.Adjacent
		for _, lk := range m.touching[k] {
			l, end := m.links[lk], lk.To
			if out {
				end = lk.From
			}
			if end == k && (len(f.Types) == 0 || slices.Contains(f.Types, l.Type)) {
				as = append(as, store.Adjacent{Of: of, Out: out, Link: *l})
			}
		}
		slices.SortFunc(as, byTypeRoleOther)
		if f.Limit > 0 && len(as) > f.Limit {
			as = as[:f.Limit]
		}
		return as
	}
	var all []store.Adjacent
	if f.Direction != store.In {
		all = side(true)
	}
	if f.Direction != store.Out {
		all = append(all, side(false)...)
	}
	return all
}
