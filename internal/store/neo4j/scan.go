package neo4j

import (
	"cmp"
	"context"
	"iter"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// pageNumbers is how many dense numbers one statement of a scan covers, and
// pagesAhead how many such pages are read while another is consumed: two
// streams use two cores, more gain nothing.
const (
	pageNumbers = 16_384
	pagesAhead  = 2
)

// Scan implements store.Graph. A page of rows is held in memory and sorted;
// the pages follow each other by dense number.
func (s *Store) Scan(ctx context.Context, sel store.Selection, r store.Range) iter.Seq2[store.Row, error] {
	return sequence(s, ctx, func(emit func(store.Row) error) error {
		if err := sel.Validate(); err != nil {
			return err
		}
		p := s.pins.take()
		defer s.pins.drop(p)
		var version, next int64
		err := s.look(ctx, "scan", 0, func(v *view) error {
			version, next = v.version, v.next
			return nil
		})
		if err != nil {
			return err
		}
		if r == (store.Range{}) {
			r.Hi = math.MaxInt64
		}
		return s.scanPages(ctx, sel, version, max(r.Lo, 1), min(r.Hi, next), emit)
	})
}

type page struct {
	rows []store.Row
	err  error
}

// scanPages reads the numbers from lo up to hi, some pages ahead of emit.
func (s *Store) scanPages(ctx context.Context, sel store.Selection, version, lo, hi int64, emit func(store.Row) error) error {
	if hi-lo <= pageNumbers {
		return s.emitPage(s.readPage(ctx, sel, version, lo, hi), emit)
	}
	reading, cancel := context.WithCancel(ctx)
	var readers sync.WaitGroup
	defer readers.Wait()
	defer cancel()
	var ahead []chan page
	start := func() {
		to, from := make(chan page, 1), lo
		lo = min(lo+pageNumbers, hi)
		end := lo
		readers.Go(func() { to <- s.readPage(reading, sel, version, from, end) })
		ahead = append(ahead, to)
	}
	for lo < hi && len(ahead) < pagesAhead {
		start()
	}
	for len(ahead) > 0 {
		p := <-ahead[0]
		ahead = ahead[1:]
		if lo < hi && p.err == nil {
			start()
		}
		if err := s.emitPage(p, emit); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) emitPage(p page, emit func(store.Row) error) error {
	if p.err != nil {
		return p.err
	}
	for _, r := range p.rows {
		if err := emit(r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) readPage(ctx context.Context, sel store.Selection, version, lo, hi int64) (p page) {
	if lo >= hi {
		return p
	}
	p.err = s.look(ctx, "scan", version, func(v *view) error {
		p.rows = p.rows[:0]
		args := map[string]any{"lo": lo, "hi": hi, "version": version}
		if len(sel.Kinds) > 0 {
			return s.scanNodes(v, sel.Kinds, args, &p.rows)
		}
		return s.scanLinks(v, sel.Types, args, &p.rows)
	})
	return p
}

func (s *Store) scanNodes(v *view, kinds []entity.Kind, args map[string]any, rows *[]store.Row) error {
	wanted := map[entity.Kind]bool{}
	var derived, evidence bool
	for _, k := range kinds {
		wanted[k] = true
		derived, evidence = derived || k.Derived(), evidence || !k.Derived()
	}
	for _, part := range []struct {
		wanted bool
		name   string
	}{{evidence, "scan_nodes"}, {derived, "scan_derived"}} {
		if !part.wanted {
			continue
		}
		err := v.each(s.cypher[part.name], args, func(row []any) error {
			labels, _ := row[1].([]any)
			text, _ := row[2].(string)
			key, known := s.names.keyOf(labels, text)
			if !known {
				return errShort
			}
			if wanted[key.Kind] {
				*rows = append(*rows, store.Row{N: number(row[0]), Key: key})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	slices.SortFunc(*rows, func(a, b store.Row) int { return cmp.Compare(a.N, b.N) })
	return nil
}

func (s *Store) scanLinks(v *view, types []entity.LinkType, args map[string]any, rows *[]store.Row) error {
	types = slices.Clone(types)
	slices.Sort(types)
	types = slices.Compact(types)
	if i := slices.Index(types, entity.LinkMemberOf); i >= 0 {
		types = slices.Delete(types, i, i+1)
		if err := v.each(s.cypher["scan_members"], args, s.linkRows(v, rows)); err != nil {
			return err
		}
	}
	if len(types) > 0 {
		if err := v.each(s.cypher.types("scan_links", union(types)), args, s.linkRows(v, rows)); err != nil {
			return err
		}
	}
	slices.SortFunc(*rows, func(a, b store.Row) int {
		if c := cmp.Compare(a.From, b.From); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.To, b.To), strings.Compare(a.Role, b.Role))
	})
	return nil
}

// linkRows unpacks links that were gathered by type and role.
func (s *Store) linkRows(v *view, rows *[]store.Row) func(row []any) error {
	return func(row []any) error {
		word, _ := row[0].(string)
		role, _ := row[1].(string)
		froms, _ := row[2].([]any)
		tos, _ := row[3].([]any)
		claims, _ := row[4].([]any)
		if len(tos) != len(froms) || len(claims) != len(froms) {
			return errShort // a list leaves out what is absent: not ours
		}
		*rows = slices.Grow(*rows, len(froms))
		for i := range froms {
			r := store.Row{From: number(froms[i]), Type: s.names.types[word], To: number(tos[i]), Role: role}
			packed, err := content(claims[i])
			if err == nil {
				packed, err = contentAt(packed, v.version)
			}
			if err == nil && len(packed) > 0 {
				r.Class, r.First, r.Last, err = codec.Summary(packed)
			}
			if err != nil {
				return err
			}
			*rows = append(*rows, r)
		}
		return nil
	}
}
