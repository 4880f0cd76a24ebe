package vault

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// Fault says what is wrong with the shape of a row.
type Fault uint8

// The faults.
const (
	Sound      Fault = iota
	BadQuotes        // a quote opens and is never closed, or text follows the closing one
	RowTooLong       // longer than MaxRow; Raw holds its beginning only
)

// MaxRow bounds one row in bytes, so that a file without line ends costs
// bounded memory.
const MaxRow = 16 << 20

// cutRow is how much of a row that is too long stays in Raw.
const cutRow = 64 << 10

// Row is one row of a text as it stands there: of CSV (RFC 4180, with any
// delimiter) or of NDJSON.
type Row struct {
	Number uint32 // 0 is the header, 1 the first row after it; blank lines have none
	Line   int    // physical line on which it begins, from 1
	Offset int64  // byte offset of its first byte
	Raw    []byte // without the line end; valid until the next call of Next
	Size   int64  // bytes of the whole row, larger than len(Raw) when that was cut
	Fault  Fault
	Cut    Cut
}

// Cut is how a text is cut into rows and fields. The zero value is CSV with
// commas.
type Cut struct {
	JSON      bool // one object a line, no header
	Delimiter byte // of CSV; 0 is the comma
}

// ShapeNDJSON is the shape of a text with one JSON object a line. It has no
// header: row 0 is empty, and the first line is row 1.
const ShapeNDJSON = "ndjson"

// ShapeCSV returns the shape of CSV with that delimiter; "" is commas.
func ShapeCSV(delimiter byte) string {
	if delimiter == ',' {
		return ""
	}
	return "csv:" + string([]byte{delimiter})
}

func cutOf(shape string) Cut {
	if shape == ShapeNDJSON {
		return Cut{JSON: true}
	}
	if d, ok := strings.CutPrefix(shape, "csv:"); ok && len(d) == 1 {
		return Cut{Delimiter: d[0]}
	}
	return Cut{}
}

func (c Cut) delimiter() byte {
	if c.Delimiter == 0 {
		return ','
	}
	return c.Delimiter
}

// Rows splits a text into rows. Every byte that is not a line end or the
// byte order mark belongs to exactly one row. A row whose quotes do not match
// ends at its first line end, so that one stray quote costs one row and not
// the rest of the file.
type Rows struct {
	r      io.Reader
	cut    Cut
	buf    []byte
	lo, hi int // unread part of buf
	eof    bool
	err    error

	offset int64 // of buf[lo]
	line   int
	next   uint32
	row    Row
}

// NewRows returns a splitter at the beginning of a CSV text with commas. A
// UTF-8 byte order mark is passed over.
func NewRows(r io.Reader) *Rows { return RowsAs(r, "") }

// RowsAs returns a splitter at the beginning of a text of that shape.
func RowsAs(r io.Reader, shape string) *Rows {
	s := resumeRowsAs(r, shape, 0, 1, 0)
	for s.hi-s.lo < 3 && s.fill() {
	}
	if bytes.HasPrefix(s.buf[s.lo:s.hi], []byte("\xef\xbb\xbf")) {
		s.advance(3)
	}
	return s
}

// resumeRowsAs returns a splitter whose reader stands at the beginning of row
// number next.
func resumeRowsAs(r io.Reader, shape string, offset int64, line int, next uint32) *Rows {
	return &Rows{r: r, cut: cutOf(shape), buf: make([]byte, 256<<10), offset: offset, line: line, next: next}
}

// Next advances to the next row; false at the end or on an error of the
// reader, which Err returns.
func (s *Rows) Next() bool {
	if s.cut.JSON && s.next == 0 {
		s.row = Row{Line: s.line, Offset: s.offset, Cut: s.cut}
		s.next++
		return true
	}
	for {
		size, fault, ok := s.measure()
		if !ok {
			return false
		}
		if fault == RowTooLong {
			s.shorten()
			return true
		}
		raw := s.buf[s.lo : s.lo+size]
		s.row = Row{Number: s.next, Line: s.line, Offset: s.offset, Raw: bytes.TrimSuffix(raw, []byte("\r")), Fault: fault, Cut: s.cut}
		s.row.Size = int64(len(s.row.Raw))
		s.line += 1 + bytes.Count(raw, []byte("\n"))
		s.advance(min(size+1, s.hi-s.lo))
		if len(s.row.Raw) > 0 {
			s.next++
			return true
		}
	}
}

// Row returns the current row.
func (s *Rows) Row() Row { return s.row }

// Err returns the error of the reader that ended Next, nil at a plain end.
func (s *Rows) Err() error { return s.err }

// measure returns the size of the row at lo without its '\n', reading on as
// far as needed. Not ok is the end of the input.
func (s *Rows) measure() (size int, fault Fault, ok bool) {
	for {
		b := s.buf[s.lo:s.hi]
		size = bytes.IndexByte(b, '\n')
		switch {
		case size < 0 && !s.eof && len(b) <= MaxRow:
			s.fill()
			continue
		case size > MaxRow, size < 0 && len(b) > MaxRow:
			return 0, RowTooLong, true
		case size < 0 && len(b) == 0:
			return 0, Sound, false
		case size < 0:
			size = len(b)
		}
		if s.err != nil && size == len(b) { // the reader broke inside this row
			return 0, Sound, false
		}
		if s.cut.JSON || bytes.IndexByte(b[:size], '"') < 0 {
			return size, Sound, true
		}
		end, state := closeQuotes(b, s.cut.delimiter(), s.eof)
		switch {
		case state == quotesClosed && end <= MaxRow:
			return end, Sound, true
		case state != quotesOpen, len(b) > MaxRow:
			return size, BadQuotes, true
		}
		s.fill()
		if s.err != nil {
			return 0, Sound, false
		}
	}
}

