package investigate_test

import (
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

// worldOf is a random small world: shops over few values, sellers, complaints
// that may point at rows elsewhere, rows that repeat, rows without sense.
func worldOf(t *rapid.T) map[string][]string {
	shop := func() string { return fmt.Sprintf("mall:s%d", rapid.IntRange(0, 9).Draw(t, "shop")) }
	files := map[string][]string{"links.csv": {"storefront,kind,value,evidence_class,source,source_record_id"},
		"storefronts.csv": {"platform,shop_id,seller_ref"}, "complaints.csv": {"complaint_id,target_ref,outcome"}}
	for range rapid.IntRange(5, 30).Draw(t, "links") {
		value := rapid.SampledFrom([]string{"PAYMENT_ACCOUNT,ALIPAY:208800%d", "DEVICE,device-%d", "PHONE,1395831726%d", "EMAIL,box%d@example.com", "NONSENSE,x%d"}).Draw(t, "kind")
		id := ""
		if rapid.Bool().Draw(t, "named") {
			id = fmt.Sprint(rapid.IntRange(1, 6).Draw(t, "id")) // the same id twice is a conflict
		}
		files["links.csv"] = append(files["links.csv"], fmt.Sprintf("%s,"+value+",%s,%s,%s", shop(), rapid.IntRange(0, 3).Draw(t, "value"),
			rapid.SampledFrom([]string{"OBSERVED", "DECLARED", ""}).Draw(t, "class"), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "source"), id))
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "shops") {
		files["storefronts.csv"] = append(files["storefronts.csv"], fmt.Sprintf("mall,s%d,", i))
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "complaints") {
		files["complaints.csv"] = append(files["complaints.csv"], fmt.Sprintf("c%d,%s,UPHELD", i, shop()))
	}
	return files
}

func writeWorld(t *rapid.T, dir string, files map[string][]string) []string {
	var paths []string
	for name, lines := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// fewer makes so many trials of a property that costs seconds.
func fewer(t *testing.T, checks int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	if f == nil || f.Value.String() != f.DefValue { // somebody asked for a number
		return
	}
	if err := f.Value.Set(strconv.Itoa(checks)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(f.DefValue) })
}

// Whatever is withdrawn, reinstated and erased, in whatever order: evidence and
// groups are those of a load that never had the rows that are left out.
func TestLeftOutRowsAreAsIfTheyHadNeverBeenThere(t *testing.T) {
	fewer(t, 15)
	base := t.TempDir()
	n := 0
	place := func() string {
		n++
		dir := filepath.Join(base, fmt.Sprint(n))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	rapid.Check(t, func(r *rapid.T) {
		files := worldOf(r)
		onMemory := rapid.Bool().Draw(r, "memory")
		service := func(paths []string) *investigate.Service {
			o := investigate.Options{Data: filepath.Join(place(), "data"), Create: true, Now: now, Random: rand.Reader, Log: zerolog.Nop()}
			if onMemory {
				o.Graph = memory.New()
			}
			s, err := investigate.Open(t.Context(), o)
			if err != nil {
				r.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: paths, MaxRejects: 1}); err != nil {
				r.Fatal(err)
			}
			return s
		}
		s := service(writeWorld(r, place(), files))
		shas := map[string]string{}
		for name, sha := range s.NamesForTest() {
			shas[name] = sha
		}
		gone := map[string]map[int]bool{}
		for range rapid.IntRange(1, 3).Draw(r, "steps") {
			name := rapid.SampledFrom([]string{"links.csv", "links.csv", "storefronts.csv", "complaints.csv"}).Draw(r, "file")
			row := rapid.IntRange(1, len(files[name])-1).Draw(r, "row")
			if gone[name][row] {
				continue
			}
			target := fmt.Sprintf("%s:%d", shas[name], row)
			step := rapid.SampledFrom([]string{"withdraw", "erase", "withdraw and reinstate"}).Draw(r, "step")
			var err error
			var w *investigate.WithdrawReport
			if step == "erase" {
				_, err = s.Erase(t.Context(), investigate.EraseRequest{Subject: target, Reason: "request", By: "DPO"})
			} else if w, err = s.Withdraw(t.Context(), investigate.WithdrawRequest{Target: target, Reason: "wrong", By: "A"}); err == nil && step != "withdraw" {
				_, err = s.Reinstate(t.Context(), w.Withdrawal.ID, "right", "A")
			}
			if err != nil {
				r.Fatal(err)
			}
			if step != "withdraw and reinstate" {
				if gone[name] == nil {
					gone[name] = map[int]bool{}
				}
				gone[name][row] = true
			}
		}
		left := map[string][]string{}
		for name, lines := range files {
			for i, line := range lines {
				if !gone[name][i] {
					left[name] = append(left[name], line)
				}
			}
		}
		never := service(writeWorld(r, place(), left))
		if diff := cmp.Diff(evidence(t, never), evidence(t, s)); diff != "" {
			r.Fatalf("without %v (-never +now): %s", gone, diff)
		}
		_, errNever := never.Detect(t.Context(), investigate.DetectRequest{})
		_, err := s.Detect(t.Context(), investigate.DetectRequest{})
		if (errNever == nil) != (err == nil) {
			r.Fatalf("%v, %v", errNever, err)
		}
		if err == nil {
			if diff := cmp.Diff(groupsOf(t, never), groupsOf(t, s)); diff != "" {
				r.Fatalf("without %v (-never +now): %s", gone, diff)
			}
		}
		if _, err := s.Check(t.Context(), true); err != nil {
			r.Fatal(err)
		}
	})
}
