package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// block is one region of a text: 128 rows and what lies before and between
// them. The last may hold no row at all.
type block struct {
	start int64 // first byte
	first int64 // first byte of its first row; the text's size where it has none
	line  int64 // on which that row begins
	patch int64 // where its bytes stand in the patch file; -1: in the text itself
	key   [keySize]byte
}

const (
	keySize   = 32 // AES-256
	blockSize = 4*8 + keySize
	keysMagic = "ringtrace vault keys 2\n"
)

// table leads from a row to its bytes: where each block of a text begins, and
// the key that opens it. It is replaced whole, in one step; what an earlier
// one said is gone with it.
type table struct {
	head   tableHead
	blocks []block
	plain  bool // a text of format 1: no keys

	header []byte      // row 0 once it was asked for
	found  fs.FileInfo // of the file it was read from
}

// tableHead is the part of a table that is not about each block.
type tableHead struct {
	Rows   uint32            `json:"rows"` // the header included
	Size   int64             `json:"size"` // of the text in bytes
	Blocks int               `json:"blocks"`
	Patch  int               `json:"patch,omitempty"` // number of the patch file, 0 for none
	Root   *Hash             `json:"root,omitempty"`  // of the row tree; set from the first erasure on
	Erased []ErasedRow       `json:"erased,omitempty"`
	Salts  map[uint32][]Hash `json:"salts,omitempty"` // of the rows of a patched block, zero for erased ones
}

// ErasedRow is what is left of a row that was erased.
type ErasedRow struct {
	Row    uint32 `json:"row"`
	Offset int64  `json:"offset"` // of its first byte within the text
	Size   int64  `json:"size"`   // in bytes
	Leaf   Hash   `json:"leaf"`   // its hash in the row tree
}

// at returns the number of the block that holds a byte of the text.
func (t *table) at(pos int64) int {
	i, found := slices.BinarySearchFunc(t.blocks, pos, func(b block, pos int64) int { return int(b.start - pos) })
	if !found {
		i--
	}
	return i
}

// end returns the first byte after a block.
func (t *table) end(i int) int64 {
	if i+1 < len(t.blocks) {
		return t.blocks[i+1].start
	}
	return t.head.Size
}

// erased returns what is left of a row that was erased.
func (t *table) erased(row uint32) (ErasedRow, bool) {
	i, found := slices.BinarySearchFunc(t.head.Erased, row, func(e ErasedRow, row uint32) int { return int(int64(e.Row) - int64(row)) })
	if !found {
		return ErasedRow{}, false
	}
	return t.head.Erased[i], true
}

// encode returns the table as its file holds it: a magic line, the head as one
// line of JSON, the blocks in 64 bytes each, and the SHA-256 of all that.
func (t *table) encode() ([]byte, error) {
	t.head.Blocks = len(t.blocks)
	head, err := json.Marshal(&t.head)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, len(keysMagic)+len(head)+1+blockSize*len(t.blocks)+sha256.Size)
	b = append(append(append(b, keysMagic...), head...), '\n')
	for i := range t.blocks {
		k := &t.blocks[i]
		for _, n := range [...]int64{k.start, k.first, k.line, k.patch} {
			b = binary.BigEndian.AppendUint64(b, uint64(n))
		}
		b = append(b, k.key[:]...)
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

var errKeys = errors.New("not a table of keys")

func decodeTable(b []byte) (*table, error) {
	if len(b) < len(keysMagic)+sha256.Size || !bytes.HasPrefix(b, []byte(keysMagic)) {
		return nil, errKeys
	}
	body, sum := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return nil, errKeys
	}
	head, rest, ok := bytes.Cut(body[len(keysMagic):], []byte("\n"))
	t := &table{}
	if !ok || json.Unmarshal(head, &t.head) != nil || t.head.Blocks < 0 || len(rest) != t.head.Blocks*blockSize {
		return nil, errKeys
	}
	t.blocks = make([]block, t.head.Blocks)
	for i := range t.blocks {
		k, from := &t.blocks[i], rest[i*blockSize:]
		for j, n := range [...]*int64{&k.start, &k.first, &k.line, &k.patch} {
			*n = int64(binary.BigEndian.Uint64(from[8*j:]))
		}
		copy(k.key[:], from[4*8:])
	}
	return t, nil
}

// table returns the table of a file's text. It is read again when it was
// replaced meanwhile, by this process or another: keys that were destroyed
// must not live on here.
func (v *Vault) table(f File) (*table, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.tableLocked(f)
}

func (v *Vault) tableLocked(f File) (*table, error) {
	path := v.path(f) + keysSuffix
	info, err := os.Stat(path)
	known := v.tables[f.object()]
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if known != nil && known.plain {
			return known, nil
		}
		return v.plainTable(f)
	case err != nil:
		return nil, errs.Disk("vault", fmt.Sprintf("keys of file %d", f.Number), err)
	case known != nil && !known.plain && os.SameFile(info, known.found) && info.ModTime().Equal(known.found.ModTime()) && info.Size() == known.found.Size():
		return known, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("keys of file %d", f.Number), err)
	}
	t, err := decodeTable(b)
	if err != nil {
		return nil, altered(f, "cannot be opened: its keys are damaged")
	}
	t.found = info
	v.tables[f.object()] = t
	return t, nil
}

// plainTable finds the blocks of a text of format 1 by reading it.
func (v *Vault) plainTable(f File) (*table, error) {
	r, err := os.Open(v.plainPath(f.Text()))
	if err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", f.Number), err)
	}
	s := newSealer(io.Discard, nil)
	_, err = s.seal(r, f.Shape)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, readError(err)
	}
	s.table.plain = true
	v.tables[f.object()] = s.table
	return s.table, nil
}
