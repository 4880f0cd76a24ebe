package graph_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Only our own errors speak. Everything else may hold what nobody must read.
func TestErrorsAreWorded(t *testing.T) {
	const secret = "bolt://user:pw@host"
	cases := map[string]struct {
		err                        error
		code, message, reason, log string
	}{
		"foreign":       {errors.New("dial " + secret), "INTERNAL", "internal error, incident 1", "", secret},
		"invalid":       {&errs.Error{Op: "search", Kind: errs.Invalid, Message: "too short", Code: "SHORT"}, "BAD_USER_INPUT", "search: too short [SHORT]", "SHORT", ""},
		"not found":     {&errs.Error{Op: "ring", Kind: errs.NotFound, Message: "retired"}, "NOT_FOUND", "ring: retired", "", ""},
		"conflict":      {&errs.Error{Op: "ring", Kind: errs.Conflict, Message: "no run yet"}, "CONFLICT", "ring: no run yet", "", ""},
		"run under way": {&errs.Error{Op: "ring", Kind: errs.Conflict, Code: "RUN_IN_PROGRESS", Message: "wait"}, "RUN_IN_PROGRESS", "ring: wait [RUN_IN_PROGRESS]", "", ""},
		"denied":        {&errs.Error{Op: "ring", Kind: errs.Denied, Message: "no"}, "FORBIDDEN", "ring: no", "", ""},
		"store gone":    {&errs.Error{Op: "ring", Kind: errs.Unavailable, Message: "cannot be reached", Err: errors.New(secret)}, "STORE_UNAVAILABLE", "ring: cannot be reached", "", secret},
		"our own fault": {&errs.Error{Op: "ring", Kind: errs.Internal, Err: errors.New(secret)}, "INTERNAL", "ring: internal error", "", secret},
		"wrapped":       {errors.Join(errors.New(secret), &errs.Error{Op: "ring", Kind: errs.NotFound}), "NOT_FOUND", "ring: not found", "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFake(3)
			f.fail = c.err
			b := serve(f)
			a := b.ask(t, `{ rings(first: 1) { run } }`, nil)
			if a.code() != c.code || a.Errors[0].Message != c.message {
				t.Errorf("got %+v", a.Errors)
			}
			if got, _ := a.Errors[0].Extensions["reason"].(string); got != c.reason {
				t.Errorf("reason %q, want %q", got, c.reason)
			}
			if diff := cmp.Diff([]any{"rings"}, a.Errors[0].Path); diff != "" {
				t.Error(diff)
			}
			if got := b.log.String(); !strings.Contains(got, c.log) || (c.log == "") != (got == "") {
				t.Errorf("log: %q, want it to hold %q", got, c.log)
			}
			if diff := cmp.Diff([]string{c.code}, b.codes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A defect in one field costs that field and no more.
func TestPanicIsAnIncident(t *testing.T) {
	b := serve(panicking{newFake(3)})
	a := b.ask(t, `{ storefront(id: "mall:shop-000") { key name linkCount } }`, nil)
	if a.code() != "INTERNAL" || strings.Contains(a.Errors[0].Message, "out of range") {
		t.Errorf("got %+v", a.Errors)
	}
	if shop, _ := a.Data["storefront"].(map[string]any); shop["name"] == nil {
		t.Errorf("the rest of the answer is lost: %v", a.Data)
	}
	if !strings.Contains(b.log.String(), "out of range") {
		t.Errorf("the log does not say what happened: %s", b.log)
	}
}

// slow answers only when the request is over.
type slow struct{ *fake }

func (slow) Runs(ctx context.Context) ([]investigate.RunView, error) {
	<-ctx.Done()
	return nil, &errs.Error{Op: "runs", Kind: errs.Unavailable, Err: ctx.Err()}
}

// An answer that takes too long is the sender's matter and no incident.
func TestTooSlowIsALimit(t *testing.T) {
	b := serve(slow{newFake(3)})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, "POST", "/graphql", strings.NewReader(`{"query":"{ runs(first: 1) { key } }"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `"LIMIT_EXCEEDED"`) || b.log.Len() > 0 {
		t.Errorf("%s\nlog: %s", w.Body, b.log)
	}
}
