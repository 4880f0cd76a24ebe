package format

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Examine reads a file once, whole, and says what it is. Name is for messages,
// and its extension decides where the content leaves a doubt between CSV and
// NDJSON. A file that cannot be read is errs.Invalid, with what to do.
func Examine(ctx context.Context, name string, open Opener) (*File, error) {
	f := &File{name: name, open: open}
	raw, err := open()
	if err != nil {
		return nil, err
	}
	x := &examination{f: f, hash: &counted{r: &cancelled{ctx, raw}}}
	err = x.run()
	if e := raw.Close(); err == nil && e != nil {
		err = errs.Disk("load", name, e)
	}
	if err != nil {
		return nil, err
	}
	if f.Shape == Parquet {
		return f, checkParquet(ctx, f)
	}
	return f, f.findShape(ctx)
}

// examination is the one pass over the bytes.
type examination struct {
	f    *File
	hash *counted
}

func (x *examination) run() error {
	h := sha256.New()
	in := &peeked{r: io.TeeReader(x.hash, h)}
	head, err := in.peek(headSize)
	if err == nil {
		err = x.read(in, head)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, in) // what a decompressor left
	}
	switch {
	case x.hash.err != nil && !isKnown(x.hash.err):
		return errs.Disk("load", x.f.name, x.hash.err)
	case err != nil:
		return err
	}
	x.f.SHA256, x.f.Bytes = hex.EncodeToString(h.Sum(nil)), x.hash.n
	return nil
}

func isKnown(err error) bool {
	var known *errs.Error
	return errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func (x *examination) read(in io.Reader, head []byte) error {
	f := x.f
	if len(head) == 0 {
		return f.empty()
	}
	if err := refuseForeign(f.name, head); err != nil {
		return err
	}
	if bytes.HasPrefix(head, []byte("PAR1")) {
		f.Shape = Parquet
		return nil
	}
	f.Compression = compressionOf(head)
	text, err := unpack(f.name, in, f.Compression)
	if err != nil {
		return err
	}
	err = x.readText(text)
	return errors.Join(err, text.Close())
}

func (x *examination) readText(r io.Reader) error {
	f := x.f
	in := &peeked{r: r}
	sample, err := in.peek(64 << 10)
	if err != nil {
		return err
	}
	if f.Compression != "" {
		if err := f.refuseNested(sample[:min(len(sample), headSize)]); err != nil {
			return err
		}
	}
	if f.Encoding = markOf(sample); f.Encoding == "" {
		f.Encoding = wide(sample)
	}
	var c census
	if _, err := io.CopyBuffer(struct{ io.Writer }{&c}, in, make([]byte, 256<<10)); err != nil {
		return err
	}
	c.end()
	return f.settleEncoding(&c)
}

// settleEncoding decides the encoding on all lines.
func (f *File) settleEncoding(c *census) error {
	switch f.Encoding {
	case UTF8BOM:
		f.Damaged = c.broken
	case "":
		if f.Encoding = c.verdict(); f.Encoding == UTF8 {
			f.Damaged = c.broken
		} else {
			f.Damaged = c.broken - c.sound
		}
	}
	if f.Encoding != "" {
		return nil
	}
	return refuse(f.name, fmt.Sprintf("line %d", c.firstBroken), "ENCODING",
		fmt.Sprintf("is not UTF-8, and neither are %d of %d lines with letters beyond ASCII; they are not GB18030 either (Latin-1, Windows-125x, Big5 and Shift-JIS are not read: "+
			"they cannot be told apart for certain)", c.broken, c.foreign),
		"Open it in the program it came from and save it as \"CSV UTF-8\".")
}

func (f *File) refuseNested(head []byte) error {
	if len(head) == 0 {
		return f.empty()
	}
	if compressionOf(head) != "" {
		return refuse(f.name, "", "FORMAT", "it is compressed twice", "Unpack it once.")
	}
	if bytes.HasPrefix(head, []byte("PAR1")) {
		return refuse(f.name, "", "FORMAT", fmt.Sprintf("it is Parquet inside %s", f.Compression), "Unpack it: Parquet is compressed inside.")
	}
	return refuseForeign(f.name, head)
}

func (f *File) empty() error {
	return refuse(f.name, "", "EMPTY", "the file is empty", "Write a header line with the names of the columns, then one line a row.")
}

// findShape tells CSV from NDJSON, and finds the delimiter.
func (f *File) findShape(ctx context.Context) error {
	text, err := f.Text(ctx)
	if err != nil {
		return err
	}
	in := &peeked{r: text}
	sample, err := in.peek(sampleSize)
	if e := text.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	line := bytes.TrimSpace(firstLine(bytes.TrimPrefix(sample, []byte(mark8))))
	switch {
	case bytes.HasPrefix(line, []byte("[")) && !bytes.ContainsAny(line, usual) || bytes.HasPrefix(line, []byte("[{")):
		return refuse(f.name, "", "FORMAT", "it is one JSON array", "Write one object a line, without brackets and commas around them (NDJSON): jq -c '.[]'.")
	case bytes.HasPrefix(line, []byte("sep=")):
		return refuse(f.name, "line 1", "FORMAT", "is Excel's note of the separator and not the names of the columns", "Remove the line.")
	case bytes.HasPrefix(line, []byte("{")) && (json.Valid(line) || namedNDJSON(f.name)), namedNDJSON(f.name) && len(line) > 0:
		f.Shape = NDJSON
	case bytes.Equal(line, []byte("{")):
		return refuse(f.name, "", "FORMAT", "it is JSON spread over many lines", "Write one object a line (NDJSON): jq -c .")
	default:
		f.Shape, f.Delimiter = CSV, delimiterOf(sample, len(sample) < sampleSize)
	}
	return nil
}

// namedNDJSON reports whether a name says that the file is NDJSON.
func namedNDJSON(name string) bool {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, packed)
	}
	ext := filepath.Ext(name)
	return ext == ".ndjson" || ext == ".jsonl"
}

// cancelled is a reader that ends with its context.
type cancelled struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// peeked is a reader whose beginning can be looked at.
type peeked struct {
	r    io.Reader
	head []byte
}

// peek returns the first n bytes, fewer when there are no more.
func (p *peeked) peek(n int) ([]byte, error) {
	head, err := io.ReadAll(io.LimitReader(p.r, int64(n)))
	p.head = head
	return head, err
}

func (p *peeked) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		p.head = p.head[n:]
		return n, nil
	}
	return p.r.Read(b)
}
