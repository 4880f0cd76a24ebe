package memory

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Scan implements store.Graph.
func (s *Store) Scan(ctx context.Context, sel store.Selection, r store.Range) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		m, err := s.read(ctx)
		if err == nil {
			err = sel.Validate()
		}
		if err != nil {
			yield(store.Row{}, err)
			return
		}
		for row := range m.rows(sel, r) {
			if _, err := s.read(ctx); err != nil {
				yield(store.Row{}, err)
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func (m *image) rows(sel store.Selection, r store.Range) iter.Seq[store.Row] {
	return func(yield func(store.Row) bool) {
		for _, n := range m.numbered {
			if !r.Holds(n.n) {
				continue
			}
			if slices.Contains(sel.Kinds, n.Key.Kind) && !yield(store.Row{N: n.n, Key: n.Key}) {
				return
			}
			for _, row := range m.outgoing(n, sel.Types) {
				if !yield(row) {
					return
				}
			}
		}
	}
}

func (m *image) outgoing(n *node, types []entity.LinkType) []store.Row {
	var rows []store.Row
	for _, k := range m.touching[n.Key] {
		if k.From != n.Key || !slices.Contains(types, k.Type) {
			continue
		}
		l := m.links[k]
		row := store.Row{From: n.n, Type: l.Type, To: m.nodes[l.To].n, Role: l.Role, Class: l.Class()}
		row.First, row.Last = l.Span()
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b store.Row) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.To, b.To), strings.Compare(a.Role, b.Role))
	})
	return rows
}

func byTypeRoleOther(a, b store.Adjacent) int {
	return cmp.Or(cmp.Compare(a.Link.Type, b.Link.Type), strings.Compare(a.Link.Role, b.Link.Role), a.Other().Compare(b.Other()))
}

// Find implements store.Finder by looking at every node.
func (s *Store) Find(ctx context.Context, text string, kinds []entity.Kind, limit int) ([]entity.Key, error) {
	m, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	words := store.Words(text)
	if len(words) == 0 || limit <= 0 {
		return nil, nil
	}
	kinds = store.SearchKinds(kinds)
	var found []entity.Key
	for k, n := range m.nodes {
		if slices.Contains(kinds, k.Kind) && store.HasPrefixes(store.NodeWords(&n.Node), words) {
			found = append(found, k)
		}
	}
	slices.SortFunc(found, entity.Key.Compare)
	return found[:min(limit, len(found))], nil
}
