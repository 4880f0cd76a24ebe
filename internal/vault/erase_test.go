package vault_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Erasing rows changes nothing of the others: number, place, bytes, hash and
// the path to the same root.
func TestErasedRowsAreGoneAndTheOthersAsBefore(t *testing.T) {
	fewer(t, 30)
	base := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SampledFrom([]string{"", vault.ShapeCSV(';'), vault.ShapeCSV('*'), vault.ShapeNDJSON}).Draw(t, "shape")
		row := rapid.SampledFrom([]string{"a,b", "a;\"b;\"", "*\"x*y\"", "\"two\nlines\",x", "\"open", "x,\"y\"", "\"a\"b", "long,\"enough \"\"to\"\" be cut\"", "日本,中"})
		var b strings.Builder
		b.WriteString("id,text\n")
		for i := range rapid.IntRange(1, 300).Draw(t, "rows") {
			fmt.Fprintf(&b, "%d,%s\n", i, row.Draw(t, "row"))
		}
		n++
		dir := filepath.Join(base, fmt.Sprint(n))
		v, f := fill(t, dir, b.String(), shape)
		want := rowsOf(t, v, f.Number, shape)
		all := make([]uint32, len(want))
		for i := range all {
			all[i] = uint32(i)
		}
		root, before := prove(t, v, f.Number, all)
		gone := map[uint32]bool{}
		for range rapid.IntRange(1, 3).Draw(t, "times") {
			rows := rapid.SliceOfN(rapid.Uint32Range(1, uint32(len(want)-1)), 1, 6).Draw(t, "erase")
			if err := v.Erase(t.Context(), map[uint32][]uint32{f.Number: rows}); err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				gone[r] = true
			}
		}
		for _, v := range []*vault.Vault{v, reopen(t, dir)} { // this process, and the next
			if err := v.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			var left []uint32
			for i, w := range want {
				o, err := v.Row(entity.NewRecord(f.Number, uint32(i)))
				if err != nil {
					t.Fatal(err)
				}
				switch {
				case !gone[uint32(i)]:
					left = append(left, uint32(i))
					if o.Erased != nil || !bytes.Equal(o.Row.Raw, w.Raw) || o.Row.Offset != w.Offset || o.Row.Line != w.Line || o.Row.Fault != w.Fault {
						t.Fatalf("row %d was %+v, is %+v", i, w, o.Row)
					}
				case o.Erased == nil || len(o.Row.Raw) > 0 || o.Erased.Leaf != before[i].Leaf || o.Erased.Offset != w.Offset || o.Erased.Size != w.Size:
					t.Fatalf("row %d, erased: %+v", i, o)
				}
			}
			again, proofs := prove(t, v, f.Number, left)
			if again != root {
				t.Fatal("another root")
			}
			for i, r := range left {
				if diff := cmp.Diff(before[r], proofs[i]); diff != "" {
					t.Fatalf("the proof of row %d: %s", r, diff)
				}
			}
		}
	})
}

func fill(t *rapid.T, dir, text, shape string) (*vault.Vault, vault.File) {
	v := reopen(t, dir)
	f, err := v.Put(t.Context(), strings.NewReader(text), vault.Arrival{Name: "x", Shape: shape})
	if err != nil {
		t.Fatal(err)
	}
	return v, f
}

