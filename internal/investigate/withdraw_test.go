package investigate_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// ringWorld is a ring of four shops over two accounts and a telephone, and
// others without ties: each account is said by rows of its own.
func ringWorld(t *testing.T, dir string) (paths []string) {
	t.Helper()
	var links strings.Builder
	links.WriteString("storefront,kind,value,evidence_class,source\n")
	for i := range 4 {
		fmt.Fprintf(&links, "mall:ring%d,PAYMENT_ACCOUNT,IBAN:DE89370400440532013000,OBSERVED,desk-a\n", i)
		fmt.Fprintf(&links, "mall:ring%d,PAYMENT_ACCOUNT,ALIPAY:2088001234567890,OBSERVED,desk-b\n", i)
		fmt.Fprintf(&links, "mall:ring%d,PHONE,+86 138 0013 8000,VERIFIED,desk-a\n", i)
	}
	for i := range 300 {
		fmt.Fprintf(&links, "mall:other%d,PAYMENT_ACCOUNT,ALIPAY:20889%011d,OBSERVED,desk-c\n", i, i)
	}
	path := filepath.Join(dir, "links.csv")
	if err := os.WriteFile(path, []byte(links.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{path}
}

func loaded(t *testing.T, data string, paths ...string) *investigate.Service {
	t.Helper()
	s := open(t, data)
	if _, err := s.Load(context.Background(), investigate.LoadRequest{Paths: paths}); err != nil {
		t.Fatal(err)
	}
	return s
}

func detect(t *testing.T, s *investigate.Service) *investigate.DetectReport {
	t.Helper()
	r, err := s.Detect(context.Background(), investigate.DetectRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// groupsOf returns the members of every group, by size, and the snapshot's hash.
func groupsOf(t *testing.T, s *investigate.Service) []string {
	t.Helper()
	runs, err := s.Runs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range runs {
		if r.Current {
			out = append(out, r.Snapshot)
		}
	}
	rows, err := s.Members(context.Background(), investigate.RingFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows {
		out = append(out, fmt.Sprintf("%s %s", m.Storefront, m.Tier))
	}
	return out
}

// without writes a file again without some of its rows, 1 being the first
// after the header.
func without(t *testing.T, path, dir string, gone func(row int, line string) bool) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, line := range strings.SplitAfter(string(text), "\n") {
		if i == 0 || !gone(i, line) {
			b.WriteString(line)
		}
	}
	out := filepath.Join(dir, filepath.Base(path))
	if err := os.WriteFile(out, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return out
}

// What was withdrawn leaves nothing behind, and comes back whole.
func TestWithdrawnRowsAreAsIfTheyHadNeverBeenLoaded(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	paths := ringWorld(t, dir)
	s := loaded(t, filepath.Join(dir, "data"), paths...)
	detect(t, s)
	before := groupsOf(t, s)
	if len(before) != 5 {
		t.Fatalf("the small world gives %v", before)
	}
	sha := s.FilesForTest()[0]
	for _, c := range []struct {
		target string
		gone   func(row int, line string) bool
		rows   int
	}{
		{sha[:12] + ":2", func(row int, _ string) bool { return row == 2 }, 1},
		{"desk-b", func(_ int, line string) bool { return strings.Contains(line, "desk-b") }, 4},
		{sha[:6], func(int, string) bool { return true }, 0},
	} {
		t.Run(c.target, func(t *testing.T) {
			report, err := s.Withdraw(ctx, investigate.WithdrawRequest{Target: c.target, Reason: "planted by a rival", By: "A. Analyst"})
			if err != nil {
				t.Fatal(err)
			}
			if got := report.Withdrawal.Files[0]; len(got.Rows) != c.rows || got.File != "links.csv" {
				t.Errorf("%+v", got)
			}
			never := loadedAs(t, without(t, paths[0], t.TempDir(), c.gone))
			if diff := cmp.Diff(evidence(t, never), evidence(t, s)); diff != "" {
				t.Errorf("not as if they had never been there (-never +withdrawn): %s", diff)
			}
			if report.Detect != nil {
				detect(t, never)
				if diff := cmp.Diff(groupsOf(t, never), groupsOf(t, s)); diff != "" {
					t.Errorf("other groups (-never +withdrawn): %s", diff)
				}
			}
			again, err := s.Load(ctx, investigate.LoadRequest{Paths: paths})
			if err != nil || again.Load != 0 {
				t.Errorf("the same file again: %+v, %v", again, err)
			}
			_, err = s.Withdraw(ctx, investigate.WithdrawRequest{Target: c.target, Reason: "again", By: "A. Analyst"})
			wantKind(t, err, errs.Conflict)
			if r, err := s.Check(ctx, false); err != nil {
				t.Errorf("check: %v %+v", err, r)
			}
			back, err := s.Reinstate(ctx, report.Withdrawal.ID, "it was genuine", "B. Analyst")
			if err != nil {
				t.Fatal(err)
			}
			if back.Detect == nil {
				t.Error("detection did not run again")
			}
			if diff := cmp.Diff(before, groupsOf(t, s)); diff != "" {
				t.Errorf("after it was taken back (-before +after): %s", diff)
			}
			_, err = s.Reinstate(ctx, report.Withdrawal.ID, "again", "B. Analyst")
			wantKind(t, err, errs.Conflict)
		})
	}
	list, err := s.Withdrawals(ctx)
	if err != nil || len(list) != 6 || list[0].UndoneBy != "W2" || list[1].Undoes != "W1" {
		t.Errorf("%+v, %v", list, err)
	}
}

func loadedAs(t *testing.T, paths ...string) *investigate.Service {
	t.Helper()
	return loaded(t, filepath.Join(t.TempDir(), "data"), paths...)
}

func evidence(t *testing.T, s *investigate.Service) string {
	t.Helper()
	hash, err := s.SnapshotForTest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func wantKind(t *testing.T, err error, k errs.Kind) {
	t.Helper()
	if !errors.Is(err, &errs.Error{Kind: k}) {
		t.Errorf("error %v, want kind %q", err, k)
	}
}

func TestWithdrawRefuses(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := loaded(t, filepath.Join(dir, "data"), ringWorld(t, dir)...)
	sha := s.FilesForTest()[0]
	for name, c := range map[string]struct {
		req  investigate.WithdrawRequest
		kind errs.Kind
	}{
		"unknown row":    {investigate.WithdrawRequest{Target: sha + ":9999", Reason: "r", By: "b"}, errs.NotFound},
		"header":         {investigate.WithdrawRequest{Target: sha + ":0", Reason: "r", By: "b"}, errs.Invalid},
		"unknown file":   {investigate.WithdrawRequest{Target: "0123456789ab:1", Reason: "r", By: "b"}, errs.NotFound},
		"unknown source": {investigate.WithdrawRequest{Target: "nobody", Reason: "r", By: "b"}, errs.NotFound},
		"no reason":      {investigate.WithdrawRequest{Target: sha + ":1", By: "b"}, errs.Invalid},
		"nobody":         {investigate.WithdrawRequest{Target: sha + ":1", Reason: "r"}, errs.Invalid},
		"two lines":      {investigate.WithdrawRequest{Target: sha + ":1", Reason: "r\ns", By: "b"}, errs.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Withdraw(ctx, c.req)
			wantKind(t, err, c.kind)
		})
	}
	_, err := s.Reinstate(ctx, "W7", "r", "b")
	wantKind(t, err, errs.NotFound)
	if list, err := s.Withdrawals(ctx); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// A prefix that two files share names neither.
func TestAmbiguousPrefixIsRefused(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	first := map[string]string{}
	for i := 0; paths == nil; i++ {
		text := fmt.Sprintf("storefront,kind,value\nmall:s%d,OTHER,v\n", i)
		sum := sha256.Sum256([]byte(text))
		prefix := hex.EncodeToString(sum[:3])
		if other := first[prefix]; other != "" {
			for j, content := range []string{other, text} {
				paths = append(paths, filepath.Join(dir, fmt.Sprintf("%d-links.csv", j)))
				if err := os.WriteFile(paths[j], []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		first[prefix] = text
	}
	s := open(t, filepath.Join(dir, "data"))
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: paths, Kind: "links"}); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{s.FilesForTest()[0][:6], s.FilesForTest()[0][:6] + ":1"} {
		_, err := s.Withdraw(t.Context(), investigate.WithdrawRequest{Target: target, Reason: "r", By: "b"})
		wantKind(t, err, errs.Invalid)
	}
}
