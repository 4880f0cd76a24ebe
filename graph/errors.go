package graph

import (
	"context"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/rs/zerolog"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Codes of `extensions.code` beside those of errs.Kind.
const (
	codeStaleRun      = "STALE_RUN"
	codeRunInProgress = "RUN_IN_PROGRESS"
	codeLimit         = "LIMIT_EXCEEDED"
	codeComplexity    = "COMPLEXITY_LIMIT_EXCEEDED"
	codeInternal      = "INTERNAL"
)

// reporter turns every error of an operation into what its sender may read.
type reporter struct {
	log      zerolog.Logger
	incident func() string
	count    func(code string)
}

// present lets an *errs.Error speak, and the library's words about the
// sender's own document. Anything else may hold what nobody must read (a
// connection string, another person's value): its cause goes to the log, its
// incident number to both.
func (r reporter) present(ctx context.Context, err error) *gqlerror.Error {
	out := &gqlerror.Error{Extensions: map[string]any{}}
	var placed *gqlerror.Error
	if errors.As(err, &placed) {
		out.Path, out.Locations = placed.Path, placed.Locations
	}
	var own *errs.Error
	switch {
	case errors.As(err, &own):
		r.say(out, own)
	case errors.Is(err, context.DeadlineExceeded):
		out.Message, out.Extensions["code"] = "the answer took longer than is allowed. Ask for less at once", codeLimit
	case aboutDocument(placed):
		out.Message, out.Extensions["code"] = cut(placed.Message), code(placed)
	default:
		incident := r.incident()
		out.Message = "internal error, incident " + incident
		out.Extensions["code"], out.Extensions["incident"] = codeInternal, incident
		r.log.Error().Str("incident", incident).Str("path", out.Path.String()).Err(cause(err)).Msg("operation failed")
	}
	r.count(code(out))
	return out
}

// say words one of our own errors.
func (r reporter) say(out *gqlerror.Error, own *errs.Error) {
	out.Message = own.Error()
	out.Extensions["code"] = own.Kind.Code()
	switch own.Code {
	case "":
	case codeStaleRun, codeRunInProgress:
		out.Extensions["code"] = own.Code
	default:
		out.Extensions["reason"] = own.Code
	}
	if own.Kind == errs.Internal || own.Kind == errs.Unavailable {
		incident := r.incident()
		out.Extensions["incident"] = incident
		r.log.Error().Str("incident", incident).Str("path", out.Path.String()).AnErr("cause", own.Err).Str("kind", own.Kind.String()).Msg("operation failed")
	}
}

// aboutDocument reports whether the library speaks about what was sent: it
// wraps nothing and carries one of its codes, or one of the limits'.
func aboutDocument(e *gqlerror.Error) bool {
	return e != nil && e.Err == nil && slices.Contains([]string{errcode.ParseFailed, errcode.ValidationFailed, codeComplexity, codeLimit}, code(e))
}

func code(e *gqlerror.Error) string {
	c, _ := e.Extensions["code"].(string)
	return c
}

// cause returns the innermost error that says something: the library wraps
// resolvers' errors in its own.
func cause(err error) error {
	var placed *gqlerror.Error
	if errors.As(err, &placed) && placed.Err != nil {
		return placed.Err
	}
	return err
}

// cut keeps a message that quotes the document from echoing all of it.
func cut(message string) string {
	const most = 240
	letters := []rune(message)
	if len(letters) <= most {
		return message
	}
	return string(letters[:most]) + "…"
}
