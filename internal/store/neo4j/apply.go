package neo4j

import (
	"context"
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
	return s.loading(ctx, "apply", func(c *change) (changed bool, err error) { return c.apply(&b) })
}

// loading runs f in a change and commits it as a generation if it changes
// something.
func (s *Store) loading(ctx context.Context, op string, f func(*change) (changed bool, err error)) (store.Generation, error) {
	if err := s.open(ctx); err != nil {
		return 0, err
	}
	var result store.Generation
	err := s.changing(ctx, op, func(c *change) error {
		changed, err := f(c)
		if err != nil {
			return err
		}
		if !changed {
			result = store.Generation(c.state.generation)
			return nil
		}
		c.state.generation++
		result = store.Generation(c.state.generation)
		return c.commit()
	})
	if err != nil {
		return 0, err
	}
	return result, nil
}

// apply merges one batch.
//
// It works in passes over the whole batch: name every key once; find which are
// stored; look at what is to be deleted; number the new nodes in key order;
// merge nodes; merge links, sorted by type and target; end what is deleted.
// Whatever can be refused is refused before the first row is sent.
func (c *change) apply(b *store.Batch) (changed bool, err error) {
	l := &load{change: c, batch: b, stood: func(int64) bool { return true }}
	l.gather()
	for _, pass := range []func() error{l.findNodes, l.checkEnds, l.checkDeletes, l.mergeNodes, l.mergeLinks, l.endDeleted} {
		if err := pass(); err != nil {
			return false, err
		}
	}
	return l.changed, nil
}

// load is one batch on its way into the graph.
type load struct {
	*change
	batch   *store.Batch
	changed bool
	stood   func(n int64) bool // whether a stored node counts as one that stood there before
	since   int64              // the version from which on stored links count

	refs  []ref // every key the batch names, once
	byKey map[entity.Key]int32
	order []int32 // refs in key order
	again []int32 // for each node of the batch, the one before it with the same key, or -1

	doomed     map[entity.LinkKey]struct{} // links that the batch deletes
	endedLinks []any                       // element ids of those that are stored
	endedNodes []int64                     // numbers of nodes that the batch deletes and that are stored
}

// ref is one key of the batch.
type ref struct {
	key     entity.Key
	n       int64 // 0 while it has none
	stood   bool  // it is there, and was before the batch
	node    int32 // the last node of the batch with this key, or -1
	leaving bool  // the batch deletes it
}

// gather names every key of the batch once.
func (l *load) gather() {
	b := l.batch
	l.byKey = make(map[entity.Key]int32, len(b.Nodes))
	l.again = make([]int32, len(b.Nodes))
	for i := range b.Nodes {
		r := l.name(b.Nodes[i].Key)
		l.again[i] = l.refs[r].node
		l.refs[r].node = int32(i)
	}
	for i := range b.Links {
		l.name(b.Links[i].From)
		l.name(b.Links[i].To)
	}
	for _, k := range b.DeleteNodes {
		l.refs[l.name(k)].leaving = true
	}
	l.doomed = make(map[entity.LinkKey]struct{}, len(b.DeleteLinks))
	for _, k := range b.DeleteLinks {
		l.doomed[k] = struct{}{}
		l.name(k.From)
		l.name(k.To)
	}
	l.order = make([]int32, len(l.refs))
	for i := range l.order {
		l.order[i] = int32(i)
	}
	slices.SortFunc(l.order, func(a, b int32) int { return l.refs[a].key.Compare(l.refs[b].key) })
}

func (l *load) name(k entity.Key) int32 {
	r, found := l.byKey[k]
	if !found {
		r = int32(len(l.refs))
		l.byKey[k] = r
		l.refs = append(l.refs, ref{key: k, node: -1})
	}
	return r
}

