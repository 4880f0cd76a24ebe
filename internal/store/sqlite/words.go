package sqlite

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// postingsInMemory bounds what the word index of one load gathers before it
// writes a segment.
const postingsInMemory = 4 << 20

// wordIndex gathers which node has which word and writes it in the order of
// the word table: one row for each word and segment.
type wordIndex struct {
	conn     *conn
	ctx      context.Context
	segment  *int64
	postings []posting
	scratch  []string
}

type posting struct {
	word string
	n    int64
}

// addNode takes the words of a new node.
func (w *wordIndex) addNode(n int64, k entity.Kind, id string, attrs []entity.Attr) error {
	if !store.Searchable(k) {
		return nil
	}
	w.scratch = store.AppendNames(store.AppendWords(w.scratch[:0], id), attrs)
	return w.add(n, w.scratch)
}

// addNames takes the words that a stored node gains by new attributes.
func (w *wordIndex) addNames(n int64, k entity.Key, before, more []entity.Attr) error {
	if !store.Searchable(k.Kind) {
		return nil
	}
	had := store.NodeWords(&entity.Node{Key: k, Attrs: before})
	w.scratch = slices.DeleteFunc(store.AppendNames(w.scratch[:0], more), func(word string) bool {
		_, found := slices.BinarySearch(had, word)
		return found
	})
	return w.add(n, w.scratch)
}

func (w *wordIndex) add(n int64, words []string) error {
	for _, word := range words {
		w.postings = append(w.postings, posting{word, n})
	}
	if len(w.postings) < postingsInMemory {
		return nil
	}
	return w.flush()
}

// flush writes what has been gathered as a segment of its own.
func (w *wordIndex) flush() error {
	if len(w.postings) == 0 {
		return nil
	}
	*w.segment++
	slices.SortFunc(w.postings, func(a, b posting) int {
		return cmp.Or(strings.Compare(a.word, b.word), cmp.Compare(a.n, b.n))
	})
	add := w.conn.newBulk("word (text, segment, nodes)", 3, "")
	for rest := w.postings; len(rest) > 0; {
		size := 1
		for size < len(rest) && rest[size].word == rest[0].word {
			size++
		}
		if err := add.add(w.ctx, rest[0].word, *w.segment, packNumbers(rest[:size])); err != nil {
			return err
		}
		rest = rest[size:]
	}
	w.postings = w.postings[:0]
	return add.flush()
}

// packNumbers encodes ascending numbers as differences; repeats are dropped.
func packNumbers(ps []posting) []byte {
	b := make([]byte, 0, 4*len(ps))
	var before int64
	for _, p := range ps {
		if p.n != before {
			b = binary.AppendUvarint(b, uint64(p.n-before))
			before = p.n
		}
	}
	return b
}

// unpackNumbers appends the numbers that packNumbers encoded to dst.
func unpackNumbers(dst []int64, b []byte) ([]int64, error) {
	var n int64
	for len(b) > 0 {
		d, size := binary.Uvarint(b)
		if size <= 0 {
			return dst, codec.ErrDamaged
		}
		n += int64(d)
		dst, b = append(dst, n), b[size:]
	}
	return dst, nil
}
