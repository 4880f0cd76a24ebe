package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/graph"
)

// bench is a handler under test with what it told the log.
type bench struct {
	http.Handler
	log   *bytes.Buffer
	codes []string
}

func serve(ask graph.Investigator) *bench {
	b := &bench{log: &bytes.Buffer{}}
	var mu sync.Mutex // fields fail beside each other
	n := 0
	b.Handler = graph.NewHandler(graph.Options{
		Ask: ask,
		Log: zerolog.New(zerolog.SyncWriter(b.log)),
		Incident: func() string {
			mu.Lock()
			defer mu.Unlock()
			n++
			return fmt.Sprint(n)
		},
		Count: func(code string) {
			mu.Lock()
			defer mu.Unlock()
			b.codes = append(b.codes, code)
			if !graph.ErrorCode(code).IsValid() {
				panic("a code that is not in the schema: " + code)
			}
		},
	})
	return b
}

// post sends a query with variables and returns status and answer.
func (b *bench) post(t *testing.T, query string, variables map[string]any) (int, []byte) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	return b.send("POST", "application/json", string(body))
}

func (b *bench) send(method, media, body string) (int, []byte) {
	r := httptest.NewRequest(method, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", media)
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// answer is a GraphQL response, loosely.
type answer struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
	Extensions map[string]any
}

func (b *bench) ask(t *testing.T, query string, variables map[string]any) answer {
	t.Helper()
	_, raw := b.post(t, query, variables)
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		t.Fatalf("no JSON: %v\n%s", err, raw)
	}
	return a
}

// code returns the code of the first error, "" without any.
func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	c, _ := a.Errors[0].Extensions["code"].(string)
	return c
}
