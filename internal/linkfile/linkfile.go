// Package linkfile reads plain files of links, CSV or pairs of numbers, for
// `detect --from`. What a row means is its caller's business.
//
// What bites: the error of a row names the file and the line and never what
// stands in it, since that may be personal.
package linkfile

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// File is a file in memory.
type File struct {
	Name string // without its folder
	Data []byte
}

// Open reads a file. One that is not there is errs.NotFound, one that cannot be
// read errs.Invalid.
func Open(path string) (*File, error) {
	name := filepath.Base(path)
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &errs.Error{Op: "detect", Kind: errs.NotFound, Subject: name, Message: "no such file", Err: err}
	}
	if err != nil {
		return nil, &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: name, Message: "cannot be read", Err: err}
	}
	return &File{name, data}, nil
}

// IsPairs reports whether the file holds pairs of little-endian uint32 and no
// text: its name ends in .u32.
func (f *File) IsPairs() bool { return strings.HasSuffix(f.Name, ".u32") }

// Refuse returns the error of a place in the file, "" for the file as a whole.
func (f *File) Refuse(place, message, remedy string) error {
	return &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: strings.TrimSpace(f.Name + " " + place), Message: message, Remedy: remedy}
}

// Refusal says what is wrong with a row, and what to do.
type Refusal struct{ Message, Remedy string }

func (r *Refusal) Error() string { return r.Message }

// Take reads one row; the row's memory is reused afterwards. It refuses a row
// with a *Refusal.
type Take func(row []string) error

// Rows hands every row of a CSV after the header to what begin returns. A row
// with fewer or more fields than the header, or one that is refused, is an
// error with its line.
func (f *File) Rows(begin func(header []string) (Take, error)) error {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(f.Data, []byte("\xef\xbb\xbf"))))
	r.ReuseRecord = true
	header, err := r.Read()
	if err == io.EOF {
		return f.Refuse("", "is empty", "give a header and rows")
	}
	if err != nil {
		return f.broken(err)
	}
	take, err := begin(append([]string(nil), header...))
	if err != nil {
		return err
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return f.broken(err)
		}
		if err := take(row); err != nil {
			line, _ := r.FieldPos(0)
			return f.refusedAt(line, err)
		}
	}
}

func (f *File) refusedAt(line int, err error) error {
	var why *Refusal
	if !errors.As(err, &why) {
		return err
	}
	return f.Refuse(fmt.Sprintf("line %d", line), why.Message, why.Remedy)
}

func (f *File) broken(err error) error {
	place := ""
	var at *csv.ParseError
	if errors.As(err, &at) {
		place = fmt.Sprintf("line %d", at.Line)
	}
	return &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: strings.TrimSpace(f.Name + " " + place),
		Message: "is no well-formed CSV", Remedy: "quote fields that hold commas or quotes", Err: err}
}

// CheckPairs refuses a file that does not hold whole pairs.
func (f *File) CheckPairs() error {
	if len(f.Data)%8 != 0 {
		return f.Refuse("", fmt.Sprintf("is %d bytes long, no multiple of 8", len(f.Data)), "give pairs of little-endian uint32")
	}
	return nil
}

// Pairs returns the pairs, which can be gone through more than once, and the
// largest number among them.
func (f *File) Pairs() (pairs iter.Seq2[uint32, uint32], largest uint32, err error) {
	if err := f.CheckPairs(); err != nil {
		return nil, 0, err
	}
	for at := 0; at < len(f.Data); at += 4 {
		largest = max(largest, binary.LittleEndian.Uint32(f.Data[at:]))
	}
	return func(yield func(a, b uint32) bool) {
		for at := 0; at < len(f.Data); at += 8 {
			if !yield(binary.LittleEndian.Uint32(f.Data[at:]), binary.LittleEndian.Uint32(f.Data[at+4:])) {
				return
			}
		}
	}, largest, nil
}
