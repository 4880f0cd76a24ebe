//go:build acceptance

package acceptance_test

import (
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

// The rings of real data, with all that is known of them, are the same bytes
// whichever store holds the graph.
func TestRingsOfTheScamListAreAlikeOnEveryStore(t *testing.T) {
	server, err := neo4jtest.Start(t.Context(), neo4jtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	want := ringsOn(t, investigate.Options{Graph: memory.New()})
	for name, o := range map[string]investigate.Options{"sqlite": {}, "neo4j": {Store: server.URI}} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, ringsOn(t, o)); diff != "" {
				t.Errorf("rings (-memory +%s):\n%s", name, diff)
			}
		})
	}
}

// ringsOn loads, detects and returns every ring as JSON, by id.
func ringsOn(t *testing.T, o investigate.Options) map[string]string {
	t.Helper()
	o.Data, o.Create, o.Log, o.Random = filepath.Join(t.TempDir(), "data"), true, zerolog.Nop(), rand.Reader
	o.Now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	s, err := investigate.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{data(t, "cryptoscam-2020-01", "links.csv")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(t.Context(), investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	page, err := s.Rings(t.Context(), investigate.RingFilter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range page.Rings {
		v, err := s.Ring(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out[r.ID] = string(text)
	}
	if len(out) == 0 {
		t.Fatal("no rings")
	}
	return out
}
