package investigate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// more loads so many lone storefronts.
func more(t *testing.T, s *investigate.Service, name string, shops int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("storefront,kind,value,evidence_class\n")
	for n := range shops {
		fmt.Fprintf(&b, "%s%d,DEVICE,%s %d,OBSERVED\n", name, n, name, n)
	}
	file := filepath.Join(t.TempDir(), name+".csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{file}, Kind: "links"}); err != nil {
		t.Fatal(err)
	}
}

func detects(t *testing.T, s *investigate.Service, refresh bool) *investigate.DetectReport {
	t.Helper()
	report, err := s.Detect(t.Context(), investigate.DetectRequest{RefreshStatistics: refresh})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// A table of statistics is kept while it fits and made anew when it does not,
// or when somebody asks; then the run says what moved because of it.
func TestStatisticsAreKept(t *testing.T) {
	s := bridged(t)
	first := detects(t, s, false)
	if again := detects(t, s, false); !again.Same || again.Run.Statistics != first.Run.Statistics {
		t.Errorf("the same data: %+v", again)
	}

	more(t, s, "few", 8) // of 108
	kept := detects(t, s, false)
	if kept.Run.Statistics != first.Run.Statistics || kept.Renewed != nil {
		t.Errorf("eight more: statistics %s, renewed %+v", kept.Run.Statistics, kept.Renewed)
	}
	if !slices.ContainsFunc(kept.Run.Notes, func(n string) bool { return strings.Contains(n, "108 storefronts then, 116 now") }) {
		t.Errorf("no note on the older statistics: %q", kept.Run.Notes)
	}

	asked := detects(t, s, true)
	want := &investigate.Renewed{Why: "asked for", HubsCame: nil, HubsWent: nil, Same: 2}
	if diff := cmp.Diff(want, asked.Renewed, cmpopts.EquateEmpty()); diff != "" || asked.Run.Statistics == first.Run.Statistics {
		t.Errorf("asked for: %s", diff)
	}
	if again := detects(t, s, true); !again.Same || again.Renewed != nil {
		t.Errorf("asked twice: %+v", again)
	}

	more(t, s, "many", 12)
	if grown := detects(t, s, false); grown.Renewed == nil || grown.Renewed.Why != "116 storefronts then, 128 now" {
		t.Errorf("a tenth more: %+v", grown.Renewed)
	}
}

// A run whose table is gone makes a new one; a damaged one is told of, and
// asking for new statistics mends it.
func TestStatisticsLost(t *testing.T) {
	dir := t.TempDir()
	s := bridgedIn(t, dir)
	first := detects(t, s, false)
	file := filepath.Join(dir, "runs", first.Run.ID, "statistics.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(t.Context(), investigate.DetectRequest{}); errs.KindOf(err) != errs.Invalid || !strings.Contains(err.Error(), "statistics of run") {
		t.Errorf("damaged: %v", err)
	}
	if again := detects(t, s, true); !again.Same {
		t.Errorf("asked for: %+v", again)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if again := detects(t, s, false); !again.Same {
		t.Errorf("lost: %+v", again)
	}
}
