package investigate_test

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// unpacked returns a fresh copy of the folder of one layout.
func unpacked(t *testing.T, layout int) string {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("testdata/folders/%d.tar.gz", layout))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(path, 0o700)
		} else {
			var content []byte
			if content, err = io.ReadAll(r); err == nil {
				err = os.WriteFile(path, content, fs.FileMode(h.Mode))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// upgraded opens a folder as a command that writes does.
func upgraded(t *testing.T, dir string) *investigate.Service {
	t.Helper()
	s, err := investigate.Open(t.Context(), investigate.Options{Data: dir, Upgrade: true, Random: rand.Reader, Now: now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// loadedAnew loads the originals of a vault of layout 1 into a new folder.
func loadedAnew(t *testing.T, old string) *investigate.Service {
	t.Helper()
	index, err := os.Open(filepath.Join(old, "vault", "index.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	s, input := open(t, t.TempDir()), t.TempDir()
	named := []investigate.LoadRequest{{Paths: []string{input}}}
	for lines := bufio.NewScanner(index); lines.Scan(); {
		var line struct{ File *vault.File }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line.File == nil {
			continue
		}
		f, dir := line.File, input
		if f.Name != f.Kind+".csv" { // its name did not say what it is
			dir = t.TempDir()
			req := investigate.LoadRequest{Paths: []string{filepath.Join(dir, f.Name)}, Kind: f.Kind, Columns: map[string]string{}, MaxRejects: 1}
			for option, value := range f.Options {
				if column, ok := strings.CutPrefix(option, "column."); ok {
					req.Columns[column] = value
				}
			}
			named = append(named, req)
		}
		copyFile(t, filepath.Join(old, "vault", f.SHA256[:2], f.SHA256), filepath.Join(dir, f.Name))
	}
	for _, req := range named {
		if _, err := s.Load(t.Context(), req); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// groups detects, and returns every group with its members, without the ids:
// these depend on what the register saw before.
func groups(t *testing.T, s *investigate.Service) []string {
	t.Helper()
	if _, err := s.Detect(t.Context(), investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Members(t.Context(), investigate.RingFilter{})
	if err != nil {
		t.Fatal(err)
	}
	byRing := map[string]string{}
	for _, m := range rows {
		byRing[m.Ring] += fmt.Sprintf(" %s %s %v;", m.Storefront, m.Tier, m.Risk)
	}
	var out []string
	for _, g := range byRing {
		out = append(out, g)
	}
	slices.Sort(out)
	if len(out) < 3 {
		t.Fatalf("only %d groups: nothing to compare", len(out))
	}
	return out
}

// A folder of every layout opens: reading asks for an upgrade and changes
// nothing, writing upgrades and keeps the casebook as it was, and the rings are
// those of a fresh load.
func TestFoldersOfEveryLayoutOpen(t *testing.T) {
	mine := readFormat(t, newFolder(t)).Layout
	for layout := 1; layout < mine; layout++ {
		t.Run(fmt.Sprint(layout), func(t *testing.T) {
			dir := unpacked(t, layout)
			want := groups(t, loadedAnew(t, dir))

			before := tree(t, dir)
			_, err := investigate.Open(t.Context(), investigate.Options{Data: dir, Now: now, Log: zerolog.Nop()})
			if errs.KindOf(err) != errs.Conflict || !strings.Contains(err.Error(), "ringtrace upgrade") {
				t.Fatalf("reading an older folder: %v", err)
			}
			if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
				t.Errorf("reading changed the folder: %s", diff)
			}

			s := upgraded(t, dir)
			if report, err := s.Check(t.Context(), true); err != nil {
				t.Fatalf("%v: %+v", err, report)
			}
			if diff := cmp.Diff(want, groups(t, s)); diff != "" {
				t.Errorf("the rings of the upgraded folder: %s", diff)
			}
			if report, err := s.Check(t.Context(), false); err != nil {
				t.Errorf("%v: %+v", err, report)
			}
			for made := layout + 1; made <= mine; made++ {
				keptCasebook(t, filepath.Join(dir, fmt.Sprintf("case.db.before-%d", made)))
			}
		})
	}
}

func newFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	open(t, dir)
	return dir
}

func readFormat(t *testing.T, dir string) folder.Format {
	t.Helper()
	f, err := folder.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// tree returns sizes and times of every file.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		out[path] = fmt.Sprint(info.Size(), info.ModTime())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// keptCasebook proves that the copy is whole and of an older layout.
func keptCasebook(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var version, rows int
	if err := db.QueryRow("SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM register)").Scan(&version, &rows); err != nil {
		t.Fatal(err)
	}
	if version >= casebook.FormatVersion || rows == 0 {
		t.Errorf("%s: version %d, %d rows of the register", filepath.Base(path), version, rows)
	}
}

// A part whose version is raised needs a new layout with a step that leads to
// it, and a folder of the old one in testdata.
func TestPartsBelongToTheirLayout(t *testing.T) {
	want := folder.Format{Layout: 2, Parts: map[string]int{"vault": 2, "case.db": 2, "graph.db": 1, "runs": 1}}
	got := readFormat(t, newFolder(t))
	if diff := cmp.Diff(want, folder.Format{Layout: got.Layout, Parts: got.Parts}); diff != "" {
		t.Error(diff)
	}
	if got.Parts["vault"] != vault.FormatVersion || got.Parts["graph.db"] != sqlite.FormatVersion {
		t.Errorf("the folder names other versions than its parts have: %v", got.Parts)
	}
	for layout := 1; layout < want.Layout; layout++ {
		if _, err := os.Stat(fmt.Sprintf("testdata/folders/%d.tar.gz", layout)); err != nil {
			t.Error(err)
		}
	}
}
