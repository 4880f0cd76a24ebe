package vault

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
)

// A text is sealed block by block with AES-256 in counter mode, each block
// under a key of its own and a counter that begins at 0: a byte has the same
// place as in the text, and reading may begin anywhere. What was altered is
// found by the SHA-256 of the text and by the row tree, as it was before.

// keyStream returns the stream of a block from its byte at on.
func keyStream(key *[keySize]byte, at int64) cipher.Stream {
	c, err := aes.NewCipher(key[:])
	if err != nil { // only for other sizes of keys
		return nil
	}
	var iv [aes.BlockSize]byte
	binary.BigEndian.PutUint64(iv[8:], uint64(at)/aes.BlockSize)
	s := cipher.NewCTR(c, iv[:])
	var skip [aes.BlockSize]byte
	s.XORKeyStream(skip[:at%aes.BlockSize], skip[:at%aes.BlockSize])
	return s
}

// seed gives the keys of one file. It is drawn once and forgotten: afterwards
// no key follows from another.
type seed [keySize]byte

func (v *Vault) newSeed() (*seed, error) {
	var s seed
	if v.opt.Random == nil {
		return nil, errNoRandom
	}
	if _, err := io.ReadFull(v.opt.Random, s[:]); err != nil {
		return nil, readError(err)
	}
	return &s, nil
}

func (s *seed) key(n int) [keySize]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint64(append([]byte("ringtrace block key 2\n"), s[:]...), uint64(n)))
}

// sealer writes a text sealed. Bytes wait in a queue until it is known to
// which block they belong: the splitter reads ahead.
type sealer struct {
	out    *bufio.Writer
	seed   *seed // nil writes nothing and only finds the blocks
	stream cipher.Stream
	table  *table
	queue  []byte // what waits begins at lo
	lo     int
	done   int64 // of the text, up to queue[lo]
	known  int64 // up to here everything belongs to the last block
}

// A row of more than MaxRow bytes may end only in what was read last; so this
// much may wait, and no more.
const (
	flushQueue = 1 << 20
	mostQueue  = 6 * MaxRow
	keepQueue  = 3 * MaxRow
)

func newSealer(w io.Writer, s *seed) *sealer {
	return &sealer{out: bufio.NewWriterSize(w, 1<<16), seed: s, table: &table{}}
}

// seal reads a text to its end and returns its SHA-256.
func (s *sealer) seal(r io.Reader, shape string) (sha string, err error) {
	h := sha256.New()
	rows := RowsAs(io.TeeReader(r, io.MultiWriter(h, s)), shape)
	s.begin(0)
	for rows.Next() {
		row := rows.Row()
		if row.Number%stride == 0 {
			b := &s.table.blocks[len(s.table.blocks)-1]
			b.first, b.line = row.Offset, int64(row.Line)
		}
		s.known = row.Offset + row.Size
		s.table.head.Rows = row.Number + 1
		if (row.Number+1)%stride == 0 {
			if err := s.flush(s.known); err != nil {
				return "", err
			}
			s.begin(s.known)
		}
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	s.table.head.Size = s.done + int64(len(s.queue)-s.lo)
	if err := s.flush(s.table.head.Size); err != nil {
		return "", err
	}
	for i := range s.table.blocks {
		if b := &s.table.blocks[i]; b.first < 0 {
			b.first = s.table.head.Size
		}
	}
	return hex.EncodeToString(h.Sum(nil)), s.out.Flush()
}

// begin begins a block at a byte of the text.
func (s *sealer) begin(at int64) {
	b := block{start: at, first: -1, patch: -1}
	if s.seed != nil {
		b.key = s.seed.key(len(s.table.blocks))
		s.stream = keyStream(&b.key, 0)
	}
	s.table.blocks = append(s.table.blocks, b)
}

// Write takes what the splitter read.
func (s *sealer) Write(p []byte) (int, error) {
	s.queue = append(s.queue[:copy(s.queue, s.queue[s.lo:])], p...)
	s.lo = 0
	if len(s.queue) > flushQueue {
		if err := s.flush(s.known); err != nil {
			return 0, err
		}
	}
	if waiting := len(s.queue) - s.lo; waiting > mostQueue {
		if err := s.flush(s.done + int64(waiting-keepQueue)); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// flush writes the queue up to a byte of the text into the last block.
func (s *sealer) flush(to int64) error {
	n := to - s.done
	if n <= 0 {
		return nil
	}
	if s.seed != nil {
		part := s.queue[s.lo : s.lo+int(n)]
		s.stream.XORKeyStream(part, part)
		if _, err := s.out.Write(part); err != nil {
			return err
		}
	}
	s.lo += int(n)
	s.done = to
	return nil
}
