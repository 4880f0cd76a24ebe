package sqlite

import (
	"bytes"
	"context"
	"database/sql/driver"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// Apply implements store.Graph.
//
// It works in passes over the whole batch, each of which asks and writes many
// rows at a time in the order of the tree they go to: name every key once;
// find which are stored; number the others in key order; merge nodes; sort
// links by number and merge them; sort the new ones again for the other
// direction; delete; index words. The batch itself is not copied.
func (s *Store) Apply(ctx context.Context, b store.Batch) (store.Generation, error) {
	if err := s.open(ctx); err != nil {
		return 0, err
	}
	if err := b.Validate(); err != nil {
		return 0, err
	}
	var result store.Generation
	err := s.changing(ctx, func(c *conn) error {
		l := &load{conn: c, ctx: ctx, batch: &b}
		if err := l.readMeta(); err != nil {
			return err
		}
		result = store.Generation(l.meta.generation)
		l.gather()
		for _, pass := range []func() error{l.findKeys, l.checkEnds, l.mergeNodes, l.mergeLinks, l.deleteLinks, l.deleteNodes, l.words.flush} {
			if err := pass(); err != nil {
				return err
			}
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

// load is one batch on its way into the store.
type load struct {
	*conn
	ctx     context.Context
	batch   *store.Batch
	meta    meta
	changed bool

	refs   []ref // every key the batch names, once
	byKey  map[entity.Key]int32
	order  []int32 // refs in key order
	again  []int32 // for each node of the batch, the one before it with the same key, or -1
	links  []linkRef
	doomed map[entity.LinkKey]struct{} // links that the batch deletes
	oldest int64                       // numbers from here on are new with this batch
	words  wordIndex
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
	l.oldest = m.next
	l.words = wordIndex{conn: l.conn, ctx: l.ctx, segment: &m.segment}
	return err
}

func (l *load) writeMeta() error {
	m := l.meta
	return l.exec(l.ctx, "UPDATE meta SET generation = ?, nodes = ?, links = ?, next = ?, segment = ?", m.generation, m.nodes, m.links, m.next, m.segment)
}

// gather names every key of the batch once.
func (l *load) gather() {
	b := l.batch
	l.byKey = make(map[entity.Key]int32, len(b.Nodes))
	l.refs = make([]ref, 0, len(b.Nodes))
	l.again = make([]int32, len(b.Nodes))
	for i := range b.Nodes {
		r := l.ref(b.Nodes[i].Key)
		l.again[i] = l.refs[r].node
		l.refs[r].node = int32(i)
	}
	l.links = make([]linkRef, len(b.Links))
	for i := range b.Links {
		k := &b.Links[i]
		l.links[i] = linkRef{src: int64(l.ref(k.From)), dst: int64(l.ref(k.To)), i: int32(i), kind: k.Type}
	}
	for _, k := range b.DeleteNodes {
		l.refs[l.ref(k)].leaving = true
	}
	if len(b.DeleteLinks) > 0 {
		l.doomed = make(map[entity.LinkKey]struct{}, len(b.DeleteLinks))
	}
	for _, k := range b.DeleteLinks {
		l.doomed[k] = struct{}{}
		l.ref(k.From)
		l.ref(k.To)
	}
	l.order = make([]int32, len(l.refs))
	for i := range l.order {
		l.order[i] = int32(i)
	}
	slices.SortFunc(l.order, func(a, b int32) int { return l.refs[a].key.Compare(l.refs[b].key) })
}

func (l *load) ref(k entity.Key) int32 {
	r, found := l.byKey[k]
	if !found {
		r = int32(len(l.refs))
		l.byKey[k] = r
		l.refs = append(l.refs, ref{key: k, node: -1})
	}
	return r
}

// findKeys gives the keys that are stored their numbers.
func (l *load) findKeys() error {
	l.byKey = nil
	if l.oldest == 1 {
		return nil // nothing was ever stored
	}
	q := lookup{columns: 2, query: keyQuery}
	return l.lookup(l.ctx, q, len(l.order), func(i int, tuple []driver.Value) {
		k := l.refs[l.order[i]].key
		tuple[0], tuple[1] = int64(k.Kind), k.ID
	}, func(i int, row []driver.Value) error {
		l.refs[l.order[i]].n = row[0].(int64)
		return nil
	})
}

// checkEnds fails when a link would end nowhere, or at a node that leaves.
func (l *load) checkEnds() error {
	for _, k := range l.links {
		for _, end := range [...]int64{k.src, k.dst} {
			if r := &l.refs[end]; r.n == 0 && r.node < 0 {
				return store.Dangling(int(k.i), k.kind)
			}
		}
	}
	for _, k := range l.links {
		for _, end := range [...]int64{k.src, k.dst} {
			if r := &l.refs[end]; r.leaving && !l.isDoomed(k.i) {
				return store.StillLinked(r.key.Kind)
			}
		}
	}
	return nil
}

func (l *load) isDoomed(i int32) bool {
	if l.doomed == nil {
		return false
	}
	_, found := l.doomed[l.batch.Links[i].Key()]
	return found
}

// mergeNodes numbers and adds the nodes that are new and merges the others.
func (l *load) mergeNodes() error {
	add := l.newBulk("node (n, kind, id, attrs)", 4, "")
	var known []int32 // refs of stored nodes for which the batch has attributes
	for _, r := range l.order {
		f := &l.refs[r]
		switch {
		case f.node < 0 || f.leaving:
		case f.n == 0:
			if err := l.addNode(add, f); err != nil {
				return err
			}
		case len(l.attrsOf(f)) > 0:
			known = append(known, r)
		}
	}
	if err := add.flush(); err != nil {
		return err
	}
	return l.mergeKnown(known)
}

func (l *load) addNode(add *bulk, f *ref) error {
	f.n = l.meta.next
	l.meta.next++
	l.meta.nodes++
	l.changed = true
	attrs := folded(l.attrsOf(f), entity.Attr.Compare, entity.FoldAttrs)
	if err := l.words.addNode(f.n, f.key.Kind, f.key.ID, attrs); err != nil {
		return err
	}
	return add.add(l.ctx, f.n, int64(f.key.Kind), f.key.ID, attrsBlob(attrs))
}

// attrsOf returns all that the batch says of a node, not folded; it must not
// be altered.
func (l *load) attrsOf(f *ref) []entity.Attr {
	attrs := l.batch.Nodes[f.node].Attrs
	for i := l.again[f.node]; i >= 0; i = l.again[i] {
		attrs = slices.Concat(attrs, l.batch.Nodes[i].Attrs)
	}
	return attrs
}

// mergeKnown merges the attributes of stored nodes. They are read and written
// in the order of their numbers.
func (l *load) mergeKnown(known []int32) error {
	slices.SortFunc(known, func(a, b int32) int { return int(l.refs[a].n - l.refs[b].n) })
	update := l.newBulk("node (n, kind, id, attrs)", 4, " ON CONFLICT (n) DO UPDATE SET attrs = excluded.attrs")
	q := lookup{columns: 1, query: "SELECT v.column1, node.attrs FROM v CROSS JOIN node ON node.n = v.column2"}
	err := l.lookup(l.ctx, q, len(known), func(i int, tuple []driver.Value) {
		tuple[0] = l.refs[known[i]].n
	}, func(i int, row []driver.Value) error {
		f := &l.refs[known[i]]
		blob, _ := row[0].([]byte)
		attrs := folded(l.attrsOf(f), entity.Attr.Compare, entity.FoldAttrs)
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
		l.changed = true
		if err := l.words.addNames(f.n, f.key, before, attrs); err != nil {
			return err
		}
		return update.add(l.ctx, f.n, int64(f.key.Kind), f.key.ID, attrsBlob(merged))
	})
	if err != nil {
		return err
	}
	return update.flush()
}

// folded returns xs folded; xs itself, when it is folded already, and a copy
// otherwise, for it belongs to the caller of Apply.
func folded[T any](xs []T, compare func(T, T) int, fold func([]T) []T) []T {
	if store.Folded(xs, compare) {
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
