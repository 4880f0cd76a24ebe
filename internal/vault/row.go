package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// stride is how many rows lie between two remembered offsets: a row is found
// by reading at most so many from the nearest one.
const stride = 128

// rowIndex remembers where every stride-th row of a file begins.
type rowIndex struct {
	header []byte
	marks  []Row // Number, Line and Offset only
	rows   uint32
}

// Original is one row as it came, with the header that names its fields.
type Original struct {
	File   File
	Header []byte
	Row    Row
}

// Row returns the original bytes of a record's row; row 0 is the header. The
// first call for a file reads it once to remember where rows begin.
func (v *Vault) Row(record entity.Record) (o Original, err error) {
	if o.File, err = v.File(record.File()); err != nil {
		return o, err
	}
	f, err := v.Open(record.File())
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	x, err := v.rowIndex(record.File(), f)
	if err != nil {
		return o, err
	}
	o.Header = x.header
	if record.Row() > x.rows || len(x.marks) == 0 {
		return o, &errs.Error{Op: "vault", Kind: errs.NotFound, Subject: fmt.Sprintf("row %d of file %d", record.Row(), record.File()), Message: "the file has no such row"}
	}
	mark := x.marks[record.Row()/stride]
	if _, err := f.Seek(mark.Offset, io.SeekStart); err != nil {
		return o, errs.Disk("vault", fmt.Sprintf("original of file %d", record.File()), err)
	}
	rows := resumeRows(f, mark.Offset, mark.Line, mark.Number)
	for rows.Next() {
		if rows.Row().Number == record.Row() {
			o.Row = rows.Row()
			o.Row.Raw = bytes.Clone(o.Row.Raw)
			return o, nil
		}
	}
	return o, errs.Disk("vault", fmt.Sprintf("original of file %d", record.File()), errors.Join(rows.Err(), io.ErrUnexpectedEOF))
}

func (v *Vault) rowIndex(number uint32, r io.Reader) (*rowIndex, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if x := v.rows[number]; x != nil {
		return x, nil
	}
	x := &rowIndex{}
	rows := NewRows(r)
	for rows.Next() {
		row := rows.Row()
		if row.Number == 0 {
			x.header = bytes.Clone(row.Raw)
		}
		if row.Number%stride == 0 {
			x.marks = append(x.marks, Row{Number: row.Number, Line: row.Line, Offset: row.Offset})
		}
		x.rows = row.Number
	}
	if err := rows.Err(); err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", number), err)
	}
	v.rows[number] = x
	return x, nil
}
