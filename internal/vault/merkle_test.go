package vault_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// rfc6962 is the definition of RFC 6962, section 2.1, as it stands there.
func rfc6962(leaves []vault.Hash) vault.Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	left, right := rfc6962(leaves[:k]), rfc6962(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// csvOf returns a file of a header and n rows, with the leaves that the
// package comment promises for it.
func csvOf(n int) (string, []vault.Hash) {
	var b strings.Builder
	var offsets []int
	var rows []string
	add := func(row string) {
		offsets, rows = append(offsets, b.Len()), append(rows, row)
		b.WriteString(row + "\r\n")
	}
	add("id,text")
	for i := 1; i <= n; i++ {
		add(fmt.Sprintf("%d,\"two\nlines %d\"", i, i*i))
	}
	var leaves []vault.Hash
	var key [32]byte
	for i, row := range rows {
		if i%128 == 0 {
			about := []byte("ringtrace row salt 2\n")
			for j := i; j < min(i+128, len(rows)); j++ {
				about = binary.BigEndian.AppendUint64(about, uint64(offsets[j]))
				about = append(binary.BigEndian.AppendUint64(about, uint64(len(rows[j]))), rows[j]...)
			}
			key = sha256.Sum256(about)
		}
		salt := sha256.Sum256(binary.BigEndian.AppendUint64(key[:], uint64(i)))
		data := binary.BigEndian.AppendUint64(append([]byte{0}, salt[:]...), uint64(offsets[i]))
		leaves = append(leaves, sha256.Sum256(append(data, row...)))
	}
	return b.String(), leaves
}

func TestRootIsThatOfRFC6962AndEveryPathLeadsToIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(0, 6), rapid.IntRange(120, 140), rapid.IntRange(250, 700)).Draw(t, "rows")
		text, leaves := csvOf(n)
		dir, err := os.MkdirTemp("", "vault")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		v, err := vault.Open(dir, vault.Options{Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		f, err := v.Put(t.Context(), strings.NewReader(text), vault.Arrival{Name: "rows.csv"})
		if err != nil {
			t.Fatal(err)
		}
		ask := rapid.SliceOfN(rapid.Uint32Range(0, uint32(n)), 1, 9).Draw(t, "ask")
		tree, proofs, err := v.Prove(t.Context(), f.Number, ask)
		if err != nil {
			t.Fatal(err)
		}
		if int(tree.Leaves) != n+1 || tree.Root != rfc6962(leaves) {
			t.Fatalf("%d leaves, root %s; want %d, %s", tree.Leaves, tree.Root, n+1, rfc6962(leaves))
		}
		for i, row := range ask {
			p := proofs[i]
			if p.Row.Number != row || p.Leaf != leaves[row] || vault.LeafHash(p.Salt, p.Row.Offset, p.Row.Raw) != p.Leaf {
				t.Fatalf("row %d: proof of row %d with another leaf", row, p.Row.Number)
			}
			if got, ok := vault.RootFromPath(p.Leaf, row, tree.Leaves, p.Path); !ok || got != tree.Root {
				t.Fatalf("row %d of %d: the path leads elsewhere", row, n)
			}
			wrongPaths(t, p, row, tree)
		}
	})
}

func wrongPaths(t *rapid.T, p vault.Proof, row uint32, tree *vault.RowTree) {
	lead := func(leaf vault.Hash, row uint32, path []vault.Hash) {
		t.Helper()
		if got, ok := vault.RootFromPath(leaf, row, tree.Leaves, path); ok && got == tree.Root {
			t.Fatal("a wrong path leads to the root")
		}
	}
	lead(sha256.Sum256(p.Leaf[:]), row, p.Path)
	lead(p.Leaf, tree.Leaves, p.Path)
	lead(p.Leaf, row, append(p.Path[:len(p.Path):len(p.Path)], vault.Hash{}))
	if len(p.Path) > 0 {
		lead(p.Leaf, row, p.Path[1:])
		lead(p.Leaf, row^1, p.Path)
	}
}

