package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/rs/zerolog"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Options say whom a handler asks and whom it tells. Its functions are called
// by many goroutines at once.
type Options struct {
	Ask      Investigator
	Log      zerolog.Logger    // gets the causes of internal errors, never variables
	Incident func() string     // a new number for each internal error
	Count    func(code string) // is told the code of every error; may be nil
}

// NewHandler answers POST requests with a JSON body, and nothing else: other
// methods and media types can be sent from foreign web pages.
func NewHandler(o Options) http.Handler {
	if o.Count == nil {
		o.Count = func(string) {}
	}
	report := reporter{o.Log, o.Incident, o.Count}
	srv := handler.New(NewExecutableSchema(Config{Resolvers: &Resolver{}, Complexity: costs()}))
	srv.AddTransport(transport.POST{})
	srv.SetErrorPresenter(report.present)
	srv.SetRecoverFunc(func(_ context.Context, cause any) error {
		return fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
	})
	srv.SetParserTokenLimit(maxTokens)
	srv.Use(extension.Introspection{})
	srv.Use(shape{}) // before the cost is reckoned
	srv.Use(extension.FixedComplexityLimit(maxComplexity))
	srv.AroundResponses(finish)
	srv.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(withSession(ctx, o.Ask))
	})
	return &front{srv, report}
}

// front lets only well-formed requests through to the library, which would
// quote a malformed body in full.
type front struct {
	next   http.Handler
	report reporter
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		f.refuse(w, r, http.StatusMethodNotAllowed, invalid("only POST is answered here", "POST a JSON body, or open /ide/."))
		return
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		f.refuse(w, r, http.StatusUnsupportedMediaType, invalid("the body must be application/json", "Set the header Content-Type."))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		f.refuse(w, r, http.StatusRequestEntityTooLarge, limited(fmt.Sprintf("the body is larger than %d bytes", maxBody)))
		return
	}
	if err != nil {
		f.refuse(w, r, http.StatusBadRequest, invalid("the body could not be read", ""))
		return
	}
	if json.Unmarshal(body, &graphql.RawParams{}) != nil {
		f.refuse(w, r, http.StatusBadRequest, invalid("the body is not one JSON object with `query`", "Batches are not answered."))
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	f.next.ServeHTTP(w, r)
}

// refuse answers without running anything.
func (f *front) refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The client may be gone; there is nobody to tell.
	_ = json.NewEncoder(w).Encode(graphql.Response{Errors: gqlerror.List{f.report.present(r.Context(), err)}})
}

// limited is a refusal that no kind of errs has.
func limited(message string) error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": string(ErrorCodeLimitExceeded)}}
}
