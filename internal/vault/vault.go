package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Vault is an open vault folder. It is safe for use by many goroutines of one
// process.
type Vault struct {
	dir string
	opt Options

	mu    sync.Mutex
	index *index
	rows  map[uint32]*rowIndex
}

// Options are what a vault needs from outside.
type Options struct {
	Random io.Reader // the keys of what is kept come from it; nil where nothing is put
}

// Open opens the vault in dir. The folder need not exist: it is made by the
// first Put, so that reading commands write nothing.
func Open(dir string, o Options) (*Vault, error) {
	x, err := readIndex(dir)
	if err != nil {
		return nil, err
	}
	return &Vault{dir: dir, opt: o, index: x, rows: map[uint32]*rowIndex{}}, nil
}

// Arrival says how a file came.
type Arrival struct {
	Name    string            // base name
	Kind    string            // what its rows are
	Options map[string]string // what else shapes its reading; part of its identity
	SHA256  string            // the hash its reader saw; Put refuses other bytes. "" accepts any
	Shape   string            // how the text of its rows is cut
	// Plain opens the rows as UTF-8 text, where the file came compressed, in
	// another encoding, or in a form that is no text; nil when the file itself
	// is that text. Both are kept.
	Plain func() (io.ReadCloser, error)
}

// Put keeps the content of r and returns its file. The same content with the
// same kind and options has one number for good. When Put returns, file and
// number are durable.
func (v *Vault) Put(ctx context.Context, r io.Reader, a Arrival) (File, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if f, ok := v.find(a); ok && a.SHA256 != "" {
		return f, nil
	}
	sha, size, err := v.keep(ctx, r, a.SHA256)
	if err != nil {
		return File{}, err
	}
	a.SHA256 = sha
	if f, ok := v.find(a); ok {
		return f, nil
	}
	f := File{Number: uint32(len(v.index.files) + 1), SHA256: sha, Name: filepath.Base(a.Name), Bytes: size, Kind: a.Kind, Options: maps.Clone(a.Options), Shape: a.Shape}
	if a.Plain != nil {
		if f.Plain, err = v.keepPlain(ctx, a.Plain); err != nil {
			return File{}, err
		}
	}
	if err := v.index.append(entry{File: &f}); err != nil {
		return File{}, err
	}
	return f, nil
}

func (v *Vault) keepPlain(ctx context.Context, open func() (io.ReadCloser, error)) (string, error) {
	r, err := open()
	if err != nil {
		return "", err
	}
	sha, _, err := v.keep(ctx, r, "")
	return sha, errors.Join(err, r.Close())
}

func (v *Vault) find(a Arrival) (File, bool) {
	n, ok := v.index.byID[identity(a.SHA256, a.Kind, a.Shape, a.Options)]
	if !ok {
		return File{}, false
	}
	return v.index.files[n-1], true
}

// keep writes the content under its hash: temporary file, fsync, rename, fsync
// of the folder.
func (v *Vault) keep(ctx context.Context, r io.Reader, want string) (sha string, size int64, err error) {
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		return "", 0, errs.Disk("vault", "vault folder", err)
	}
	tmp, err := os.CreateTemp(v.dir, "put-*")
	if err != nil {
		return "", 0, errs.Disk("vault", "vault folder", err)
	}
	defer func() {
		if tmp != nil {
			err = errors.Join(err, tmp.Close(), os.Remove(tmp.Name()))
		}
	}()
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(diskWriter{tmp}, h), contextReader{ctx, r})
	if err != nil {
		return "", 0, readError(err)
	}
	sha = hex.EncodeToString(h.Sum(nil))
	if want != "" && sha != want {
		return "", 0, &errs.Error{Op: "vault", Kind: errs.Conflict, Subject: "input file",
			Message: "changed while it was being read", Remedy: "Load it again when nobody writes to it."}
	}
	if _, err := os.Stat(v.object(sha)); err == nil {
		return sha, size, nil
	}
	name := tmp.Name()
	if err := errors.Join(tmp.Chmod(0o400), tmp.Sync(), tmp.Close()); err != nil {
		tmp = nil
		return "", 0, errors.Join(errs.Disk("vault", "vault folder", err), os.Remove(name))
	}
	tmp = nil
	if err := v.publish(name, sha); err != nil {
		return "", 0, errors.Join(errs.Disk("vault", "vault folder", err), os.Remove(name))
	}
	return sha, size, nil
}

