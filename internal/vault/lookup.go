package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// stride is how many rows a block has: a row is found by reading at most so
// many.
const stride = 128

// Original is one row as it came, with the header that names its fields.
type Original struct {
	File   File // its Shape says how Header and Row are cut
	Header []byte
	Row    Row
	Erased *ErasedRow // what is left of a row that was erased; Row.Raw is empty then
}

// Row returns the original bytes of a record's row; row 0 is the header. It
// reads the block that the row stands in, and no more.
func (v *Vault) Row(record entity.Record) (o Original, err error) {
	if o.File, err = v.File(record.File()); err != nil {
		return o, err
	}
	x, err := v.openText(o.File)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	if o.Header, err = v.headerOf(o.File, x); err != nil {
		return o, err
	}
	if record.Row() >= x.table.head.Rows {
		return o, noRow(record.File(), record.Row())
	}
	rows, err := x.rows(o.File, int(record.Row()/stride))
	if err != nil {
		return o, err
	}
	if at := int(record.Row() % stride); at < len(rows) {
		o.Row = rows[at]
		if e, gone := x.table.erased(record.Row()); gone {
			o.Erased, o.Row.Raw = &e, nil
		}
		return o, nil
	}
	return o, alteredRows(o.File)
}

// headerOf returns row 0 of a file, nil where there is none.
func (v *Vault) headerOf(f File, x *text) ([]byte, error) {
	v.mu.Lock()
	header := x.table.header
	v.mu.Unlock()
	if header != nil || x.table.head.Rows == 0 {
		return header, nil
	}
	rows, err := x.rows(f, 0)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	x.table.header = rows[0].Raw
	return rows[0].Raw, nil
}

// rows reads the rows of one block.
func (x *text) rows(f File, c int) ([]Row, error) {
	b := &x.table.blocks[c]
	from := b.first
	if c == 0 { // the beginning of a text may be more than rows
		from = 0
	}
	if _, err := x.Seek(from, io.SeekStart); err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", f.Number), err)
	}
	part := io.LimitReader(x, x.table.end(c)-from)
	var rows *Rows
	if c == 0 {
		rows = RowsAs(part, f.Shape)
	} else {
		rows = resumeRowsAs(part, f.Shape, from, int(b.line), uint32(c)*stride)
	}
	var out []Row
	for len(out) < stride && rows.Next() {
		row := rows.Row()
		row.Raw = bytes.Clone(row.Raw)
		out = append(out, row)
	}
	if err := rows.Err(); errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, altered(f, "is shorter than it was")
	} else if err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", f.Number), err)
	}
	return out, nil
}
