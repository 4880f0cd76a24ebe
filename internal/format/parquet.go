package format

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/parquet-go/parquet-go"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Parquet files become CSV with commas: a header with the names of the columns,
// one line a row. Texts stay as they are, lists of them are joined by
// semicolons, times become RFC 3339 (without a zone where the column has none),
// decimals keep every digit, null is the empty field.

// rowsAtOnce is how many rows are read from a Parquet file in one step.
const rowsAtOnce = 64

// parquetText writes a Parquet file as CSV, on demand.
type parquetText struct {
	name    string
	ctx     context.Context
	raw     io.Closer
	size    int64
	columns []parquetColumn
	groups  []parquet.RowGroup
	rows    parquet.Rows // of the group being read; nil between groups

	batch []parquet.Row
	text  []byte // ready to be read, from at on
	at    int
	out   int64
	err   error
}

// openParquet opens the text of a Parquet file; raw is closed with it.
func openParquet(ctx context.Context, name string, raw io.ReadSeekCloser, size int64) (io.ReadCloser, error) {
	p := &parquetText{name: name, ctx: ctx, raw: raw, size: size, batch: make([]parquet.Row, rowsAtOnce)}
	if err := p.open(raw); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	p.header()
	return p, nil
}

// checkParquet reads a Parquet file's description of itself, and refuses
// columns that have no text.
func checkParquet(ctx context.Context, f *File) error {
	f.Delimiter = ','
	text, err := f.Text(ctx)
	if err != nil {
		return err
	}
	return text.Close()
}

func (p *parquetText) open(raw io.ReadSeeker) (err error) {
	defer p.recovered(&err)
	at := &readerAt{r: raw}
	if err := p.checkFooter(at); err != nil {
		return err
	}
	f, err := parquet.OpenFile(at, p.size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return p.broken(err)
	}
	if err := checkPages(at, p.size, f.Metadata().RowGroups); err != nil {
		return p.broken(err)
	}
	p.groups = f.RowGroups()
	p.columns, err = parquetColumns(p.name, f.Root())
	return err
}

// checkFooter refuses a file whose footer is not whole or announces more than
// there is: the library would make room for it.
func (p *parquetText) checkFooter(r io.ReaderAt) error {
	var tail [8]byte
	if _, err := r.ReadAt(tail[:], p.size-int64(len(tail))); err != nil {
		return p.broken(err)
	}
	length := int64(binary.LittleEndian.Uint32(tail[:]))
	if length > p.size-12 || string(tail[4:]) != "PAR1" {
		return p.broken(errors.New("the footer is not whole"))
	}
	footer := make([]byte, length)
	if _, err := r.ReadAt(footer, p.size-8-length); err != nil {
		return p.broken(err)
	}
	if t := (thrift{b: footer}); !t.structure(0, 0, func(int, int64) {}) {
		return p.broken(errAnnounced)
	}
	return nil
}

// recovered turns a panic of the Parquet library, which damaged files cause,
// into an error.
func (p *parquetText) recovered(err *error) {
	if cause := recover(); cause != nil {
		*err = p.broken(fmt.Errorf("panic in the Parquet reader: %v", cause))
	}
}

func (p *parquetText) broken(err error) error {
	var known *errs.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &errs.Error{Op: "load", Kind: errs.Invalid, Subject: p.name, Code: "DAMAGED", Message: "the Parquet file is damaged or was cut off",
		Remedy: "Write or copy it again.", Err: err}
}

func (p *parquetText) header() {
	for i, c := range p.columns {
		p.field(i, []byte(c.name))
	}
	p.text = append(p.text, '\n')
}

func (p *parquetText) Read(b []byte) (int, error) {
	for p.at == len(p.text) {
		if p.err != nil {
			return 0, p.err
		}
		p.text, p.at = p.text[:0], 0
		if err := p.ctx.Err(); err != nil {
			return 0, err
		}
		p.err = p.more()
		if p.out += int64(len(p.text)); p.err == nil && p.out > maxInnocent && (p.out > maxRatio*p.size || p.out > maxExpanded) {
			p.err = refuse(p.name, "", "TOO_LONG", fmt.Sprintf("its %d bytes unpack to more than %d: a file may grow %d-fold and to %d GiB", p.size, p.out, maxRatio, maxExpanded>>30),
				"If it is meant to be so, write it as CSV and load that.")
		}
	}
	n := copy(b, p.text[p.at:])
	p.at += n
	return n, nil
}

// more appends the next rows; io.EOF after the last.
func (p *parquetText) more() (err error) {
	defer p.recovered(&err)
	if p.rows == nil {
		if len(p.groups) == 0 {
			return io.EOF
		}
		p.rows, p.groups = p.groups[0].Rows(), p.groups[1:]
	}
	n, err := p.rows.ReadRows(p.batch)
	for _, row := range p.batch[:n] {
		p.row(row)
	}
	switch {
	case errors.Is(err, io.EOF):
		err = p.rows.Close()
		p.rows = nil
	case err == nil && n == 0:
		err = io.ErrNoProgress
	}
	if err != nil {
		return p.broken(err)
	}
	return nil
}

// row appends one row. Its values stand in the order of the columns.
func (p *parquetText) row(row parquet.Row) {
	start := len(p.text)
	for i := range p.columns {
		n := 0
		for n < len(row) && row[n].Column() == i {
			n++
		}
		p.field(i, p.columns[i].text(row[:n]))
		row = row[n:]
	}
	if len(p.text) == start {
		p.text = append(p.text, `""`...) // a blank line would be no row
	}
	p.text = append(p.text, '\n')
}

func (p *parquetText) Close() (err error) {
	if p.rows != nil {
		err = p.rows.Close()
		p.rows = nil
	}
	return errors.Join(err, p.raw.Close())
}

// field appends one field with what parts it from the one before.
func (p *parquetText) field(i int, text []byte) {
	if i > 0 {
		p.text = append(p.text, ',')
	}
	p.text = appendField(p.text, text)
}

// appendField appends a field as CSV, in quotes where it needs them.
func appendField(dst, text []byte) []byte {
	plain := true
	for _, b := range text {
		if b == ',' || b == '"' || b == '\n' || b == '\r' {
			plain = false
			break
		}
	}
	if plain {
		return append(dst, text...)
	}
	dst = append(dst, '"')
	for _, b := range text {
		if b == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, b)
	}
	return append(dst, '"')
}

// readerAt reads at offsets of a stream that can seek.
type readerAt struct {
	mu sync.Mutex
	r  io.ReadSeeker
}

func (r *readerAt) ReadAt(p []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r.r, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
