package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver of the embedded store
)

// bareRows is how many rows a statement of the bare insert carries, as those of
// the store do.
const bareRows = 250

// bareInsert writes the rows of a finished store into a fresh file, table by
// table in the order of its trees, in one durable transaction with the store's
// pragmas, and returns how long that took without the reading. It is what a
// load costs that knows everything beforehand: no parsing, no look-ups, no
// merging.
func bareInsert(ctx context.Context, from, to string) (spent time.Duration, err error) {
	src, err := sql.Open("sqlite", "file:"+from+"?mode=ro")
	if err != nil {
		return 0, err
	}
	defer src.Close()
	dst, err := sql.Open("sqlite", "file:"+to+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-65536)")
	if err != nil {
		return 0, err
	}
	dst.SetMaxOpenConns(1)
	defer func() {
		err = errors.Join(err, dst.Close())
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if e := os.Remove(to + suffix); e != nil && !os.IsNotExist(e) {
				err = errors.Join(err, e)
			}
		}
	}()
	if err := sameSchema(ctx, src, dst); err != nil {
		return 0, err
	}
	tx, err := dst.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	for _, table := range []string{"node ORDER BY n", "link ORDER BY src, type, dst, role", "back ORDER BY dst, type, src, role", "word ORDER BY text, segment"} {
		took, err := copyRows(ctx, src, tx, table)
		if err != nil {
			return 0, errors.Join(err, tx.Rollback())
		}
		spent += took
	}
	begun := time.Now()
	err = tx.Commit()
	return spent + time.Since(begun), err
}

func sameSchema(ctx context.Context, src, dst *sql.DB) error {
	rows, err := src.QueryContext(ctx, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var statement string
		if err := rows.Scan(&statement); err != nil {
			return err
		}
		if _, err := dst.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return rows.Err()
}

// copyRows inserts the rows of a table, which is named with its order, and
// times the inserting.
func copyRows(ctx context.Context, src *sql.DB, tx *sql.Tx, table string) (spent time.Duration, err error) {
	rows, err := src.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	name, _, _ := strings.Cut(table, " ")
	full, err := tx.PrepareContext(ctx, insertOf(name, len(columns), bareRows))
	if err != nil {
		return 0, err
	}
	defer full.Close()
	insert := func(args []any) error {
		begun := time.Now()
		defer func() { spent += time.Since(begun) }()
		if len(args) == bareRows*len(columns) {
			_, err := full.ExecContext(ctx, args...)
			return err
		}
		_, err := tx.ExecContext(ctx, insertOf(name, len(columns), len(args)/len(columns)), args...)
		return err
	}
	var args []any
	for rows.Next() {
		row, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			places[i] = &row[i]
		}
		if err := rows.Scan(places...); err != nil {
			return 0, err
		}
		if args = append(args, row...); len(args) == bareRows*len(columns) {
			if err := insert(args); err != nil {
				return 0, err
			}
			args = args[:0]
		}
	}
	if len(args) > 0 {
		err = insert(args)
	}
	return spent, errors.Join(err, rows.Err())
}

func insertOf(table string, columns, rows int) string {
	row := "(?" + strings.Repeat(",?", columns-1) + ")"
	return fmt.Sprintf("INSERT INTO %s VALUES %s", table, row+strings.Repeat(","+row, rows-1))
}
