package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// FormatVersion is the version of the folder's layout and of the index lines.
// A vault of a higher version is refused, one of a lower version only read:
// see Upgrade.
const FormatVersion = 2

const indexName = "index.ndjson"

// File is one original.
type File struct {
	Number  uint32            `json:"number"` // 1 for the first
	SHA256  string            `json:"sha256"` // lower-case hex of the content
	Name    string            `json:"name"`   // base name under which it came
	Bytes   int64             `json:"bytes"`
	Kind    string            `json:"kind"`    // what its rows are, such as "links"
	Options map[string]string `json:"options"` // what else shaped its reading
	// Plain is the SHA-256 of the rows as UTF-8 text, kept beside the original
	// where that is something else; "" when the original is that text.
	Plain string `json:"plain,omitempty"`
	Shape string `json:"shape,omitempty"` // how the text is cut into rows; "" is CSV with commas
}

// Text returns the SHA-256 of the text that the file's rows stand in. Row
// numbers and offsets are of it.
func (f *File) Text() string {
	if f.Plain != "" {
		return f.Plain
	}
	return f.SHA256
}

// Load is one call that read files together: their references may point into
// each other, so a rebuild has to read them together again.
type Load struct {
	Number    uint32    `json:"number"`            // 1 for the first
	Files     []uint32  `json:"files"`             // read into the store
	Context   []uint32  `json:"context,omitempty"` // read before and given again: rows of Files may point into them
	At        time.Time `json:"at"`                // the clock that the load's checks of dates used
	Abandoned bool      `json:"-"`                 // the store refused it; a rebuild leaves it out
}

// entry is one line of the index; exactly one member is set.
type entry struct {
	Vault   int    `json:"vault,omitempty"` // first line: the format version
	File    *File  `json:"file,omitempty"`
	Load    *Load  `json:"load,omitempty"`
	Abandon uint32 `json:"abandon,omitempty"` // number of a load that was not applied
}

// index is the parsed index and where its sound part ends.
type index struct {
	path   string
	format int // of the head; 0 before there is one
	files  []File
	loads  []Load
	byID   map[string]uint32 // identity of a file → its number
	sound  int64             // bytes up to the end of the last whole line
	torn   bool              // there are bytes after that
}

func readIndex(dir string) (*index, error) {
	x := &index{path: filepath.Join(dir, indexName), byID: map[string]uint32{}}
	data, err := os.ReadFile(x.path)
	if errors.Is(err, fs.ErrNotExist) {
		return x, nil
	}
	if err != nil {
		return nil, errs.Disk("vault", "index of the vault", err)
	}
	for line := 1; len(data) > 0; line++ {
		raw, rest, whole := bytes.Cut(data, []byte("\n"))
		e, ok := openLine(raw)
		last := len(bytes.TrimRight(rest, "\x00")) == 0
		if !whole || (!ok && last && bytes.IndexByte(raw, 0) >= 0) {
			x.torn = true
			return x, nil
		}
		if !ok {
			return nil, damaged(line, "does not match its checksum")
		}
		if err := x.add(line, e); err != nil {
			return nil, err
		}
		x.sound += int64(len(raw)) + 1
		data = rest
	}
	return x, nil
}

// add takes one line into the index, checking that numbers run without gaps:
// a gap would mean lost lines.
func (x *index) add(line int, e entry) error {
	switch {
	case line == 1:
		if e.Vault < 1 {
			return damaged(line, "is not the head of a vault index")
		}
		if e.Vault > FormatVersion {
			return &errs.Error{Op: "vault", Kind: errs.Conflict, Subject: "vault folder",
				Message: fmt.Sprintf("has format %d, this program knows %d", e.Vault, FormatVersion), Remedy: "Use a newer ringtrace."}
		}
		x.format = e.Vault
	case e.File != nil:
		if int(e.File.Number) != len(x.files)+1 {
			return damaged(line, "skips a file number")
		}
		x.files = append(x.files, *e.File)
		x.byID[identity(e.File.SHA256, e.File.Kind, e.File.Shape, e.File.Options)] = e.File.Number
	case e.Load != nil:
		if int(e.Load.Number) != len(x.loads)+1 {
			return damaged(line, "skips a load number")
		}
		x.loads = append(x.loads, *e.Load)
	case e.Abandon > 0:
		if int(e.Abandon) > len(x.loads) {
			return damaged(line, "abandons an unknown load")
		}
		x.loads[e.Abandon-1].Abandoned = true
	default:
		return damaged(line, "says nothing")
	}
	return nil
}

func damaged(line int, how string) error {
	return &errs.Error{Op: "vault", Kind: errs.Unverified, Subject: fmt.Sprintf("index of the vault, line %d", line),
		Message: "the line " + how, Remedy: "Restore the vault from a backup."}
}

// append writes entries durably. A torn tail is cut off first. When it fails,
// what it wrote is cut off again, so that the index never ends in half a
// batch.
func (x *index) append(entries ...entry) error {
	f, err := os.OpenFile(x.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return errs.Disk("vault", "index of the vault", err)
	}
	fresh := x.sound == 0
	var buf bytes.Buffer
	if fresh {
		buf.Write(sealLine(entry{Vault: FormatVersion}))
	}
	for _, e := range entries {
		buf.Write(sealLine(e))
	}
	if err = x.write(f, buf.Bytes()); err != nil {
		return errs.Disk("vault", "index of the vault", errors.Join(err, f.Truncate(x.sound), f.Close()))
	}
	if err = f.Close(); err != nil {
		return errs.Disk("vault", "index of the vault", err)
	}
	if fresh {
		if err := syncDir(filepath.Dir(x.path)); err != nil {
			return errs.Disk("vault", "vault folder", err)
		}
	}
	x.sound += int64(buf.Len())
	x.torn = false
	if fresh {
		x.format = FormatVersion
	}
	for _, e := range entries {
		if err := x.add(2, e); err != nil {
			return err
		}
	}
	return nil
}

func (x *index) write(f *os.File, data []byte) error {
	if x.torn {
		if err := f.Truncate(x.sound); err != nil {
			return err
		}
	}
	if _, err := f.WriteAt(data, x.sound); err != nil {
		return err
	}
	return f.Sync()
}

// sealLine writes an entry as a line whose last member is the CRC-32C of what
// stands before it.
func sealLine(e entry) []byte {
	body, err := json.Marshal(e)
	if err != nil { // strings, numbers and times always marshal
		return nil
	}
	body = body[:len(body)-1]
	return fmt.Appendf(nil, "%s,\"crc\":\"%08x\"}\n", body, checksum(body))
}

const sealLen = len(`,"crc":"00000000"}`)

func openLine(line []byte) (entry, bool) {
	if len(line) <= sealLen {
		return entry{}, false
	}
	body, seal := line[:len(line)-sealLen], line[len(line)-sealLen:]
	want, err := strconv.ParseUint(string(seal[8:16]), 16, 32)
	if err != nil || uint32(want) != checksum(body) {
		return entry{}, false
	}
	var e entry
	return e, json.Unmarshal(line, &e) == nil
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// identity is what makes two files the same: content, kind, shape and options.
func identity(sha, kind, shape string, options map[string]string) string {
	if options == nil {
		options = map[string]string{}
	}
	o, err := json.Marshal(options) // sorts the keys
	if err != nil {                 // texts always marshal
		return ""
	}
	return sha + " " + kind + " " + shape + " " + string(o)
}
