package vault_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
)

func open(t testing.TB, dir string) *vault.Vault {
	t.Helper()
	v, err := vault.Open(dir, vault.Options{Random: rand.Reader})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return v
}

func put(t testing.TB, v *vault.Vault, content string, a vault.Arrival) vault.File {
	t.Helper()
	f, err := v.Put(t.Context(), strings.NewReader(content), a)
	if err != nil {
		t.Fatalf("put: %v", err)
	}
	return f
}

func wantKind(t testing.TB, err error, k errs.Kind) {
	t.Helper()
	if !errors.Is(err, &errs.Error{Kind: k}) {
		t.Fatalf("error %v, want kind %q", err, k)
	}
}

func TestPutGivesOneNumberForContentAndOptions(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	links := vault.Arrival{Name: "a/links.csv", Kind: "links"}
	a := put(t, v, "x\n1\n", links)
	again := put(t, v, "x\n1\n", vault.Arrival{Name: "renamed.csv", Kind: "links"})
	other := put(t, v, "x\n1\n", vault.Arrival{Name: "links.csv", Kind: "links", Options: map[string]string{"source": "s"}})
	b := put(t, v, "x\n2\n", links)
	if diff := cmp.Diff([]uint32{1, 1, 2, 3}, []uint32{a.Number, again.Number, other.Number, b.Number}); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	if a.Name != "links.csv" {
		t.Errorf("name %q, want the base name", a.Name)
	}
	if diff := cmp.Diff(v.Files(), open(t, dir).Files()); diff != "" {
		t.Errorf("after reopening:\n%s", diff)
	}
}

func TestPutRefusesOtherBytesThanWereRead(t *testing.T) {
	v := open(t, t.TempDir())
	_, err := v.Put(t.Context(), strings.NewReader("x"), vault.Arrival{Name: "x", SHA256: strings.Repeat("0", 64)})
	wantKind(t, err, errs.Conflict)
	if len(v.Files()) != 0 {
		t.Error("the refused file has a number")
	}
}

func TestPutCancelledLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Put(ctx, strings.NewReader("x"), vault.Arrival{Name: "x"}); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want the context's", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestPutIntoAPlaceThatIsNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(filepath.Join(file, "vault"), vault.Options{Random: rand.Reader})
	if err == nil {
		_, err = v.Put(t.Context(), strings.NewReader("x"), vault.Arrival{Name: "x"})
	}
	wantKind(t, err, errs.Unavailable)
	if strings.Contains(err.Error(), file) {
		t.Errorf("the message names a path: %v", err)
	}
}

// TestTornTail cuts the index at every byte of its last line, as a crash may.
func TestTornTail(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	put(t, v, "one", vault.Arrival{Name: "one"})
	path := filepath.Join(dir, "index.ndjson")
	before := read(t, path)
	put(t, v, "two", vault.Arrival{Name: "two"})
	whole := read(t, path)
	for cut := len(before); cut < len(whole); cut++ {
		for _, tail := range []string{"", "\x00\x00", "\x00\n", "\x00\n\x00\x00"} {
			write(t, path, whole[:cut]+tail)
			v := open(t, dir)
			if n := len(v.Files()); n != 1 {
				t.Fatalf("cut at %d with tail %q: %d files, want the first only", cut, tail, n)
			}
			if f := put(t, v, "three", vault.Arrival{Name: "three"}); f.Number != 2 {
				t.Fatalf("cut at %d: next number %d", cut, f.Number)
			}
			if n := len(open(t, dir).Files()); n != 2 {
				t.Fatalf("cut at %d: %d files after repair", cut, n)
			}
		}
	}
}

func TestDamagedIndexIsRefused(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	put(t, v, "one", vault.Arrival{Name: "one"})
	put(t, v, "two", vault.Arrival{Name: "two"})
	path := filepath.Join(dir, "index.ndjson")
	whole := read(t, path)
	lines := strings.SplitAfter(whole, "\n")
	for name, bad := range map[string]string{
		"a byte flipped": strings.Replace(whole, "one", "onf", 1),
		"a line gone":    lines[0] + lines[2],
		"no head":        lines[1],
	} {
		t.Run(name, func(t *testing.T) {
			write(t, path, bad)
			_, err := vault.Open(dir, vault.Options{Random: rand.Reader})
			wantKind(t, err, errs.Unverified)
		})
	}
}

func TestNewerFormatIsRefused(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "index.ndjson"), `{"vault":9,"crc":"b614882d"}`+"\n")
	_, err := vault.Open(dir, vault.Options{Random: rand.Reader})
	wantKind(t, err, errs.Conflict)
}

func TestLoadsAreRemembered(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	f := put(t, v, "one", vault.Arrival{Name: "one"})
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	for range 2 {
		if _, err := v.Begin(vault.Load{Files: []uint32{f.Number}, At: at}); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Abandon(1); err != nil {
		t.Fatal(err)
	}
	want := []vault.Load{{Number: 1, Files: []uint32{1}, At: at, Abandoned: true}, {Number: 2, Files: []uint32{1}, At: at}}
	if diff := cmp.Diff(want, v.Loads()); diff != "" {
		t.Errorf("loads (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, open(t, dir).Loads()); diff != "" {
		t.Errorf("loads after reopening (-want +got):\n%s", diff)
	}
}

func TestCheckFindsWhatWasAltered(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"altered": func(path string) error {
			return errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte("onE"), 0o600))
		},
		"missing": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			v := open(t, dir)
			f := put(t, v, "one", vault.Arrival{Name: "one"})
			if err := v.Check(t.Context()); err != nil {
				t.Fatalf("sound vault: %v", err)
			}
			if err := harm(filepath.Join(dir, f.SHA256[:2], f.SHA256+".text")); err != nil {
				t.Fatal(err)
			}
			wantKind(t, v.Check(t.Context()), errs.Unverified)
		})
	}
}

func TestRowReturnsTheOriginalBytes(t *testing.T) {
	var b strings.Builder
	b.WriteString("\xef\xbb\xbfid,text\r\n")
	for i := 1; i <= 1000; i++ {
		fmt.Fprintf(&b, "%d,\"line\n%d\"\r\n\r\n", i, i)
	}
	v := open(t, t.TempDir())
	f := put(t, v, b.String(), vault.Arrival{Name: "rows.csv"})
	for _, n := range []uint32{0, 1, 127, 128, 129, 999, 1000} {
		o, err := v.Row(entity.NewRecord(f.Number, n))
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("%d,\"line\n%d\"", n, n)
		if n == 0 {
			want = "id,text"
		}
		if got := string(o.Row.Raw); got != want || string(o.Header) != "id,text" || b.String()[o.Row.Offset:][:len(want)] != want {
			t.Errorf("row %d: %q at %d, header %q", n, got, o.Row.Offset, o.Header)
		}
		if want := 1 + 3*(int(n)-1) + 1; n > 0 && o.Row.Line != want {
			t.Errorf("row %d: line %d, want %d", n, o.Row.Line, want)
		}
	}
	_, err := v.Row(entity.NewRecord(f.Number, 1001))
	wantKind(t, err, errs.NotFound)
	_, err = v.Row(entity.NewRecord(f.Number+1, 1))
	wantKind(t, err, errs.NotFound)
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
