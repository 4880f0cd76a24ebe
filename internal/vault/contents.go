package vault

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Contents returns what a copy of the vault in dir must hold: the sound part
// of its index, and the paths, relative to dir and in order, of all files that
// belong to the originals named there. What is on its way in or out, and the
// trees of rows, which grow again, are not among them. A writer may be at work.
func Contents(dir string) (index []byte, files []string, err error) {
	x, err := readIndex(dir)
	if err != nil || x.sound == 0 {
		return nil, nil, err
	}
	if index, err = os.ReadFile(x.path); err != nil {
		return nil, nil, errs.Disk("backup", "index of the vault", err)
	}
	index = index[:x.sound]
	known := map[string]bool{}
	for _, f := range x.files {
		known[f.SHA256] = true
		known[f.Text()] = true
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if sha, _, _ := strings.Cut(d.Name(), "."); !known[sha] || strings.HasSuffix(path, treeSuffix) || strings.HasSuffix(path, ".old") {
			return nil
		}
		rel, err := filepath.Rel(dir, path)
		files = append(files, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		return nil, nil, errs.Disk("backup", "vault folder", err)
	}
	return index, files, nil
}
