package synth

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// World is an invented world, ready to be written.
type World struct {
	Preset Preset
	Seed   uint64
	// Files holds `input/*.csv`, then `truth/*.csv`, then
	// `truth/manifest.json`.
	Files []File
}

// File is one file of a world.
type File struct {
	Path string // slash-separated, below the world's folder
	Rows int    // without the header; 0 for the manifest
	Data []byte
}

// Manifest is `truth/manifest.json`: how to make the world again, and the
// proof that it is the same.
type Manifest struct {
	Note      string            `json:"note"`
	Generator int               `json:"generator"`
	Preset    Preset            `json:"preset"`
	Seed      uint64            `json:"seed"`
	Knobs     any               `json:"knobs"`
	Rows      map[string]int    `json:"rows"`
	SHA256    map[string]string `json:"sha256"` // of every input file
}

const note = "Invented. Only the region codes and names are real; which regions are busy is drawn by the seed and says nothing about them."

func (b *builder) world(preset Preset) (*World, error) {
	w := &World{Preset: preset, Seed: b.seed}
	m := Manifest{Note: note, Generator: Generator, Preset: preset, Seed: b.seed, Knobs: b.knobs, Rows: map[string]int{}, SHA256: map[string]string{}}
	for _, t := range append(b.input(), b.truth()...) {
		f, err := t.file()
		if err != nil {
			return nil, &errs.Error{Op: "synth", Kind: errs.Internal, Subject: t.path, Err: err}
		}
		w.Files = append(w.Files, f)
		m.Rows[f.Path] = f.Rows
		if strings.HasPrefix(f.Path, "input/") {
			sum := sha256.Sum256(f.Data)
			m.SHA256[f.Path] = hex.EncodeToString(sum[:])
		}
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, &errs.Error{Op: "synth", Kind: errs.Internal, Subject: "manifest", Err: err}
	}
	w.Files = append(w.Files, File{Path: "truth/manifest.json", Data: append(data, '\n')})
	return w, nil
}

func (t *table) file() (File, error) {
	var buf bytes.Buffer
	if err := csv.NewWriter(&buf).WriteAll(t.rows); err != nil {
		return File{}, err
	}
	return File{t.path, len(t.rows) - 1, buf.Bytes()}, nil
}

// Write writes the world below dir, making folders and replacing files of the
// same names. A folder that cannot be written is errs.Unavailable.
func (w *World) Write(dir string) error {
	for _, f := range w.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if err == nil {
			err = os.WriteFile(path, f.Data, 0o644)
		}
		if err != nil {
			return &errs.Error{
				Op: "synth", Kind: errs.Unavailable, Subject: f.Path, Err: err,
				Message: "cannot be written", Remedy: "Choose a folder that can be written and has room.",
			}
		}
	}
	return nil
}