func (v *Vault) publish(tmp, sha string) error {
	folder := filepath.Dir(v.object(sha))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := os.Rename(tmp, v.object(sha)); err != nil {
		return err
	}
	return errors.Join(syncDir(folder), syncDir(v.dir))
}

func (v *Vault) object(sha string) string { return filepath.Join(v.dir, sha[:2], sha) }

// Begin records, durably, that a load is about to be applied, and returns it
// with its number. It must stand before the store's commit: what the store
// holds can then always be rebuilt.
func (v *Vault) Begin(l Load) (Load, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	l.Number = uint32(len(v.index.loads) + 1)
	l.At = l.At.UTC().Truncate(time.Microsecond)
	return l, v.index.append(entry{Load: &l})
}

// Abandon records that the load was not applied.
func (v *Vault) Abandon(load uint32) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.index.append(entry{Abandon: load})
}

// Files returns every file, by number.
func (v *Vault) Files() []File {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.index.files)
}

// Loads returns every load, by number, those abandoned included.
func (v *Vault) Loads() []Load {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.index.loads)
}

// File returns the file of that number; errs.NotFound when there is none.
func (v *Vault) File(number uint32) (File, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if number == 0 || int(number) > len(v.index.files) {
		return File{}, &errs.Error{Op: "vault", Kind: errs.NotFound, Subject: fmt.Sprintf("file %d", number), Message: "no such file in the vault"}
	}
	return v.index.files[number-1], nil
}

// Open opens the rows of that file, as UTF-8 text.
func (v *Vault) Open(number uint32) (io.ReadSeekCloser, error) {
	f, err := v.File(number)
	if err != nil {
		return nil, err
	}
	return v.openObject(number, f.Text())
}

// OpenOriginal opens the bytes of that file as they came.
func (v *Vault) OpenOriginal(number uint32) (io.ReadSeekCloser, error) {
	f, err := v.File(number)
	if err != nil {
		return nil, err
	}
	return v.openObject(number, f.SHA256)
}

func (v *Vault) openObject(number uint32, sha string) (io.ReadSeekCloser, error) {
	r, err := os.Open(v.object(sha))
	if err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", number), err)
	}
	return r, nil
}

// Check reads every original and compares it, and what is kept of the hashes
// of its rows, with its hash. The first that is missing or altered is an
// errs.Unverified.
func (v *Vault) Check(ctx context.Context) error {
	for _, f := range v.Files() {
		if err := v.checkObject(ctx, f, f.SHA256); err != nil {
			return err
		}
		if f.Plain != "" {
			if err := v.checkObject(ctx, f, f.Plain); err != nil {
				return err
			}
		}
		if err := v.checkTree(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vault) checkObject(ctx context.Context, f File, sha string) error {
	r, err := v.openObject(f.Number, sha)
	if errors.Is(err, fs.ErrNotExist) {
		return altered(f, "is missing")
	}
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(h, contextReader{ctx, r})
	if err = errors.Join(err, r.Close()); err != nil {
		return readError(err)
	}
	if hex.EncodeToString(h.Sum(nil)) != sha {
		return altered(f, "does not match its SHA-256")
	}
	return nil
}

func altered(f File, how string) error {
	return &errs.Error{Op: "check", Kind: errs.Unverified, Subject: fmt.Sprintf("vault file %d", f.Number),
		Message: "the original " + how, Remedy: "Restore the vault from a backup."}
}

// contextReader ends a copy when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// diskWriter marks the errors of writing, so that a full disk is not taken
// for an unreadable input.
type diskWriter struct{ f *os.File }

func (w diskWriter) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	if err != nil {
		err = errs.Disk("vault", "vault folder", err)
	}
	return n, err
}

func readError(err error) error {
	var known *errs.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return errs.Disk("vault", "input file", err)
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
