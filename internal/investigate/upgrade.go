package investigate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// keepCasebook copies the casebook beside itself before the folder is brought
// to a layout. The copy appears whole or not at all, and one that is there
// already was made before the step began.
func keepCasebook(ctx context.Context, dir string, layout int) error {
	book := filepath.Join(dir, "case.db")
	kept := fmt.Sprintf("%s.before-%d", book, layout)
	for path, want := range map[string]bool{book: true, kept: false} {
		_, err := os.Stat(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errs.Disk("upgrade", "data folder", err)
		}
		if (err == nil) != want {
			return nil
		}
	}
	half := kept + ".half"
	if err := os.Remove(half); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errs.Disk("upgrade", "data folder", err)
	}
	if err := casebook.Copy(ctx, book, half); err != nil {
		return err
	}
	if err := os.Rename(half, kept); err != nil {
		return errs.Disk("upgrade", "data folder", err)
	}
	return nil
}
