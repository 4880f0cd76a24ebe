package vault_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// format1 writes a vault as the first version did.
func format1(t testing.TB, dir string, texts ...string) {
	t.Helper()
	var index bytes.Buffer
	line := func(body string) {
		body = body[:len(body)-1]
		fmt.Fprintf(&index, "%s,\"crc\":\"%08x\"}\n", body, crc32.Checksum([]byte(body), crc32.MakeTable(crc32.Castagnoli)))
	}
	line(`{"vault":1}`)
	for i, text := range texts {
		sum := sha256.Sum256([]byte(text))
		sha := hex.EncodeToString(sum[:])
		body, err := json.Marshal(map[string]any{"file": map[string]any{"number": i + 1, "sha256": sha, "name": "x.csv", "bytes": len(text), "kind": "links", "options": nil}})
		if err != nil {
			t.Fatal(err)
		}
		line(string(body))
		if err := os.MkdirAll(filepath.Join(dir, sha[:2]), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, sha[:2], sha), text)
		write(t, filepath.Join(dir, sha[:2], sha+".rows"), `{"format":1,"leaves":0,"root":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","key":"00","chunks":"","offsets":[],"lines":[]}`)
	}
	write(t, filepath.Join(dir, "index.ndjson"), index.String())
}

func contents(t testing.TB, v *vault.Vault) (out []string) {
	t.Helper()
	for _, f := range v.Files() {
		r, err := v.Open(f.Number)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		o, err := v.Row(entity.NewRecord(f.Number, 1))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b), string(o.Row.Raw))
	}
	return out
}

func TestFormat1IsReadAndUpgraded(t *testing.T) {
	dir := t.TempDir()
	a, _ := csvOf(300)
	format1(t, dir, a, "id\nsecret-value\n")
	v := open(t, dir)
	want := contents(t, v)
	if want[0] != a || want[3] != "secret-value" {
		t.Fatalf("format 1 reads as %q", want)
	}
	if err := v.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := v.Put(t.Context(), bytes.NewReader(nil), vault.Arrival{Name: "y"})
	wantCode(t, err, "OLD_FORMAT")
	for range 2 {
		if err := vault.Upgrade(t.Context(), dir, vault.Options{Random: rand.Reader}); err != nil {
			t.Fatal(err)
		}
	}
	v = open(t, dir)
	if diff := cmp.Diff(want, contents(t, v)); diff != "" {
		t.Error(diff)
	}
	if err := v.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if hits := grep(t, dir, "secret-value"); len(hits) > 0 {
		t.Errorf("unsealed in %v", hits)
	}
	put(t, v, "id\n9\n", vault.Arrival{Name: "y"})
}

// An upgrade that ends anywhere leaves a vault that can be read, and is
// finished by the next.
func TestUpgradeCutShort(t *testing.T) {
	dir := t.TempDir()
	var texts []string
	for i := range 5 {
		texts = append(texts, fmt.Sprintf("id\nrow %d\n", i))
	}
	format1(t, dir, texts...)
	want := contents(t, open(t, dir))
	for left := 1; ; left++ {
		ctx, cancel := context.WithCancel(t.Context())
		o := vault.Options{Random: &failing{left: left, cancel: cancel}}
		err := vault.Upgrade(ctx, dir, o)
		cancel()
		if diff := cmp.Diff(want, contents(t, open(t, dir))); diff != "" {
			t.Fatalf("cut short after %d keys: %s", left, diff)
		}
		if err == nil {
			break
		}
	}
	if err := open(t, dir).Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// failing gives random bytes so many times.
type failing struct {
	left   int
	cancel func()
}

func (f *failing) Read(p []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	if f.left == 0 {
		f.cancel()
	}
	return rand.Read(p)
}

func TestUpgradeRefusesAnAlteredOriginal(t *testing.T) {
	dir := t.TempDir()
	format1(t, dir, "id\n1\n")
	path := glob(t, dir, "??/*")[0]
	write(t, path, "id\n2\n")
	wantKind(t, vault.Upgrade(t.Context(), dir, vault.Options{Random: rand.Reader}), errs.Unverified)
}
