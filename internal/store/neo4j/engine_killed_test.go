package neo4j_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

// The server dies under the whole program, again and again, which says so,
// goes on when the server is back, and answers in the end as if nothing had
// been.
func TestServerKilledUnderTheEngine(t *testing.T) {
	model := engineOn(t, investigate.Options{Graph: memory.New()})
	model.loadAndDetect(t, top+"/seed/input")
	want, about := model.answers(t), model.subject(t)

	f := fused(t)
	fresh := func() *engine { return engineOn(t, investigate.Options{Store: f.uri}) } // lives as long as the whole test
	e := fresh()
	load := func() error { return e.load(t.Context(), top+"/seed/input") }
	detect := func() error {
		_, err := e.Detect(t.Context(), investigate.DetectRequest{})
		return err
	}
	loading, detecting := f.sent(t, load), f.sent(t, detect)
	nodes := func() any { return cypher(t, f.server.URI, "MATCH (s:Ringtrace {name: 'store'}) RETURN s.nodes")[0][0] }
	whole := nodes()
	must(t, e.Close())
	must(t, neo4jtest.Wipe(t.Context(), f.server.URI))
	e = fresh()
	for _, at := range moments(5, loading, 9) {
		t.Run("load", func(t *testing.T) {
			f.kill(t, at, load)
			if n := nodes(); n != int64(0) && n != whole {
				t.Fatalf("a store of %v nodes counts %v after a kill", whole, n)
			}
		})
	}
	must(t, load())
	for _, at := range moments(5, detecting, 10) {
		t.Run("detect", func(t *testing.T) { f.kill(t, at, detect) })
	}
	must(t, detect())
	same(t, e.answers(t), want, "answers")
	asking := f.sent(t, func() error { return e.askAll(t, about) })
	for _, at := range moments(5, asking, 11) {
		t.Run("query", func(t *testing.T) { f.kill(t, at, func() error { return e.askAll(t, about) }) })
	}
	same(t, e.answers(t), want, "answers after the last kill")
}

// askAll asks every query and fails at the first answer with an error.
func (e *engine) askAll(t *testing.T, about map[string]any) error {
	for _, query := range asked(t) {
		answer := string(e.ask(t, query, about))
		if strings.Contains(answer, "STORE_UNAVAILABLE") {
			return &errs.Error{Kind: errs.Unavailable}
		}
		if strings.Contains(answer, `"errors"`) {
			return errors.New(answer)
		}
	}
	return nil
}
