package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

const opName = "store"

// explained turns what the driver says into what a user can act on. An ended
// context and an error that is explained already pass as they are.
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
	if s.closed.Load() || errors.Is(err, sql.ErrConnDone) {
		return store.Closed()
	}
	var known *errs.Error
	if errors.As(err, &known) {
		return known
	}
	e := errs.Error{Op: opName, Kind: errs.Internal, Message: "the store failed", Err: err}
	if errors.Is(err, codec.ErrDamaged) {
		damaged(&e)
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		describe(&e, se.Code())
	}
	return &e
}

// callers is an error of the sequence that a load is drawn from. It goes back
// as it came.
type callers struct{ error }

// describe fills e from a result code of SQLite.
// https://www.sqlite.org/rescode.html
func describe(e *errs.Error, code int) {
	switch code & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_PROTOCOL:
		e.Kind, e.Message, e.Remedy = errs.Conflict, "another process is writing to the store", "Wait until it has finished, or stop it."
	case lib.SQLITE_FULL:
		e.Kind, e.Message, e.Remedy = errs.Unavailable, "the disk is full; nothing was written", "Free some space and repeat the command."
	case lib.SQLITE_READONLY, lib.SQLITE_PERM:
		e.Kind, e.Message, e.Remedy = errs.Unavailable, "the store cannot be written", "Make the data folder writable for this user."
	case lib.SQLITE_CANTOPEN:
		e.Kind, e.Message, e.Remedy = errs.Unavailable, "the store cannot be opened", "Check that its folder exists and that this user may read and write in it."
	case lib.SQLITE_IOERR:
		e.Kind, e.Message, e.Remedy = errs.Unavailable, "the disk failed; nothing was written", "Check the disk and its free space, then repeat the command."
	case lib.SQLITE_NOTADB:
		e.Kind, e.Message, e.Remedy = errs.Invalid, "the file is not a store", "Name another file or move this one away."
	case lib.SQLITE_CORRUPT:
		damaged(e)
	}
}

func damaged(e *errs.Error) {
	e.Kind, e.Message, e.Remedy = errs.Unverified, "the file of the store is damaged", "Move it away and load again: everything in it can be rebuilt from the vault."
}
