package investigate

import (
	"context"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/casebook"
)

// upgrade2 gives the casebook its logs of judgements and verdicts.
func upgrade2(ctx context.Context, dir string) error {
	b, err := casebook.Open(ctx, filepath.Join(dir, "case.db"))
	if err != nil {
		return err
	}
	return b.Close()
}
