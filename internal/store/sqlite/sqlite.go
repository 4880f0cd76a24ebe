// Package sqlite is the embedded graph store: one file, many readers, one
// writer. It needs no server and keeps what it has acknowledged through a
// crash of the process or the machine (write-ahead log, synchronous FULL).
//
// What bites: beside the file stand FILE-wal and FILE-shm while it is open,
// and a copy made without them may lack the newest loads. A second process may
// read at any time; if it writes at the same time it gets errs.Conflict within
// the busy timeout. Network file systems do not lock well enough for it.
package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"

	"github.com/ringtrace/ringtrace/internal/store"
)

// Options tune a store; the zero value is right for most.
type Options struct {
	// CacheBytes bounds the page cache of each connection; 64 MiB when 0.
	CacheBytes int64
	// BusyTimeout is how long a write waits for another process's; 1 s when 0.
	BusyTimeout time.Duration
	// pragma is one more for every connection, for tests of a full or
	// read-only disk.
	pragma string
}

// Store is a graph in one SQLite file. It implements store.Graph and
// store.Finder.
type Store struct {
	db      *sql.DB
	writing chan struct{} // holds a token while a writer is at work
	closed  atomic.Bool
	// remnants is set while the log may hold what Replace took away.
	remnants atomic.Bool
}

var (
	_ store.Graph  = (*Store)(nil)
	_ store.Finder = (*Store)(nil)
)

// Open opens the store at path and makes it when there is none; its folder
// must exist. It fails with errs.Unavailable when the path cannot be read and
// written, errs.Invalid when the file is something else, errs.Conflict when a
// newer version wrote it or another process holds it, and errs.Unverified when
// it is damaged.
func Open(path string, o Options) (*Store, error) {
	ctx := context.Background()
	s := &Store{writing: make(chan struct{}, 1)}
	dsn, err := o.dsn(path)
	if err != nil {
		return nil, s.explained(ctx, err)
	}
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, s.explained(ctx, err)
	}
	s.db = sql.OpenDB(connector)
	s.db.SetMaxIdleConns(4)
	if err := s.prepare(ctx); err != nil {
		s.db.Close()
		return nil, s.explained(ctx, err)
	}
	s.sweep()
	return s, nil
}

// dsn spells path as a URI, in which no letter of a file name has a meaning.
func (o Options) dsn(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if err := checkPath(abs); err != nil {
		return "", err
	}
	cache, busy := o.CacheBytes, o.BusyTimeout
	if cache <= 0 {
		cache = 64 << 20
	}
	if busy <= 0 {
		busy = time.Second
	}
	q := url.Values{"_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busy.Milliseconds()),
		fmt.Sprintf("cache_size(%d)", -(cache >> 10)),
		"synchronous(FULL)",
		"journal_size_limit(67108864)", // a huge load must not leave a huge log behind
	}}
	if o.pragma != "" {
		q.Add("_pragma", o.pragma)
	}
	return (&url.URL{Scheme: "file", Path: abs, RawQuery: q.Encode()}).String(), nil
}

// Close implements store.Graph. It waits for a write under way.
func (s *Store) Close() error {
	s.writing <- struct{}{}
	defer func() { <-s.writing }()
	if s.closed.Swap(true) {
		return nil
	}
	s.sweep()
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close the store: %w", err)
	}
	return nil
}

// Info implements store.Graph.
func (s *Store) Info(ctx context.Context) (store.Info, error) {
	info := store.Info{Backend: "sqlite"}
	err := s.reading(ctx, func(c *conn) error {
		return c.each(ctx, "SELECT sqlite_version(), generation, nodes, links, run FROM meta", nil, func(row []driver.Value) error {
			info.Version = row[0].(string)
			info.Generation = store.Generation(row[1].(int64))
			info.Nodes, info.Links, info.Run = row[2].(int64), row[3].(int64), row[4].(string)
			return nil
		})
	})
	if err != nil {
		return store.Info{}, err
	}
	return info, nil
}

// reading runs f on a connection and explains its error.
func (s *Store) reading(ctx context.Context, f func(*conn) error) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	return s.explained(ctx, s.withConn(ctx, f))
}

// open tells why the store cannot be used, if it cannot.
func (s *Store) open(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.closed.Load() {
		return store.Closed()
	}
	return nil
}

// snapshot runs f, which reads with several statements, in one generation.
func (s *Store) snapshot(ctx context.Context, f func(*conn) error) error {
	return s.reading(ctx, func(c *conn) error {
		defer c.rollback()
		if err := c.exec(ctx, "BEGIN"); err != nil {
			return err
		}
		return f(c)
	})
}

// changing runs f in a write transaction, alone. One that writes nothing
// leaves the file as it was.
func (s *Store) changing(ctx context.Context, f func(*conn) error) error {
	select {
	case s.writing <- struct{}{}:
		defer func() { <-s.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	defer s.sweep()
	return s.reading(ctx, func(c *conn) error {
		return c.write(ctx, func() error { return f(c) })
	})
}
