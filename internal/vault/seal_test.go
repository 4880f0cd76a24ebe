package vault_test

import (
	"bytes"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// A sealed text reads as it came, in any portions from any place, and its
// bytes are nowhere in the folder.
func TestSealedTextReadsAsItCame(t *testing.T) {
	fewer(t, 40)
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.OneOf(rapid.SampledFrom([]string{"a,b", "", "\"two\nlines\",x", "\"open", "x\"y\"", "\xef\xbb\xbf", strings.Repeat("wide,", 4000), "secret-value"}), rapid.String())
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\n\n"})
		var b strings.Builder
		for range rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(100, 400)).Draw(t, "rows") {
			b.WriteString(row.Draw(t, "row") + end.Draw(t, "end"))
		}
		want := b.String()
		n++
		v, err := vault.Open(filepath.Join(dir, fmt.Sprint(n)), vault.Options{Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		f, err := v.Put(t.Context(), strings.NewReader(want), vault.Arrival{Name: "x"})
		if err != nil {
			t.Fatal(err)
		}
		r, err := v.Open(f.Number)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got, err := io.ReadAll(r); err != nil || string(got) != want {
			t.Fatalf("reads %q, %v; want %q", got, err, want)
		}
		for range 5 {
			at := rapid.IntRange(0, len(want)).Draw(t, "at")
			if _, err := r.Seek(int64(at), io.SeekStart); err != nil {
				t.Fatal(err)
			}
			p := make([]byte, min(len(want)-at, rapid.IntRange(0, 30_000).Draw(t, "size")))
			if _, err := io.ReadFull(r, p); err != nil || string(p) != want[at:at+len(p)] {
				t.Fatalf("at %d: %q, %v", at, p, err)
			}
		}
		rows := vault.NewRows(strings.NewReader(want))
		for rows.Next() {
			w := rows.Row()
			o, err := v.Row(entity.NewRecord(f.Number, w.Number))
			if err != nil || !bytes.Equal(o.Row.Raw, w.Raw) || o.Row.Offset != w.Offset || o.Row.Line != w.Line || o.Row.Fault != w.Fault {
				t.Fatalf("row %d: %+v, %v; want %+v", w.Number, o.Row, err, w)
			}
		}
		if err := v.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	if hits := grep(t, dir, "secret-value"); len(hits) > 0 {
		t.Errorf("readable in %v", hits)
	}
}

// grep returns the files below dir that hold the text.
func grep(t testing.TB, dir, text string) (hits []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			hits = append(hits, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

func TestAnOriginalThatIsNoTextIsKeptBesideItsRows(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	came, rows := strings.Repeat("packed secret-value ", 50_000), "id\n1\n2\n"
	a := vault.Arrival{Name: "x.csv.gz", Kind: "links", Plain: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(rows)), nil }}
	f := put(t, v, came, a)
	if f.SHA256 == f.Plain || f.Text() != f.Plain || f.Bytes != int64(len(came)) {
		t.Fatalf("%+v", f)
	}
	v = open(t, dir)
	for _, c := range []struct {
		open func(uint32) (io.ReadSeekCloser, error)
		want string
	}{{v.Open, rows}, {v.OpenOriginal, came}} {
		r, err := c.open(f.Number)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || string(got) != c.want {
			t.Errorf("%d bytes, %v; want %d", len(got), err, len(c.want))
		}
		if _, err := r.Seek(int64(len(c.want)/3), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if got, err = io.ReadAll(r); err != nil || string(got) != c.want[len(c.want)/3:] {
			t.Errorf("after a seek: %d bytes, %v", len(got), err)
		}
		r.Close()
	}
	o, err := v.Row(entity.NewRecord(f.Number, 2))
	if err != nil || string(o.Row.Raw) != "2" || string(o.Header) != "id" {
		t.Errorf("%+v, %v", o, err)
	}
	if err := v.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if hits := grep(t, dir, "secret-value"); len(hits) > 0 {
		t.Errorf("readable in %v", hits)
	}
	raw := filepath.Join(dir, f.SHA256[:2], f.SHA256+".raw")
	if err := flip(raw, 7); err != nil {
		t.Fatal(err)
	}
	wantKind(t, v.Check(t.Context()), errs.Unverified)
	if err := os.Remove(raw); err != nil {
		t.Fatal(err)
	}
	wantKind(t, v.Check(t.Context()), errs.Unverified)
}

// What crashes leave behind is destroyed by the next Put, and keys in force
// survive it.
func TestLeftoversOfACrashAreDestroyed(t *testing.T) {
	dir := t.TempDir()
	f := put(t, open(t, dir), "id\n1\n", vault.Arrival{Name: "x"})
	keys := filepath.Join(dir, f.SHA256[:2], f.SHA256+".keys")
	write(t, filepath.Join(dir, "put-1"), "half")
	if err := os.Link(keys, keys+".old"); err != nil { // killed before the new keys had their name
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, f.SHA256[:2], "ab.keys.old"), "dead") // and after
	v := open(t, dir)
	put(t, v, "id\n2\n", vault.Arrival{Name: "y"})
	if diff := cmp.Diff([]string{}, append(glob(t, dir, "put-*"), glob(t, dir, "*/*.old")...)); diff != "" {
		t.Error(diff)
	}
	if err := v.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func glob(t testing.TB, dir, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{}, found...)
}

func TestPutWithoutRandomness(t *testing.T) {
	v, err := vault.Open(t.TempDir(), vault.Options{})
	if err == nil {
		_, err = v.Put(t.Context(), strings.NewReader("x"), vault.Arrival{Name: "x"})
	}
	wantKind(t, err, errs.Internal)
}

// bigText is a CSV of n rows.
func bigText(n int) string {
	var b strings.Builder
	b.WriteString("storefront,kind,value,evidence_class,observed_at\n")
	for i := range n {
		fmt.Fprintf(&b, "taoyi:s%07d,PAYMENT_ACCOUNT,ALIPAY:20880012%08d,OBSERVED,2026-01-02T03:04:05Z\n", i, i*7919%100_000_000)
	}
	return b.String()
}

func BenchmarkPut(b *testing.B) {
	text := bigText(200_000)
	b.SetBytes(int64(len(text)))
	for i := 0; b.Loop(); i++ {
		v := open(b, filepath.Join(b.TempDir(), "v"))
		put(b, v, text, vault.Arrival{Name: "x"})
	}
}

func BenchmarkReadSealed(b *testing.B) {
	text := bigText(200_000)
	v := open(b, b.TempDir())
	f := put(b, v, text, vault.Arrival{Name: "x"})
	b.SetBytes(int64(len(text)))
	buf := make([]byte, 256<<10)
	for b.Loop() {
		r, err := v.Open(f.Number)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, r, buf); err != nil {
			b.Fatal(err)
		}
		r.Close()
	}
}

// BenchmarkRow is what a claim costs to lead back to its row: with the table
// in memory, and with the vault just opened.
func BenchmarkRow(b *testing.B) {
	dir := b.TempDir()
	const rows = 1_000_000
	text := bigText(rows)
	v := open(b, dir)
	f := put(b, v, text, vault.Arrival{Name: "x"})
	b.Run("warm", func(b *testing.B) {
		for i := uint32(0); b.Loop(); i++ {
			if _, err := v.Row(entity.NewRecord(f.Number, 1+i*7919%rows)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("cold", func(b *testing.B) {
		for i := uint32(0); b.Loop(); i++ {
			if _, err := open(b, dir).Row(entity.NewRecord(f.Number, 1+i*7919%rows)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// fewer makes so many trials of a property that waits for the disk.
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
