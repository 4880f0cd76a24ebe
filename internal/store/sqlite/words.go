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
// writes a segment. While one segment is being sorted another is gathered.
const postingsInMemory = 1 << 20

// wordIndex gathers which node has which word and writes it in the order of
// the word table: one row for each word and segment.
type wordIndex struct {
	conn     *conn
	ctx      context.Context
	segment  *int64
	postings []posting
	sorting  chan []posting // holds a full segment once it is sorted; nil when there is none
	splits   chan []posting // holds the words of a batch's new nodes once they are split; nil when there are none
	scratch  []string
}

// posting says that a node has a word.
type posting struct {
	head uint64 // the first bytes of the word, which decide most comparisons
	word string
	n    int64
}

// headOf returns the first eight bytes of a word as a number of the same order.
func headOf(word string) uint64 {
	var b [8]byte
	copy(b[:], word)
	return binary.BigEndian.Uint64(b[:])
}

// split takes the words of new nodes, beside what the caller does next, until
// join; the nodes must not change meanwhile.
func (w *wordIndex) split(numbers []int64, nodes []entity.Node) {
	splits := make(chan []posting, 1)
	w.splits = splits
	go func() {
		var words []string
		ps := make([]posting, 0, 2*len(nodes))
		for i := range nodes {
			words = store.AppendNames(store.AppendWords(words[:0], nodes[i].Key.ID), nodes[i].Attrs)
			for _, word := range words {
				ps = append(ps, posting{headOf(word), word, numbers[i]})
			}
		}
		splits <- ps
	}()
}

// join takes over what was split.
func (w *wordIndex) join() error {
	ps := w.wait()
	for len(ps) > 0 {
		n := min(len(ps), postingsInMemory-len(w.postings))
		w.postings, ps = append(w.postings, ps[:n]...), ps[n:]
		if len(w.postings) == postingsInMemory {
			if err := w.turn(); err != nil {
				return err
			}
		}
	}
	return nil
}

// wait returns what was split, once nothing reads the nodes any longer.
func (w *wordIndex) wait() (ps []posting) {
	if w.splits != nil {
		ps = <-w.splits
		w.splits = nil
	}
	return ps
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
		w.postings = append(w.postings, posting{headOf(word), word, n})
	}
	if len(w.postings) < postingsInMemory {
		return nil
	}
	return w.turn()
}

// turn writes the segment that has been sorted meanwhile and has the one that
// is full sorted.
func (w *wordIndex) turn() error {
	spare, err := w.writeSorted()
	if err != nil {
		return err
	}
	sorted := make(chan []posting, 1)
	go func(ps []posting) {
		sortPostings(ps)
		sorted <- ps
	}(w.postings)
	w.postings, w.sorting = spare, sorted
	return nil
}

func sortPostings(ps []posting) {
	slices.SortFunc(ps, func(a, b posting) int {
		switch {
		case a.head != b.head:
			return cmp.Compare(a.head, b.head)
		case a.word != b.word:
			return strings.Compare(a.word, b.word)
		}
		return cmp.Compare(a.n, b.n)
	})
}

// flush writes all that has been gathered.
func (w *wordIndex) flush() error {
	if _, err := w.writeSorted(); err != nil {
		return err
	}
	sortPostings(w.postings)
	err := w.write(w.postings)
	w.postings = nil
	return err
}

// writeSorted writes the segment that is being sorted, if there is one, and
// returns its memory.
func (w *wordIndex) writeSorted() (spare []posting, err error) {
	if w.sorting == nil {
		return nil, nil
	}
	ps := <-w.sorting
	w.sorting = nil
	return ps[:0], w.write(ps)
}

// write writes sorted postings as a segment of their own.
func (w *wordIndex) write(ps []posting) error {
	if len(ps) == 0 {
		return nil
	}
	*w.segment++
	add := w.conn.newBulk("word (text, segment, nodes)", 3, "")
	for rest := ps; len(rest) > 0; {
		size := 1
		for size < len(rest) && rest[size].word == rest[0].word {
			size++
		}
		if err := add.add(w.ctx, rest[0].word, *w.segment, packNumbers(rest[:size])); err != nil {
			return err
		}
		rest = rest[size:]
	}
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
