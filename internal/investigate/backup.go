package investigate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/backup"
	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// BackupReport says what a backup holds.
type BackupReport struct {
	Files  int    `json:"files"`
	Bytes  int64  `json:"bytes"` // of the archive
	Layout int    `json:"layout"`
	Note   string `json:"note"`
}

// erasedNote is printed with every backup and every restored one.
const erasedNote = "A backup holds every row that was not erased when it was made. A row erased later is still in it, and comes back when it is restored: destroy backups older than an erasure, or erase again after restoring."

// backupHead is the first file of a backup.
type backupHead struct {
	Backup  int           `json:"backup"` // format of the archive
	Made    time.Time     `json:"made"`
	Program string        `json:"program"`
	Folder  folder.Format `json:"folder"`
	Note    string        `json:"note"`
}

// backupFormat is raised when an older program could not restore the archive.
const backupFormat = 1

// Backup writes what cannot be made again of a data folder, of any layout up
// to this one, into one new file: vault, casebook, secret, signing keys and
// the files of runs. Others may load, detect and serve meanwhile; it holds what
// was acknowledged when it began. The file appears whole or not at all. Of the
// options only Data, Now, Program and Log are used: the store is not opened.
func Backup(ctx context.Context, opt Options, path string) (*BackupReport, error) {
	have, err := folder.Read(opt.Data)
	if err != nil {
		return nil, err
	}
	switch {
	case have.Layout == 0:
		return nil, &errs.Error{Op: "backup", Kind: errs.NotFound, Subject: "data folder", Message: "there is none", Remedy: "Name the folder with --data"}
	case have.Layout > layout:
		return nil, plan(opt).Open(ctx, opt.Data, false, opt.holder("backup"))
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, &errs.Error{Op: "backup", Kind: errs.Conflict, Subject: "backup file", Message: "is there already", Remedy: "Name another file", Err: err}
	}
	report := &BackupReport{Layout: have.Layout, Note: erasedNote}
	have.Rules = nil // the store is made again, by the rules of whoever does it
	head := backupHead{backupFormat, opt.Now().UTC().Truncate(time.Second), opt.Program, have, erasedNote}
	const attempts = 3
	for try := 1; ; try++ {
		err := folder.Replace(path, func(w io.Writer) (err error) {
			report.Files, err = writeBackup(ctx, opt, head, w)
			return err
		})
		if err == nil {
			break
		}
		if !errors.Is(err, errMeanwhile) || try == attempts {
			return nil, err
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, errs.Disk("backup", "backup file", err)
	}
	report.Bytes = info.Size()
	return report, noteBackup(ctx, opt, have.Layout)
}

// errMeanwhile says that rows were erased while the vault was read. What was
// read does not fit together then.
var errMeanwhile = &errs.Error{Op: "backup", Kind: errs.Conflict, Code: "MEANWHILE", Subject: "vault", Message: "was changed while it was read", Remedy: "Make the backup again"}

// writeBackup writes the archive. The casebook is copied between two looks at
// the vault: what it says of rows and files is in the second, and an erasure
// that is only half in either shows as a file that changed.
func writeBackup(ctx context.Context, opt Options, head backupHead, out io.Writer) (files int, err error) {
	before, err := lookAt(opt.Data)
	if err != nil {
		return 0, err
	}
	tmp, err := os.MkdirTemp(opt.Data, ".backup-*")
	if err != nil {
		return 0, errs.Disk("backup", "data folder", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	book := filepath.Join(tmp, "case.db")
	if err := casebook.Copy(ctx, filepath.Join(opt.Data, "case.db"), book); err != nil {
		return 0, err
	}
	now, err := lookAt(opt.Data)
	if err != nil {
		return 0, err
	}
	text, err := json.MarshalIndent(head, "", "  ")
	if err != nil {
		return 0, err
	}
	w := backup.NewWriter(out, head.Made)
	add := func(name, path string) error { return addFile(ctx, w, name, path) }
	if err := w.Add(ctx, backup.HeadName, int64(len(text)+1), strings.NewReader(string(text)+"\n")); err != nil {
		return 0, err
	}
	if err := add("case.db", book); err != nil {
		return 0, err
	}
	if err := now.write(ctx, w, opt.Data); err != nil {
		return 0, err
	}
	rest, err := beside(opt.Data)
	if err != nil {
		return 0, err
	}
	for _, name := range rest {
		if err := add(name, filepath.Join(opt.Data, filepath.FromSlash(name))); err != nil {
			return 0, err
		}
	}
	after, err := lookAt(opt.Data)
	if err != nil {
		return 0, err
	}
	if !before.holdsIn(now) || !now.holdsIn(after) {
		return 0, errMeanwhile
	}
	return w.Close()
}

// vaultLook is the vault as it stood when it was looked at.
type vaultLook struct {
	index []byte
	files []string
	stood map[string]fs.FileInfo
}

func lookAt(data string) (*vaultLook, error) {
	l := &vaultLook{stood: map[string]fs.FileInfo{}}
	dir := filepath.Join(data, "vault")
	var err error
	if l.index, l.files, err = vault.Contents(dir); err != nil {
		return nil, err
	}
	for _, name := range l.files {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errMeanwhile
		}
		if err != nil {
			return nil, errs.Disk("backup", "vault folder", err)
		}
		l.stood[name] = info
	}
	return l, nil
}

// holdsIn reports whether all files stand in a later look as they stood in
// this one, and the originals that this one knows have no others.
func (l *vaultLook) holdsIn(later *vaultLook) bool {
	mine := map[string]bool{}
	for name, was := range l.stood {
		is, ok := later.stood[name]
		if !ok || !os.SameFile(was, is) || was.Size() != is.Size() || !was.ModTime().Equal(is.ModTime()) {
			return false
		}
		mine[object(name)] = true
	}
	return !slices.ContainsFunc(later.files, func(name string) bool {
		_, known := l.stood[name]
		return !known && mine[object(name)]
	})
}

// object returns the part of a file's name that says what it belongs to.
func object(name string) string {
	sha, _, _ := strings.Cut(name, ".")
	return sha
}

func (l *vaultLook) write(ctx context.Context, w *backup.Writer, data string) error {
	if l.index == nil {
		return nil
	}
	if err := w.Add(ctx, "vault/index.ndjson", int64(len(l.index)), strings.NewReader(string(l.index))); err != nil {
		return err
	}
	for _, name := range l.files {
		err := addFile(ctx, w, "vault/"+name, filepath.Join(data, "vault", filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			return errMeanwhile
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// beside lists what else cannot be made again, in order: the secret, signing
// keys, what says which packages were handed out, and the files of whole runs.
func beside(data string) ([]string, error) {
	var out []string
	for _, pattern := range []string{folder.SecretFile, "keys/*", "packages/*/" + depositFile, "runs/*/rings.ndjson", "runs/*/" + statisticsFile, "runs/*/run.json"} {
		names, err := fs.Glob(os.DirFS(data), pattern)
		if err != nil {
			return nil, errs.Disk("backup", "data folder", err)
		}
		for _, name := range names {
			if info, err := os.Lstat(filepath.Join(data, filepath.FromSlash(name))); err == nil && info.Mode().IsRegular() {
				out = append(out, name)
			}
		}
	}
	return out, nil
}

func addFile(ctx context.Context, w *backup.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return errs.Disk("backup", "data folder", err)
	}
	info, err := f.Stat()
	if err == nil {
		err = w.Add(ctx, name, info.Size(), f)
	}
	return errors.Join(err, f.Close())
}

// noteBackup says in the audit trail that a copy of everything was made; a
// casebook of an older layout stays as it is.
func noteBackup(ctx context.Context, opt Options, of int) error {
	if of < layout {
		return nil
	}
	b, err := casebook.Open(ctx, filepath.Join(opt.Data, "case.db"))
	if err != nil {
		return err
	}
	note := casebook.Entry{At: opt.Now(), Who: localUser, What: "backup", Subject: fmt.Sprintf("layout %d", of)}
	return errors.Join(b.Note(ctx, note), b.Close())
}
