package sqlite

import (
	"context"
	"database/sql/driver"
	"iter"

	"github.com/ringtrace/ringtrace/internal/store"
)

// Replace implements store.Graph.
//
// What must not be readable afterwards stands in three places. Pages of the
// tables are given back as zeros (secure_delete), in the transaction itself.
// So are the pages that earlier writes gave back as they were: the table
// remnant takes them first. And the log is emptied once the transaction is in
// the file; until then the table remnant stands there as a reminder.
// https://www.sqlite.org/pragma.html#pragma_secure_delete
func (s *Store) Replace(ctx context.Context, pieces iter.Seq2[store.Batch, error]) (store.Generation, error) {
	return s.loading(ctx, func(l *load) error {
		s.remnants.Store(true)
		if err := l.clear(); err != nil {
			return err
		}
		return l.applyAll(pieces)
	})
}

// clear empties the store within the transaction under way.
func (l *load) clear() error {
	if err := l.exec(l.ctx, "PRAGMA secure_delete = ON"); err != nil {
		return err
	}
	defer func() { _ = l.exec(context.Background(), "PRAGMA secure_delete = OFF") }()
	if err := l.takeFreePages(); err != nil {
		return err
	}
	for _, table := range []string{"remnant", "word", "back", "link", "node"} {
		if err := l.exec(l.ctx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	if err := l.exec(l.ctx, "UPDATE meta SET run = ''"); err != nil {
		return err
	}
	l.meta = meta{generation: l.meta.generation, next: 1}
	l.changed = true
	return nil
}

// takeFreePages puts all pages that are in no table into one.
func (l *load) takeFreePages() error {
	const atOnce = 10_000 // pages, some 40 MB
	if err := l.exec(l.ctx, "CREATE TABLE IF NOT EXISTS remnant (pages BLOB NOT NULL) STRICT"); err != nil {
		return err
	}
	for {
		var free, size int64
		err := l.each(l.ctx, "SELECT f.freelist_count, p.page_size FROM pragma_freelist_count AS f, pragma_page_size AS p", nil, func(row []driver.Value) error {
			free, size = row[0].(int64), row[1].(int64)
			return nil
		})
		if err != nil || free == 0 {
			return err
		}
		if err := l.exec(l.ctx, "INSERT INTO remnant VALUES (zeroblob(?))", min(free, atOnce)*size); err != nil {
			return err
		}
	}
}

// sweep empties the log if something stands in it that nobody may read any
// longer. Where it fails, above all because somebody reads what stood before,
// it is left to the next write, Close or Open: what was committed is not in
// danger, so there is nobody to tell.
func (s *Store) sweep() {
	if !s.remnants.Load() {
		return
	}
	ctx := context.Background()
	_ = s.withConn(ctx, func(c *conn) error {
		busy := false
		err := c.each(ctx, "PRAGMA wal_checkpoint(TRUNCATE)", nil, func(row []driver.Value) error {
			busy = row[0].(int64) != 0
			return nil
		})
		if err != nil || busy {
			return err
		}
		err = c.write(ctx, func() error { return c.exec(ctx, "DROP TABLE IF EXISTS remnant") })
		s.remnants.Store(err != nil)
		return err
	})
}
