package storetest

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

// modelCases do random things to a store and to a model of it made of maps.
// The seed is the name of the case.
func modelCases() []testCase {
	var cases []testCase
	for seed := range uint64(6) {
		cases = append(cases, testCase{fmt.Sprintf("seed=%d", seed+1), func(f *fixture) { randomWalk(f, seed+1) }})
	}
	return cases
}

func randomWalk(f *fixture, seed uint64) {
	w := &walk{fixture: f, Rand: rand.New(rand.NewPCG(seed, 17)), model: newModel()}
	for step := range 120 {
		f.Logf("step %d", step)
		switch w.IntN(12) {
		case 0:
			w.putRun(step)
		case 1, 2:
			w.loadPieces()
		case 3:
			w.replace()
		default:
			w.load()
		}
		w.compare()
	}
}

// walk keeps to few keys, so that operations meet.
type walk struct {
	*fixture
	*rand.Rand
	model *model
}

func (w *walk) key() entity.Key {
	if w.IntN(2) == 0 {
		return shop(w.IntN(12))
	}
	return account(w.IntN(8))
}

func (w *walk) link() entity.Link {
	t := []entity.LinkType{entity.LinkPaidTo, entity.LinkLocatedAt, entity.LinkHasPhone}[w.IntN(3)]
	l := entity.Link{From: w.key(), Type: t, Role: []string{"", "A", "Z"}[w.IntN(3)], To: w.key()}
	for range 1 + w.IntN(3) {
		l.Claims = append(l.Claims, claim(w.IntN(9)))
	}
	return l
}

func (w *walk) batch() store.Batch {
	var b store.Batch
	for range w.IntN(5) {
		n := entity.Node{Key: w.key()}
		if w.IntN(2) == 0 {
			n.Attrs = named(n.Key, fmt.Sprint("word", w.IntN(6))).Attrs
		}
		b.Nodes = append(b.Nodes, n)
	}
	for range w.IntN(6) {
		b.Links = append(b.Links, w.link())
	}
	if w.IntN(3) == 0 {
		for _, k := range slices.SortedFunc(maps.Keys(w.model.links), entity.LinkKey.Compare) {
			if k.Type != entity.LinkMemberOf && w.IntN(4) == 0 {
				b.DeleteLinks = append(b.DeleteLinks, k)
			}
		}
		for range w.IntN(3) {
			b.DeleteNodes = append(b.DeleteNodes, w.key())
		}
	}
	return b
}

func (w *walk) load() {
	w.Helper()
	b := w.batch()
	next, want := w.model.apply(b)
	g, err := w.Apply(w.ctx(), b)
	w.agree(next, want, g, err)
}

// pieces are some batches that delete nothing.
func (w *walk) pieces() []store.Batch {
	bs := make([]store.Batch, w.IntN(4))
	for i := range bs {
		bs[i] = w.batch()
		bs[i].DeleteLinks, bs[i].DeleteNodes = nil, nil
	}
	return bs
}

func (w *walk) loadPieces() {
	w.Helper()
	bs := w.pieces()
	next, want := w.model.applyAll(bs)
	if next.generation > w.model.generation {
		next.generation = w.model.generation + 1
	}
	g, err := w.ApplyAll(w.ctx(), piecesOf(nil, bs...))
	w.agree(next, want, g, err)
}

func (w *walk) replace() {
	w.Helper()
	bs := w.pieces()
	next, want := newModel().applyAll(bs)
	if want != nil {
		next = w.model
	} else {
		next.generation = w.model.generation + 1
	}
	g, err := w.Replace(w.ctx(), piecesOf(nil, bs...))
	w.agree(next, want, g, err)
}

// agree compares what a write returned with the model's answer.
func (w *walk) agree(next *model, want error, g store.Generation, err error) {
	w.Helper()
	if (err == nil) != (want == nil) || (err != nil && !errors.Is(err, want)) {
		w.Fatalf("error %v, want %v", err, want)
	}
	if err == nil && g != next.generation {
		w.Fatalf("generation %d, want %d", g, next.generation)
	}
	w.model = next
}

func (w *walk) putRun(step int) {
	w.Helper()
	rings := map[int][]int{}
	for i := range 12 {
		if w.IntN(2) == 0 {
			rings[w.IntN(3)] = append(rings[w.IntN(3)], i)
		}
	}
	img := image(fmt.Sprint("run", step), rings)
	next, want := w.model.putRun(img)
	if err := w.PutRun(w.ctx(), img); (err == nil) != (want == nil) || (err != nil && !errors.Is(err, want)) {
		w.Fatalf("error %v, want %v", err, want)
	}
	w.model = next
}

