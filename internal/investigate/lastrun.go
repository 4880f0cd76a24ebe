package investigate

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// ofLastRun reads a file beside the last run of the register, and names that
// run. The text is nil where there is none: before a first run, after its
// folder was taken away, and where the run had nothing of the kind to keep.
func (s *Service) ofLastRun(ctx context.Context, file string) (run string, text []byte, err error) {
	register, err := s.book.Register(ctx)
	if err != nil {
		return "", nil, err
	}
	if _, run = register.Before(); run == "" {
		return "", nil, nil
	}
	text, err = os.ReadFile(filepath.Join(s.opt.Data, "runs", run, file))
	if errors.Is(err, fs.ErrNotExist) {
		return run, nil, nil
	}
	if err != nil {
		return run, nil, errs.Disk("detect", file+" of the run before", err)
	}
	return run, text, nil
}
