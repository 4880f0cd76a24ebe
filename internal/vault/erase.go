package vault

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Erase makes rows unreadable for good: their block is sealed again without
// them, under a new key, and the old key is destroyed; an original that is not
// the text, which cannot lose a part, is destroyed whole. What is left of a row
// is its number, offset, size and hash, and where its fields ended, so that
// the rows around it keep their numbers and their proofs.
//
// Rows are named by file number; other files of the same text lose them too.
// Rows that were erased before are passed over. The header cannot be erased:
// errs.Invalid. Each text is changed in one step; a call that was cut short
// is finished by the same call again.
func (v *Vault) Erase(ctx context.Context, wanted map[uint32][]uint32) error {
	v.mu.Lock()
	err := v.writable()
	v.mu.Unlock()
	if err != nil {
		return err
	}
	for _, number := range slices.Sorted(maps.Keys(wanted)) {
		f, err := v.File(number)
		if err != nil {
			return err
		}
		rows := slices.Clone(wanted[number])
		slices.Sort(rows)
		if len(rows) > 0 && rows[0] == 0 {
			return &errs.Error{Op: "erase", Kind: errs.Invalid, Subject: fmt.Sprintf("row 0 of file %d", number), Message: "is the header, which names the columns"}
		}
		if err := v.eraseRows(ctx, f, slices.Compact(rows)); err != nil {
			return err
		}
		if err := v.destroyOriginals(f); err != nil {
			return errs.Disk("erase", "vault folder", err)
		}
	}
	return nil
}

func (v *Vault) eraseRows(ctx context.Context, f File, rows []uint32) error {
	tree, err := v.RowTree(ctx, f.Number) // first: it needs the rows that go
	if err != nil {
		return err
	}
	now, err := v.table(f)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(row uint32) bool { _, gone := now.erased(row); return gone })
	if len(rows) == 0 {
		return v.dropPatches(f, now.head.Patch)
	}
	if last := rows[len(rows)-1]; last >= now.head.Rows {
		return noRow(f.Number, last)
	}
	seed, err := v.newSeed()
	if err != nil {
		return err
	}
	x, err := v.openAs(f, now)
	if err != nil {
		return err
	}
	p := &patch{vault: v, file: f, text: x, tree: tree, seed: seed, table: now.withPatch(tree.Root)}
	err = p.write(ctx, rows)
	if err = errors.Join(err, x.Close()); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.keepTable(f, p.table); err != nil { // from here on the rows are gone
		return errs.Disk("erase", "vault folder", err)
	}
	delete(v.tables, f.object())
	return v.dropPatches(f, p.table.head.Patch)
}

// withPatch returns a copy of a table that a new patch file can be noted in.
func (t *table) withPatch(root Hash) *table {
	c := &table{head: t.head, blocks: slices.Clone(t.blocks)}
	c.head.Patch++
	c.head.Root = &root
	c.head.Erased = slices.Clone(t.head.Erased)
	c.head.Salts = maps.Clone(t.head.Salts)
	if c.head.Salts == nil {
		c.head.Salts = map[uint32][]Hash{}
	}
	return c
}

// patch is the file of the blocks that were sealed again, in the making. It
// replaces the patch file before it, so it holds the blocks of that too.
type patch struct {
	vault *Vault
	file  File
	text  *text // as it is now
	tree  *RowTree
	seed  *seed
	table *table // as it will be
	size  int64  // of what was written
}

func (p *patch) write(ctx context.Context, rows []uint32) (err error) {
	tmp, err := p.vault.temporary()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tmp.discard()) }()
	for c := range p.table.blocks {
		n, _ := slices.BinarySearch(rows, uint32(c+1)*stride)
		mine := rows[:n]
		rows = rows[n:]
		if len(mine) == 0 && p.table.blocks[c].patch < 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		content, err := p.text.block(c)
		if err == nil && len(mine) > 0 {
			err = p.eraseIn(c, content, mine)
		}
		if err != nil {
			return err
		}
		b := &p.table.blocks[c]
		keyStream(&b.key, 0).XORKeyStream(content, content)
		b.patch = p.size
		p.size += int64(len(content))
		if _, err := (diskWriter{tmp.File}).Write(content); err != nil {
			return err
		}
	}
	slices.SortFunc(p.table.head.Erased, func(a, b ErasedRow) int { return cmp.Compare(a.Row, b.Row) })
	if err := tmp.publish(p.vault.patchPath(p.file, p.table.head.Patch), 0o400); err != nil {
		return errs.Disk("erase", "vault folder", err)
	}
	return nil
}

// eraseIn overwrites rows in the content of their block, which gets a new key,
// and notes what is left of them.
func (p *patch) eraseIn(c int, content []byte, rows []uint32) error {
	all, err := p.text.rows(p.file, c)
	if err != nil {
		return err
	}
	leaves := p.text.table.leaves(c, all)
	if chunks := p.tree.chunkHashes(); c >= len(chunks) || grow(hashesOf(leaves)).root() != chunks[c] {
		return alteredRows(p.file)
	}
	b := &p.table.blocks[c]
	salts := make([]Hash, len(leaves))
	for i, l := range leaves {
		if _, wanted := slices.BinarySearch(rows, l.Row.Number); !wanted {
			salts[i] = l.Salt
			continue
		}
		fill(content[l.Row.Offset-b.start:][:l.Row.Size], p.file.Shape)
		p.table.head.Erased = append(p.table.head.Erased, ErasedRow{Row: l.Row.Number, Offset: l.Row.Offset, Size: l.Row.Size, Leaf: l.Leaf})
	}
	p.table.head.Salts[uint32(c)] = salts
	b.key = p.seed.key(c)
	return nil
}

// fill overwrites a row and leaves standing what rows are cut by: quotes, line
// ends and delimiters. A quote that is not closed is looked for in the rows
// that follow; without those marks the rows around an erased one would be cut
// in another way.
func fill(row []byte, shape string) {
	marks, filler := "\"\r\n,", byte('*')
	delimiter, other := strings.CutPrefix(shape, "csv:")
	switch {
	case shape == ShapeNDJSON:
		marks = "\r\n"
	case other:
		marks = "\"\r\n" + delimiter
		if delimiter == string(filler) {
			filler = '_'
		}
	}
	for i, b := range row {
		if strings.IndexByte(marks, b) < 0 {
			row[i] = filler
		}
	}
}

// block reads all bytes of a block.
func (x *text) block(c int) ([]byte, error) {
	b := &x.table.blocks[c]
	content := make([]byte, x.table.end(c)-b.start)
	x.pos = b.start
	for at := 0; at < len(content); {
		n, err := x.Read(content[at:])
		if err != nil {
			return nil, readError(err)
		}
		at += n
	}
	return content, nil
}

// dropPatches removes the patch files that no table speaks of any more. Their
// keys are gone already.
func (v *Vault) dropPatches(f File, inForce int) error {
	left, err := named(filepath.Dir(v.path(f)), func(name string) bool { return strings.HasPrefix(name, f.object()+".patch") })
	if err != nil {
		return errs.Disk("erase", "vault folder", err)
	}
	for _, path := range left {
		if path == v.patchPath(f, inForce) {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errs.Disk("erase", "vault folder", err)
		}
	}
	return nil
}

// destroyOriginals destroys every original that holds the rows of the text.
func (v *Vault) destroyOriginals(f File) error {
	for _, other := range v.Files() {
		if other.Plain != "" && other.object() == f.object() {
			if err := v.destroyOriginal(other.SHA256); err != nil {
				return err
			}
		}
	}
	return nil
}
