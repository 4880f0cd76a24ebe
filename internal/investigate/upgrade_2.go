package investigate

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// upgrade2 gives the casebook its logs of judgements and verdicts, and seals
// the vault's originals, so that rows can be erased from them.
func upgrade2(random io.Reader) func(ctx context.Context, dir string) error {
	return func(ctx context.Context, dir string) error {
		b, err := casebook.Open(ctx, filepath.Join(dir, "case.db"))
		if err != nil {
			return err
		}
		return errors.Join(b.Close(), vault.Upgrade(ctx, filepath.Join(dir, "vault"), vault.Options{Random: random}))
	}
}
