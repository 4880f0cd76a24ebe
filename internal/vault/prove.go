package vault

import (
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
	Format  int     `json:"format"`
	Leaves  uint32  `json:"leaves"` // rows and the header
	Root    Hash    `json:"root"`
	Chunks  []byte  `json:"chunks"`  // the hash of every 128 leaves, in order
	Offsets []int64 `json:"offsets"` // where the first row of each begins
	Lines   []int   `json:"lines"`   // and on which line
}

// treeFormat is the layout of RowTree.
const treeFormat = 2

// Proof is a row with what shows that it stood in its file.
type Proof struct {
	Row  Row // Raw is a copy
	Salt Hash
	Leaf Hash
	Path []Hash // to the root, nearest first
}

// Prove returns the proofs of rows of one file, in the order asked, and what
// they are proofs against. Row 0 is the header. An original that is missing
// or altered is errs.Unverified, a row that does not exist errs.NotFound, and
// so, with code ERASED, one that was erased. It writes the file's row tree when
// there is none yet.
func (v *Vault) Prove(ctx context.Context, number uint32, rows []uint32) (*RowTree, []Proof, error) {
	t, err := v.RowTree(ctx, number)
	if err != nil {
		return nil, nil, err
	}
	f, err := v.File(number)
	if err != nil {
		return nil, nil, err
	}
	x, err := v.openText(f)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, altered(f, "is missing")
	}
	if err != nil {
		return nil, nil, err
	}
	proofs, err := t.prove(ctx, x, f, rows)
	return t, proofs, errors.Join(err, x.Close())
}

func (t *RowTree) prove(ctx context.Context, x *text, f File, rows []uint32) ([]Proof, error) {
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
			return nil, noRow(f.Number, rows[i])
		}
		if _, gone := x.table.erased(rows[i]); gone {
			return nil, erasedRow(f.Number, rows[i])
		}
		if c := int(rows[i] / chunk); c != at {
			var err error
			if leaves, err = t.readChunk(x, f, c, chunks[c]); err != nil {
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
func (t *RowTree) readChunk(x *text, f File, c int, want Hash) ([]Proof, error) {
	if c >= len(x.table.blocks) {
		return nil, alteredRows(f)
	}
	rows, err := x.rows(f, c)
	if err != nil {
		return nil, err
	}
	leaves := x.table.leaves(c, rows)
	if len(leaves) == 0 || grow(hashesOf(leaves)).root() != want {
		return nil, alteredRows(f)
	}
	return leaves, nil
}

func alteredRows(f File) error {
	return &errs.Error{Op: "vault", Kind: errs.Unverified, Subject: fmt.Sprintf("vault file %d", f.Number),
		Message: "its rows are not those that were loaded", Remedy: "Restore the vault from a backup."}
}

func hashesOf(ps []Proof) []Hash {
	out := make([]Hash, len(ps))
	for i := range ps {
		out[i] = ps[i].Leaf
	}
	return out
}

func erasedRow(number, row uint32) error {
	return &errs.Error{Op: "vault", Kind: errs.NotFound, Code: "ERASED", Subject: fmt.Sprintf("row %d of file %d", row, number), Message: "the row was erased"}
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
	table, err := v.table(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, altered(file, "is missing")
	}
	if err != nil {
		return nil, err
	}
	t, err := v.growTree(ctx, file, table)
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
	text, err := os.ReadFile(v.path(file) + treeSuffix)
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
	if t.Format < treeFormat { // of format 1: salted in another way
		return nil, nil
	}
	return &t, nil
}

func (t *RowTree) sound() bool {
	n := (int(t.Leaves) + chunk - 1) / chunk
	return t.Format <= treeFormat && t.Format > 0 && len(t.Chunks) == n*sha256.Size && len(t.Offsets) == n && len(t.Lines) == n &&
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

// growTree hashes the rows of a text, after proving that it is the one that
// was kept. Where rows were erased the proof is the root noted at that time.
func (v *Vault) growTree(ctx context.Context, file File, t *table) (_ *RowTree, err error) {
	x, err := v.openAs(file, t)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, altered(file, "is missing")
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	h := sha256.New()
	rows := RowsAs(io.TeeReader(contextReader{ctx, x}, h), file.Shape)
	out := &RowTree{Format: treeFormat}
	kept := make([]Row, 0, chunk)
	var raw []byte
	seal := func() {
		c := len(out.Chunks) / sha256.Size
		root := grow(hashesOf(t.leaves(c, kept))).root()
		out.Chunks = append(out.Chunks, root[:]...)
		out.Offsets, out.Lines = append(out.Offsets, kept[0].Offset), append(out.Lines, kept[0].Line)
		out.Leaves += uint32(len(kept))
		kept, raw = kept[:0], raw[:0]
	}
	for rows.Next() {
		row := rows.Row()
		if row.Number%chunk == 0 && len(kept) > 0 {
			seal()
		}
		raw = append(raw, row.Raw...)
		row.Raw = raw[len(raw)-len(row.Raw) : len(raw) : len(raw)]
		kept = append(kept, row)
	}
	if err := rows.Err(); errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, altered(file, "is shorter than it was")
	} else if err != nil {
		return nil, readError(err)
	}
	if len(kept) > 0 {
		seal()
	}
	out.Root = grow(out.chunkHashes()).root()
	if len(t.head.Erased) == 0 && hex.EncodeToString(h.Sum(nil)) != file.Text() || t.head.Root != nil && *t.head.Root != out.Root {
		return nil, altered(file, "does not match its SHA-256")
	}
	return out, nil
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
		err = os.Rename(tmp.Name(), v.path(file)+treeSuffix)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// checkTree grows the row tree of a file again, and compares it with the one
// that is kept, if any.
func (v *Vault) checkTree(ctx context.Context, file File, table *table, kept *RowTree) error {
	t, err := v.growTree(ctx, file, table)
	if kept == nil || err != nil {
		return err
	}
	if t.Root != kept.Root || t.Leaves != kept.Leaves || !slices.Equal(t.Offsets, kept.Offsets) || !slices.Equal(t.Lines, kept.Lines) {
		return alteredTree(file)
	}
	return nil
}
