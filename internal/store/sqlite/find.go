package sqlite

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// fewFound is how many nodes are looked up and sorted one by one; of more, the
// first in key order are found sooner by walking the keys.
const fewFound = 2000

// Find implements store.Finder.
func (s *Store) Find(ctx context.Context, text string, kinds []entity.Kind, limit int) ([]entity.Key, error) {
	words, kinds := store.Words(text), store.SearchKinds(kinds)
	var keys []entity.Key
	err := s.snapshot(ctx, func(c *conn) error {
		if len(words) == 0 || len(kinds) == 0 || limit <= 0 {
			return nil
		}
		numbers, err := c.holdAll(ctx, words)
		if err != nil || len(numbers) == 0 {
			return err
		}
		if len(numbers) <= fewFound {
			keys, err = c.keysOf(ctx, numbers, kinds)
			keys = keys[:min(limit, len(keys))]
			return err
		}
		keys, err = c.walkKeys(ctx, numbers, kinds, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	return keys, nil
}

// holdAll returns, ascending, the numbers of the nodes that hold for each of
// words one that begins with it. Deleted nodes may be among them.
func (c *conn) holdAll(ctx context.Context, words []string) ([]int64, error) {
	var all []int64
	for i, w := range words {
		numbers, err := c.holding(ctx, w)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			numbers = slices.DeleteFunc(numbers, func(n int64) bool {
				_, found := slices.BinarySearch(all, n)
				return !found
			})
		}
		if all = numbers; len(all) == 0 {
			break
		}
	}
	return all, nil
}

func (c *conn) holding(ctx context.Context, prefix string) ([]int64, error) {
	var numbers []int64
	// No text in UTF-8 holds the byte FF, so this is just behind the last
	// that begins with the prefix.
	bounds := []driver.Value{prefix, prefix + "\xff"}
	err := c.each(ctx, "SELECT nodes FROM word WHERE text >= ? AND text < ?", bounds, func(row []driver.Value) error {
		var err error
		blob, _ := row[0].([]byte)
		numbers, err = unpackNumbers(numbers, blob)
		return err
	})
	slices.Sort(numbers)
	return slices.Compact(numbers), err
}

// keysOf returns the keys of the numbers that exist and are of the kinds, in
// key order.
func (c *conn) keysOf(ctx context.Context, numbers []int64, kinds []entity.Kind) ([]entity.Key, error) {
	var keys []entity.Key
	q := lookup{columns: 1, query: "SELECT v.column1, node.kind, node.id FROM v CROSS JOIN node ON node.n = v.column2" + among("node.kind", kinds)}
	err := c.lookup(ctx, q, len(numbers), func(i int, tuple []driver.Value) {
		tuple[0] = numbers[i]
	}, func(_ int, row []driver.Value) error {
		keys = append(keys, entity.Key{Kind: entity.Kind(row[0].(int64)), ID: row[1].(string)})
		return nil
	})
	slices.SortFunc(keys, entity.Key.Compare)
	return keys, err
}

func (c *conn) walkKeys(ctx context.Context, numbers []int64, kinds []entity.Kind, limit int) ([]entity.Key, error) {
	var keys []entity.Key
	query := "SELECT n, kind, id FROM node INDEXED BY node_key WHERE " + strings.TrimPrefix(among("kind", kinds), " AND ") + " ORDER BY kind, id"
	err := c.each(ctx, query, nil, func(row []driver.Value) error {
		if _, found := slices.BinarySearch(numbers, row[0].(int64)); !found {
			return nil
		}
		if keys = append(keys, entity.Key{Kind: entity.Kind(row[1].(int64)), ID: row[2].(string)}); len(keys) == limit {
			return errStop
		}
		return nil
	})
	if err == errStop {
		err = nil
	}
	return keys, err
}
