package casebook

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Copy writes a casebook of any layout as it stands at one moment to a new
// file, while others read and write it. The file to must not exist; it is
// durable when Copy returns, and removed when it fails.
func Copy(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil { // the driver would make an empty one
		return errs.Disk("copy", "case.db", err)
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return errs.Disk("copy", "copy of case.db", errors.Join(fs.ErrExist, err))
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: from}).EscapedPath()+"?_pragma=busy_timeout(5000)")
	if err != nil {
		return unavailable(err)
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	if err = errors.Join(err, db.Close()); err == nil {
		err = syncFile(to)
	}
	if err != nil {
		_ = os.Remove(to)
		return unavailable(err)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Sync(), f.Close())
}