// findNodes gives the keys that are stored their numbers.
func (l *load) findNodes() error {
	if l.state.next == 1 {
		return nil // nothing was ever stored
	}
	buried := false
	for part := range l.sameKind(l.order) {
		texts := make([]string, len(part))
		for i, r := range part {
			texts[i] = l.refs[r].key.String()
		}
		statement := l.s.cypher.label("find_nodes", l.s.names.labels[l.refs[part[0]].key.Kind])
		err := l.reading(statement, map[string]any{"keys": texts}, func(row []any) error {
			r := &l.refs[part[number(row[0])]]
			if row[2] == nil {
				r.n = number(row[1])
				r.stood = l.stood(r.n)
			} else if r.node >= 0 && !r.leaving {
				buried = true
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if buried {
		// A node comes back whose dead self a reader may still look at: that
		// reader will be told that the store has moved on.
		return l.s.settleNow(l.ctx, l.state.version)
	}
	return nil
}

// sameKind cuts refs, which are in key order, into parts of one kind.
func (l *load) sameKind(refs []int32) func(yield func([]int32) bool) {
	return func(yield func([]int32) bool) {
		for len(refs) > 0 {
			n := 1
			for n < len(refs) && n < rowsAtOnce && l.refs[refs[n]].key.Kind == l.refs[refs[0]].key.Kind {
				n++
			}
			if !yield(refs[:n]) {
				return
			}
			refs = refs[n:]
		}
	}
}

// checkEnds fails when a link would end nowhere, or at a node that leaves.
func (l *load) checkEnds() error {
	for i := range l.batch.Links {
		k := &l.batch.Links[i]
		for _, end := range [...]entity.Key{k.From, k.To} {
			if r := l.ref(end); !r.stood && r.node < 0 {
				return store.Dangling(i, k.Type)
			}
		}
	}
	if len(l.batch.DeleteNodes) == 0 {
		return nil
	}
	for i := range l.batch.Links {
		k := &l.batch.Links[i]
		for _, end := range [...]entity.Key{k.From, k.To} {
			if l.ref(end).leaving && !l.isDoomed(i) {
				return store.StillLinked(end.Kind)
			}
		}
	}
	return nil
}

func (l *load) ref(k entity.Key) *ref { return &l.refs[l.byKey[k]] }

func (l *load) isDoomed(i int) bool {
	if len(l.doomed) == 0 {
		return false
	}
	_, found := l.doomed[l.batch.Links[i].Key()]
	return found
}

// mergeNodes numbers and adds the nodes that are new and merges the others.
func (l *load) mergeNodes() error {
	if err := l.spread(lanesOfNodes); err != nil {
		return err
	}
	var known []int32  // refs of nodes that stood there and for which the batch has attributes
	var former []int32 // of stored ones that get other content
	for _, i := range l.order {
		r := &l.refs[i]
		switch {
		case r.node < 0 || r.leaving:
		case r.n == 0:
			if err := l.addNode(r); err != nil {
				return err
			}
		case !r.stood:
			former = append(former, i)
		case len(l.attrsOf(r)) > 0:
			known = append(known, i)
		}
	}
	if err := l.spread(lanesOfLinks); err != nil {
		return err
	}
	for part := range slices.Chunk(known, keysAtOnce) {
		if err := l.putContent(part, store.MergeAttrs); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(former, keysAtOnce) {
		if err := l.putContent(part, otherAttrs); err != nil {
			return err
		}
	}
	l.state.nodes += int64(len(former))
	return nil
}

func (l *load) addNode(r *ref) error {
	r.n = l.state.next
	l.state.next++
	l.state.nodes++
	l.changed = true
	attrs := folded(l.attrsOf(r), store.FoldedAttrs, entity.FoldAttrs)
	props := nodeProps(r.key, r.n, l.version, attrs)
	packed, _ := props["attrs"].([]byte)
	return l.add(l.s.cypher.label("create_nodes", l.s.names.labels[r.key.Kind]), props, 3*len(packed)+2*len(r.key.ID))
}

// attrsOf returns all that the batch says of a node, not folded; it must not
// be altered.
func (l *load) attrsOf(r *ref) []entity.Attr {
	attrs := l.batch.Nodes[r.node].Attrs
	for i := l.again[r.node]; i >= 0; i = l.again[i] {
		attrs = slices.Concat(attrs, l.batch.Nodes[i].Attrs)
	}
	return attrs
}

// putContent gives stored nodes what follows from the attributes that they
// have and those that the batch has for them.
func (l *load) putContent(refs []int32, follow func(have, brought []entity.Attr) ([]entity.Attr, bool)) error {
	ns, byNumber := make([]int64, len(refs)), make(map[int64]*ref, len(refs))
	for i, r := range refs {
		ns[i], byNumber[l.refs[r].n] = l.refs[r].n, &l.refs[r]
	}
	return l.reading(l.s.cypher["read_attrs"], map[string]any{"ns": ns}, func(row []any) error {
		r := byNumber[number(row[0])]
		stored, err := content(row[1])
		if err != nil {
			return err
		}
		have, err := attrsAt(stored, newest)
		if err != nil {
			return err
		}
		attrs, changed := follow(have, l.attrsOf(r))
		if !changed {
			return nil
		}
		before, err := attrsAt(stored, l.version-1)
		if err != nil {
			return err
		}
		l.changed, l.stale = true, true
		var words any
		if store.Searchable(r.key.Kind) {
			words = wordsOf(r.key, slices.Concat(attrs, before)) // who reads the version before finds it still
		}
		next := replaced(l.version, codec.AppendAttrs(nil, attrs), stored)
		return l.add(l.s.cypher["update_nodes"], []any{r.n, next, words}, 3*len(next))
	})
}

// folded returns xs folded; xs itself, when it is folded already, and a copy
// otherwise, for it belongs to the caller of Apply.
func folded[T any](xs []T, is func([]T) bool, fold func([]T) []T) []T {
	if is(xs) {
		return xs
	}
	return fold(slices.Clone(xs))
}
