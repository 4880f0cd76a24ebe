package memory

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Apply implements store.Graph.
func (s *Store) Apply(ctx context.Context, b store.Batch) (store.Generation, error) {
	if _, err := s.read(ctx); err != nil {
		return 0, err
	}
	if err := b.Validate(); err != nil {
		return 0, err
	}
	return s.edit(ctx, func(e *edit) error { return e.apply(&b) })
}

// ApplyAll implements store.Graph.
func (s *Store) ApplyAll(ctx context.Context, pieces iter.Seq2[store.Batch, error]) (store.Generation, error) {
	return s.edit(ctx, func(e *edit) error { return e.applyAll(ctx, pieces) })
}

// Replace implements store.Graph.
func (s *Store) Replace(ctx context.Context, pieces iter.Seq2[store.Batch, error]) (store.Generation, error) {
	return s.edit(ctx, func(e *edit) error {
		before := e.generation
		e.image, e.changed = emptyImage(), true
		e.generation = before
		return e.applyAll(ctx, pieces)
	})
}

// edit makes what f leaves the current image, if f succeeds and changes
// something.
func (s *Store) edit(ctx context.Context, f func(*edit) error) (store.Generation, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	m, err := s.read(ctx)
	if err != nil {
		return 0, err
	}
	e := newEdit(m)
	if err := f(e); err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if !e.changed {
		return m.generation, nil
	}
	e.generation++
	s.now.Store(e.image)
	return e.generation, nil
}

// PutRun implements store.Graph.
func (s *Store) PutRun(ctx context.Context, img store.RunImage) error {
	if _, err := s.read(ctx); err != nil {
		return err
	}
	if err := img.Validate(); err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	m, err := s.read(ctx)
	if err != nil {
		return err
	}
	e := newEdit(m)
	if err := e.putRun(&img); err != nil {
		return err
	}
	s.now.Store(e.image)
	return nil
}

// edit is an image in the making.
type edit struct {
	*image
	owned   map[entity.Key]bool // keys whose slice in touching belongs to this edit
	changed bool
}

func newEdit(m *image) *edit {
	e := &edit{image: m.clone(), owned: map[entity.Key]bool{}}
	e.numbered = slices.Clone(m.numbered)
	return e
}

