// Package errs holds the one error type that users see, and the one table
// that turns its kind into an exit code and a GraphQL code.
//
// An Error carries operation, kind and subject. Its message is for people;
// the cause below it is for the log only, because it may hold what a
// user must not read (a connection string, another person's value). Messages
// and subjects never hold personal values.
package errs

import (
	"context"
	"errors"
	"strings"
)

// Kind is what a caller can do about an error.
type Kind uint8

// The kinds of error.
const (
	Internal    Kind = iota // a defect, or something unforeseen
	Invalid                 // wrong input or wrong use: change it and try again
	NotFound                // the thing asked for does not exist
	Conflict                // the state does not allow it now
	Denied                  // not allowed for this caller
	Unavailable             // the store or a file cannot be reached: try again later
	Rejected                // done, but more rows were rejected than allowed
	Unverified              // a check of integrity failed
)

// kinds is the single table: exit code and GraphQL code of each kind.
var kinds = [...]struct {
	name, code string
	exit       int
}{
	Internal:    {"internal error", "INTERNAL", 1},
	Invalid:     {"invalid input", "BAD_USER_INPUT", 2},
	NotFound:    {"not found", "NOT_FOUND", 1},
	Conflict:    {"conflict", "CONFLICT", 1},
	Denied:      {"denied", "FORBIDDEN", 1},
	Unavailable: {"store unavailable", "STORE_UNAVAILABLE", 4},
	Rejected:    {"too many rows rejected", "BAD_USER_INPUT", 3},
	Unverified:  {"verification failed", "INTERNAL", 5},
}

func (k Kind) String() string { return kinds[k].name }

// Code returns the GraphQL extensions.code of the kind.
func (k Kind) Code() string { return kinds[k].code }

// Exit returns the process exit code of the kind.
func (k Kind) Exit() int { return kinds[k].exit }

// Interrupted is the exit code of a process stopped by Ctrl-C.
const Interrupted = 130

// Error is an error that may be shown to a user.
type Error struct {
	Op      string // what was being done: "load", "detect"
	Kind    Kind
	Subject string // on what: "links.csv row 7 column value"
	Code    string // stable reason code such as MISSING_REQUIRED, or ""
	Message string // what is wrong
	Remedy  string // what to do, or ""
	Err     error  // the cause, for the log only
}

// Error returns what a user may read; the cause is left out.
func (e *Error) Error() string {
	var b strings.Builder
	part := func(sep, s string) {
		if s == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteString(sep)
		}
		b.WriteString(s)
	}
	part("", e.Op)
	part(": ", e.Subject)
	msg := e.Message
	if msg == "" {
		msg = e.Kind.String()
	}
	part(": ", msg)
	if e.Code != "" {
		b.WriteString(" [" + e.Code + "]")
	}
	part(". ", e.Remedy)
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an *Error of the same kind (and the same code,
// where the target names one), so that errors.Is(err, &Error{Kind: NotFound})
// works.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && (t.Code == "" || t.Code == e.Code)
}

// KindOf returns the kind of the outermost *Error in err's chain; Internal
// when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Exit returns the process exit code for err; 0 for nil.
func Exit(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		return Interrupted
	}
	return KindOf(err).Exit()
}
