// Package casebook is the append-only log of what people and runs decided:
// the ring register, judgements on pairs, verdicts on shared values, and the
// audit trail. It is always SQLite (case.db), whichever store holds the graph.
//
// What bites: rows are never changed or removed, each carries the hash of the
// row before it, and the head of the ring register is an input of the next
// run. Together with the vault this file cannot be rebuilt from anything else.
package casebook

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"

	_ "modernc.org/sqlite" // the driver

	"github.com/ringtrace/ringtrace/internal/errs"
)

// What each layout added. A file of an older one gets what it lacks when it is
// opened; package folder decides when that may be.
var (
	//go:embed schema.sql
	schema1 string
	//go:embed schema_2.sql
	schema2 string
)

// FormatVersion is the layout that this binary reads and writes.
const FormatVersion = 2

// Book is an open casebook. It is safe for many goroutines.
type Book struct {
	db *sql.DB
}

// Open opens the casebook at path, making it when it does not exist and
// bringing one of an older layout to this one. A file of a newer layout is
// refused with errs.Conflict.
func Open(ctx context.Context, path string) (*Book, error) {
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)&_txlock=immediate"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, unavailable(err)
	}
	b := &Book{db: db}
	if err := b.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return b, nil
}

func (b *Book) prepare(ctx context.Context) error {
	var version int
	if err := b.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return unavailable(err)
	}
	switch {
	case version > FormatVersion:
		return &errs.Error{Op: "open casebook", Kind: errs.Conflict, Subject: "case.db",
			Message: fmt.Sprintf("written by a newer ringtrace (layout %d, this one knows %d)", version, FormatVersion),
			Remedy:  "Use the newer ringtrace"}
	case version == FormatVersion:
		return nil
	}
	script := fmt.Sprintf("BEGIN IMMEDIATE; %s %s PRAGMA user_version = %d; COMMIT;", schema1, schema2, FormatVersion)
	if _, err := b.db.ExecContext(ctx, script); err != nil {
		return unavailable(err)
	}
	return nil
}

// Close closes the casebook.
func (b *Book) Close() error { return b.db.Close() }

func unavailable(cause error) error {
	return &errs.Error{Op: "casebook", Kind: errs.Unavailable, Subject: "case.db", Message: "cannot be read or written",
		Remedy: "Check that the data folder is writable and has space", Err: cause}
}
