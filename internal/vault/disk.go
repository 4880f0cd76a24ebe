package vault

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// The files of an object, after its name.
const (
	textSuffix = ".text"   // the sealed text
	keysSuffix = ".keys"   // its table
	treeSuffix = ".rows"   // its row tree
	rawSuffix  = ".raw"    // a sealed original that is not the text
	keySuffix  = ".rawkey" // the key of that
	oldSuffix  = ".old"    // a file of keys that is being destroyed
)

// object names the text of a file: the same text cut in another way is kept
// once more, because its blocks lie elsewhere.
func (f *File) object() string {
	if f.Shape == "" {
		return f.Text()
	}
	return f.Text() + "-" + hex.EncodeToString([]byte(f.Shape))
}

func (v *Vault) place(name string) string { return filepath.Join(v.dir, name[:2], name) }

func (v *Vault) path(f File) string { return v.place(f.object()) }

// plainPath is where format 1 kept an original, unsealed.
func (v *Vault) plainPath(sha string) string { return v.place(sha) }

func (v *Vault) patchPath(f File, n int) string {
	return fmt.Sprintf("%s.patch%d", v.path(f), n)
}

var errNoRandom = &errs.Error{Op: "vault", Kind: errs.Internal, Subject: "vault folder", Message: "there is no source of randomness for its keys"}

// writable refuses a vault of an earlier format, and clears away what a crash
// left.
func (v *Vault) writable() error {
	if v.index.format < FormatVersion && v.index.sound > 0 {
		return &errs.Error{Op: "vault", Kind: errs.Conflict, Subject: "vault folder", Code: "OLD_FORMAT",
			Message: fmt.Sprintf("has format %d, which this program only reads", v.index.format), Remedy: "Upgrade the data folder."}
	}
	if v.swept {
		return nil
	}
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		return errs.Disk("vault", "vault folder", err)
	}
	if err := v.sweep(); err != nil {
		return errs.Disk("vault", "vault folder", err)
	}
	v.swept = true
	return nil
}

// sweep destroys what a crash left: files that were being written, and keys
// that were being destroyed.
func (v *Vault) sweep() error {
	left, err := named(v.dir, func(name string) bool { return strings.HasPrefix(name, "put-") })
	if err != nil {
		return err
	}
	for _, path := range left {
		if err := shred(path); err != nil {
			return err
		}
	}
	folders, err := named(v.dir, func(name string) bool { return len(name) == 2 })
	if err != nil {
		return err
	}
	for _, folder := range folders {
		dying, err := named(folder, func(name string) bool { return strings.HasSuffix(name, oldSuffix) })
		if err != nil {
			return err
		}
		for _, path := range dying {
			if err := bury(path, strings.TrimSuffix(path, oldSuffix)); err != nil {
				return err
			}
		}
	}
	return nil
}

// named returns the paths of a folder's entries that are called so.
func named(dir string, wanted func(name string) bool) (paths []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if wanted(e.Name()) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, err
}

// keepText seals a text under its hash, unless it is there already, and
// returns hash and size. The table of its keys comes last: it says that the
// text is whole.
func (v *Vault) keepText(ctx context.Context, r io.Reader, shape, want string) (sha string, size int64, err error) {
	seed, err := v.newSeed()
	if err != nil {
		return "", 0, err
	}
	tmp, err := v.temporary()
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, tmp.discard()) }()
	s := newSealer(diskWriter{tmp.File}, seed)
	if sha, err = s.seal(contextReader{ctx, r}, shape); err != nil {
		return "", 0, readError(err)
	}
	if err := sameHash(sha, want); err != nil {
		return "", 0, err
	}
	f := File{SHA256: sha, Shape: shape}
	size = s.table.head.Size
	if _, err := os.Stat(v.path(f) + keysSuffix); err == nil {
		return sha, size, nil
	}
	if err := tmp.publish(v.path(f)+textSuffix, 0o400); err != nil {
		return "", 0, errs.Disk("vault", "vault folder", err)
	}
	if err := v.keepTable(f, s.table); err != nil {
		return "", 0, errs.Disk("vault", "vault folder", err)
	}
	return sha, size, syncDisk(v.dir)
}

func sameHash(sha, want string) error {
	if want == "" || sha == want {
		return nil
	}
	return &errs.Error{Op: "vault", Kind: errs.Conflict, Subject: "input file",
		Message: "changed while it was being read", Remedy: "Load it again when nobody writes to it."}
}

// keepTable puts a table in place of the one before, which is destroyed.
func (v *Vault) keepTable(f File, t *table) error {
	b, err := t.encode()
	if err != nil {
		return err
	}
	return v.replaceKeys(v.path(f)+keysSuffix, b)
}

// replaceKeys writes a file of keys in one step. What stood there before is
// overwritten; should that be cut short, sweep does the rest.
func (v *Vault) replaceKeys(path string, content []byte) error {
	tmp, err := os.CreateTemp(v.dir, "put-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(content)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	old := path + oldSuffix
	if err := os.Link(path, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return err
	}
	return bury(old, path)
}

// bury destroys a file of keys that is no longer the one in force; when it
// still is, only its second name is taken away.
func bury(old, inForce string) error {
	a, err := os.Stat(old)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if b, err := os.Stat(inForce); err == nil && os.SameFile(a, b) {
		return os.Remove(old)
	}
	return shred(old)
}

// shred overwrites a file before it removes it. On disks that write elsewhere
// each time, old bytes may last for a while; the disk's own encryption is
// against that.
func shred(path string) error {
	if err := os.Chmod(path, 0o600); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = io.CopyN(f, zeros{}, info.Size())
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Remove(path)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// temporary is a file being written, in the vault's folder.
type temporary struct {
	*os.File
	done bool
}

func (v *Vault) temporary() (*temporary, error) {
	f, err := os.CreateTemp(v.dir, "put-*")
	if err != nil {
		return nil, errs.Disk("vault", "vault folder", err)
	}
	return &temporary{File: f}, nil
}

// publish gives the file its name, durably.
func (t *temporary) publish(path string, mode fs.FileMode) error {
	if err := errors.Join(t.Chmod(mode), t.Sync()); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Rename(t.Name(), path); err != nil {
		return err
	}
	t.done = true
	return errors.Join(t.Close(), syncDir(filepath.Dir(path)))
}

// discard removes a file that was not published.
func (t *temporary) discard() error {
	if t.done {
		return nil
	}
	return errors.Join(t.Close(), os.Remove(t.Name()))
}

func syncDisk(dir string) error {
	if err := syncDir(dir); err != nil {
		return errs.Disk("vault", "vault folder", err)
	}
	return nil
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // a folder cannot be synced there
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
