package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/format"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// source is one file of a load.
type source struct {
	name    string // base name
	schema  schema
	reading reading
	raw     format.Opener                                    // the file as it came; nil for a file of the vault
	open    func(ctx context.Context) (io.ReadCloser, error) // its rows as UTF-8 text; known once it is examined
	shape   string                                           // how the text is cut
	format  format.Description                               // of a file as it came

	sha256 string
	bytes  int64
	number uint32      // in the vault; 0 before it is there
	kept   *vault.File // nil for a file that does not come from the vault
	survey survey

	leftOut vault.RowSet // rows that were withdrawn or erased
	known   bool         // read whole by an earlier load: its rows are in the store

	report *FileReport
	whole  bool // no row pointed at something that was not there
}

func (s *source) key() entity.Key {
	return sourceKey(s.sha256, s.schema.kind, s.reading.options())
}

// examine reads the file: what it is, its hash, its rows and columns.
func (s *source) examine(ctx context.Context) error {
	if s.raw != nil {
		f, err := format.Examine(ctx, s.name, s.raw)
		if err != nil {
			return err
		}
		s.format, s.sha256, s.bytes = f.Description, f.SHA256, f.Bytes
		s.shape, s.open = shapeOf(f), f.Text
	}
	if s.kept != nil {
		s.sha256, s.bytes, s.shape = s.kept.SHA256, s.kept.Bytes, s.kept.Shape
	}
	if err := s.look(ctx); err != nil {
		return err
	}
	return s.refuse()
}

func shapeOf(f *format.File) string {
	if f.Shape == format.NDJSON {
		return vault.ShapeNDJSON
	}
	return vault.ShapeCSV(f.Delimiter)
}

// plain returns what opens the text of the rows, nil where the file itself is
// that text.
func (s *source) plain(ctx context.Context) func() (io.ReadCloser, error) {
	if s.format.Plain() {
		return nil
	}
	return func() (io.ReadCloser, error) { return s.open(ctx) }
}

// look surveys the rows.
func (s *source) look(ctx context.Context) error {
	text, err := s.open(ctx)
	if err != nil {
		return err
	}
	s.survey = survey{mended: s.reading.mended}
	rows := vault.RowsAs(text, s.shape)
	for rows.Next() {
		row := rows.Row()
		if row.Number%checkEvery == 0 && ctx.Err() != nil {
			return errors.Join(ctx.Err(), text.Close())
		}
		if err := s.survey.add(row); err != nil {
			return errors.Join(s.invalid(fmt.Sprintf("row %d", row.Number), "TOO_LONG", err.Error(), "Are the names values? Write one column for the names and one for the values."), text.Close())
		}
	}
	return errors.Join(textError(s.name, rows.Err()), text.Close())
}

// textError is an error of reading rows: what the text itself said, or the
// disk's.
func textError(name string, err error) error {
	var known *errs.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return errs.Disk("load", name, err)
}

// survey is what a first pass over the rows finds: enough to refuse a file
// before any row is looked at.
type survey struct {
	rows   uint32 // after the header; of a file of rejects, the rows of its group
	header vault.Row
	names  []string // of an NDJSON file's columns, in order of appearance
	named  map[string]bool
	mended *mended
}

// maxColumns bounds the different names in an NDJSON file.
const maxColumns = 2000

func (v *survey) add(row vault.Row) error {
	if v.named == nil {
		v.named = map[string]bool{}
	}
	if v.mended != nil {
		if row.Number == 0 || !v.mended.has(&row) {
			return nil
		}
		v.rows++
		row = v.mended.inner(&row)
	} else {
		v.rows = row.Number
	}
	if row.Number == 0 {
		v.header = row
		v.header.Raw = append([]byte(nil), row.Raw...)
	} else if row.Cut.JSON {
		row.Members(func(name, _ []byte, _ bool) { v.name(string(name)) })
	}
	if len(v.names) > maxColumns {
		return fmt.Errorf("its rows have more than %d different names", maxColumns)
	}
	return nil
}

func (v *survey) name(raw string) {
	if !v.named[raw] {
		v.named[raw] = true
		v.names = append(v.names, raw)
	}
}

// refuse returns why the file cannot be read at all, nil when it can.
func (s *source) refuse() error {
	head := s.survey.header.Raw
	switch {
	case s.reading.mended != nil:
	case s.shape == vault.ShapeNDJSON && s.survey.rows == 0, s.shape != vault.ShapeNDJSON && len(head) == 0:
		return s.invalid("", "EMPTY", "the file is empty", "Write a header line with the names of the columns, then one line a row.")
	case containsNUL(head):
		return s.invalid(fmt.Sprintf("row 0 (the header) column %d", columnOf(s.survey.header, containsNUL)), "ENCODING",
			"the header holds a NUL byte: the file is not text", "Save it as \"CSV UTF-8\".")
	case textOf(head) == brokenText:
		return s.invalid(fmt.Sprintf("row 0 (the header) column %d", columnOf(s.survey.header, notUTF8)), "ENCODING",
			fmt.Sprintf("the header holds bytes that are not %s", s.encoding()), "Correct the first line, or save the file as \"CSV UTF-8\".")
	case s.survey.header.Fault != vault.Sound:
		return s.invalid("row 0 (the header)", "BAD_QUOTES", "its quotes do not match, or it is too long", "Correct the first line.")
	}
	return nil
}

// encoding is what the file's letters are written in.
func (s *source) encoding() format.Encoding {
	if s.format.Encoding == "" {
		return format.UTF8
	}
	return s.format.Encoding
}

// header returns the row that names the columns; where there is none, the names
// that the rows give themselves, in order of appearance.
func (s *source) header() (vault.Row, []string) {
	shape, row := s.shape, s.survey.header
	if m := s.reading.mended; m != nil {
		shape, row = m.shape, vault.RowOf([]byte(m.header), m.shape)
	}
	if shape != vault.ShapeNDJSON {
		return row, nil
	}
	return row, slices.Clip(append([]string{}, s.survey.names...))
}

func (s *source) invalid(where, code, message, remedy string) error {
	subject := s.name
	if where != "" {
		subject += " " + where
	}
	return &errs.Error{Op: "load", Kind: errs.Invalid, Subject: subject, Code: code, Message: message, Remedy: remedy}
}

// columnOf returns the position, from 1, of the first field that is bad.
func columnOf(row vault.Row, bad func([]byte) bool) int {
	for i, f := range row.Fields(nil) {
		if bad(f) {
			return i + 1
		}
	}
	return 1
}
