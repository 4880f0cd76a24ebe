package folder

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Replace replaces a file in one step: a reader, or a process started after a
// crash, sees the old bytes or the new ones. They are durable when it returns.
// An error that write explained, or the end of its context, is returned as it
// is.
func Replace(path string, write func(io.Writer) error) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return errs.Disk("write", "data folder", err)
	}
	out := bufio.NewWriterSize(tmp, 1<<16)
	if err = write(out); err == nil {
		err = errors.Join(out.Flush(), tmp.Sync())
	}
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err == nil {
		return syncFolder(dir)
	}
	err = errors.Join(err, os.Remove(tmp.Name()))
	if known := (*errs.Error)(nil); errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return errs.Disk("write", "data folder", err)
}

// Whole writes a content that is there already.
func Whole(content []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}
}

// syncFolder makes a rename durable.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" { // a folder cannot be synced there
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return errs.Disk("write", "data folder", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return errs.Disk("write", "data folder", err)
	}
	return nil
}
