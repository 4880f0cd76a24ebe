package scenario_test

import (
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/scenario"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

var update = flag.Bool("update", false, "write docs/scenarios.md anew")

// onMemory and onSQLite open the Go API on a fresh store.
func onMemory(t *testing.T) scenario.Service { return open(t, memory.New()) }

func onSQLite(t *testing.T) scenario.Service {
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "graph.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return open(t, s)
}

func open(t *testing.T, graph investigate.Store) scenario.Service {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	s, err := investigate.Open(t.Context(), investigate.Options{Data: filepath.Join(t.TempDir(), "data"), Create: true, Random: rand.Reader, Graph: graph, Now: now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return scenario.Service{Service: s}
}

// corpus reads all scenarios.
func corpus(t *testing.T) []*scenario.Scenario {
	t.Helper()
	all, err := scenario.Read(os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// unheld reads the scenarios that the program does not hold yet.
func unheld(t *testing.T) []*scenario.Scenario {
	t.Helper()
	if files, _ := filepath.Glob("testdata/open/*.yaml"); len(files) == 0 {
		return nil
	}
	all, err := scenario.Read(os.DirFS("testdata/open"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A known defect stands in testdata/open until it is gone, so that nobody
// forgets it and nobody softens it.
func TestOpenScenariosDoNotHoldYet(t *testing.T) {
	for _, s := range unheld(t) {
		t.Run(s.Name+"/memory", func(t *testing.T) {
			t.Parallel()
			_, faults, err := scenario.Play(t.Context(), s, onMemory(t), scenario.Way{Folder: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			if len(faults) == 0 {
				t.Error("it holds: move its file up to the others")
			}
		})
	}
}

// Each scenario holds on every store and every surface that reads it there,
// with its rows in any order, by any number of workers, and loaded twice; and all of these see the very
// same rings. The command line's turn is in cmd/ringtrace, Neo4j's in
// internal/store/neo4j.
func TestScenarios(t *testing.T) {
	for _, s := range corpus(t) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			var first []*scenario.Finding
			workers := func(n int) func(t *testing.T) scenario.Surface {
				return func(t *testing.T) scenario.Surface {
					on := onMemory(t)
					on.Workers = n
					return on
				}
			}
			for _, c := range []struct {
				name string
				on   func(t *testing.T) scenario.Surface
				way  scenario.Way
			}{
				{"memory one worker", workers(1), scenario.Way{}},
				{"memory shuffled, eight workers", workers(8), scenario.Way{Shuffle: 7}},
				{"memory twice", func(t *testing.T) scenario.Surface { return onMemory(t) }, scenario.Way{Shuffle: 11, Twice: true}},
				{"memory graphql", func(t *testing.T) scenario.Surface { return serve(t, onMemory(t)) }, scenario.Way{}},
				{"sqlite", func(t *testing.T) scenario.Surface { return onSQLite(t) }, scenario.Way{}},
				{"sqlite graphql", func(t *testing.T) scenario.Surface { return serve(t, onSQLite(t)) }, scenario.Way{Shuffle: 13}},
			} {
				store, manner, _ := strings.Cut(c.name, " ")
				t.Run(strings.TrimSuffix(store+"/"+manner, "/"), func(t *testing.T) {
					c.way.Folder = t.TempDir()
					on := c.on(t)
					found, faults, err := scenario.Play(t.Context(), s, on, c.way)
					if err != nil {
						t.Fatal(err)
					}
					for _, f := range faults {
						t.Error(f)
					}
					sameAgain(t, on)
					if first == nil {
						first = found
					}
					if d := cmp.Diff(first, found); d != "" {
						t.Errorf("other rings than by the Go API on memory, as written:\n%s", d)
					}
				})
			}
		})
	}
}

// sameAgain holds that detection finds nothing to do where nothing changed.
func sameAgain(t *testing.T, on scenario.Surface) {
	t.Helper()
	service, ok := on.(scenario.Service)
	if !ok {
		return // what is served was made by the same engine
	}
	report, err := service.Service.Detect(t.Context(), investigate.DetectRequest{Params: service.Params, Workers: service.Workers})
	if err != nil {
		t.Fatal(err)
	}
	if !report.Same {
		t.Errorf("detected again, run %s is another one", report.Run.ID)
	}
}

func TestParseRefuses(t *testing.T) {
	good := "name: a\nabout: b\nlinks: [{shops: s1 s2, kind: PHONE, value: x}]\n"
	if _, err := scenario.Parse([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"unknown field":              good + "expcet: {rings: 1}\n",
		"unknown expectation":        good + "expect: {ring: 1}\n",
		"no links":                   "name: a\nabout: b\n",
		"range backwards":            strings.Replace(good, "s1 s2", "s9..s2", 1),
		"range mixed":                strings.Replace(good, "s1 s2", "s1..t2", 1),
		"no storefronts":             strings.Replace(good, "s1 s2", "", 1),
		"a step that says no why":    good + "then: [{again: true}]\n",
		"a why before anything":      good + "why: because\n",
		"kept before anything":       good + "expect: {kept: [s1]}\n",
		"again before anything":      good + "again: true\n",
		"a later step with bad rows": good + "then: [{why: c, links: [{shops: s1..t2, kind: PHONE, value: x}]}]\n",
	} {
		if _, err := scenario.Parse([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestShops(t *testing.T) {
	got, err := scenario.Shops("a1..a3 b7 tmall:c9..c10")
	if err != nil {
		t.Fatal(err)
	}
	if want := "a1 a2 a3 b7 tmall:c9 tmall:c10"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
	for i, bad := range []string{"a1..a", "a", "1", "a1..b2", "a1-a3"} {
		if _, err := scenario.Shops(bad); err == nil {
			t.Error(fmt.Sprint(i), "accepted:", bad)
		}
	}
}