func TestRowTreeIsKeptAndTheSameInEveryVault(t *testing.T) {
	text, _ := csvOf(300)
	var kept []string
	for range 2 {
		dir := t.TempDir()
		v := open(t, dir)
		put(t, v, "another file first, so that numbers differ", vault.Arrival{Name: "x"})
		f := put(t, v, text, vault.Arrival{Name: "rows.csv"})
		first, err := v.RowTree(t.Context(), f.Number)
		if err != nil {
			t.Fatal(err)
		}
		again, err := open(t, dir).RowTree(t.Context(), f.Number)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Error(diff)
		}
		if err := v.Check(t.Context()); err != nil {
			t.Error(err)
		}
		kept = append(kept, read(t, treeFile(dir, f)))
	}
	if kept[0] != kept[1] {
		t.Error("two vaults with the same file keep different row trees")
	}
}

func treeFile(dir string, f vault.File) string {
	return filepath.Join(dir, f.SHA256[:2], f.SHA256+".rows")
}

func TestCheckAndProveFindAlteredRowsAndHashes(t *testing.T) {
	swap := func(old, new string) func(string) error {
		return func(path string) error {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text := strings.Replace(string(b), old, new, 1)
			if text == string(b) {
				return errors.New("nothing to alter")
			}
			return errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte(text), 0o600))
		}
	}
	for name, c := range map[string]struct {
		harm  func(original, tree string) error
		prove bool // Prove finds it too
	}{
		"row":           {func(o, _ string) error { return flip(o, 5000) }, true},
		"keys":          {func(o, _ string) error { return flip(strings.TrimSuffix(o, ".text")+".keys", 200) }, true},
		"original lost": {func(o, _ string) error { return os.Remove(o) }, true},
		"root":          {func(_, r string) error { return swap(`"root":"`, `"root":"00`)(r) }, true},
		"chunk hash":    {func(_, r string) error { return swap(`"chunks":"`, `"chunks":"AAAA`)(r) }, true},
		"line":          {func(_, r string) error { return swap(`"lines":[1,`, `"lines":[2,`)(r) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			v := open(t, dir)
			text, _ := csvOf(300)
			f := put(t, v, text, vault.Arrival{Name: "rows.csv"})
			if _, err := v.RowTree(t.Context(), f.Number); err != nil {
				t.Fatal(err)
			}
			original := filepath.Join(dir, f.SHA256[:2], f.SHA256+".text")
			if err := c.harm(original, treeFile(dir, f)); err != nil {
				t.Fatal(err)
			}
			wantKind(t, v.Check(t.Context()), errs.Unverified)
			if c.prove {
				_, _, err := v.Prove(t.Context(), f.Number, []uint32{1, 200})
				wantKind(t, err, errs.Unverified)
			}
		})
	}
}

func TestProveRefusesRowsThatAreNotThere(t *testing.T) {
	v := open(t, t.TempDir())
	f := put(t, v, "id\n1\n", vault.Arrival{Name: "rows.csv"})
	_, _, err := v.Prove(t.Context(), f.Number, []uint32{1, 2})
	wantKind(t, err, errs.NotFound)
	_, _, err = v.Prove(t.Context(), f.Number+1, []uint32{1})
	wantKind(t, err, errs.NotFound)
}

func BenchmarkRowTree(b *testing.B) {
	text, _ := csvOf(200_000)
	for b.Loop() {
		b.StopTimer()
		v := open(b, b.TempDir())
		f := put(b, v, text, vault.Arrival{Name: "rows.csv"})
		b.StartTimer()
		if _, err := v.RowTree(b.Context(), f.Number); err != nil {
			b.Fatal(err)
		}
	}
}

// flip flips one bit of a file.
func flip(path string, at int64) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	b[at] ^= 4
	return errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, b, 0o600))
}
