package casebook

import (
	"context"
	"time"
)

// Entry is one line of the audit trail: who did what to which subject.
type Entry struct {
	At      time.Time
	Who     string
	What    string // "load", "detect", "serve"
	Subject string // a run id, a file hash: never a personal value
}

// Note appends an entry to the audit trail.
func (b *Book) Note(ctx context.Context, e Entry) error {
	_, err := b.db.ExecContext(ctx, "INSERT INTO audit (at, who, what, subject) VALUES (?,?,?,?)",
		e.At.UnixMicro(), e.Who, e.What, e.Subject)
	if err != nil {
		return unavailable(err)
	}
	return nil
}

// Entries returns the audit trail, oldest first.
func (b *Book) Entries(ctx context.Context) ([]Entry, error) {
	rows, err := b.db.QueryContext(ctx, "SELECT at, who, what, subject FROM audit ORDER BY seq")
	if err != nil {
		return nil, unavailable(err)
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		var e Entry
		var at int64
		if err := rows.Scan(&at, &e.Who, &e.What, &e.Subject); err != nil {
			return nil, unavailable(err)
		}
		e.At = time.UnixMicro(at).UTC()
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, unavailable(err)
	}
	return out, nil
}
