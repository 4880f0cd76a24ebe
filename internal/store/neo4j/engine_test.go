package neo4j_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/graph"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/scenario"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

const top = "../../.." // of the checkout

// engine is the whole program on one store.
type engine struct {
	*investigate.Service
	data string
}

// engineOn opens the program with fresh data; uri "" is the SQLite file.
func engineOn(t *testing.T, o investigate.Options) *engine {
	t.Helper()
	if o.Data == "" {
		o.Data = filepath.Join(t.TempDir(), "data")
	}
	o.Create, o.Log, o.Random = true, zerolog.Nop(), rand.Reader
	o.Now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	s, err := investigate.Open(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return &engine{s, o.Data}
}

// engines opens the program on every store.
func engines(t *testing.T) map[string]*engine {
	t.Helper()
	must(t, neo4jtest.Wipe(t.Context(), neo4jtest.URI()))
	return map[string]*engine{
		"memory": engineOn(t, investigate.Options{Graph: memory.New()}),
		"sqlite": engineOn(t, investigate.Options{}),
		"neo4j":  engineOn(t, investigate.Options{Store: neo4jtest.URI()}),
	}
}

func (e *engine) loadAndDetect(t *testing.T, paths ...string) {
	t.Helper()
	must(t, e.load(t.Context(), paths...))
	_, err := e.Detect(t.Context(), investigate.DetectRequest{})
	must(t, err)
}

func (e *engine) load(ctx context.Context, paths ...string) error {
	_, err := e.Load(ctx, investigate.LoadRequest{Paths: paths})
	return err
}

// ask sends a GraphQL query and returns the answer's bytes.
func (e *engine) ask(t *testing.T, query string, variables map[string]any) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	must(t, err)
	incident := 0
	h := graph.NewHandler(graph.Options{Ask: e.Service, Log: zerolog.Nop(), Count: func(string) {}, Incident: func() string { incident++; return fmt.Sprint(incident) }})
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.Bytes()
}

// asked is every query that the README and the IDE show, by name.
func asked(t *testing.T) map[string]string {
	t.Helper()
	documents, err := graph.Documents()
	must(t, err)
	out := map[string]string{}
	for _, d := range documents {
		out["ide "+d.Name] = d.Query
	}
	readme, err := os.ReadFile(top + "/README.md")
	must(t, err)
	for i, m := range regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllSubmatch(readme, -1) {
		out[fmt.Sprint("readme ", i+1)] = string(m[1])
	}
	return out
}

// subject is what queries are asked about: the first ring and one of its
// shops.
func (e *engine) subject(t *testing.T) map[string]any {
	t.Helper()
	page, err := e.Rings(t.Context(), investigate.RingFilter{}, 0, 0)
	must(t, err)
	ring := page.Rings[0].ID
	view, err := e.Ring(t.Context(), ring)
	must(t, err)
	shop := view.Ring.Members[0].Storefront
	_, word, _ := strings.Cut(shop, ":")
	return map[string]any{"ring": ring, "storefront": shop, "text": word}
}

// answers asks every query about its subject.
func (e *engine) answers(t *testing.T) map[string]string {
	t.Helper()
	about := e.subject(t)
	out := map[string]string{}
	for name, query := range asked(t) {
		answer := e.ask(t, query, about)
		if bytes.Contains(answer, []byte(`"errors"`)) {
			t.Fatalf("%s: %s", name, answer)
		}
		out[name] = string(answer)
	}
	return out
}

func TestSeedWorldAnswersAlikeOnEveryStore(t *testing.T) {
	all := engines(t)
	got := map[string]map[string]string{}
	for name, e := range all {
		e.loadAndDetect(t, top+"/seed/input")
		got[name] = e.answers(t)
	}
	for _, name := range []string{"sqlite", "neo4j"} {
		t.Run(name, func(t *testing.T) { same(t, got[name], got["memory"], "answers") })
	}
	t.Run("no embedded store beside it", func(t *testing.T) {
		if _, err := os.Stat(filepath.Join(all["neo4j"].data, "graph.db")); !os.IsNotExist(err) {
			t.Fatalf("there is a graph.db: %v", err)
		}
	})
	t.Run("without runs and snapshots", func(t *testing.T) {
		data := all["neo4j"].data
		must(t, all["neo4j"].Close())
		for _, dir := range []string{"runs", "snapshots"} {
			must(t, os.RemoveAll(filepath.Join(data, dir)))
		}
		again := engineOn(t, investigate.Options{Data: data, Store: neo4jtest.URI()})
		same(t, again.answers(t), got["memory"], "answers")
	})
	t.Run("recipes", recipes)
}

// recipes runs what docs/neo4j.md tells people to run, on the seed world.
func recipes(t *testing.T) {
	page, err := os.ReadFile(top + "/docs/neo4j.md")
	must(t, err)
	all := regexp.MustCompile("(?s)\\*\\*(\\d+)\\. [^\n]*\\*\\*\n\n```cypher\n(.*?)```").FindAllSubmatch(page, -1)
	if len(all) != 12 {
		t.Fatalf("%d recipes, want twelve", len(all))
	}
	for _, m := range all {
		t.Run("recipe "+string(m[1]), func(t *testing.T) {
			if rows := cypher(t, neo4jtest.URI(), string(m[2])); len(rows) == 0 {
				t.Fatal("it finds nothing: its keys may be of a former seed world")
			}
		})
	}
	t.Run("recipe 2 gives the members", func(t *testing.T) {
		e := engineOn(t, investigate.Options{Store: neo4jtest.URI()})
		page, err := e.Rings(t.Context(), investigate.RingFilter{}, 0, 0)
		must(t, err)
		for _, r := range page.Rings {
			view, err := e.Ring(t.Context(), r.ID)
			must(t, err)
			want := map[string]string{}
			for _, m := range view.Ring.Members {
				want[m.Storefront] = m.Tier.String()
			}
			got := map[string]string{}
			for _, row := range cypher(t, neo4jtest.URI(), "MATCH (:Ring {key: 'ring:"+r.ID+"'})<-[m:MEMBER_OF]-(s:Storefront) RETURN s.key, m.tier") {
				got[row[0].(string)] = row[1].(string)
			}
			same(t, got, want, "members")
		}
	})
}

func TestScenariosAreJudgedAlikeOnEveryStore(t *testing.T) {
	all, err := scenario.Read(os.DirFS(top + "/internal/scenario/testdata"))
	must(t, err)
	for _, s := range all {
		t.Run(s.Name+"/neo4j", func(t *testing.T) {
			got := map[string]string{}
			for name, e := range engines(t) {
				_, faults, err := scenario.Play(t.Context(), s, scenario.Service{Service: e.Service}, scenario.Way{Folder: t.TempDir()})
				must(t, err)
				for _, f := range faults {
					t.Errorf("%s: %s", name, f)
				}
				got[name] = e.everyRing(t)
			}
			same(t, got["neo4j"], got["memory"], "rings")
			same(t, got["sqlite"], got["memory"], "rings")
		})
	}
}

// everyRing returns all rings with all that is known of them.
func (e *engine) everyRing(t *testing.T) string {
	t.Helper()
	page, err := e.Rings(t.Context(), investigate.RingFilter{}, 0, 0)
	must(t, err)
	var views []*investigate.RingView
	for _, r := range page.Rings {
		v, err := e.Ring(t.Context(), r.ID)
		must(t, err)
		views = append(views, v)
	}
	text, err := json.MarshalIndent(views, "", " ")
	must(t, err)
	return string(text)
}
