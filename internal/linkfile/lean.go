package linkfile

import (
	"bytes"
	"encoding/csv"
)

// TakeBytes is Take for whoever makes no texts of what it reads.
type TakeBytes func(row [][]byte) error

// RowsBytes is Rows without a text for each field: a file of millions of rows
// is read without as many allocations. What it hands out, and what it refuses,
// is the same.
func (f *File) RowsBytes(begin func(header []string) (TakeBytes, error)) error {
	data := bytes.TrimPrefix(f.Data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, '"') >= 0 {
		return f.rowsCopied(begin)
	}
	l := lines{rest: data}
	var fields [][]byte
	if !l.next() {
		return f.Refuse("", "is empty", "give a header and rows")
	}
	fields = splitComma(fields, l.line)
	header := make([]string, len(fields))
	for i, field := range fields {
		header[i] = string(field)
	}
	take, err := begin(header)
	if err != nil {
		return err
	}
	for l.next() {
		if fields = splitComma(fields[:0], l.line); len(fields) != len(header) {
			return f.broken(&csv.ParseError{StartLine: l.number, Line: l.number, Column: 1, Err: csv.ErrFieldCount})
		}
		if err := take(fields); err != nil {
			return f.refusedAt(l.number, err)
		}
	}
	return nil
}

// rowsCopied is for files with quotes, which only the full reader understands.
func (f *File) rowsCopied(begin func(header []string) (TakeBytes, error)) error {
	return f.Rows(func(header []string) (Take, error) {
		take, err := begin(header)
		if err != nil {
			return nil, err
		}
		copied := make([][]byte, len(header))
		return func(row []string) error {
			for i, field := range row {
				copied[i] = append(copied[i][:0], field...)
			}
			return take(copied)
		}, nil
	})
}

// lines walks the lines that hold anything, as encoding/csv does: a line ends
// in \n or \r\n, and the last may lack its end but for the \r.
type lines struct {
	rest   []byte
	line   []byte
	number int
}

func (l *lines) next() bool {
	for len(l.rest) > 0 {
		l.number++
		line, rest, _ := bytes.Cut(l.rest, []byte{'\n'})
		l.rest = rest
		if l.line = bytes.TrimSuffix(line, []byte{'\r'}); len(l.line) > 0 {
			return true
		}
	}
	return false
}

func splitComma(fields [][]byte, line []byte) [][]byte {
	for {
		at := bytes.IndexByte(line, ',')
		if at < 0 {
			return append(fields, line)
		}
		fields = append(fields, line[:at])
		line = line[at+1:]
	}
}
