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
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/backup"
	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/ingest"
)

// RestoreReport says what was restored.
type RestoreReport struct {
	Made   time.Time `json:"made"` // when the backup was
	Layout int       `json:"layout"`
	Files  int       `json:"files"`
	Loads  int       `json:"loads"` // read into the store again
	Run    string    `json:"run"`   // the current run, made again; "" when there was none, or evidence was loaded after it
	Note   string    `json:"note"`
}

// Restore makes a data folder of a backup: it proves the archive by its seal
// and its sums, unpacks it beside Data, upgrades it where it is of an older
// layout, makes the store again from the vault and the last run from that, and
// only then gives it its name. Data must be empty or not exist, and so must
// the graph of a store on a server. When it fails nothing stands in Data.
func Restore(ctx context.Context, opt Options, path string) (report *RestoreReport, err error) {
	if err := vacant(opt.Data); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, errs.Disk("restore", "backup", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, errs.Disk("restore", "backup", err)
	}
	if err := backup.Verify(ctx, f, info.Size()); err != nil {
		return nil, err
	}
	data, err := filepath.Abs(opt.Data)
	if err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(data), filepath.Base(data)+".restoring-*")
	if err != nil {
		return nil, errs.Disk("restore", "data folder", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(tmp))
		}
	}()
	x := &restorer{dir: tmp, made: map[string]bool{}}
	if err := backup.Extract(ctx, f, x.take); err != nil {
		return nil, err
	}
	opt.Data, opt.Create, opt.Upgrade = tmp, false, true
	report = &RestoreReport{Made: x.head.Made, Layout: x.head.Folder.Layout, Files: x.files, Note: erasedNote}
	if err := remakeAll(ctx, opt, report); err != nil {
		return nil, err
	}
	if err := os.Remove(data); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Disk("restore", "data folder", err)
	}
	if err := os.Rename(tmp, data); err != nil {
		return nil, errs.Disk("restore", "data folder", err)
	}
	return report, nil
}

// vacant makes sure that nothing stands where the folder is to be.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return errs.Disk("restore", "data folder", err)
	case len(entries) > 0:
		return &errs.Error{Op: "restore", Kind: errs.Conflict, Subject: "data folder", Message: "is not empty", Remedy: "Name a new folder with --data"}
	}
	return nil
}

// restorer unpacks a backup into a folder.
type restorer struct {
	dir   string
	head  backupHead
	files int
	made  map[string]bool // folders, relative
}

func (x *restorer) take(name string, content io.Reader) error {
	if name == backup.HeadName {
		return x.readHead(content)
	}
	if !belongs(name) {
		return &errs.Error{Op: "restore", Kind: errs.Unverified, Subject: "backup", Message: "holds a file that is no part of a data folder", Remedy: "Use another backup; nothing was restored"}
	}
	x.files++
	path := filepath.Join(x.dir, filepath.FromSlash(name))
	if dir := filepath.Dir(path); !x.made[dir] {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return errs.Disk("restore", "data folder", err)
		}
		x.made[dir] = true
	}
	return folder.Replace(path, func(w io.Writer) error {
		_, err := io.Copy(w, content)
		return err
	})
}

// readHead reads what the backup is, and marks the folder with its layout.
func (x *restorer) readHead(content io.Reader) error {
	const most = 1 << 20
	text, err := io.ReadAll(io.LimitReader(content, most))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &x.head); err != nil || x.head.Backup < 1 || x.head.Folder.Layout < 1 {
		return &errs.Error{Op: "restore", Kind: errs.Unverified, Subject: "backup", Message: "does not say what it is", Remedy: "Use another backup; nothing was restored", Err: err}
	}
	if x.head.Backup > backupFormat || x.head.Folder.Layout > layout {
		return &errs.Error{Op: "restore", Kind: errs.Conflict, Subject: "backup",
			Message: fmt.Sprintf("made by a newer ringtrace (format %d of layout %d)", x.head.Backup, x.head.Folder.Layout), Remedy: "Use the newer ringtrace"}
	}
	return folder.Write(x.dir, x.head.Folder)
}

// belongs reports whether Backup would have put a file of this name there.
func belongs(name string) bool {
	parts := strings.Split(name, "/")
	switch parts[0] {
	case "case.db", folder.SecretFile:
		return len(parts) == 1
	case "keys", "runs", "packages", "vault":
		return len(parts) == 2 || len(parts) == 3
	}
	return false
}

// remakeAll upgrades what was unpacked, makes the store again, and the run.
func remakeAll(ctx context.Context, opt Options, report *RestoreReport) (err error) {
	s, err := Open(ctx, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	info, err := s.graph.Info(ctx)
	if err != nil {
		return err
	}
	if info.Nodes > 0 {
		return &errs.Error{Op: "restore", Kind: errs.Conflict, Subject: "store", Message: "is not empty", Remedy: "Name an empty one with --store, or leave it away for the embedded store"}
	}
	if err := s.vault.Check(ctx); err != nil {
		return err
	}
	loads, err := ingest.Replay(ctx, s.graph, s.vault)
	if err != nil {
		return err
	}
	report.Loads = len(loads)
	if err := s.markRules(); err != nil {
		return err
	}
	if report.Run, err = s.remakeRun(ctx); err != nil {
		return err
	}
	return s.book.Note(ctx, casebook.Entry{At: s.opt.Now(), Who: localUser, What: "restore", Subject: "backup of " + report.Made.UTC().Format(time.RFC3339)})
}

// remakeRun makes the last run of the register current again, when the
// evidence is what that run read; otherwise nothing is written and "" is
// returned.
func (s *Service) remakeRun(ctx context.Context) (string, error) {
	register, err := s.book.Register(ctx)
	if err != nil || len(register.Events) == 0 {
		return "", err
	}
	d := &detection{params: DefaultRunParams()}
	for _, stage := range []func(context.Context, *detection) error{s.readSnapshot, s.findGroups, s.secondOpinion, s.assemble, s.score, s.putRun} {
		if err := stage(ctx, d); err != nil {
			return "", err
		}
		if d.run != "" && !d.resumed {
			return "", nil
		}
	}
	return d.run, nil
}
