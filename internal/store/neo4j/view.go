package neo4j

import (
	"context"
	"errors"
	"iter"

	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// state is what the store's own node tells.
type state struct {
	version, generation, nodes, links, next int64
	run                                     string
	stale                                   bool  // something of a former version stands there still
	writing                                 int64 // a version begun and not committed, or 0
	committed                               string
}

func (s *Store) state(ctx context.Context) (st state, err error) {
	err = s.conn.read(ctx, "state", func(t *tx) error {
		st, err = s.readState(t)
		return err
	})
	return st, err
}

func (s *Store) readState(t *tx) (state, error) {
	row, err := t.one(s.cypher["state"], nil)
	if err != nil {
		return state{}, err
	}
	if row == nil {
		return state{}, errShort // the marker was deleted by hand
	}
	st := state{version: number(row[0]), generation: number(row[1]), nodes: number(row[2]), links: number(row[3]), next: number(row[4]), writing: number(row[7])}
	st.run, _ = row[5].(string)
	st.stale, _ = row[6].(bool)
	st.committed, _ = row[8].(string)
	return st, nil
}

// number reads an integer, 0 where there is none.
func number(v any) int64 {
	n, _ := v.(int64)
	return n
}

// content reads a property of packed claims or attributes; none is no bytes.
func content(v any) ([]byte, error) {
	b, ok := v.([]byte)
	if v != nil && !ok {
		return nil, codec.ErrDamaged
	}
	return b, nil
}

// view is a read transaction that looks at one version.
type view struct {
	*tx
	version int64
	next    int64 // dense numbers are below
}

// retries bounds how often a read is repeated because another process cleared
// away what it looked at.
const retries = 5

// viewing runs f on one version of the store. f collects what it finds afresh
// each time it is called.
func (s *Store) viewing(ctx context.Context, op string, f func(*view) error) error {
	p := s.pins.take()
	defer s.pins.drop(p)
	var version int64
	return s.lookAgain(ctx, op, &version, f)
}

// lookAgain runs f at *version; when that is 0, at the current one, which it
// keeps there, and again when that one has gone meanwhile.
func (s *Store) lookAgain(ctx context.Context, op string, version *int64, f func(*view) error) error {
	if *version != 0 {
		return s.look(ctx, op, *version, f)
	}
	err := errMoved
	for range retries {
		var seen int64
		err = s.look(ctx, op, 0, func(v *view) error {
			seen = v.version
			return f(v)
		})
		if !errors.Is(err, errMoved) {
			*version = seen
			break
		}
	}
	return err
}

// look runs f at version at, at the current one when 0. It fails with errMoved
// when something of that version was cleared away before f had ended.
func (s *Store) look(ctx context.Context, op string, at int64, f func(*view) error) error {
	return s.conn.read(ctx, op, func(t *tx) error {
		v := &view{tx: t, version: at}
		if at == 0 {
			row, err := t.one(s.cypher["view"], nil)
			if err != nil {
				return err
			}
			if row == nil {
				return errShort
			}
			v.version, v.next = number(row[0]), number(row[1])
		}
		if err := f(v); err != nil {
			return err
		}
		row, err := t.one(s.cypher["floor"], nil)
		if err == nil && row != nil && number(row[0]) > v.version {
			err = errMoved
		}
		return err
	})
}

// sequence makes an iterator of a read: rows calls emit for each element and
// returns at its first error. The error of the read is the last element.
func sequence[T any](s *Store, ctx context.Context, rows func(emit func(T) error) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := s.open(ctx)
		if err == nil {
			err = rows(func(x T) error {
				if err := s.open(ctx); err != nil {
					return err
				}
				if !yield(x, nil) {
					return errStop
				}
				return nil
			})
		}
		if err != nil && !errors.Is(err, errStop) {
			var none T
			yield(none, s.explained(ctx, err))
		}
	}
}
