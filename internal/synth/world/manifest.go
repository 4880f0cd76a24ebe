package world

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"os"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Generator is the version of this package's output. Raise it whenever a byte
// of any world changes.
const Generator = 1

const note = "Invented. Only the region codes and names are real; which regions are busy is drawn by the seed and says nothing about them."

// Manifest is `truth/manifest.json`: how to make the world again, and the
// proof that it is the same.
type Manifest struct {
	Note              string            `json:"note"`
	Generator         int               `json:"generator"`
	Preset            string            `json:"preset"`
	Seed              uint64            `json:"seed"`
	Storefronts       int               `json:"storefronts"`
	FirstListingsOnly bool              `json:"firstListingsOnly,omitempty"` // other listings are left out: the world is too large
	Unfinished        bool              `json:"unfinished,omitempty"`        // the generator was stopped
	Knobs             []Knob            `json:"knobs"`
	Rows              map[string]int    `json:"rows"`
	SHA256            map[string]string `json:"sha256"`
}

// Paths lists the files of the world, input before truth. A file without rows
// is not written.
func (m *Manifest) Paths() []string {
	var paths []string
	for _, f := range files {
		if m.Rows[f.path] > 0 {
			paths = append(paths, f.path)
		}
	}
	return paths
}

// folder is a world being written.
type folder struct {
	dir      string
	manifest *Manifest
	files    [sheets]struct {
		f   *os.File
		w   *bufio.Writer
		sum hash.Hash
	}
}

// create opens all files of a world and writes their headers. The manifest is
// there from the start: it keeps `load` out of the truth.
func create(dir string, m *Manifest) (*folder, error) {
	d := &folder{dir: dir, manifest: m}
	m.Rows, m.SHA256, m.Unfinished = map[string]int{}, map[string]string{}, true
	for _, part := range []string{"input", "truth"} {
		if err := os.MkdirAll(filepath.Join(dir, part), 0o755); err != nil {
			return nil, unwritable(part, err)
		}
	}
	if err := d.writeManifest(); err != nil {
		return nil, err
	}
	header := newOutput()
	for i, spec := range files {
		f, err := os.Create(filepath.Join(dir, filepath.FromSlash(spec.path)))
		if err != nil {
			return nil, errors.Join(unwritable(spec.path, err), d.close())
		}
		d.files[i].f, d.files[i].w, d.files[i].sum = f, bufio.NewWriterSize(f, 1<<18), sha256.New()
		header[i].b = append([]byte(spec.header), '\n')
	}
	return d, d.write(header)
}

func (d *folder) write(out *output) error {
	for i := range out {
		to := &d.files[i]
		to.sum.Write(out[i].b)
		if _, err := to.w.Write(out[i].b); err != nil {
			return unwritable(files[i].path, err)
		}
		if out[i].rows > 0 {
			d.manifest.Rows[files[i].path] += out[i].rows
		}
	}
	return nil
}

// finish closes the files and, where all went well, completes the manifest.
func (d *folder) finish(err error) (*Manifest, error) {
	if err := errors.Join(err, d.close()); err != nil {
		return nil, err
	}
	for i := range files {
		if d.manifest.Rows[files[i].path] == 0 {
			if err := os.Remove(d.files[i].f.Name()); err != nil {
				return nil, unwritable(files[i].path, err)
			}
			continue
		}
		d.manifest.SHA256[files[i].path] = hex.EncodeToString(d.files[i].sum.Sum(nil))
	}
	d.manifest.Unfinished = false
	return d.manifest, d.writeManifest()
}

func (d *folder) close() error {
	var all error
	for i := range d.files {
		if f := d.files[i].f; f != nil {
			if err := errors.Join(d.files[i].w.Flush(), f.Close()); err != nil {
				all = errors.Join(all, unwritable(files[i].path, err))
			}
		}
	}
	return all
}

func (d *folder) writeManifest() error {
	data, err := json.MarshalIndent(d.manifest, "", "  ")
	if err != nil {
		return &errs.Error{Op: "synth", Kind: errs.Internal, Subject: "manifest", Err: err}
	}
	if err := os.WriteFile(filepath.Join(d.dir, "truth", "manifest.json"), append(data, '\n'), 0o644); err != nil {
		return unwritable("truth/manifest.json", err)
	}
	return nil
}

func unwritable(path string, err error) error {
	return &errs.Error{
		Op: "synth", Kind: errs.Unavailable, Subject: path, Err: err,
		Message: "cannot be written", Remedy: "Choose a folder that can be written and has room.",
	}
}
