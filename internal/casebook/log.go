package casebook

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// log is a table of texts whose rows follow from one another by their hashes.
type log struct {
	table   string
	columns []string // covered by the hash, in this order
}

// queryer is a database or one transaction of it.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// read returns all rows, oldest first, and the hash of the last one, and
// proves the chain.
func (l log) read(ctx context.Context, q queryer) (out [][]string, head string, err error) {
	rows, err := q.QueryContext(ctx, fmt.Sprintf("SELECT %s, hash FROM %s ORDER BY seq", strings.Join(l.columns, ", "), l.table))
	if err != nil {
		return nil, "", unavailable(err)
	}
	defer rows.Close()
	for rows.Next() {
		row := make([]string, len(l.columns))
		var stored string
		into := make([]any, 0, len(row)+1)
		for i := range row {
			into = append(into, &row[i])
		}
		if err := rows.Scan(append(into, &stored)...); err != nil {
			return nil, "", unavailable(err)
		}
		if head = hashRow(head, row...); head != stored {
			return nil, "", broken(l.table, len(out)+1, nil)
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		return nil, "", unavailable(err)
	}
	return out, head, nil
}

// extend appends the rows that decide makes of those that are there, all or
// none. Nobody else writes between.
func (l log) extend(ctx context.Context, db *sql.DB, decide func(have [][]string) (add [][]string, err error)) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return unavailable(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	have, head, err := l.read(ctx, tx)
	if err != nil {
		return err
	}
	add, err := decide(have)
	if err != nil {
		return err
	}
	insert := fmt.Sprintf("INSERT INTO %s (%s, hash) VALUES (%s?)", l.table, strings.Join(l.columns, ", "), strings.Repeat("?, ", len(l.columns)))
	for _, row := range add {
		head = hashRow(head, row...)
		args := make([]any, 0, len(row)+1)
		for _, field := range row {
			args = append(args, field)
		}
		if _, err := tx.ExecContext(ctx, insert, append(args, head)...); err != nil {
			return unavailable(err)
		}
	}
	if err := tx.Commit(); err != nil {
		return unavailable(err)
	}
	return nil
}
