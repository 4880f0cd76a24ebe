package eval

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// rows reads a CSV file with a header, and knows where it stands in it. A row
// lasts until the next one is read.
type rows struct {
	in     *csv.Reader
	name   string
	header []string
	cells  []string
	row    int // 1 is the first below the header
	err    error
}

func newRows(r io.Reader, name string) (*rows, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, unreadable(name, err)
	}
	header = slices.Clone(header)
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	return &rows{in: in, name: name, header: header}, nil
}

// readRows opens a file and hands its rows to read.
func readRows(path string, read func(*rows) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return unopened(filepath.Base(path), err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r, err := newRows(f, filepath.Base(path))
	if err != nil {
		return err
	}
	return errors.Join(read(r), r.err)
}

// columns returns where the columns stand. Each may go by several names, with
// slashes between; a name with a question mark behind may be missing, and is
// at -1 then.
func (r *rows) columns(names ...string) ([]int, error) {
	at := make([]int, len(names))
	for i, name := range names {
		name, optional := strings.CutSuffix(name, "?")
		choice := strings.Split(name, "/")
		at[i] = slices.IndexFunc(r.header, func(h string) bool { return slices.Contains(choice, h) })
		if at[i] < 0 && !optional {
			return nil, invalid(r.name, "its header lacks the column "+strings.Join(choice, " or "), "Name the columns so")
		}
	}
	return at, nil
}

// next goes to the next row; false after the last one, and after an error,
// which is in err.
func (r *rows) next() bool {
	if r.err != nil {
		return false
	}
	cells, err := r.in.Read()
	if errors.Is(err, io.EOF) {
		return false
	}
	if err != nil {
		r.err = unreadable(r.name, err)
		return false
	}
	r.cells, r.row = cells, r.row+1
	return true
}

// bad says what is wrong with the row, in a column unless that is "".
func (r *rows) bad(column, message, remedy string) error {
	where := fmt.Sprintf("%s row %d", r.name, r.row)
	if column != "" {
		where += " column " + column
	}
	return invalid(where, message, remedy)
}

// storefront returns the cell of a storefront, which may not be empty.
func (r *rows) storefront(at int) (string, error) {
	if r.cells[at] == "" {
		return "", r.bad(r.header[at], "names no storefront", "Give one in each row")
	}
	return r.cells[at], nil
}

// filled refuses a file without rows, once it was read.
func (r *rows) filled() error {
	if r.row == 0 && r.err == nil {
		return invalid(r.name, "holds no rows", "Give one row for each storefront")
	}
	return r.err
}

func unopened(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &errs.Error{Op: "eval", Kind: errs.NotFound, Subject: name, Message: "there is no such file",
			Remedy: "Name the folder truth of a world that ringtrace synth wrote, or a CSV file", Err: err}
	}
	return errs.Disk("eval", name, err)
}

func unreadable(name string, err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return invalid(fmt.Sprintf("%s line %d", name, parse.Line), "cannot be read as CSV: "+parse.Err.Error(), "Correct the line")
	}
	if errors.Is(err, io.EOF) {
		return invalid(name, "is empty", "Write a header, then one row for each storefront")
	}
	return errs.Disk("eval", name, err)
}

func invalid(subject, message, remedy string) error {
	return &errs.Error{Op: "eval", Kind: errs.Invalid, Subject: subject, Message: message, Remedy: remedy}
}
