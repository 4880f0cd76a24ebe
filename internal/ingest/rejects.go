package ingest

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
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

// rejects writes what is turned away, row by row, into a temporary file that
// becomes RejectsFile when all rows are read. A nil one writes nothing.
type rejects struct {
	dir  string
	file *os.File // nil once it is published or discarded
	out  *bufio.Writer
	json *json.Encoder
}

func newRejects(dir string) (*rejects, error) {
	f, err := os.CreateTemp(dir, "."+RejectsFile+"-*")
	if err != nil {
		return nil, errs.Disk("load", "folder for "+RejectsFile, err)
	}
	x := &rejects{dir: dir, file: f, out: bufio.NewWriterSize(f, 1<<16)}
	x.json = json.NewEncoder(x.out)
	x.json.SetEscapeHTML(false)
	return x, nil
}

// rejectLine is one line of rejects.ndjson. It holds what is needed to read the
// row again once raw_row has been mended: see mend.go.
type rejectLine struct {
	File        string     `json:"file"`
	Line        int        `json:"line"`
	ByteOffset  int64      `json:"byte_offset"` // in the text of the rows
	Kind        string     `json:"kind"`
	Scope       string     `json:"scope"`
	Field       string     `json:"field"`
	ReasonCode  canon.Code `json:"reason_code"`
	Message     string     `json:"message"`
	Header      string     `json:"header"` // names the fields of raw_row; "" where it is JSON
	RawRow      string     `json:"raw_row"`
	RawCut      bool       `json:"raw_row_cut,omitempty"`
	RawSHA256   string     `json:"raw_sha256"` // of raw_row as it stands here: another one has been mended
	Shape       string     `json:"shape"`      // how raw_row is cut; "" is commas
	ReadAs      string     `json:"read_as"`    // the file and its reading, as the vault knows them
	RuleVersion string     `json:"rule_version"`
}

// rawLimit bounds raw_row; a longer row stands whole in the vault, at
// byte_offset.
const rawLimit = 64 << 10

// add writes one problem of a row; scope is "row" when it rejects all of it.
func (x *rejects) add(r *row, scope string, p problem) error {
	if x == nil {
		return nil
	}
	s := r.t.src
	raw, file, header, shape, readAs := r.Raw, s.name, string(s.survey.header.Raw), s.shape, s.key().ID
	if m := s.reading.mended; m != nil {
		file, header, shape, readAs = m.file, m.header, m.shape, m.readAs
	} else {
		raw = raw[:min(len(raw), rawLimit)]
	}
	row := redacted(strings.ToValidUTF8(string(raw), "\uFFFD"), r.withheld())
	sum := sha256.Sum256([]byte(row))
	err := x.json.Encode(rejectLine{File: file, Line: r.Line, ByteOffset: r.Offset, Kind: s.schema.singular, Scope: scope, Field: p.field, ReasonCode: p.code,
		Message: p.message, Header: strings.ToValidUTF8(header, "\uFFFD"), RawRow: row, RawCut: r.Size > rawLimit,
		RawSHA256: hex.EncodeToString(sum[:]), Shape: shape, ReadAs: readAs, RuleVersion: Version + " " + canon.Version})
	if err != nil {
		return errs.Disk("load", RejectsFile, err)
	}
	return nil
}

// publish makes the file visible, in the place of that of the load before.
func (x *rejects) publish() error {
	if x == nil {
		return nil
	}
	err := errors.Join(x.out.Flush(), x.file.Sync())
	if err == nil {
		if err = x.file.Close(); err == nil {
			err = os.Rename(x.file.Name(), filepath.Join(x.dir, RejectsFile))
		}
	}
	if err != nil {
		return errs.Disk("load", RejectsFile, err)
	}
	x.file = nil
	return nil
}

// discard removes the file unless it was published.
func (x *rejects) discard() error {
	if x == nil || x.file == nil {
		return nil
	}
	x.file.Close()
	err := os.Remove(x.file.Name())
	x.file = nil
	if err != nil {
		return errs.Disk("load", RejectsFile, err)
	}
	return nil
}

// RemoveLeftovers removes from a data folder what a load that was killed left
// there: temporary files, which hold rows. Nobody may be loading.
func RemoveLeftovers(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for i := 0; err == nil && i < len(entries); i++ {
		name := entries[i].Name()
		for _, of := range []string{"." + RejectsFile + "-", "." + ReportFile + "-", doubtFiles} {
			if strings.HasPrefix(name, of) {
				err = errors.Join(err, os.Remove(filepath.Join(dir, name)))
			}
		}
	}
	if err != nil {
		return errs.Disk("load", "temporary file", err)
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
