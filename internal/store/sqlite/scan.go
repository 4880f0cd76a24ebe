package sqlite

import (
	"context"
	"database/sql/driver"
	"iter"
	"math"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// Scan implements store.Graph: one statement in the order of the table.
func (s *Store) Scan(ctx context.Context, sel store.Selection, r store.Range) iter.Seq2[store.Row, error] {
	return sequence(s, ctx, func(c *conn, emit func(store.Row) error) error {
		if err := sel.Validate(); err != nil {
			return err
		}
		lo, hi := r.Lo, r.Hi
		if r == (store.Range{}) {
			hi = math.MaxInt64
		}
		if len(sel.Kinds) > 0 {
			return c.scanNodes(ctx, sel.Kinds, lo, hi, emit)
		}
		return c.scanLinks(ctx, sel.Types, lo, hi, emit)
	})
}

func (c *conn) scanNodes(ctx context.Context, kinds []entity.Kind, lo, hi int64, emit func(store.Row) error) error {
	// Few nodes of rare kinds are found by key and sorted; of the others the
	// table is read through in its order.
	source := "node INDEXED BY node_key"
	for _, k := range kinds {
		if !rare(k) {
			source = "node NOT INDEXED"
		}
	}
	query := "SELECT n, kind, id FROM " + source + " WHERE n >= ? AND n < ?" + among("kind", kinds) + " ORDER BY n"
	return c.each(ctx, query, []driver.Value{lo, hi}, func(row []driver.Value) error {
		return emit(store.Row{N: row[0].(int64), Key: entity.Key{Kind: entity.Kind(row[1].(int64)), ID: row[2].(string)}})
	})
}

// rare reports whether stores hold few nodes of kind k among very many.
func rare(k entity.Kind) bool {
	switch k {
	case entity.KindRegion, entity.KindPlatform, entity.KindSource, entity.KindRing, entity.KindRun:
		return true
	}
	return false
}

func (c *conn) scanLinks(ctx context.Context, types []entity.LinkType, lo, hi int64, emit func(store.Row) error) error {
	query := "SELECT src, type, dst, role, claims FROM link WHERE src >= ? AND src < ?" + among("+type", types) + " ORDER BY src, type, dst, role"
	return c.each(ctx, query, []driver.Value{lo, hi}, func(row []driver.Value) error {
		x := store.Row{From: row[0].(int64), Type: entity.LinkType(row[1].(int64)), To: row[2].(int64), Role: row[3].(string)}
		claims, _ := row[4].([]byte)
		var err error
		if x.Class, x.First, x.Last, err = codec.Summary(claims); err != nil {
			return err
		}
		return emit(x)
	})
}
