package scenario_test

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/scenario"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

// stores opens a fresh store of each kind.
var stores = map[string]func(t *testing.T) investigate.Store{
	"memory": func(*testing.T) investigate.Store { return memory.New() },
	"sqlite": func(t *testing.T) investigate.Store {
		s, err := sqlite.Open(filepath.Join(t.TempDir(), "graph.db"), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	},
}

func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := scenario.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if s.Name+".yaml" != filepath.Base(file) {
			t.Errorf("%s is named %s inside", file, s.Name)
		}
		for name, open := range stores {
			t.Run(s.Name+"/"+name, func(t *testing.T) {
				for _, f := range scenario.Judge(s, detect(t, s, open(t))) {
					t.Error(f)
				}
			})
		}
	}
}

// detect loads the world as a user would and returns the rings.
func detect(t *testing.T, s *scenario.Scenario, graph investigate.Store) []*investigate.RingView {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	world, err := s.CSV()
	if err != nil {
		t.Fatal(err)
	}
	links := filepath.Join(dir, "links.csv")
	if err := os.WriteFile(links, world, 0o600); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	service, err := investigate.Open(ctx, investigate.Options{Data: filepath.Join(dir, "data"), Create: true, Random: rand.Reader, Graph: graph, Now: now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	report, err := service.Load(ctx, investigate.LoadRequest{Paths: []string{links}})
	if err != nil {
		t.Fatal(err)
	}
	if report.Rejected > 0 {
		t.Fatalf("%d rows of the world were rejected: %v", report.Rejected, report.Codes)
	}
	if report.AcceptedWithWarnings != s.Warnings {
		t.Errorf("%d rows of the world load with warnings, expected %d: %v", report.AcceptedWithWarnings, s.Warnings, report.Codes)
	}
	if _, err := service.Detect(ctx, investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	page, err := service.Rings(ctx, investigate.RingFilter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []*investigate.RingView
	for _, sum := range page.Rings {
		v, err := service.Ring(ctx, sum.ID)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func TestParseRefuses(t *testing.T) {
	good := "name: a\nabout: b\nlinks: [{shops: s1 s2, kind: PHONE, value: x}]\n"
	if _, err := scenario.Parse([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"unknown field":   good + "expcet: {rings: 1}\n",
		"no links":        "name: a\nabout: b\n",
		"range backwards": strings.Replace(good, "s1 s2", "s9..s2", 1),
		"range mixed":     strings.Replace(good, "s1 s2", "s1..t2", 1),
		"no storefronts":  strings.Replace(good, "s1 s2", "", 1),
	} {
		if _, err := scenario.Parse([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A judge that finds nothing wrong in anything would make every scenario
// hold, so it is shown rings that break each expectation.
func TestJudgeFindsWhatIsWrong(t *testing.T) {
	one := 1
	view := &investigate.RingView{Ring: ring.Ring{Status: ring.StatusRing, Members: []ring.Member{
		{Storefront: "default:a1", Tier: ring.Core}, {Storefront: "default:a2", Tier: ring.Core}, {Storefront: "default:a3", Tier: ring.Peripheral}}}}
	for name, e := range map[string]scenario.Expect{
		"a ring too many": {Pairs: &one},
		"together":        {Together: []string{"a1..a3"}},
		"never":           {Never: []string{"a2"}},
		"peripheral":      {Peripheral: []string{"a1"}},
		"attached":        {Attached: []string{"a1"}},
		"hub":             {Hubs: []string{"address:x"}},
	} {
		if got := scenario.Judge(&scenario.Scenario{Expect: e}, []*investigate.RingView{view}); len(got) == 0 {
			t.Errorf("%s: nothing found", name)
		}
	}
	fine := scenario.Expect{Rings: &one, Together: []string{"a1 a2"}, Never: []string{"a3"}, Peripheral: []string{"a3"}}
	if got := scenario.Judge(&scenario.Scenario{Expect: fine}, []*investigate.RingView{view}); len(got) > 0 {
		t.Errorf("a right answer is refused: %s", slices.Concat(got))
	}
}
