package neo4j_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

// The server dies under the whole program, which says so, goes on when the
// server is back, and answers as if nothing had been.
func TestServerKilledUnderTheEngine(t *testing.T) {
	model := engineOn(t, investigate.Options{Graph: memory.New()})
	model.loadAndDetect(t, top+"/seed/input")
	want := model.answers(t)

	server := start(t, neo4jtest.Options{})
	fresh := func() *engine { return engineOn(t, investigate.Options{Store: server.URI}) } // lives as long as the whole test
	e := fresh()
	for _, step := range []struct {
		name string
		work func() error
	}{
		{"load", func() error { return e.load(t.Context(), top+"/seed/input") }},
		{"detect", func() error {
			_, err := e.Detect(t.Context(), investigate.DetectRequest{})
			return err
		}},
		{"query", func() error {
			for _, query := range asked(t) {
				answer := string(e.ask(t, query, map[string]any{"ring": "R-A97I3FBEPE", "storefront": "selbu:s00486", "text": "s00486"}))
				if strings.Contains(answer, "STORE_UNAVAILABLE") {
					return &errs.Error{Kind: errs.Unavailable}
				}
				if strings.Contains(answer, `"errors"`) {
					return errors.New(answer)
				}
			}
			return nil
		}},
	} {
		t.Run(step.name, func(t *testing.T) {
			began := time.Now()
			must(t, step.work()) // once in peace, to know how long it takes
			for _, after := range moments(5, time.Since(began), 9) {
				if step.name == "load" {
					must(t, neo4jtest.Wipe(t.Context(), server.URI))
					must(t, e.Close())
					e = fresh()
				}
				done := make(chan error, 1)
				go func() { done <- step.work() }()
				time.Sleep(after)
				server.Kill()
				err := <-done
				if err != nil && errs.KindOf(err) != errs.Unavailable {
					t.Fatalf("killed after %v: error %v (cause: %v)", after, err, cause(err))
				}
				must(t, server.Restart(t.Context()))
				must(t, step.work())
				t.Logf("killed after %v: %v", after, err)
			}
		})
	}
	_, err := e.Detect(t.Context(), investigate.DetectRequest{})
	must(t, err)
	same(t, e.answers(t), want, "answers")
}
