package casebook

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// EventKind says what befell a ring in a run.
type EventKind string

// The kinds of event. Every run writes one Ran row first, so that a run
// without changes leaves its mark too.
const (
	Ran     EventKind = "run"
	Born    EventKind = "born"
	Changed EventKind = "changed" // members or tiers differ from the last revision
	Retired EventKind = "retired" // no group of this run carries it on
	Revived EventKind = "revived" // a retired ring was found again
)

// Event is one row of the ring register.
type Event struct {
	Run      string
	Kind     EventKind
	Ring     string
	Revision int
	Core     []string // storefronts, ordered
	Attached []string // storefronts, ordered
}

// members is the JSON of an event's storefronts.
type members struct {
	Core     []string `json:"core"`
	Attached []string `json:"attached"`
}

// Register is the ring register as it stood at one row: its events in order
// and the hash of the last of them ("" when empty).
type Register struct {
	Events []Event
	Head   string
}

// Before returns the register as it stood before the rows of its last run,
// and that run's id ("" when there is none). A run that was cut short between
// the casebook and the store finds itself here and is completed, not repeated.
func (r Register) Before() (prior Register, last string) {
	if len(r.Events) == 0 {
		return r, ""
	}
	last = r.Events[len(r.Events)-1].Run
	n := len(r.Events)
	for n > 0 && r.Events[n-1].Run == last {
		n--
	}
	prior.Events = r.Events[:n]
	prior.Head = chain("", prior.Events)
	return prior, last
}

// Register reads the whole ring register and proves its hash chain.
func (b *Book) Register(ctx context.Context) (Register, error) {
	rows, err := b.db.QueryContext(ctx, "SELECT run, kind, ring, revision, members, hash FROM register ORDER BY seq")
	if err != nil {
		return Register{}, unavailable(err)
	}
	defer rows.Close()
	var r Register
	for rows.Next() {
		var e Event
		var text, stored string
		if err := rows.Scan(&e.Run, &e.Kind, &e.Ring, &e.Revision, &text, &stored); err != nil {
			return Register{}, unavailable(err)
		}
		var m members
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			return Register{}, broken("ring register", len(r.Events)+1, err)
		}
		e.Core, e.Attached = m.Core, m.Attached
		if r.Head = link(r.Head, e); r.Head != stored {
			return Register{}, broken("ring register", len(r.Events)+1, nil)
		}
		r.Events = append(r.Events, e)
	}
	if err := rows.Err(); err != nil {
		return Register{}, unavailable(err)
	}
	return r, nil
}

// Last returns the newest event of one ring, without its members, or false
// when the id was never issued. It does not prove the chain.
func (b *Book) Last(ctx context.Context, ring string) (Event, bool, error) {
	var e Event
	err := b.db.QueryRowContext(ctx, "SELECT run, kind, ring, revision FROM register WHERE ring = ? AND ring <> '' ORDER BY seq DESC LIMIT 1", ring).
		Scan(&e.Run, &e.Kind, &e.Ring, &e.Revision)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Event{}, false, nil
	case err != nil:
		return Event{}, false, unavailable(err)
	}
	return e, true, nil
}

// Append adds the events of one run after head, all or none. When the
// register has moved since head was read it fails with errs.Conflict.
func (b *Book) Append(ctx context.Context, head string, events []Event, at time.Time) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return unavailable(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	var now string
	err = tx.QueryRowContext(ctx, "SELECT hash FROM register ORDER BY seq DESC LIMIT 1").Scan(&now)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return unavailable(err)
	}
	if now != head {
		return &errs.Error{Op: "detect", Kind: errs.Conflict, Subject: "ring register",
			Message: "another run was written meanwhile", Remedy: "Run detect again"}
	}
	stmt, err := tx.PrepareContext(ctx, "INSERT INTO register (run, kind, ring, revision, members, at, hash) VALUES (?,?,?,?,?,?,?)")
	if err != nil {
		return unavailable(err)
	}
	defer stmt.Close()
	for _, e := range events {
		head = link(head, e)
		if _, err := stmt.ExecContext(ctx, e.Run, string(e.Kind), e.Ring, e.Revision, e.membersJSON(), at.UnixMicro(), head); err != nil {
			return unavailable(err)
		}
	}
	if err := tx.Commit(); err != nil {
		return unavailable(err)
	}
	return nil
}

func (e Event) membersJSON() string {
	text, err := json.Marshal(members{e.Core, e.Attached})
	if err != nil { // two lists of strings always marshal
		return "{}"
	}
	return string(text)
}

// link hashes one row on to the chain.
func link(head string, e Event) string {
	return hashRow(head, e.Run, string(e.Kind), e.Ring, fmt.Sprint(e.Revision), strings.Join(e.Core, "\x1f"), strings.Join(e.Attached, "\x1f"))
}

// hashRow hashes the parts of a row on to the hash of the row before it.
func hashRow(head string, parts ...string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d:%s\n", len(head), head)
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s\n", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func chain(head string, events []Event) string {
	for _, e := range events {
		head = link(head, e)
	}
	return head
}

func broken(log string, row int, cause error) error {
	return &errs.Error{Op: "casebook", Kind: errs.Unverified, Subject: fmt.Sprintf("%s row %d", log, row),
		Message: "does not follow from the rows before it: the file was altered",
		Remedy:  "Restore case.db from a backup", Err: cause}
}
