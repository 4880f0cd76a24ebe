package ingest

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
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
	withheld []string
}

func (x *rejects) add(file uint32, r *row, scope string, p problem) {
	x.list = append(x.list, reject{file, scope == "row", r.Line, r.Offset, r.Size, p, r.withheld()})
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

// rawLimit is how much of a row is read again. The lines of a file of rejects
// hold more than a row.
func (s *source) rawLimit() int64 {
	if s.reading.mended != nil {
		return vault.MaxRow
	}
	return rawLimit
}

// write writes the lines, in the order of files and rows.
func (x *rejects) write(ctx context.Context, w io.Writer, files []*source) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for len(x.list) > 0 {
		n := 1
		for n < len(x.list) && x.list[n].file == x.list[0].file {
			n++
		}
		if err := writeRejects(ctx, out, files[x.list[0].file], x.list[:n]); err != nil {
			return err
		}
		x.list = x.list[n:]
	}
	return nil
}

// writeRejects writes the lines of one file, reading its text once.
func writeRejects(ctx context.Context, out *json.Encoder, s *source, list []reject) error {
	text, err := s.open(ctx)
	if err != nil {
		return err
	}
	readAs, from := s.key().ID, &forward{r: text}
	for _, j := range list {
		raw, err := from.at(j.offset, min(j.size, s.rawLimit()))
		if err != nil {
			return errors.Join(textError(s.name, err), text.Close())
		}
		file, header, shape := s.name, string(s.survey.header.Raw), s.shape
		if m := s.reading.mended; m != nil {
			l, _ := lineOf(&vault.Row{Raw: raw})
			raw, file, header, shape, readAs = []byte(l.RawRow), m.file, m.header, m.shape, m.readAs
		}
		row := redacted(strings.ToValidUTF8(string(raw), "\uFFFD"), j.withheld)
		sum := sha256.Sum256([]byte(row))
		line := rejectLine{File: file, Line: j.line, ByteOffset: j.offset, Kind: s.schema.singular, Scope: "field", Field: j.field, ReasonCode: j.code,
			Message: j.message, Header: strings.ToValidUTF8(header, "\uFFFD"), RawRow: row, RawCut: j.size > rawLimit,
			RawSHA256: hex.EncodeToString(sum[:]), Shape: shape, ReadAs: readAs, RuleVersion: Version + " " + canon.Version}
		if j.row {
			line.Scope = "row"
		}
		if err := out.Encode(line); err != nil {
			return errors.Join(err, text.Close())
		}
	}
	return text.Close()
}

// forward reads pieces of a stream, each at the place of the one before or
// behind it.
type forward struct {
	r    io.Reader
	next int64 // offset of the stream
	from int64 // of the piece read last
	last []byte
}

func (f *forward) at(offset, size int64) ([]byte, error) {
	if f.last != nil && offset == f.from {
		return f.last, nil
	}
	if seeker, ok := f.r.(io.Seeker); ok {
		if _, err := seeker.Seek(offset, io.SeekStart); err != nil {
			return nil, err
		}
	} else if _, err := io.CopyN(io.Discard, f.r, offset-f.next); err != nil {
		return nil, err
	}
	f.from, f.last = offset, make([]byte, size)
	n, err := io.ReadFull(f.r, f.last)
	f.next = offset + int64(n)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil // the file has become shorter: what is there is said
	}
	f.last = f.last[:n]
	return f.last, err
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
