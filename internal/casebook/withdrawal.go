package casebook

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Withdrawal takes rows back: nothing may be concluded from them any more. Or
// it takes an earlier withdrawal back, and its rows count again. The rows stay
// in the vault, and what was withdrawn stays in this log.
type Withdrawal struct {
	ID     string     // W1, W2, ...
	Undoes string     // id of the withdrawal that is taken back, "" for one of rows
	Target string     // what was asked for; no personal value
	Rows   []FileRows // what that was when it was asked, by SHA-256
	User   string
	Reason string
	At     time.Time // in microseconds
}

func withdrawalLog() log {
	return log{"withdrawals", []string{"id", "undoes", "target", "rows", "user", "reason", "at"}}
}

func (w *Withdrawal) row() []string {
	return []string{w.ID, w.Undoes, w.Target, rowsJSON(w.Rows), w.User, w.Reason, strconv.FormatInt(w.At.UnixMicro(), 10)}
}

func readWithdrawals(rows [][]string) ([]Withdrawal, error) {
	out := make([]Withdrawal, 0, len(rows))
	for i, f := range rows {
		at, err := strconv.ParseInt(f[6], 10, 64)
		if err != nil {
			return nil, broken("withdrawals", i+1, err)
		}
		w := Withdrawal{ID: f[0], Undoes: f[1], Target: f[2], User: f[4], Reason: f[5], At: time.UnixMicro(at).UTC()}
		if w.Rows, err = parseRows(f[3]); err != nil {
			return nil, broken("withdrawals", i+1, err)
		}
		out = append(out, w)
	}
	return out, nil
}

// Withdrawals returns every withdrawal, oldest first, those that were taken
// back included, and proves their hash chain.
func (b *Book) Withdrawals(ctx context.Context) ([]Withdrawal, error) {
	rows, _, err := withdrawalLog().read(ctx, b.db)
	if err != nil {
		return nil, err
	}
	return readWithdrawals(rows)
}

// Withdraw appends a withdrawal and returns it with its id. One that is to be
// taken back must be standing: errs.NotFound when there is none of that id,
// errs.Conflict when it takes back another one or was taken back already.
func (b *Book) Withdraw(ctx context.Context, w Withdrawal) (Withdrawal, error) {
	w.At = time.UnixMicro(w.At.UnixMicro()).UTC()
	err := withdrawalLog().extend(ctx, b.db, func(rows [][]string) ([][]string, error) {
		have, err := readWithdrawals(rows)
		if err != nil {
			return nil, err
		}
		w.ID = fmt.Sprintf("W%d", len(have)+1)
		if w.Undoes != "" {
			if err := mayUndo(have, w.Undoes); err != nil {
				return nil, err
			}
		}
		return [][]string{w.row()}, nil
	})
	return w, err
}

func mayUndo(have []Withdrawal, id string) error {
	found := false
	for _, w := range have {
		switch {
		case w.Undoes == id:
			return &errs.Error{Op: "withdraw", Kind: errs.Conflict, Subject: "withdrawal " + id, Message: "was taken back already, by " + w.ID}
		case w.ID == id && w.Undoes != "":
			return &errs.Error{Op: "withdraw", Kind: errs.Conflict, Subject: "withdrawal " + id, Message: "takes another one back and cannot be taken back itself",
				Remedy: "Withdraw the rows again"}
		case w.ID == id:
			found = true
		}
	}
	if !found {
		return &errs.Error{Op: "withdraw", Kind: errs.NotFound, Subject: "withdrawal " + id, Message: "there is none of this id", Remedy: "ringtrace withdraw --list shows them"}
	}
	return nil
}

// Withdrawn returns the withdrawals that hold: those that were not taken back.
func Withdrawn(ws []Withdrawal) []Withdrawal {
	undone := map[string]bool{}
	for _, w := range ws {
		undone[w.Undoes] = true
	}
	out := []Withdrawal{}
	for _, w := range ws {
		if w.Undoes == "" && !undone[w.ID] {
			out = append(out, w)
		}
	}
	return out
}
