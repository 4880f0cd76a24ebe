package ingest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// The files that a load writes beside its report.
const (
	ReportFile  = "load-report.json"
	RejectsFile = "rejects.ndjson"
)

// rejects remembers what was turned away, by position: the text is read again
// from the file when it is written, so that many rejects cost little memory.
type rejects struct{ list []reject }

type reject struct {
	file   uint32
	row    bool // the whole row; otherwise one field
	line   int
	offset int64
	size   int64
	problem
}

func (x *rejects) add(file uint32, r *row, scope string, p problem) {
	x.list = append(x.list, reject{file, scope == "row", r.Line, r.Offset, r.Size, p})
}

// rejectLine is one line of rejects.ndjson.
type rejectLine struct {
	File        string     `json:"file"`
	Line        int        `json:"line"`
	ByteOffset  int64      `json:"byte_offset"`
	Kind        string     `json:"kind"`
	Scope       string     `json:"scope"`
	Field       string     `json:"field"`
	ReasonCode  canon.Code `json:"reason_code"`
	Message     string     `json:"message"`
	RawRow      string     `json:"raw_row"`
	RawCut      bool       `json:"raw_row_cut,omitempty"`
	RuleVersion string     `json:"rule_version"`
}

// rawLimit bounds raw_row; a longer row stands whole in the vault, at
// byte_offset.
const rawLimit = 64 << 10

// write writes the lines, in the order of files and rows.
func (x *rejects) write(w io.Writer, files []*source) (err error) {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	var open io.ReadSeekCloser
	last := -1
	for _, j := range x.list {
		s := files[j.file]
		if int(j.file) != last {
			if open != nil {
				if err := open.Close(); err != nil {
					return err
				}
			}
			if open, err = s.open(); err != nil {
				return err
			}
			last = int(j.file)
		}
		raw := make([]byte, min(j.size, rawLimit))
		if _, err := open.Seek(j.offset, io.SeekStart); err != nil {
			return errors.Join(err, open.Close())
		}
		if _, err := io.ReadFull(open, raw); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			return errors.Join(err, open.Close())
		}
		line := rejectLine{File: s.name, Line: j.line, ByteOffset: j.offset, Kind: s.schema.singular, Scope: "field", Field: j.field, ReasonCode: j.code,
			Message: j.message, RawRow: strings.ToValidUTF8(string(raw), "\uFFFD"), RawCut: j.size > rawLimit, RuleVersion: Version + " " + canon.Version}
		if j.row {
			line.Scope = "row"
		}
		if err := out.Encode(line); err != nil {
			return errors.Join(err, open.Close())
		}
	}
	if open != nil {
		return open.Close()
	}
	return nil
}

// replace writes a file in one step: a reader, or a crash, finds the old one
// or the new one.
func replace(dir, name string, write func(io.Writer) error) (err error) {
	tmp, err := os.CreateTemp(dir, "."+name+"-*")
	if err != nil {
		return errs.Disk("load", "folder for "+name, err)
	}
	out := bufio.NewWriterSize(tmp, 1<<16)
	err = write(out)
	err = errors.Join(err, out.Flush(), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		return errs.Disk("load", name, errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}
