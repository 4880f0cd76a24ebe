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

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// more loads so many lone storefronts.
func more(t *testing.T, s *investigate.Service, name string, shops int) {
	t.Helper()
	var rows []string
	for n := range shops {
		rows = append(rows, fmt.Sprintf("%s%d,DEVICE,%s %d", name, n, name, n))
	}
	seen(t, s, name, rows)
}

// seen loads rows of storefront, kind and value, all of them observed.
func seen(t *testing.T, s *investigate.Service, name string, rows []string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("storefront,kind,value,evidence_class\n")
	for _, row := range rows {
		b.WriteString(row + ",OBSERVED\n")
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

// A run under kept statistics can be proved, backed up and made again elsewhere.
func TestStatisticsTravel(t *testing.T) {
	dir := t.TempDir()
	s := bridgedIn(t, dir)
	detects(t, s, false)
	more(t, s, "few", 8)
	kept := detects(t, s, false)
	report, err := s.Check(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(report.Parts, func(c investigate.CheckPart) bool { return strings.Contains(c.Detail, "come out the same to the byte") }) {
		t.Errorf("the run is not made again: %+v", report)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	elsewhere, moved := restored(t, backedUp(t, dir))
	if moved.Run != kept.Run.ID {
		t.Errorf("restored run %q, want %q", moved.Run, kept.Run.ID)
	}
	if again := detects(t, open(t, elsewhere), false); !again.Same || again.Run.Statistics != kept.Run.Statistics {
		t.Errorf("detected elsewhere: %+v", again.Run)
	}
}

// What an innocent could pay for is not kept: once strangers are seen to share
// accounts, or a service to lend two things, the table is made anew at once,
// and the run is the one that a first look at the same data makes.
func TestStatisticsAreOutgrown(t *testing.T) {
	type load struct {
		name string
		rows []string
	}
	var crews, exchange, halls []string
	for n := 1; n <= 30; n++ {
		crew := (n - 1) / 5
		crews = append(crews, fmt.Sprintf("a%d,PHONE,+86137137%05d", n, crew), fmt.Sprintf("a%d,IMAGE_HASH,img %d", n, crew), fmt.Sprintf("a%d,DOMAIN,crew%d-test.example", n, crew))
	}
	for n := 1; n <= 200; n++ {
		crews = append(crews, fmt.Sprintf("x%d,DEVICE,own %d", n, n))
	}
	for n := 5; n <= 25; n += 5 {
		exchange = append(exchange, fmt.Sprintf("a%d,PAYMENT_ACCOUNT,BANK:exchange-%d", n, n), fmt.Sprintf("a%d,PAYMENT_ACCOUNT,BANK:exchange-%d", n+1, n))
	}
	for n := range 240 {
		halls = append(halls, fmt.Sprintf("h%d,ADDRESS,\"hall road %d, Leeds\"", n, n/40+1), fmt.Sprintf("h%d,DEVICE,own %d", n, n))
	}
	var counter []string
	for n := range 30 {
		counter = append(counter, fmt.Sprintf("h%d,PHONE,+86 20 5555 0009", n))
	}
	for want, loads := range map[string][2]load{
		"payment_account was held to be exclusive, and strangers share its values": {{"crews", crews}, {"exchange", exchange}},
		"no service was known to lend a place with a telephone, and one does":      {{"halls", halls}, {"counter", counter}},
	} {
		s, first := open(t, t.TempDir()), open(t, t.TempDir())
		seen(t, s, loads[0].name, loads[0].rows)
		before := detects(t, s, false)
		seen(t, s, loads[1].name, loads[1].rows)
		after := detects(t, s, false)
		if after.Renewed == nil || after.Renewed.Why != want || after.Run.Statistics == before.Run.Statistics {
			t.Errorf("%s: renewed %+v", want, after.Renewed)
		}
		for _, l := range loads {
			seen(t, first, l.name, l.rows)
		}
		if at := detects(t, first, false); at.Run.Statistics != after.Run.Statistics {
			t.Errorf("%s: statistics %s, at first look %s", want, after.Run.Statistics, at.Run.Statistics)
		}
		if again := detects(t, s, false); !again.Same {
			t.Errorf("%s: detected again, the run is another one", want)
		}
	}
}

// What is taken back leaves no trace in the statistics.
func TestStatisticsForgetWhatIsWithdrawn(t *testing.T) {
	s := bridged(t)
	kept := detects(t, s, false)
	more(t, s, "few", 6)
	more(t, s, "two", 2)
	detects(t, s, false)
	view, err := s.Show(t.Context(), entity.ParseKey("two0"), 10)
	if err != nil {
		t.Fatal(err)
	}
	target := view.Links[0].Claims[0].SHA256
	if _, err := s.Withdraw(t.Context(), investigate.WithdrawRequest{Target: target, Reason: "wrong", By: "ann"}); err != nil {
		t.Fatal(err)
	}
	clean := bridged(t)
	more(t, clean, "few", 6)
	now, want := detects(t, s, false), detects(t, clean, false)
	if now.Run.Statistics != want.Run.Statistics || now.Run.Statistics == kept.Run.Statistics {
		t.Errorf("statistics %s, of the rest alone %s, kept %s", now.Run.Statistics, want.Run.Statistics, kept.Run.Statistics)
	}
}

// Statistics of small data do not go for more.
func TestStatisticsAreOfOneForm(t *testing.T) {
	s := open(t, t.TempDir())
	more(t, s, "many", 4_950)
	detects(t, s, false)
	more(t, s, "further", 60)
	if over := detects(t, s, false); over.Renewed == nil || over.Renewed.Why != "4950 storefronts then, 5010 now" {
		t.Errorf("renewed %+v", over.Renewed)
	}
}
