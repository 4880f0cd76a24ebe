package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// source is one file of a load.
type source struct {
	name    string // base name
	schema  schema
	reading reading
	open    func() (io.ReadSeekCloser, error)

	sha256 string
	bytes  int64
	number uint32 // in the vault; 0 before it is there
	survey survey
	known  bool // read whole by an earlier load: its rows are in the store

	report *FileReport
	whole  bool // no row pointed at something that was not there
}

func (s *source) key() entity.Key {
	return sourceKey(s.sha256, s.schema.kind, s.reading.options())
}

// survey is what a first pass over a file finds: enough to refuse it before
// any row is looked at.
type survey struct {
	rows     uint32 // after the header
	header   vault.Row
	foreign  uint32 // rows with bytes beyond ASCII
	broken   uint32 // rows among them that are not UTF-8
	firstBad vault.Row
}

// brokenShare is the share of rows that may hold invalid bytes in a file that
// is otherwise UTF-8: those are damage, more of them another encoding.
const brokenShare = 0.01

// examine reads the file once: its hash, its rows, its encoding.
func (s *source) examine(ctx context.Context) error {
	f, err := s.open()
	if err != nil {
		return err
	}
	h := sha256.New()
	n := &counter{}
	rows := vault.NewRows(io.TeeReader(f, io.MultiWriter(h, n)))
	for rows.Next() {
		row := rows.Row()
		if row.Number%checkEvery == 0 && ctx.Err() != nil {
			return errors.Join(ctx.Err(), f.Close())
		}
		s.survey.add(row)
	}
	if err := errors.Join(rows.Err(), f.Close()); err != nil {
		return errs.Disk("load", s.name, err)
	}
	s.sha256, s.bytes = hex.EncodeToString(h.Sum(nil)), n.n
	return s.refuse()
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

func (v *survey) add(row vault.Row) {
	v.rows = row.Number
	if row.Number == 0 {
		v.header = row
		v.header.Raw = append([]byte(nil), row.Raw...)
		return
	}
	switch textOf(row.Raw) {
	case utf8Text:
		v.foreign++
	case brokenText:
		v.foreign++
		if v.broken++; v.broken == 1 {
			v.firstBad = row
			v.firstBad.Raw = append([]byte(nil), row.Raw...)
		}
	}
}

// refuse returns why the file cannot be read at all, nil when it can.
func (s *source) refuse() error {
	v := &s.survey
	head := v.header.Raw
	switch {
	case s.bytes == 0 || len(head) == 0:
		return s.invalid("", "EMPTY", "the file is empty", "Write a header line with the names of the columns, then one line a row.")
	case hasPrefix(head, "\xff\xfe"), hasPrefix(head, "\xfe\xff"):
		return s.invalid("row 0 (the header) column 1", "ENCODING", "the file is UTF-16", "Save it as \"CSV UTF-8\".")
	case containsNUL(head):
		return s.invalid(fmt.Sprintf("row 0 (the header) column %d", columnOf(v.header, containsNUL)), "ENCODING",
			"the header holds a NUL byte: the file is UTF-16, or not text", "Save it as \"CSV UTF-8\".")
	case textOf(head) == brokenText:
		return s.invalid(fmt.Sprintf("row 0 (the header) column %d", columnOf(v.header, notUTF8)), "ENCODING",
			"the header is not UTF-8", "Save the file as \"CSV UTF-8\" (it may be GB18030 or Latin-1 now).")
	case v.header.Fault != vault.Sound:
		return s.invalid("row 0 (the header)", "BAD_QUOTES", "its quotes do not match, or it is too long", "Correct the first line.")
	case v.broken*2 > v.foreign && float64(v.broken) > brokenShare*float64(v.rows):
		return s.invalid(fmt.Sprintf("row %d (line %d) column %d", v.firstBad.Number, v.firstBad.Line, columnOf(v.firstBad, notUTF8)), "ENCODING",
			fmt.Sprintf("is not UTF-8, and neither are %d of %d rows with letters beyond ASCII", v.broken, v.foreign),
			"Save the file as \"CSV UTF-8\" (it may be GB18030 or Latin-1 now).")
	}
	return nil
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
