package sqlite

import (
	"bytes"
	"context"
	"database/sql/driver"
	"iter"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// Apply implements store.Graph.
func (s *Store) Apply(ctx context.Context, b store.Batch) (store.Generation, error) {
	if err := s.open(ctx); err != nil {
		return 0, err
	}
	if err := b.Validate(); err != nil {
		return 0, err
	}
	return s.loading(ctx, func(l *load) error { return l.apply(&b) })
}

// ApplyAll implements store.Graph.
func (s *Store) ApplyAll(ctx context.Context, pieces iter.Seq2[store.Batch, error]) (store.Generation, error) {
	return s.loading(ctx, func(l *load) error { return l.applyAll(pieces) })
}

// loading runs f in a write transaction and counts it as a generation if it
// changes something.
func (s *Store) loading(ctx context.Context, f func(*load) error) (store.Generation, error) {
	if err := s.open(ctx); err != nil {
		return 0, err
	}
	var result store.Generation
	err := s.changing(ctx, func(c *conn) error {
		l := &load{conn: c, ctx: ctx}
		if err := l.readMeta(); err != nil {
			return err
		}
		result = store.Generation(l.meta.generation)
		if err := f(l); err != nil {
			return err
		}
		if err := l.words.flush(); err != nil {
			return err
		}
		if !l.changed {
			return nil
		}
		l.meta.generation++
		result++
		return l.writeMeta()
	})
	if err != nil {
		return 0, err
	}
	return result, nil
}

// load is what one transaction brings into the store, in one batch or many.
type load struct {
	*conn
	ctx     context.Context
	meta    meta
	words   wordIndex
	changed bool
}

func (l *load) applyAll(pieces iter.Seq2[store.Batch, error]) error {
	for b, err := range pieces {
		if err != nil {
			return &callers{err}
		}
		if err := l.ctx.Err(); err != nil {
			return err
		}
		if err := b.ValidatePiece(); err != nil {
			return err
		}
		if err := l.apply(&b); err != nil {
			return err
		}
	}
	return nil
}

// apply merges one batch.
//
// It works in passes over the whole batch, each of which asks and writes many
// rows at a time in the order of the tree they go to: name every key once;
// find which are stored; number the others in key order; merge nodes; sort
// links by number and merge them; sort the new ones again for the other
// direction; delete. Words are gathered and indexed some million at a time.
// The batch itself is not copied.
func (l *load) apply(b *store.Batch) error {
	p := &piece{load: l, batch: b, oldest: l.meta.next}
	defer p.words.wait() // for what reads the batch beside the passes, should one of them fail
	p.gather()
	for _, pass := range []func() error{p.findKeys, p.checkEnds, p.mergeNodes, p.mergeLinks, p.words.join, p.deleteLinks, p.deleteNodes} {
		if err := pass(); err != nil {
			return err
		}
	}
	return nil
}

// piece is one batch on its way into the store.
type piece struct {
	*load
	batch *store.Batch

	refs   []ref // every key the batch names, once
	byKey  map[entity.Key]int32
	order  []int32 // refs in key order
	again  []int32 // for each node of the batch, the one before it with the same key, or -1
	links  []linkRef
	doomed map[entity.LinkKey]struct{} // links that the batch deletes
	oldest int64                       // numbers from here on are new with this batch

	worded   []entity.Node // new nodes that can be searched for
	wordedAs []int64       // their numbers
}

type meta struct{ generation, nodes, links, next, segment int64 }

// ref is one key of the batch.
type ref struct {
	key     entity.Key
	n       int64 // 0 while it has none
	node    int32 // the last node of the batch with this key, or -1
	leaving bool  // the batch deletes it
}

// linkRef is one link of the batch by the numbers of its ends; until these are
// known, by the positions of its ends in refs.
type linkRef struct {
	src, dst int64
	i        int32 // in the batch
	kind     entity.LinkType
}

func (l *load) readMeta() error {
	m := &l.meta
	err := l.each(l.ctx, "SELECT generation, nodes, links, next, segment FROM meta", nil, func(row []driver.Value) error {
		m.generation, m.nodes, m.links, m.next, m.segment = row[0].(int64), row[1].(int64), row[2].(int64), row[3].(int64), row[4].(int64)
		return nil
	})
	l.words = wordIndex{conn: l.conn, ctx: l.ctx, segment: &m.segment}
	return err
}

func (l *load) writeMeta() error {
	m := l.meta
	return l.exec(l.ctx, "UPDATE meta SET generation = ?, nodes = ?, links = ?, next = ?, segment = ?", m.generation, m.nodes, m.links, m.next, m.segment)
}

// gather names every key of the batch once.
func (p *piece) gather() {
	b := p.batch
	p.byKey = make(map[entity.Key]int32, len(b.Nodes))
	p.refs = make([]ref, 0, len(b.Nodes))
	p.again = make([]int32, len(b.Nodes))
	for i := range b.Nodes {
		r := p.ref(b.Nodes[i].Key)
		p.again[i] = p.refs[r].node
		p.refs[r].node = int32(i)
	}
	p.links = make([]linkRef, len(b.Links))
	from := int32(-1) // of the link before: many begin at one node
	for i := range b.Links {
		k := &b.Links[i]
		if from < 0 || p.refs[from].key != k.From {
			from = p.ref(k.From)
		}
		p.links[i] = linkRef{src: int64(from), dst: int64(p.ref(k.To)), i: int32(i), kind: k.Type}
	}
	for _, k := range b.DeleteNodes {
		p.refs[p.ref(k)].leaving = true
	}
	if len(b.DeleteLinks) > 0 {
		p.doomed = make(map[entity.LinkKey]struct{}, len(b.DeleteLinks))
	}
	for _, k := range b.DeleteLinks {
		p.doomed[k] = struct{}{}
		p.ref(k.From)
		p.ref(k.To)
	}
	p.order = make([]int32, len(p.refs))
	for i := range p.order {
		p.order[i] = int32(i)
	}
	slices.SortFunc(p.order, func(a, b int32) int { return p.refs[a].key.Compare(p.refs[b].key) })
}

func (p *piece) ref(k entity.Key) int32 {
	r, found := p.byKey[k]
	if !found {
		r = int32(len(p.refs))
		p.byKey[k] = r
		p.refs = append(p.refs, ref{key: k, node: -1})
	}
	return r
}

// findKeys gives the keys that are stored their numbers.
func (p *piece) findKeys() error {
	p.byKey = nil
	if p.oldest == 1 {
		return nil // nothing was ever stored
	}
	q := lookup{columns: 2, query: keyQuery}
	return p.lookup(p.ctx, q, len(p.order), func(i int, tuple []driver.Value) {
		k := p.refs[p.order[i]].key
		tuple[0], tuple[1] = int64(k.Kind), k.ID
	}, func(i int, row []driver.Value) error {
		p.refs[p.order[i]].n = row[0].(int64)
		return nil
	})
}

// checkEnds fails when a link would end nowhere, or at a node that leaves.
func (p *piece) checkEnds() error {
	for _, k := range p.links {
		for _, end := range [...]int64{k.src, k.dst} {
			if r := &p.refs[end]; r.n == 0 && r.node < 0 {
				return store.Dangling(int(k.i), k.kind)
			}
		}
	}
	for _, k := range p.links {
		for _, end := range [...]int64{k.src, k.dst} {
			if r := &p.refs[end]; r.leaving && !p.isDoomed(k.i) {
				return store.StillLinked(r.key.Kind)
			}
		}
	}
	return nil
}

func (p *piece) isDoomed(i int32) bool {
	if p.doomed == nil {
		return false
	}
	_, found := p.doomed[p.batch.Links[i].Key()]
	return found
}

// mergeNodes numbers and adds the nodes that are new and merges the others.
func (p *piece) mergeNodes() error {
	add := p.newBulk("node (n, kind, id, attrs)", 4, "")
	var known []int32 // refs of stored nodes for which the batch has attributes
	for _, r := range p.order {
		f := &p.refs[r]
		switch {
		case f.node < 0 || f.leaving:
		case f.n == 0:
			if err := p.addNode(add, f); err != nil {
				return err
			}
		case len(p.attrsOf(f)) > 0:
			known = append(known, r)
		}
	}
	if err := add.flush(); err != nil {
		return err
	}
	p.words.split(p.wordedAs, p.worded)
	return p.mergeKnown(known)
}

func (p *piece) addNode(add *bulk, f *ref) error {
	f.n = p.meta.next
	p.meta.next++
	p.meta.nodes++
	p.changed = true
	attrs := folded(p.attrsOf(f), store.FoldedAttrs, entity.FoldAttrs)
	if store.Searchable(f.key.Kind) {
		p.worded = append(p.worded, entity.Node{Key: f.key, Attrs: attrs})
		p.wordedAs = append(p.wordedAs, f.n)
	}
	return add.add(p.ctx, f.n, int64(f.key.Kind), f.key.ID, attrsBlob(attrs))
}

// attrsOf returns all that the batch says of a node, not folded; it must not
// be altered.
func (p *piece) attrsOf(f *ref) []entity.Attr {
	attrs := p.batch.Nodes[f.node].Attrs
	for i := p.again[f.node]; i >= 0; i = p.again[i] {
		attrs = slices.Concat(attrs, p.batch.Nodes[i].Attrs)
	}
	return attrs
}

// mergeKnown merges the attributes of stored nodes. They are read and written
// in the order of their numbers.
func (p *piece) mergeKnown(known []int32) error {
	slices.SortFunc(known, func(a, b int32) int { return int(p.refs[a].n - p.refs[b].n) })
	update := p.newBulk("node (n, kind, id, attrs)", 4, " ON CONFLICT (n) DO UPDATE SET attrs = excluded.attrs")
	q := lookup{columns: 1, query: "SELECT v.column1, node.attrs FROM v CROSS JOIN node ON node.n = v.column2"}
	err := p.lookup(p.ctx, q, len(known), func(i int, tuple []driver.Value) {
		tuple[0] = p.refs[known[i]].n
	}, func(i int, row []driver.Value) error {
		f := &p.refs[known[i]]
		blob, _ := row[0].([]byte)
		attrs := folded(p.attrsOf(f), store.FoldedAttrs, entity.FoldAttrs)
		if bytes.Equal(blob, codec.AppendAttrs(nil, attrs)) {
			return nil
		}
		before, err := codec.Attrs(blob)
		if err != nil {
			return err
		}
		merged, changed := store.MergeAttrs(before, attrs)
		if !changed {
			return nil
		}
		p.changed = true
		if err := p.words.addNames(f.n, f.key, before, attrs); err != nil {
			return err
		}
		return update.add(p.ctx, f.n, int64(f.key.Kind), f.key.ID, attrsBlob(merged))
	})
	if err != nil {
		return err
	}
	return update.flush()
}

// folded returns xs folded; xs itself, when it is folded already, and a copy
// otherwise, for it belongs to the caller of Apply.
func folded[T any](xs []T, is func([]T) bool, fold func([]T) []T) []T {
	if is(xs) {
		return xs
	}
	return fold(slices.Clone(xs))
}

// attrsBlob returns what the attrs column holds: NULL for none.
func attrsBlob(as []entity.Attr) driver.Value {
	if len(as) == 0 {
		return nil
	}
	return codec.AppendAttrs(nil, as)
}
