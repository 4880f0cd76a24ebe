package format

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Compression is how a file is packed; "" is not at all.
type Compression string

// The compressions that are read.
const (
	Gzip Compression = "gzip"
	Zstd Compression = "zstd"
)

// Encoding is how a file writes characters; "" where its format says so itself
// (Parquet).
type Encoding string

// The encodings that are read. ASCII is UTF-8.
const (
	UTF8    Encoding = "UTF-8"
	UTF8BOM Encoding = "UTF-8 with BOM"
	UTF16LE Encoding = "UTF-16LE"
	UTF16BE Encoding = "UTF-16BE"
	GB18030 Encoding = "GB18030"
)

// Shape is how a file holds rows.
type Shape string

// The shapes that are read.
const (
	CSV     Shape = "CSV"
	NDJSON  Shape = "NDJSON"
	Parquet Shape = "Parquet"
)

// Description says what a file is.
type Description struct {
	Compression Compression
	Encoding    Encoding
	Shape       Shape
	Delimiter   byte // of a CSV file; of the text that is made from Parquet
	Damaged     int  // lines of a UTF-8 or GB18030 file that hold bytes of no such text

	SHA256 string // of the file as it came, lower-case hex
	Bytes  int64  // of the file as it came
}

// String says it in one line: "GB18030, semicolons, gzip".
func (d Description) String() string {
	var parts []string
	switch d.Shape {
	case Parquet:
		parts = append(parts, string(Parquet))
	case NDJSON:
		parts = append(parts, string(d.Encoding), string(NDJSON))
	default:
		parts = append(parts, string(d.Encoding), delimiterName(d.Delimiter))
	}
	if d.Compression != "" {
		parts = append(parts, string(d.Compression))
	}
	return strings.Join(parts, ", ")
}

// Plain reports whether the file's own bytes are the text of its rows.
func (d Description) Plain() bool {
	return d.Compression == "" && d.Shape != Parquet && (d.Encoding == UTF8 || d.Encoding == UTF8BOM)
}

// DelimiterName returns the delimiter in words, "" for files without one.
func (d Description) DelimiterName() string {
	if d.Shape != CSV {
		return ""
	}
	return delimiterName(d.Delimiter)
}

func delimiterName(d byte) string {
	switch d {
	case ',':
		return "commas"
	case ';':
		return "semicolons"
	case '\t':
		return "tabs"
	case '|':
		return "bars"
	}
	return fmt.Sprintf("delimiter %q", rune(d))
}

// Opener opens the bytes of one file, from the beginning. It is called once
// for each pass.
type Opener func() (io.ReadSeekCloser, error)

// File is a file that has been examined.
type File struct {
	Description
	name string
	open Opener
}

// Text returns the rows of the file as UTF-8 text, from the beginning.
func (f *File) Text(ctx context.Context) (io.ReadCloser, error) {
	raw, err := f.open()
	if err != nil {
		return nil, err
	}
	if f.Shape == Parquet {
		return openParquet(ctx, f.name, raw, f.Bytes)
	}
	unpacked, err := unpack(f.name, raw, f.Compression)
	if err != nil {
		return nil, err
	}
	return &textReader{Reader: decoded(unpacked, f.Encoding), ctx: ctx, closers: []io.Closer{unpacked, raw}}, nil
}

// textReader ends with its context and closes what it reads from.
type textReader struct {
	io.Reader
	ctx     context.Context
	closers []io.Closer
}

func (t *textReader) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	return t.Reader.Read(p)
}

func (t *textReader) Close() (err error) {
	for _, c := range t.closers {
		if e := c.Close(); err == nil {
			err = e
		}
	}
	return err
}

func refuse(name, where, code, message, remedy string) error {
	if where != "" {
		name += " " + where
	}
	return &errs.Error{Op: "load", Kind: errs.Invalid, Subject: name, Code: code, Message: message, Remedy: remedy}
}
