package neo4j

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// keysAtOnce bounds the keys of one statement.
const keysAtOnce = 2000

// Nodes implements store.Graph.
func (s *Store) Nodes(ctx context.Context, keys []entity.Key) ([]*entity.Node, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	var out []*entity.Node
	err := s.viewing(ctx, "nodes", func(v *view) error {
		out = make([]*entity.Node, len(keys))
		return s.eachNode(v, keys, func(i int, _ int64, stored []byte) error {
			attrs, err := attrsAt(stored, v.version)
			out[i] = &entity.Node{Key: keys[i], Attrs: attrs}
			return err
		})
	})
	if err != nil {
		return nil, s.explained(ctx, err)
	}
	return out, nil
}

// eachNode looks keys up, kind by kind, and gives f the position, number and
// attributes of those that are there.
func (s *Store) eachNode(v *view, keys []entity.Key, f func(i int, n int64, attrs []byte) error) error {
	byKind := map[entity.Kind][]int{}
	for i, k := range keys {
		if k.Kind.Valid() {
			byKind[k.Kind] = append(byKind[k.Kind], i)
		}
	}
	for _, k := range entity.Kinds() {
		label := s.names.labels[k]
		if k.Derived() {
			label = labelDerived
		}
		for part := range slices.Chunk(byKind[k], keysAtOnce) {
			texts := make([]string, len(part))
			for j, i := range part {
				texts[j] = keys[i].String()
			}
			args := map[string]any{"keys": texts, "version": v.version}
			err := v.each(s.cypher.label("read_nodes", label), args, func(row []any) error {
				attrs, err := content(row[2])
				if err != nil {
					return err
				}
				return f(part[number(row[0])], number(row[1]), attrs)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Neighbours implements store.Graph. All asked keys are looked at in one
// version; the links of some are held in memory at a time.
func (s *Store) Neighbours(ctx context.Context, keys []entity.Key, f store.Filter) iter.Seq2[store.Adjacent, error] {
	return sequence(s, ctx, func(emit func(store.Adjacent) error) error {
		if err := f.Validate(); err != nil {
			return err
		}
		p := s.pins.take()
		defer s.pins.drop(p)
		var version int64
		for first := 0; first < len(keys); first += keysAtOnce {
			asked := keys[first:min(first+keysAtOnce, len(keys))]
			var found []store.Adjacent
			err := s.lookAgain(ctx, "neighbours", &version, func(v *view) (err error) {
				found, err = s.adjacent(v, asked, f)
				return err
			})
			if err != nil {
				return err
			}
			for _, a := range found {
				a.Of += first
				if err := emit(a); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// adjacent returns the links of the asked keys in the order of the contract.
func (s *Store) adjacent(v *view, keys []entity.Key, f store.Filter) ([]store.Adjacent, error) {
	var of [2][]int // positions of evidence and of derived keys
	var ns [2][]int64
	err := s.eachNode(v, keys, func(i int, n int64, _ []byte) error {
		d := 0
		if keys[i].Kind.Derived() {
			d = 1
		}
		of[d], ns[d] = append(of[d], i), append(ns[d], n)
		return nil
	})
	if err != nil {
		return nil, err
	}
	types := f.Types
	if len(types) == 0 {
		types = entity.LinkTypes()
	}
	var found []store.Adjacent
	for d, label := range [2]string{labelEntity, labelDerived} {
		if len(ns[d]) == 0 {
			continue
		}
		for _, side := range []struct {
			name string
			out  bool
			skip store.Direction
		}{{"read_out", true, store.In}, {"read_in", false, store.Out}} {
			if f.Direction == side.skip {
				continue
			}
			args := map[string]any{"ns": ns[d], "version": v.version}
			statement := strings.ReplaceAll(s.cypher.label(side.name, label), "%TYPES%", union(types))
			err := v.each(statement, args, func(row []any) error {
				i := of[d][number(row[0])]
				a, err := s.oneAdjacent(v, i, keys[i], side.out, row)
				found = append(found, a)
				return err
			})
			if err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(found, byContract)
	return limited(found, f.Limit), nil
}

func (s *Store) oneAdjacent(v *view, i int, key entity.Key, out bool, row []any) (store.Adjacent, error) {
	a := store.Adjacent{Of: i, Out: out}
	word, _ := row[1].(string)
	a.Link.Type = s.names.types[word]
	a.Link.Role, _ = row[2].(string)
	labels, _ := row[3].([]any)
	text, _ := row[4].(string)
	other, known := s.names.keyOf(labels, text)
	if !known {
		return a, errShort // a link to a node that is none of ours
	}
	a.Link.From, a.Link.To = key, other
	if !out {
		a.Link.From, a.Link.To = other, key
	}
	claims, err := content(row[5])
	if err != nil {
		return a, err
	}
	if a.Link.Claims, err = claimsAt(claims, v.version); err != nil {
		return a, err
	}
	attrs, err := content(row[6])
	if err != nil {
		return a, err
	}
	a.Link.Attrs, err = codec.Attrs(attrs)
	return a, err
}

func byContract(a, b store.Adjacent) int {
	if c := cmp.Compare(a.Of, b.Of); c != 0 {
		return c
	}
	if a.Out != b.Out {
		if a.Out {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.Link.Type, b.Link.Type), strings.Compare(a.Link.Role, b.Link.Role), a.Other().Compare(b.Other()))
}

// limited keeps the first of each key and direction.
func limited(found []store.Adjacent, limit int) []store.Adjacent {
	if limit == 0 {
		return found
	}
	kept, count := found[:0], 0
	var before store.Adjacent
	for i, a := range found {
		if i == 0 || a.Of != before.Of || a.Out != before.Out {
			count = 0
		}
		if before = a; count < limit {
			kept = append(kept, a)
		}
		count++
	}
	return kept
}
