package snapshot

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// hashFormat stands first in what is hashed; change it whenever the layout
// changes.
const hashFormat = "ringtrace snapshot 1\n"

// digest hashes the sorted texts and the sorted links by number: the numbers
// follow from the texts, so equal digests mean equal content.
func digest(shops []string, ids []entity.Key, links []Link, rest []byte) string {
	d := newDigester()
	d.text(hashFormat)
	d.number(int64(len(shops)))
	for _, s := range shops {
		d.text(s)
	}
	d.number(int64(len(ids)))
	for _, id := range ids {
		d.key(id)
	}
	d.number(int64(len(links)))
	for i := range links {
		l := &links[i]
		d.number(int64(l.Shop))
		d.number(int64(l.ID))
		d.bytes(byte(l.Type), byte(l.Class))
		d.when(l.First())
		d.when(l.Last())
	}
	d.text(string(rest))
	return hex.EncodeToString(d.sum())
}

// digester writes length-prefixed fields to a SHA-256.
type digester struct {
	h   hash.Hash
	w   *bufio.Writer
	buf [binary.MaxVarintLen64]byte
}

func newDigester() *digester {
	h := sha256.New()
	return &digester{h: h, w: bufio.NewWriterSize(h, 1<<16)}
}

func (d *digester) number(n int64)  { d.w.Write(binary.AppendVarint(d.buf[:0], n)) }
func (d *digester) bytes(b ...byte) { d.w.Write(b) }

func (d *digester) text(s string) {
	d.number(int64(len(s)))
	d.w.WriteString(s)
}

func (d *digester) key(k entity.Key) {
	d.bytes(byte(k.Kind))
	d.text(k.ID)
}

func (d *digester) when(w entity.When) {
	d.bytes(byte(w.Precision))
	d.number(w.Micros)
}

// sum ends the digest. A write to a hash never fails.
func (d *digester) sum() []byte {
	d.w.Flush()
	return d.h.Sum(nil)
}
