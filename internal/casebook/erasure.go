package casebook

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Erasure says which rows were made unreadable for good. It is written before
// the first of them is touched, so that whatever cuts it short, the next
// command knows what to finish.
type Erasure struct {
	ID      string     // E1, E2, ...
	Kind    string     // of the subject: a kind of entity, or "row"
	Subject string     // keyed hash of the subject's key, in hex; never the key
	Rows    []FileRows // with leaves and roots
	User    string
	Reason  string
	At      time.Time // in microseconds
	Done    time.Time // zero: begun, and to be finished
}

const (
	stepBegun = "begun"
	stepDone  = "done"
)

func erasureLog() log {
	return log{"erasures", []string{"id", "step", "kind", "subject", "rows", "user", "reason", "at"}}
}

func (e *Erasure) row(step string, at time.Time) []string {
	return []string{e.ID, step, e.Kind, e.Subject, rowsJSON(e.Rows), e.User, e.Reason, strconv.FormatInt(at.UnixMicro(), 10)}
}

func readErasures(rows [][]string) ([]Erasure, error) {
	out := []Erasure{}
	for i, f := range rows {
		micro, err := strconv.ParseInt(f[7], 10, 64)
		if err != nil {
			return nil, broken("erasures", i+1, err)
		}
		at := time.UnixMicro(micro).UTC()
		if f[1] == stepDone {
			n := slices.IndexFunc(out, func(e Erasure) bool { return e.ID == f[0] })
			if n < 0 {
				return nil, broken("erasures", i+1, nil)
			}
			out[n].Done = at
			continue
		}
		e := Erasure{ID: f[0], Kind: f[2], Subject: f[3], User: f[5], Reason: f[6], At: at}
		if e.Rows, err = parseRows(f[4]); err != nil {
			return nil, broken("erasures", i+1, err)
		}
		out = append(out, e)
	}
	return out, nil
}

// Erasures returns every erasure, oldest first, and proves their hash chain.
func (b *Book) Erasures(ctx context.Context) ([]Erasure, error) {
	rows, _, err := erasureLog().read(ctx, b.db)
	if err != nil {
		return nil, err
	}
	return readErasures(rows)
}

// BeginErasure records what is about to be erased, durably, and returns it
// with its id.
func (b *Book) BeginErasure(ctx context.Context, e Erasure) (Erasure, error) {
	e.At = time.UnixMicro(e.At.UnixMicro()).UTC()
	err := erasureLog().extend(ctx, b.db, func(rows [][]string) ([][]string, error) {
		have, err := readErasures(rows)
		if err != nil {
			return nil, err
		}
		e.ID = fmt.Sprintf("E%d", len(have)+1)
		return [][]string{e.row(stepBegun, e.At)}, nil
	})
	return e, err
}

// FinishErasure records that nothing of an erasure is left to do. Finishing
// twice changes nothing.
func (b *Book) FinishErasure(ctx context.Context, id string, at time.Time) error {
	return erasureLog().extend(ctx, b.db, func(rows [][]string) ([][]string, error) {
		have, err := readErasures(rows)
		if err != nil {
			return nil, err
		}
		n := slices.IndexFunc(have, func(e Erasure) bool { return e.ID == id })
		switch {
		case n < 0:
			return nil, &errs.Error{Op: "erase", Kind: errs.NotFound, Subject: "erasure " + id, Message: "there is none of this id"}
		case !have[n].Done.IsZero():
			return nil, nil
		}
		return [][]string{(&Erasure{ID: id}).row(stepDone, at)}, nil
	})
}
