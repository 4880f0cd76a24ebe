package sqlite

import (
	"context"
	"database/sql/driver"
	"os"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// applicationID marks a file as a graph store of ours: "RTGS".
const applicationID = 0x52544753

// FormatVersion is raised, with the layout of the data folder, when an older
// binary could no longer read the file.
const FormatVersion = 1

// schema: nodes by their dense number with a covering index from key to
// number; links twice, in both directions, the claims only in the first; and
// the index of words, in which each segment (about one per load) holds the
// numbers of the nodes that came to have the word. Postings are never altered: those of
// a deleted node lead to a number that is gone for good.
const schema = `
CREATE TABLE meta (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  generation INTEGER NOT NULL,
  nodes      INTEGER NOT NULL, -- evidence only
  links      INTEGER NOT NULL, -- evidence only
  next       INTEGER NOT NULL, -- dense number of the next new node
  segment    INTEGER NOT NULL, -- of the word index, the last one written
  run        TEXT NOT NULL
) STRICT;
INSERT INTO meta VALUES (1, 0, 0, 0, 1, 0, '');

CREATE TABLE node (
  n     INTEGER PRIMARY KEY,
  kind  INTEGER NOT NULL,
  id    TEXT NOT NULL,
  attrs BLOB
) STRICT;
CREATE UNIQUE INDEX node_key ON node (kind, id);

CREATE TABLE link (
  src    INTEGER NOT NULL,
  type   INTEGER NOT NULL,
  dst    INTEGER NOT NULL,
  role   TEXT NOT NULL,
  claims BLOB NOT NULL,
  attrs  BLOB,
  PRIMARY KEY (src, type, dst, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE back (
  dst  INTEGER NOT NULL,
  type INTEGER NOT NULL,
  src  INTEGER NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (dst, type, src, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE word (
  text    TEXT NOT NULL,
  segment INTEGER NOT NULL,
  nodes   BLOB NOT NULL,
  PRIMARY KEY (text, segment)
) STRICT, WITHOUT ROWID;

PRAGMA application_id = 0x52544753;
PRAGMA user_version = 1;
`

// prepare makes a new file a store, or recognises one. A file that is
// something else is left as it was.
func (s *Store) prepare(ctx context.Context) error {
	return s.withConn(ctx, func(c *conn) error {
		if blank, err := c.recognise(ctx); err != nil {
			return err
		} else if !blank {
			if err := c.exec(ctx, "PRAGMA journal_mode = WAL"); err != nil {
				return err
			}
			return c.each(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'remnant'", nil, func(row []driver.Value) error {
				s.remnants.Store(row[0].(int64) > 0)
				return nil
			})
		}
		if err := c.exec(ctx, "PRAGMA journal_mode = WAL"); err != nil {
			return err
		}
		return c.write(ctx, func() error {
			// Another process may have been quicker.
			if blank, err := c.recognise(ctx); err != nil || !blank {
				return err
			}
			return c.exec(ctx, schema)
		})
	})
}

// recognise reports whether the file is still blank, and fails when it is
// neither blank nor a store that this binary can read.
func (c *conn) recognise(ctx context.Context) (blank bool, err error) {
	var app, version, objects int64
	err = c.each(ctx, `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`, nil, func(row []driver.Value) error {
		app, version, objects = row[0].(int64), row[1].(int64), row[2].(int64)
		return nil
	})
	switch {
	case err != nil:
		return false, err
	case app == 0 && objects == 0:
		return true, nil
	case app != applicationID:
		return false, &errs.Error{Op: opName, Kind: errs.Invalid, Message: "the file is a database of another program", Remedy: "Name another file or move this one away."}
	case version > FormatVersion:
		return false, &errs.Error{Op: opName, Kind: errs.Conflict, Message: "the file was written by a newer ringtrace", Remedy: "Use that version or a later one."}
	}
	return false, nil
}

// checkPath makes sure that a path which cannot hold a file is told apart from a
// damaged one before the driver is asked.
func checkPath(path string) error {
	st, err := os.Stat(path)
	if err == nil && st.IsDir() {
		return &errs.Error{Op: opName, Kind: errs.Unavailable, Message: "the path of the store is a folder", Remedy: "Name a file."}
	}
	return nil
}
