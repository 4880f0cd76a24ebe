package neo4j

import (
	"context"
	"errors"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

const opName = "store"

var (
	errLocked = errors.New("another writer holds the store")
	errLost   = errors.New("another writer took the store over")
	errShort  = errors.New("the server wrote fewer rows than were sent")
	errStop   = errors.New("no more rows wanted")
)

// codeMemory is marked as worth a retry by the server; it never is.
const codeMemory = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"

// endRetries makes an error that the driver would retry in vain one that it
// does not.
func endRetries(err error) error {
	if refusal(err) == codeMemory {
		return refused(codeMemory)
	}
	return err
}

// explained turns what the driver says into what a user can act on. An ended
// context and an error that is explained already pass as they are. The
// server's own text is left out, even as a cause: it quotes values.
func (s *Store) explained(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if e := ctx.Err(); e != nil {
		return e
	}
	var own *callers
	if errors.As(err, &own) {
		return own.error
	}
	if s.closed.Load() {
		return store.Closed()
	}
	return explain(err)
}

// callers is an error of the sequence that a load is drawn from. It goes back
// as it came.
type callers struct{ error }

func explain(err error) error {
	var known *errs.Error
	if errors.As(err, &known) {
		return known
	}
	if code := refusal(err); code != "" {
		return refused(code)
	}
	e := errs.Error{Op: opName, Kind: errs.Internal, Message: "the store failed", Err: err}
	switch {
	case silent(err), errors.Is(err, context.DeadlineExceeded):
		e.Kind, e.Message, e.Remedy = errs.Unavailable, "Neo4j does not answer", "Check that it runs and that --store names its address, then repeat the command."
	case errors.Is(err, errLocked), errors.Is(err, errLost):
		e.Kind, e.Message, e.Remedy = errs.Conflict, "another ringtrace is writing to the store", "Wait until it has finished, then repeat the command."
	case errors.Is(err, errShort), errors.Is(err, codec.ErrDamaged):
		e.Kind, e.Message = errs.Unverified, "the graph in Neo4j is not as ringtrace left it: something else has changed it"
		e.Remedy = "Wipe the database and load again: everything in it can be rebuilt from the vault."
	case errors.Is(err, errMoved):
		e.Kind, e.Message, e.Remedy = errs.Conflict, "the store was written to during the read", "Repeat the command."
	}
	return &e
}

// refused words the server's refusals.
// https://neo4j.com/docs/status-codes/5/errors/all-errors/
func refused(code string) error {
	e := errs.Error{Op: opName, Kind: errs.Internal, Message: "Neo4j refused a statement", Err: errors.New(code)}
	_, detail, _ := strings.Cut(strings.TrimPrefix(code, "Neo."), ".")
	switch {
	case strings.HasPrefix(detail, "Security."):
		e.Kind, e.Message = errs.Denied, "Neo4j does not accept the user or the password"
		e.Remedy = "Put the user into --store (neo4j://user@host) and the password into RINGTRACE_NEO4J_PASSWORD."
	case detail == "Database.DatabaseNotFound":
		e.Kind, e.Message, e.Remedy = errs.NotFound, "Neo4j has no database of that name", "Name one in --store: neo4j://user@host:7687/database."
	case code == codeMemory:
		e.Kind, e.Message = errs.Unavailable, "Neo4j has too little memory for one transaction; nothing was kept"
		e.Remedy = "Raise db.memory.transaction.max or the server's heap, then repeat the command."
	case strings.HasPrefix(detail, "Transaction.TransactionTimedOut"):
		e.Kind, e.Message, e.Remedy = errs.Unavailable, "Neo4j took too long", "Repeat the command when it has less to do."
	case detail == "Schema.ConstraintValidationFailed":
		e.Kind, e.Message = errs.Unverified, "Neo4j holds a node that ringtrace does not know of: something else writes to this database"
		e.Remedy = "Name a database that only ringtrace writes to."
	case strings.HasPrefix(code, "Neo.TransientError."):
		e.Kind, e.Message, e.Remedy = errs.Unavailable, "Neo4j cannot do this now", "Repeat the command."
	}
	return &e
}
