package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// RowTree sums up the hashes of a file's rows. It is made when a row of the
// file is first proved, and then kept beside the original, as <sha256>.rows.
type RowTree struct {
	Format int    `json:"format"`
	Leaves uint32 `json:"leaves"` // rows and the header
	Root   Hash   `json:"root"`
	// Key salts the leaves. Whoever has it can guess at rows.
	Key     Hash    `json:"key"`
	Chunks  []byte  `json:"chunks"`  // the hash of every 128 leaves, in order
	Offsets []int64 `json:"offsets"` // where the first row of each begins
	Lines   []int   `json:"lines"`   // and on which line
}

// treeFormat is the layout of RowTree.
const treeFormat = 1

// Proof is a row with what shows that it stood in its file.
type Proof struct {
	Row  Row // Raw is a copy
	Salt Hash
	Leaf Hash
	Path []Hash // to the root, nearest first
}

// Prove returns the proofs of rows of one file, in the order asked, and what
// they are proofs against. Row 0 is the header. An original that is missing
// or altered is errs.Unverified, a row that does not exist errs.NotFound. It
// writes the file's row tree when there is none yet.
func (v *Vault) Prove(ctx context.Context, number uint32, rows []uint32) (*RowTree, []Proof, error) {
	t, err := v.RowTree(ctx, number)
	if err != nil {
		return nil, nil, err
	}
	f, err := v.open(number)
	if err != nil {
		return nil, nil, err
	}
	proofs, err := t.prove(ctx, f, number, rows)
	return t, proofs, errors.Join(err, f.Close())
}

func (t *RowTree) prove(ctx context.Context, f io.ReadSeeker, number uint32, rows []uint32) ([]Proof, error) {
	chunks := t.chunkHashes()
	top := grow(chunks)
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(int64(rows[a]) - int64(rows[b])) })
	out := make([]Proof, len(rows))
	at := -1
	var leaves []Proof
	var below tree
	for _, i := range order {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if rows[i] >= t.Leaves {
			return nil, noRow(number, rows[i])
		}
		if c := int(rows[i] / chunk); c != at {
			var err error
			if leaves, err = t.readChunk(f, number, c, chunks[c]); err != nil {
				return nil, err
			}
			at, below = c, grow(hashesOf(leaves))
		}
		within := int(rows[i] % chunk)
		p := leaves[within]
		p.Path = slices.Concat(below.path(within), top.path(at))
		out[i] = p
	}
	return out, nil
}

// readChunk reads the rows of one chunk again and compares their hash.
func (t *RowTree) readChunk(f io.ReadSeeker, number uint32, c int, want Hash) ([]Proof, error) {
	if _, err := f.Seek(t.Offsets[c], io.SeekStart); err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", number), err)
	}
	var leaves []Proof
	rows := resumeRows(f, t.Offsets[c], t.Lines[c], uint32(c*chunk))
	for len(leaves) < chunk && rows.Next() {
		p := Proof{Row: rows.Row(), Salt: saltOf(t.Key, rows.Row().Number)}
		p.Row.Raw = bytes.Clone(p.Row.Raw)
		p.Leaf = LeafHash(p.Salt, p.Row.Offset, p.Row.Raw)
		leaves = append(leaves, p)
	}
	if err := rows.Err(); err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", number), err)
	}
	if len(leaves) == 0 || grow(hashesOf(leaves)).root() != want {
		return nil, &errs.Error{Op: "vault", Kind: errs.Unverified, Subject: fmt.Sprintf("vault file %d", number),
			Message: "its rows are not those that were loaded", Remedy: "Restore the vault from a backup."}
	}
	return leaves, nil
}

func hashesOf(ps []Proof) []Hash {
	out := make([]Hash, len(ps))
	for i := range ps {
		out[i] = ps[i].Leaf
	}
	return out
}

func noRow(number, row uint32) error {
	return &errs.Error{Op: "vault", Kind: errs.NotFound, Subject: fmt.Sprintf("row %d of file %d", row, number), Message: "the file has no such row"}
}

// RowTree returns the row tree of a file: the one that is kept, or a new one,
// which it keeps.
func (v *Vault) RowTree(ctx context.Context, number uint32) (*RowTree, error) {
	file, err := v.File(number)
	if err != nil {
		return nil, err
	}
	if t, err := v.keptTree(file); t != nil || err != nil {
		return t, err
	}
	t, err := v.growTree(ctx, file)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.keepTree(file, append(text, '\n')); err != nil {
		return nil, errs.Disk("vault", "vault folder", err)
	}
	return t, nil
}