// shorten makes a row of what is too long: its beginning is kept, the rest up
// to the line end is passed over.
func (s *Rows) shorten() {
	s.row = Row{Number: s.next, Line: s.line, Offset: s.offset, Raw: bytes.Clone(s.buf[s.lo : s.lo+cutRow]), Fault: RowTooLong, Cut: s.cut}
	s.next++
	s.line++
	for {
		b := s.buf[s.lo:s.hi]
		if end := bytes.IndexByte(b, '\n'); end >= 0 {
			s.row.Size += int64(end)
			s.advance(end + 1)
			return
		}
		s.row.Size += int64(len(b))
		s.advance(len(b))
		if s.eof {
			return
		}
		s.fill()
	}
}

func (s *Rows) advance(n int) {
	s.lo += n
	s.offset += int64(n)
}

// fill reads more behind the unread part, making room first. It returns false
// when nothing more will come.
func (s *Rows) fill() bool {
	if s.lo > 0 {
		s.hi = copy(s.buf, s.buf[s.lo:s.hi])
		s.lo = 0
	}
	if s.hi == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for !s.eof {
		n, err := s.r.Read(s.buf[s.hi:])
		s.hi += n
		if err != nil {
			s.eof = true
			if !errors.Is(err, io.EOF) {
				s.err = err
			}
		}
		if n > 0 {
			return true
		}
	}
	return false
}

type quoteState uint8

const (
	quotesOpen   quoteState = iota // more bytes are needed to tell
	quotesClosed                   // the row ends, properly, at the returned index
	quotesBroken
)

// closeQuotes finds the end of the row that begins b, where line ends inside
// quotes do not end it. Whole says that no more bytes will be looked at.
func closeQuotes(b []byte, delimiter byte, whole bool) (int, quoteState) {
	undecided := quotesOpen
	if whole {
		undecided = quotesBroken
	}
	for i := 0; ; {
		if i < len(b) && b[i] == '"' {
			end := closingQuote(b, i+1, whole)
			if end < 0 {
				return 0, undecided
			}
			i = end + 1
			if i == len(b) || (b[i] == '\r' && i+1 == len(b)) {
				if whole {
					return len(b), quotesClosed
				}
				return 0, quotesOpen
			}
			if b[i] != delimiter && b[i] != '\n' && (b[i] != '\r' || b[i+1] != '\n') {
				return 0, quotesBroken
			}
		}
		for i < len(b) && b[i] != delimiter && b[i] != '\n' {
			i++
		}
		switch {
		case i < len(b) && b[i] == '\n':
			return i, quotesClosed
		case i == len(b) && whole:
			return i, quotesClosed
		case i == len(b):
			return 0, quotesOpen
		}
		i++
	}
}

// closingQuote returns the index of the quote that closes a field whose text
// begins at from; -1 when b does not hold it, or may not (the last byte could
// be the first half of a doubled quote).
func closingQuote(b []byte, from int, whole bool) int {
	for i := from; ; i += 2 {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return -1
		}
		i += n
		if i+1 == len(b) {
			if whole {
				return i
			}
			return -1
		}
		if b[i+1] != '"' {
			return i
		}
	}
}

// RowOf returns a text as one row of that shape; its Fault is BadQuotes where it
// is not one row.
func RowOf(raw []byte, shape string) Row {
	r := Row{Raw: raw, Size: int64(len(raw)), Cut: cutOf(shape)}
	if end, state := closeQuotes(raw, r.Cut.delimiter(), true); !r.Cut.JSON && (state != quotesClosed || end != len(raw)) {
		r.Fault = BadQuotes
	}
	return r
}

// Fields splits a sound row into its fields, appending to dst. Fields without
// doubled quotes are parts of Raw and share its life. The fields of an NDJSON
// row are the values of its members, in their order.
func (r *Row) Fields(dst [][]byte) [][]byte {
	if r.Cut.JSON {
		r.Members(func(_, value []byte, _ bool) { dst = append(dst, value) })
		return dst
	}
	b, delimiter := r.Raw, r.Cut.delimiter()
	for {
		if len(b) > 0 && b[0] == '"' {
			if end := closingQuote(b, 1, true); end > 0 {
				text := b[1:end]
				if bytes.IndexByte(text, '"') >= 0 {
					text = bytes.ReplaceAll(text, []byte(`""`), []byte(`"`))
				}
				dst = append(dst, text)
				if end+1 >= len(b) {
					return dst
				}
				b = b[end+2:]
				continue
			}
		}
		end := bytes.IndexByte(b, delimiter)
		if end < 0 {
			return append(dst, b)
		}
		dst = append(dst, b[:end])
		b = b[end+1:]
	}
}

// Named reports whether the row names its fields itself, and appends the
// names to dst: the rows of NDJSON do, those of CSV have a header.
func (r *Row) Named(dst [][]byte) ([][]byte, bool) {
	if r.Cut.JSON {
		r.Members(func(name, _ []byte, _ bool) { dst = append(dst, name) })
	}
	return dst, r.Cut.JSON
}
