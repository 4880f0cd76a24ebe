package graph

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/rs/zerolog"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/ringtrace/ringtrace/internal/errs"
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
	out := &gqlerror.Error{}
	var placed *gqlerror.Error
	if errors.As(err, &placed) {
		out.Path, out.Locations = placed.Path, placed.Locations
	}
	var own *errs.Error
	switch {
	case ctx.Err() != nil: // whatever the store made of it
		word(out, ErrorCodeLimitExceeded, "the answer took longer than is allowed. Ask for less at once")
	case errors.As(err, &own):
		r.say(out, own)
	case aboutDocument(placed):
		word(out, codeOf(placed), cut(placed.Message))
	default:
		word(out, ErrorCodeInternal, "internal error")
		out.Message += ", incident " + r.record(out, cause(err))
	}
	r.count(string(codeOf(out)))
	return out
}

func word(out *gqlerror.Error, code ErrorCode, message string) {
	out.Message, out.Extensions = message, map[string]any{"code": string(code)}
}

func codeOf(e *gqlerror.Error) ErrorCode {
	code, _ := e.Extensions["code"].(string)
	return ErrorCode(code)
}

// say words one of our own errors.
func (r reporter) say(out *gqlerror.Error, own *errs.Error) {
	word(out, ErrorCode(own.Kind.Code()), own.Error())
	switch code := ErrorCode(own.Code); code {
	case "":
	case ErrorCodeStaleRun, ErrorCodeRunInProgress:
		out.Extensions["code"] = own.Code
	default:
		out.Extensions["reason"] = own.Code
	}
	if own.Kind == errs.Internal || own.Kind == errs.Unavailable {
		r.record(out, cmp.Or(own.Err, error(own)))
	}
}

// record writes the cause to the log and returns the number under which it
// stands there.
func (r reporter) record(out *gqlerror.Error, cause error) string {
	incident := r.incident()
	out.Extensions["incident"] = incident
	r.log.Error().Str("incident", incident).Str("path", out.Path.String()).Err(cause).Msg("operation failed")
	return incident
}

// aboutDocument reports whether the library speaks about what was sent: it
// wraps nothing and carries one of its codes, or one of the limits'.
func aboutDocument(e *gqlerror.Error) bool {
	return e != nil && e.Err == nil && slices.Contains([]ErrorCode{ErrorCodeGraphqlParseFailed, ErrorCodeGraphqlValidationFailed,
		ErrorCodeComplexityLimitExceeded, ErrorCodeLimitExceeded}, codeOf(e))
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
