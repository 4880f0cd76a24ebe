package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"iter"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// keyQuery finds the numbers of asked (kind, id) tuples.
const keyQuery = "SELECT v.column1, node.n FROM v CROSS JOIN node INDEXED BY node_key ON node.kind = v.column2 AND node.id = v.column3"

// errStop ends a query whose reader wants no more.
var errStop = errors.New("no more rows wanted")

// sequence makes an iterator of a read: rows calls emit for each element and
// returns at its first error. The error of the read is the last element.
func sequence[T any](s *Store, ctx context.Context, rows func(c *conn, emit func(T) error) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		stopped := false
		err := s.snapshot(ctx, func(c *conn) error {
			return rows(c, func(x T) error {
				if s.closed.Load() {
					return store.Closed()
				}
				if stopped = !yield(x, nil); stopped {
					return errStop
				}
				return nil
			})
		})
		if err != nil && !stopped {
			var none T
			yield(none, err)
		}
	}
}

// Nodes implements store.Graph.
func (s *Store) Nodes(ctx context.Context, keys []entity.Key) ([]*entity.Node, error) {
	out := make([]*entity.Node, len(keys))
	q := lookup{columns: 2, query: "SELECT v.column1, node.attrs FROM v CROSS JOIN node INDEXED BY node_key ON node.kind = v.column2 AND node.id = v.column3"}
	err := s.snapshot(ctx, func(c *conn) error {
		return c.lookup(ctx, q, len(keys), func(i int, tuple []driver.Value) {
			tuple[0], tuple[1] = int64(keys[i].Kind), keys[i].ID
		}, func(i int, row []driver.Value) error {
			blob, _ := row[0].([]byte)
			attrs, err := codec.Attrs(blob)
			out[i] = &entity.Node{Key: keys[i], Attrs: attrs}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Neighbours implements store.Graph. Each chunk of keys is one statement, which
// the engine sorts.
func (s *Store) Neighbours(ctx context.Context, keys []entity.Key, f store.Filter) iter.Seq2[store.Adjacent, error] {
	return sequence(s, ctx, func(c *conn, emit func(store.Adjacent) error) error {
		if err := f.Validate(); err != nil {
			return err
		}
		q := lookup{columns: 2, query: adjacentQuery(f)}
		last, count := [2]int{-1, -1}, 0
		return c.lookup(ctx, q, len(keys), func(i int, tuple []driver.Value) {
			tuple[0], tuple[1] = int64(keys[i].Kind), keys[i].ID
		}, func(i int, row []driver.Value) error {
			if side := [2]int{i, int(row[0].(int64))}; side != last {
				last, count = side, 0
			}
			if count++; f.Limit > 0 && count > f.Limit {
				return nil
			}
			a, err := adjacent(i, keys[i], row)
			if err != nil {
				return err
			}
			return emit(a)
		})
	})
}

// adjacentQuery selects position, direction (0 out, 1 in), type, role, other
// end and content of the links of the asked keys, in the order of the contract.
func adjacentQuery(f store.Filter) string {
	const columns = "SELECT v.column1, %, link.type, link.role, other.kind, other.id, link.claims, link.attrs " +
		"FROM v CROSS JOIN node INDEXED BY node_key ON node.kind = v.column2 AND node.id = v.column3 "
	var sides []string
	if f.Direction != store.In {
		sides = append(sides, strings.Replace(columns, "%", "0", 1)+"CROSS JOIN link ON link.src = node.n"+among("link.type", f.Types)+
			" CROSS JOIN node AS other ON other.n = link.dst")
	}
	if f.Direction != store.Out {
		sides = append(sides, strings.Replace(columns, "%", "1", 1)+"CROSS JOIN back ON back.dst = node.n"+among("back.type", f.Types)+
			" CROSS JOIN link ON link.src = back.src AND link.type = back.type AND link.dst = back.dst AND link.role = back.role"+
			" CROSS JOIN node AS other ON other.n = back.src")
	}
	return strings.Join(sides, " UNION ALL ") + " ORDER BY 1, 2, 3, 4, 5, 6"
}

// among narrows a column to the numbers of a closed set; no narrowing when
// there are none.
func among[T ~uint8](column string, set []T) string {
	if len(set) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(" AND " + column + " IN (")
	for i, x := range set {
		if i > 0 {
			b.WriteByte(',')
		}
		writeInt(&b, int(x))
	}
	b.WriteByte(')')
	return b.String()
}

func adjacent(of int, key entity.Key, row []driver.Value) (store.Adjacent, error) {
	a := store.Adjacent{Of: of, Out: row[0].(int64) == 0}
	a.Link.Type, a.Link.Role = entity.LinkType(row[1].(int64)), row[2].(string)
	other := entity.Key{Kind: entity.Kind(row[3].(int64)), ID: row[4].(string)}
	a.Link.From, a.Link.To = key, other
	if !a.Out {
		a.Link.From, a.Link.To = other, key
	}
	var err error
	claims, _ := row[5].([]byte)
	if a.Link.Claims, err = codec.Claims(claims); err != nil {
		return a, err
	}
	attrs, _ := row[6].([]byte)
	a.Link.Attrs, err = codec.Attrs(attrs)
	return a, err
}

// linked tells which of the numbers, of which list holds as many marks, have
// a link in either direction.
func (c *conn) linked(ctx context.Context, list string, numbers []driver.Value) (map[int64]bool, error) {
	found := map[int64]bool{}
	for _, query := range []string{"SELECT DISTINCT src FROM link WHERE src IN ", "SELECT DISTINCT dst FROM back WHERE dst IN "} {
		err := c.each(ctx, query+list, numbers, func(row []driver.Value) error {
			found[row[0].(int64)] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
