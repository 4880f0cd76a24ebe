package format

import (
	"encoding/binary"
	"errors"
	"io"

	pqformat "github.com/parquet-go/parquet-go/format"
)

// A Parquet file announces how much it holds, and the library makes room for
// what is announced. So what is announced is checked first: in the footer, that
// no list or text is longer than the bytes that are left; in every page, its
// size and its number of values.
const (
	maxPage       = 256 << 20
	maxPageValues = 16 << 20
)

var errAnnounced = errors.New("announces more than there is")

// checkPages checks the headers of all pages of the columns.
func checkPages(r io.ReaderAt, size int64, groups []pqformat.RowGroup) error {
	for _, g := range groups {
		for i := range g.Columns {
			m := &g.Columns[i].MetaData
			at := m.DataPageOffset
			if d := m.DictionaryPageOffset; d > 0 && d < at {
				at = d
			}
			if at < 4 || m.TotalCompressedSize < 0 || at > size || m.TotalCompressedSize > size-at {
				return errAnnounced
			}
			for end := at + m.TotalCompressedSize; at < end; {
				next, err := checkPage(r, at, end)
				if err != nil {
					return err
				}
				at = next
			}
		}
	}
	return nil
}

// checkPage checks the page that begins at an offset and returns where the next
// one does. Most headers are short; one with long statistics is read again.
func checkPage(r io.ReaderAt, at, end int64) (int64, error) {
	for _, room := range []int64{4 << 10, 4 << 20} {
		buf := make([]byte, min(room, end-at))
		if _, err := r.ReadAt(buf, at); err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		var uncompressed, compressed, values int64
		t := thrift{b: buf}
		whole := t.structure(0, 0, func(path int, v int64) {
			switch path {
			case 2:
				uncompressed = v
			case 3:
				compressed = v
			case 501, 701, 801: // of a data page, a dictionary, a data page of the second version
				values = max(values, v)
			}
		})
		if !whole {
			continue
		}
		next := at + int64(t.at) + compressed
		if compressed < 0 || next > end || uncompressed < 0 || uncompressed > maxPage || values > maxPageValues {
			return 0, errAnnounced
		}
		return next, nil
	}
	return 0, errAnnounced
}

// thrift walks through the compact protocol without making anything of it.
type thrift struct {
	b  []byte
	at int
}

// The types of the compact protocol that need a word.
const (
	thriftTrue, thriftFalse, thriftByte       = 1, 2, 3
	thriftDouble, thriftBinary                = 7, 8
	thriftList, thriftSet, thriftMap, aStruct = 9, 10, 11, 12
)

// structure passes over a structure and calls visit with its integers and those
// of the structures right below it: path is the number of the field, with that
// of the outer field before it as hundreds. False is a structure that does not
// end, or announces more than there is.
func (t *thrift) structure(path, depth int, visit func(path int, v int64)) bool {
	if depth > maxThriftDepth {
		return false
	}
	for id := int64(0); ; {
		head, ok := t.byte()
		if !ok || head == 0 {
			return ok
		}
		if delta := int64(head >> 4); delta > 0 {
			id += delta
		} else if id, ok = t.integer(); !ok {
			return false
		}
		if id < 0 || id > 99 {
			return false
		}
		if !t.value(head&15, path*100+int(id), depth, visit) {
			return false
		}
	}
}

const maxThriftDepth = 20

func (t *thrift) value(kind byte, path, depth int, visit func(int, int64)) bool {
	switch kind {
	case thriftTrue, thriftFalse:
		return true
	case thriftByte:
		return t.skip(1)
	case thriftDouble:
		return t.skip(8)
	case thriftBinary:
		n, ok := t.unsigned()
		return ok && t.skip(n)
	case thriftList, thriftSet:
		return t.list(depth)
	case thriftMap:
		return t.pairs(depth)
	case aStruct:
		if path >= 100 {
			visit = func(int, int64) {}
			path = 0
		}
		return t.structure(path, depth+1, visit)
	case 4, 5, 6:
		v, ok := t.integer()
		if ok {
			visit(path, v)
		}
		return ok
	}
	return false
}

func (t *thrift) list(depth int) bool {
	head, ok := t.byte()
	n := uint64(head >> 4)
	if ok && n == 15 {
		n, ok = t.unsigned()
	}
	if !ok || n > uint64(len(t.b)-t.at) {
		return false
	}
	for range n {
		if !t.element(head&15, depth) {
			return false
		}
	}
	return true
}

func (t *thrift) pairs(depth int) bool {
	n, ok := t.unsigned()
	if !ok || n == 0 {
		return ok
	}
	kinds, ok := t.byte()
	if !ok || n > uint64(len(t.b)-t.at) {
		return false
	}
	for range n {
		if !t.element(kinds>>4, depth) || !t.element(kinds&15, depth) {
			return false
		}
	}
	return true
}

// element passes over a value in a list, where truth values take a byte.
func (t *thrift) element(kind byte, depth int) bool {
	if kind == thriftTrue || kind == thriftFalse {
		return t.skip(1)
	}
	return depth < maxThriftDepth && t.value(kind, 100, depth+1, func(int, int64) {})
}

func (t *thrift) byte() (byte, bool) {
	if t.at >= len(t.b) {
		return 0, false
	}
	t.at++
	return t.b[t.at-1], true
}

func (t *thrift) skip(n uint64) bool {
	if n > uint64(len(t.b)-t.at) {
		return false
	}
	t.at += int(n)
	return true
}

func (t *thrift) unsigned() (uint64, bool) {
	v, n := binary.Uvarint(t.b[t.at:])
	if n <= 0 {
		return 0, false
	}
	t.at += n
	return v, true
}

func (t *thrift) integer() (int64, bool) {
	v, n := binary.Varint(t.b[t.at:])
	if n <= 0 {
		return 0, false
	}
	t.at += n
	return v, true
}