func reopen(t *rapid.T, dir string) *vault.Vault {
	v, err := vault.Open(dir, vault.Options{Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func rowsOf(t *rapid.T, v *vault.Vault, number uint32, shape string) (out []vault.Row) {
	r, err := v.Open(number)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows := vault.RowsAs(r, shape)
	for rows.Next() {
		w := rows.Row()
		w.Raw = bytes.Clone(w.Raw)
		out = append(out, w)
	}
	return out
}

func prove(t *rapid.T, v *vault.Vault, number uint32, rows []uint32) (vault.Hash, []vault.Proof) {
	tree, proofs, err := v.Prove(t.Context(), number, rows)
	if err != nil {
		t.Fatal(err)
	}
	return tree.Root, proofs
}

// No 32 bytes of the folder open the sealed block any more.
func TestTheKeyOfAnErasedRowIsNowhere(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	f := put(t, v, "id,value\n1,the-secret-value\n2,other\n", vault.Arrival{Name: "x"})
	path := filepath.Join(dir, f.SHA256[:2], f.SHA256)
	opens := func() bool {
		sealed := []byte(read(t, path+".text"))
		for _, name := range append(glob(t, dir, "*/*"), glob(t, dir, "*")...) {
			if info, err := os.Stat(name); err != nil || info.IsDir() {
				continue
			}
			held := []byte(read(t, name))
			for i := range max(0, len(held)-31) {
				c, err := aes.NewCipher(held[i : i+32])
				if err != nil {
					t.Fatal(err)
				}
				plain := make([]byte, len(sealed))
				cipher.NewCTR(c, make([]byte, 16)).XORKeyStream(plain, sealed)
				if bytes.Contains(plain, []byte("secret")) {
					return true
				}
			}
		}
		return false
	}
	if !opens() {
		t.Fatal("the key is not where the test looks for it")
	}
	for range 2 { // the second time there is nothing to do
		if err := v.Erase(t.Context(), map[uint32][]uint32{f.Number: {1}}); err != nil {
			t.Fatal(err)
		}
		if opens() {
			t.Fatal("a key still opens the row")
		}
	}
	if _, err := v.Open(f.Number); err != nil {
		t.Fatal(err)
	}
	_, _, err := v.Prove(t.Context(), f.Number, []uint32{1})
	wantCode(t, err, "ERASED")
	_, err = v.OpenOriginal(f.Number)
	wantCode(t, err, "ERASED")
	wantKind(t, v.Erase(t.Context(), map[uint32][]uint32{f.Number: {0}}), errs.Invalid)
	wantKind(t, v.Erase(t.Context(), map[uint32][]uint32{f.Number: {9}}), errs.NotFound)
	wantKind(t, v.Erase(t.Context(), map[uint32][]uint32{9: {1}}), errs.NotFound)
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Fatalf("error %v, want code %s", err, code)
	}
}

// A vault that another process has open learns of it.
func TestAnotherReaderLosesTheKeyToo(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	f := put(t, v, "id,value\n1,the-secret-value\n2,other\n", vault.Arrival{Name: "x"})
	other := open(t, dir)
	for _, rows := range [][]uint32{{1}, {2}} {
		if _, err := other.Row(entity.NewRecord(f.Number, 2)); err != nil {
			t.Fatal(err)
		}
		if err := v.Erase(t.Context(), map[uint32][]uint32{f.Number: rows}); err != nil {
			t.Fatal(err)
		}
		if o, err := other.Row(entity.NewRecord(f.Number, rows[0])); err != nil || o.Erased == nil || o.Row.Raw != nil {
			t.Errorf("the other reader sees %q, %v", o.Row.Raw, err)
		}
	}
}

// A packed original goes whole, and does not come back with the same file
// under other options, nor as the text itself.
func TestErasedRowsDoNotComeBackWithTheSameFile(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	rows := "id,value\n1,the-secret-value\n2,other\n"
	packed := vault.Arrival{Name: "x.gz", Plain: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(rows)), nil }}
	f := put(t, v, "packed", packed)
	if err := v.Erase(t.Context(), map[uint32][]uint32{f.Number: {1}}); err != nil {
		t.Fatal(err)
	}
	packed.Options = map[string]string{"source": "again"}
	again := put(t, v, "packed", packed)
	plain := put(t, v, rows, vault.Arrival{Name: "x.csv"})
	if left := append(glob(t, dir, "*/*.raw"), glob(t, dir, "*/*.rawkey")...); len(left) > 0 {
		t.Errorf("%v", left)
	}
	for _, n := range []uint32{f.Number, again.Number, plain.Number} {
		if o, err := v.Row(entity.NewRecord(n, 1)); err != nil || o.Erased == nil {
			t.Errorf("file %d: %+v, %v", n, o, err)
		}
		_, err := v.OpenOriginal(n)
		wantCode(t, err, "ERASED")
	}
	if err := v.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// A tampered neighbour of an erased row is found, though the text's SHA-256
// says nothing any more.
func TestCheckFindsWhatWasAlteredBesideErasedRows(t *testing.T) {
	for _, suffix := range []string{".text", ".patch1", ".keys"} {
		dir := t.TempDir()
		v := open(t, dir)
		text, _ := csvOf(300)
		f := put(t, v, text, vault.Arrival{Name: "x"})
		if err := v.Erase(t.Context(), map[uint32][]uint32{f.Number: {150}}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, f.SHA256[:2], f.SHA256)
		if err := os.Remove(path + ".rows"); err != nil { // grown again, it must lead to the same root
			t.Fatal(err)
		}
		if err := v.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := flip(path+suffix, 300); err != nil {
			t.Fatal(err)
		}
		wantKind(t, open(t, dir).Check(t.Context()), errs.Unverified)
	}
}