// compare asks the store everything and the model too.
func (w *walk) compare() {
	w.Helper()
	m := w.model
	g := m.graph()
	w.same(w.dump(), g, "graphs")
	i := w.info()
	if i.Generation != m.generation || i.Run != m.run {
		w.Fatalf("the store tells %+v, want generation %d and run %q", i, m.generation, m.run)
	}
	keys := []entity.Key{w.key(), w.key(), w.key(), ring(1)}
	filter := store.Filter{Direction: store.Direction(w.IntN(3)), Limit: w.IntN(4)}
	if w.IntN(2) == 0 {
		filter.Types = []entity.LinkType{entity.LinkPaidTo, entity.LinkMemberOf}
	}
	w.same(w.neighbours(filter, keys...), expectAdjacent(g.Links, keys, filter), "neighbours")
	text := fmt.Sprint("word", w.IntN(7))
	var want []entity.Key
	for _, n := range g.Nodes {
		if store.Searchable(n.Key.Kind) && slices.Contains(store.NodeWords(&n), text) {
			want = append(want, n.Key)
		}
	}
	w.finds(text, want...)
}

// model is the contract in maps.
type model struct {
	generation store.Generation
	run        string
	nodes      map[entity.Key][]entity.Attr
	links      map[entity.LinkKey]entity.Link
}

func newModel() *model {
	return &model{nodes: map[entity.Key][]entity.Attr{}, links: map[entity.LinkKey]entity.Link{}}
}

func (m *model) clone() *model {
	c := *m
	c.nodes, c.links = maps.Clone(m.nodes), maps.Clone(m.links)
	return &c
}

// apply returns the model after the batch, or itself and an error of the kind
// that the store is to give.
func (m *model) apply(b store.Batch) (*model, error) {
	next := m.clone()
	for _, n := range b.Nodes {
		next.nodes[n.Key] = entity.FoldAttrs(slices.Concat(next.nodes[n.Key], n.Attrs))
	}
	for _, l := range b.Links {
		_, from := next.nodes[l.From]
		_, to := next.nodes[l.To]
		if !from || !to {
			return m, &errs.Error{Kind: errs.NotFound, Code: store.CodeDangling}
		}
		l.Claims = entity.FoldClaims(slices.Concat(next.links[l.Key()].Claims, l.Claims))
		next.links[l.Key()] = l
	}
	for _, k := range b.DeleteLinks {
		delete(next.links, k)
	}
	for _, k := range b.DeleteNodes {
		for l := range next.links {
			if l.From == k || l.To == k {
				return m, &errs.Error{Kind: errs.Conflict}
			}
		}
		delete(next.nodes, k)
	}
	if fmt.Sprint(next.graph()) != fmt.Sprint(m.graph()) {
		next.generation++
	}
	return next, nil
}

// applyAll returns the model after all batches, or itself and the error of the
// first that fails. Each batch that changes something counts as a generation.
func (m *model) applyAll(bs []store.Batch) (*model, error) {
	next := m
	for _, b := range bs {
		var err error
		if next, err = next.apply(b); err != nil {
			return m, err
		}
	}
	return next, nil
}

func (m *model) putRun(img store.RunImage) (*model, error) {
	next := m.clone()
	maps.DeleteFunc(next.links, func(k entity.LinkKey, _ entity.Link) bool { return k.Type == entity.LinkMemberOf })
	maps.DeleteFunc(next.nodes, func(k entity.Key, _ []entity.Attr) bool { return k.Kind == entity.KindRing })
	for _, n := range append(slices.Clone(img.Rings), img.Run) {
		next.nodes[n.Key] = entity.FoldAttrs(slices.Clone(n.Attrs))
	}
	for _, l := range img.Members {
		_, from := next.nodes[l.From]
		_, to := next.nodes[l.To]
		if !from || !to {
			return m, &errs.Error{Kind: errs.NotFound, Code: store.CodeDangling}
		}
		l.Attrs = entity.FoldAttrs(slices.Clone(l.Attrs))
		next.links[l.Key()] = l
	}
	next.run = img.Run.Key.ID
	return next, nil
}

func (m *model) graph() graph {
	var g graph
	for _, k := range slices.SortedFunc(maps.Keys(m.nodes), entity.Key.Compare) {
		g.Nodes = append(g.Nodes, entity.Node{Key: k, Attrs: m.nodes[k]})
	}
	for _, k := range slices.SortedFunc(maps.Keys(m.links), entity.LinkKey.Compare) {
		g.Links = append(g.Links, m.links[k])
	}
	return g
}
