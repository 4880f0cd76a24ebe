package neo4j

import (
	"context"
	"errors"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// settleAtOnce is how many marked nodes or links are read at a time.
const settleAtOnce = 2000

// recover takes back what a writer that died left, and clears away what it
// replaced, unless another writer is at work.
func (s *Store) recover(ctx context.Context) error {
	st, err := s.state(ctx)
	if err != nil {
		return err
	}
	s.pins.advance(st.version)
	if st.writing == 0 && !st.stale {
		return nil
	}
	err = s.alone(ctx, recoverPatience, func(string) error {
		if st, err = s.state(ctx); err == nil {
			_, err = s.tidy(ctx, st)
		}
		return err
	})
	if errors.Is(err, errLocked) {
		return nil // reading needs none of it
	}
	return err
}

// tidy brings a store in order before a change: nothing half written, and
// nothing of former versions, as far as no reader needs it.
func (s *Store) tidy(ctx context.Context, st state) (state, error) {
	if st.writing != 0 {
		if err := s.undo(ctx, st); err != nil {
			return st, err
		}
		st.writing = 0
	}
	if !st.stale {
		return st, nil
	}
	if err := s.settle(ctx, st.version); err != nil {
		return st, err
	}
	return s.state(ctx)
}

// settle clears away what version replaced or ended, if no reader of this
// process can ask for it.
func (s *Store) settle(ctx context.Context, version int64) error {
	if !s.pins.waitFor(version, readersPatience) {
		return nil
	}
	return s.settleNow(ctx, version)
}

func (s *Store) settleNow(ctx context.Context, version int64) error {
	if err := s.write(ctx, "settle_floor", map[string]any{"version": version}); err != nil {
		return err
	}
	m := &mending{s: s, ctx: ctx, from: 0, to: version, content: settled, until: func(until int64) any { return until }}
	for _, step := range []func() error{
		func() error { return s.dropRings(ctx, labelPastRing) },
		func() error { return s.dropRings(ctx, labelPastRun) },
		m.entities,
		m.runs,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return s.write(ctx, "settle_done", nil)
}

// undo removes what a version that was never committed left.
func (s *Store) undo(ctx context.Context, st state) error {
	w := st.writing
	args := map[string]any{"version": w, "next": st.next}
	m := &mending{s: s, ctx: ctx, from: w, to: w, keep: st.stale,
		content: func(b []byte) ([]byte, error) { return undone(b, w) },
		until: func(until int64) any {
			if until == w {
				return nil
			}
			return until
		}}
	for _, step := range []func() error{
		func() error { return s.dropRings(ctx, labelNextRing) },
		func() error {
			return s.conn.inSteps(ctx, "undo", s.cypher.types("undo_links", union(evidenceTypes())), args)
		},
		func() error { return s.conn.inSteps(ctx, "undo", s.cypher.label("undo_nodes", labelEntity), args) },
		func() error { return s.conn.inSteps(ctx, "undo", s.cypher.label("undo_nodes", labelDerived), args) },
		m.entities,
		m.runs,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return s.write(ctx, "undo_end", args)
}

// dropRings deletes the rings, or runs, of a label with their memberships.
func (s *Store) dropRings(ctx context.Context, label string) error {
	for _, name := range []string{"drop_members", "drop_rings"} {
		if err := s.conn.inSteps(ctx, "clear", s.cypher.label(name, label), nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) write(ctx context.Context, name string, args map[string]any) error {
	return s.conn.write(ctx, name, func(t *tx) error {
		_, err := t.one(s.cypher[name], args)
		return err
	})
}

// mending goes through the marked nodes and their marked links, forward (settle)
// or back (undo). What it has mended has lost its mark, so it can be stopped at
// any moment and begun again.
type mending struct {
	s        *Store
	ctx      context.Context
	from, to int64 // versions of the marks
	keep     bool  // marks of former versions are still needed
	content  func([]byte) ([]byte, error)
	until    func(int64) any
}

func (m *mending) args() map[string]any {
	return map[string]any{"from": m.from, "version": m.to, "limit": int64(settleAtOnce)}
}

// mark returns the mark that stays.
func (m *mending) mark() any {
	if m.keep {
		return m.from - 1
	}
	return nil
}

// entities mends the marked nodes, some thousand at a time, each time first the
// links that leave them. None of them is then met again.
func (m *mending) entities() error {
	for {
		page, err := m.marked()
		if err != nil || len(page) == 0 {
			return err
		}
		all, gone := make([]int64, len(page)), []int64{}
		for i, row := range page {
			all[i] = number(row[0])
			if m.gone(m.until(number(row[4]))) {
				gone = append(gone, all[i])
			}
		}
		if err := m.links(all); err != nil {
			return err
		}
		if err := m.strip(gone); err != nil {
			return err
		}
		if err := m.nodes(page); err != nil {
			return err
		}
	}
}

// marked reads some marked nodes.
func (m *mending) marked() (page [][]any, err error) {
	err = m.s.conn.read(m.ctx, "marked", func(t *tx) error {
		page = nil
		return t.each(m.s.cypher["stale_nodes"], m.args(), func(row []any) error {
			page = append(page, row)
			return nil
		})
	})
	return page, err
}

// strip takes from nodes that go the links that lead to them, all of which have
// ended; a node may have more of them than fit into a transaction.
func (m *mending) strip(ns []int64) error {
	if len(ns) == 0 {
		return nil
	}
	return m.s.conn.inSteps(m.ctx, "clear", m.s.cypher["strip_nodes"], map[string]any{"ns": ns, "version": m.to})
}

// links mends the marked links that leave some nodes.
func (m *mending) links(of []int64) error {
	args := m.args()
	args["ns"] = of
	for more := true; more; {
		err := m.s.conn.write(m.ctx, "settle", func(t *tx) error {
			var rows [][]any
			err := t.each(m.s.cypher["stale_links"], args, func(row []any) error {
				rows = append(rows, row)
				return nil
			})
			more = len(rows) == settleAtOnce
			if err != nil || len(rows) == 0 {
				return err
			}
			return m.mendLinks(t, rows)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *mending) mendLinks(t *tx, rows [][]any) error {
	var gone, kept []any
	for _, row := range rows {
		until := m.until(number(row[1]))
		if m.gone(until) {
			gone = append(gone, row[0])
			continue
		}
		claims, err := content(row[2])
		if err == nil {
			claims, err = m.content(claims)
		}
		if err != nil {
			return err
		}
		mended, err := linkProps(claims)
		if err != nil {
			return err
		}
		kept = append(kept, append([]any{row[0], claims}, append(mended, orNil(until), m.mark())...))
	}
	return m.send(t, sending{m.s.cypher["drop_links"], gone, int64(len(gone))}, sending{m.s.cypher["settle_links"], kept, int64(len(kept))})
}

// gone reports whether an element with that end is to be deleted: it ended
// with a version that is settled.
func (m *mending) gone(until any) bool {
	n, _ := until.(int64)
	return m.from == 0 && n != 0
}

func orNil(until any) any {
	if until == int64(0) {
		return nil
	}
	return until
}

// linkProps returns class, first and last of a link, as a person reads them.
func linkProps(claims []byte) ([]any, error) {
	claims, err := contentAt(claims, newest)
	if err != nil || len(claims) == 0 {
		return []any{nil, nil, nil}, err
	}
	class, first, last, err := codec.Summary(claims)
	return []any{class.String(), textOf(first), textOf(last)}, err
}

func (m *mending) nodes(page [][]any) error {
	var gone, kept []any
	for _, row := range page {
		until := m.until(number(row[4]))
		if m.gone(until) {
			gone = append(gone, row[0])
			continue
		}
		labels, _ := row[1].([]any)
		text, _ := row[2].(string)
		key, known := m.s.names.keyOf(labels, text)
		if !known {
			return errShort
		}
		props, err := m.props(key, number(row[0]), number(row[3]), row[5])
		if err != nil {
			return err
		}
		props["until"] = orNil(until)
		kept = append(kept, props)
	}
	return m.s.conn.write(m.ctx, "settle", func(t *tx) error {
		return m.send(t, sending{m.s.cypher["drop_nodes"], gone, int64(len(gone))}, sending{m.s.cypher["settle_nodes"], kept, int64(len(kept))})
	})
}

// runs mends the marked nodes of runs; there are few.
func (m *mending) runs() error {
	var kept []any
	return m.s.conn.write(m.ctx, "settle", func(t *tx) error {
		kept = nil
		err := t.each(m.s.cypher["stale_runs"], m.args(), func(row []any) error {
			text, _ := row[0].(string)
			props, err := m.props(m.s.names.key(entity.KindRun, text), number(row[1]), number(row[2]), row[3])
			kept = append(kept, props)
			return err
		})
		if err != nil {
			return err
		}
		return m.send(t, sending{m.s.cypher["settle_run"], kept, int64(len(kept))})
	})
}

// props returns all properties of a node whose content is mended.
func (m *mending) props(key entity.Key, n, since int64, stored any) (map[string]any, error) {
	packed, err := content(stored)
	if err == nil {
		packed, err = m.content(packed)
	}
	if err != nil {
		return nil, err
	}
	attrs, err := attrsAt(packed, newest)
	if err != nil {
		return nil, err
	}
	props := nodeProps(key, n, since, attrs)
	if len(packed) > 0 {
		props["attrs"] = packed
	}
	props["stale"] = m.mark()
	return props, nil
}

func (m *mending) send(t *tx, all ...sending) error {
	for _, q := range all {
		if len(q.rows) == 0 {
			continue
		}
		row, err := t.one(q.statement, map[string]any{"rows": q.rows})
		if err != nil {
			return err
		}
		if row == nil || number(row[0]) != q.want {
			return errShort
		}
	}
	return nil
}