// keptTree reads the kept tree, nil when there is none. One that does not hang
// together is errs.Unverified.
func (v *Vault) keptTree(file File) (*RowTree, error) {
	text, err := os.ReadFile(v.object(file.Text()) + treeSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("row hashes of file %d", file.Number), err)
	}
	var t RowTree
	if err := json.Unmarshal(text, &t); err != nil || !t.sound() {
		return nil, alteredTree(file)
	}
	return &t, nil
}

const treeSuffix = ".rows"

func (t *RowTree) sound() bool {
	n := (int(t.Leaves) + chunk - 1) / chunk
	return t.Format == treeFormat && len(t.Chunks) == n*sha256.Size && len(t.Offsets) == n && len(t.Lines) == n &&
		grow(t.chunkHashes()).root() == t.Root
}

func (t *RowTree) chunkHashes() []Hash {
	out := make([]Hash, len(t.Chunks)/sha256.Size)
	for i := range out {
		out[i] = Hash(t.Chunks[i*sha256.Size:])
	}
	return out
}

func alteredTree(file File) error {
	return &errs.Error{Op: "check", Kind: errs.Unverified, Subject: fmt.Sprintf("vault file %d", file.Number),
		Message: "the hashes kept of its rows are not those of its rows", Remedy: "Restore the vault from a backup."}
}

// growTree hashes the rows of the original, after proving that it is the
// original.
func (v *Vault) growTree(ctx context.Context, file File) (t *RowTree, err error) {
	f, err := v.open(file.Number)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	key, err := contentKey(ctx, f, file)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, readError(err)
	}
	t = &RowTree{Format: treeFormat, Key: key}
	rows := NewRows(contextReader{ctx, f})
	leaves := make([]Hash, 0, chunk)
	buf := make([]byte, 0, 4096)
	seal := func() {
		h := grow(leaves).root()
		t.Chunks = append(t.Chunks, h[:]...)
		leaves = leaves[:0]
	}
	for rows.Next() {
		row := rows.Row()
		if row.Number%chunk == 0 {
			if row.Number > 0 {
				seal()
			}
			t.Offsets, t.Lines = append(t.Offsets, row.Offset), append(t.Lines, row.Line)
		}
		leaves = append(leaves, leafInto(buf, saltOf(key, row.Number), row.Offset, row.Raw))
		t.Leaves++
	}
	if err := rows.Err(); err != nil {
		return nil, readError(err)
	}
	if len(leaves) > 0 {
		seal()
	}
	t.Root = grow(t.chunkHashes()).root()
	return t, nil
}

// contentKey reads the whole original once: it proves its hash, and makes the
// key of its salts.
func contentKey(ctx context.Context, r io.Reader, file File) (Hash, error) {
	plain, salted := sha256.New(), sha256.New()
	salted.Write([]byte(saltDomain))
	if _, err := io.Copy(io.MultiWriter(plain, salted), contextReader{ctx, r}); err != nil {
		return Hash{}, readError(err)
	}
	if hex.EncodeToString(plain.Sum(nil)) != file.Text() {
		return Hash{}, altered(file, "does not match its SHA-256")
	}
	return Hash(salted.Sum(nil)), nil
}

// open opens an original; one that is missing is errs.Unverified.
func (v *Vault) open(number uint32) (io.ReadSeekCloser, error) {
	f, err := v.Open(number)
	if errors.Is(err, fs.ErrNotExist) {
		file, _ := v.File(number)
		return nil, altered(file, "is missing")
	}
	return f, err
}

// keepTree writes a row tree in one step.
func (v *Vault) keepTree(file File, text []byte) (err error) {
	tmp, err := os.CreateTemp(v.dir, "put-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(0o400), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), v.object(file.Text())+treeSuffix)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// checkTree compares the row tree that is kept of a file, if any, with the
// rows.
func (v *Vault) checkTree(ctx context.Context, file File) error {
	kept, err := v.keptTree(file)
	if kept == nil || err != nil {
		return err
	}
	t, err := v.growTree(ctx, file)
	if err != nil {
		return err
	}
	if t.Root != kept.Root || t.Leaves != kept.Leaves || t.Key != kept.Key || !slices.Equal(t.Offsets, kept.Offsets) || !slices.Equal(t.Lines, kept.Lines) {
		return alteredTree(file)
	}
	return nil
}