func (e *edit) applyAll(ctx context.Context, pieces iter.Seq2[store.Batch, error]) error {
	for b, err := range pieces {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = b.ValidatePiece()
		}
		if err == nil {
			err = e.apply(&b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *edit) apply(b *store.Batch) error {
	doomed := keySet(b.DeleteLinks)
	leaving := keySet(b.DeleteNodes)
	named := make(map[entity.Key]bool, len(b.Nodes))
	for i := range b.Nodes {
		named[b.Nodes[i].Key] = true
	}
	for i := range b.Links {
		l := &b.Links[i]
		if !(named[l.From] || e.nodes[l.From] != nil) || !(named[l.To] || e.nodes[l.To] != nil) {
			return store.Dangling(i, l.Type)
		}
	}
	for i := range b.Links {
		l := &b.Links[i]
		for _, end := range []entity.Key{l.From, l.To} {
			if leaving[end] && !doomed[l.Key()] {
				return store.StillLinked(end.Kind)
			}
		}
	}
	for i := range b.Nodes {
		if !leaving[b.Nodes[i].Key] {
			e.mergeNode(&b.Nodes[i])
		}
	}
	for i := range b.Links {
		if !doomed[b.Links[i].Key()] {
			e.mergeLink(&b.Links[i])
		}
	}
	for _, k := range b.DeleteLinks {
		e.dropLink(k)
	}
	return e.dropNodes(b.DeleteNodes)
}

func keySet[K comparable](keys []K) map[K]bool {
	set := make(map[K]bool, len(keys))
	for _, k := range keys {
		set[k] = true
	}
	return set
}

func (e *edit) mergeNode(in *entity.Node) {
	old := e.nodes[in.Key]
	if old == nil {
		attrs, _ := store.MergeAttrs(nil, in.Attrs)
		e.addNode(entity.Node{Key: in.Key, Attrs: attrs})
		return
	}
	if attrs, changed := store.MergeAttrs(old.Attrs, in.Attrs); changed {
		e.replaceNode(old, attrs)
	}
}

func (e *edit) addNode(n entity.Node) {
	e.last++
	added := &node{e.last, n}
	e.nodes[n.Key] = added
	e.numbered = append(e.numbered, added)
	e.changed = true
}

func (e *edit) replaceNode(old *node, attrs []entity.Attr) {
	next := &node{old.n, entity.Node{Key: old.Key, Attrs: attrs}}
	e.nodes[old.Key] = next
	i, _ := slices.BinarySearchFunc(e.numbered, old.n, func(n *node, want int64) int { return cmp.Compare(n.n, want) })
	e.numbered[i] = next
	e.changed = true
}

func (e *edit) mergeLink(in *entity.Link) {
	old := e.links[in.Key()]
	if old == nil {
		claims, _ := store.MergeClaims(nil, in.Claims)
		attrs, _ := store.MergeAttrs(nil, in.Attrs)
		e.addLink(&entity.Link{From: in.From, Type: in.Type, Role: in.Role, To: in.To, Claims: claims, Attrs: attrs})
		return
	}
	if claims, changed := store.MergeClaims(old.Claims, in.Claims); changed {
		next := *old
		next.Claims = claims
		e.links[in.Key()] = &next
		e.changed = true
	}
}

func (e *edit) addLink(l *entity.Link) {
	k := l.Key()
	e.links[k] = l
	for _, end := range ends(l.From, l.To) {
		e.touching[end] = append(e.own(end), k)
	}
	e.changed = true
}

func (e *edit) dropLink(k entity.LinkKey) {
	if e.links[k] == nil {
		return
	}
	delete(e.links, k)
	for _, end := range ends(k.From, k.To) {
		e.touching[end] = slices.DeleteFunc(e.own(end), func(x entity.LinkKey) bool { return x == k })
	}
	e.changed = true
}

// own returns the links touching k in a slice that this edit may alter.
func (e *edit) own(k entity.Key) []entity.LinkKey {
	if !e.owned[k] {
		e.owned[k] = true
		e.touching[k] = slices.Clone(e.touching[k])
	}
	return e.touching[k]
}

func ends(from, to entity.Key) []entity.Key {
	if from == to {
		return []entity.Key{from}
	}
	return []entity.Key{from, to}
}

// dropNodes removes the nodes of the keys that are stored; one that has links
// fails, the first in the order of the keys.
func (e *edit) dropNodes(keys []entity.Key) error {
	for _, k := range keys {
		if len(e.touching[k]) > 0 {
			return store.StillLinked(k.Kind)
		}
	}
	gone := map[*node]bool{}
	for _, k := range keys {
		if n := e.nodes[k]; n != nil {
			gone[n] = true
			delete(e.nodes, k)
			delete(e.touching, k)
		}
	}
	if len(gone) > 0 {
		e.numbered = slices.DeleteFunc(e.numbered, func(n *node) bool { return gone[n] })
		e.changed = true
	}
	return nil
}

func (e *edit) putRun(img *store.RunImage) error {
	rings := make(map[entity.Key]bool, len(img.Rings))
	for i := range img.Rings {
		rings[img.Rings[i].Key] = true
	}
	for i := range img.Members {
		if e.nodes[img.Members[i].From] == nil || !rings[img.Members[i].To] {
			return store.DanglingMember(i)
		}
	}
	for k := range e.links {
		if k.Type == entity.LinkMemberOf {
			e.dropLink(k)
		}
	}
	var gone []entity.Key
	for k := range e.nodes {
		if k.Kind == entity.KindRing && !rings[k] {
			gone = append(gone, k)
		}
	}
	if err := e.dropNodes(gone); err != nil {
		return err
	}
	for _, n := range append(slices.Clone(img.Rings), img.Run) {
		e.putNode(&n)
	}
	for i := range img.Members {
		e.mergeLink(&img.Members[i])
	}
	e.run = img.Run.Key.ID
	return nil
}

// putNode adds a node or replaces its attributes; its number stays.
func (e *edit) putNode(in *entity.Node) {
	attrs, _ := store.MergeAttrs(nil, in.Attrs)
	if old := e.nodes[in.Key]; old != nil {
		e.replaceNode(old, attrs)
		return
	}
	e.addNode(entity.Node{Key: in.Key, Attrs: attrs})
}
