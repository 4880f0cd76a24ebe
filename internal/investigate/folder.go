package investigate

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"github.com/gofrs/flock"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store/neo4j"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

// folderFormat is the layout of the data folder that this binary writes.
const folderFormat = 1

// format is the content of ringtrace.json.
type format struct {
	Format int `json:"format"`
}

// checkFormat refuses a folder of a newer layout and marks a new one.
func checkFormat(dir string) error {
	path := filepath.Join(dir, "ringtrace.json")
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		mark, err := json.Marshal(format{folderFormat})
		if err != nil {
			return err
		}
		return writeFile(path, whole(append(mark, '\n')))
	}
	if err != nil {
		return errs.Disk("open", "data folder", err)
	}
	var f format
	if err := json.Unmarshal(text, &f); err != nil || f.Format < 1 {
		return &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "data folder", Message: "ringtrace.json is damaged",
			Remedy: `Write {"format":1} into it if the folder was made by this version`, Err: err}
	}
	if f.Format > folderFormat {
		return &errs.Error{Op: "open", Kind: errs.Conflict, Subject: "data folder",
			Message: fmt.Sprintf("written by a newer ringtrace (layout %d, this one knows %d)", f.Format, folderFormat), Remedy: "Use the newer ringtrace"}
	}
	return nil
}

// writeFile replaces a file in one step: a reader, or a process started after
// a crash, sees the old bytes or the new ones.
func writeFile(path string, write func(io.Writer) error) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return errs.Disk("write", "data folder", err)
	}
	out := bufio.NewWriterSize(tmp, 1<<16)
	err = errors.Join(write(out), out.Flush(), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errs.Disk("write", "data folder", errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}

// whole writes a file that is there already.
func whole(content []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}
}

// lock takes the folder for one writer. Reading goes on beside it. The lock
// is the operating system's, so a killed process leaves none behind.
func (s *Service) lock(op string) (release func(), err error) {
	l := flock.New(filepath.Join(s.opt.Data, "lock"))
	held, err := l.TryLock()
	if err != nil {
		return nil, errs.Disk(op, "data folder", err)
	}
	if !held {
		return nil, &errs.Error{Op: op, Kind: errs.Conflict, Subject: "data folder", Message: "another ringtrace is writing to it",
			Remedy: "Wait until it has finished, then try again"}
	}
	return func() {
		if err := l.Unlock(); err != nil {
			s.opt.Log.Error().Err(err).Str("op", op).Msg("lock not released")
		}
	}, nil
}

// openStore opens the store that the URL names.
func openStore(ctx context.Context, opt Options) (Store, error) {
	if opt.Graph != nil {
		return opt.Graph, nil
	}
	if opt.Store == "" {
		return sqlite.Open(filepath.Join(opt.Data, "graph.db"), sqlite.Options{})
	}
	u, err := url.Parse(opt.Store)
	if err != nil {
		return nil, &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "store", Message: "the address is not a URL",
			Remedy: "Leave --store away for the embedded store"}
	}
	if slices.Contains(neo4j.Schemes(), u.Scheme) {
		return neo4j.Open(ctx, opt.Store, neo4j.Options{Password: opt.Secret.Password, PasswordFile: opt.Secret.File})
	}
	return nil, &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "store", Message: fmt.Sprintf("no store of kind %q", u.Scheme),
		Remedy: "Write neo4j://user@host:7687/database, or leave --store away for the embedded store"}
}
