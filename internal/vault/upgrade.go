package vault

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Upgrade brings a vault of format 1, whose originals lie there unsealed, to
// this format: each is sealed, proved to read as before, and its unsealed copy
// overwritten and removed. The index changes its head last. Numbers, hashes
// and loads stay as they are. A call that was cut short anywhere is finished
// by the same call again; meanwhile the vault can be read. A vault that does
// not exist or has this format is left alone. The caller holds the data
// folder's lock.
func Upgrade(ctx context.Context, dir string, o Options) error {
	v, err := Open(dir, o)
	if err != nil || v.index.format >= FormatVersion || v.index.sound == 0 {
		return err
	}
	if err := v.sweep(); err != nil {
		return errs.Disk("upgrade", "vault folder", err)
	}
	for _, f := range v.Files() {
		if err := v.upgradeFile(ctx, f); err != nil {
			return err
		}
	}
	if err := v.upgradeIndex(); err != nil {
		return errs.Disk("upgrade", "vault folder", err)
	}
	return nil
}

func (v *Vault) upgradeFile(ctx context.Context, f File) error {
	path := v.plainPath(f.SHA256)
	r, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) { // sealed already, for this or another number
		_, err := os.Stat(v.path(f) + keysSuffix)
		if errors.Is(err, fs.ErrNotExist) {
			return altered(f, "is missing")
		}
		return err
	}
	if err != nil {
		return errs.Disk("upgrade", "vault folder", err)
	}
	sha, _, err := v.keepText(ctx, r, f.Shape, "")
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	if sha != f.SHA256 {
		return altered(f, "does not match its SHA-256")
	}
	sealed, err := v.openText(f)
	if err != nil {
		return err
	}
	if err := hashes(ctx, sealed, f, f.SHA256); err != nil {
		return err
	}
	if err := os.Remove(v.path(f) + treeSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) { // salted in another way; grown again when asked for
		return errs.Disk("upgrade", "vault folder", err)
	}
	if err := retire(path); err != nil {
		return errs.Disk("upgrade", "vault folder", err)
	}
	return nil
}

// retire destroys a file that is not needed any more. It loses its name first:
// a file cut short while it was overwritten must not be taken for the original,
// and sweep finds what is left.
func retire(path string) error {
	dying := path + oldSuffix
	if err := os.Rename(path, dying); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return err
	}
	return shred(dying)
}

// upgradeIndex writes the index again with the new head, in one step.
func (v *Vault) upgradeIndex() error {
	text, err := os.ReadFile(v.index.path)
	if err != nil {
		return err
	}
	_, rest, _ := bytes.Cut(text[:v.index.sound], []byte("\n"))
	tmp, err := v.temporary()
	if err != nil {
		return err
	}
	_, err = io.Copy(tmp, io.MultiReader(bytes.NewReader(sealLine(entry{Vault: FormatVersion})), bytes.NewReader(rest)))
	if err == nil {
		err = tmp.publish(v.index.path, 0o600)
	}
	return errors.Join(err, tmp.discard())
}
