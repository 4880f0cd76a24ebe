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

	mu        sync.Mutex
	swept     bool // what crashes left was cleared away
	index     *index
	tables    map[string]*table // by object
	withdrawn map[string]RowSet // by the SHA-256 of the file
}

// Options are what a vault needs from outside.
type Options struct {
	Random io.Reader // the keys of what is kept come from it; nil where nothing is put
	// Secret returns the deployment's key for hashes of what may not be kept;
	// nil where there is none.
	Secret func() ([]byte, error)
}

// Open opens the vault in dir. The folder need not exist: it is made by the
// first Put, so that reading commands write nothing.
func Open(dir string, o Options) (*Vault, error) {
	x, err := readIndex(dir)
	if err != nil {
		return nil, err
	}
	return &Vault{dir: dir, opt: o, index: x, tables: map[string]*table{}}, nil
}

// Secret returns the deployment's key for hashes of what may not be kept, nil
// where it has none. It stands beside the vault because rows read again must
// give the same hashes.
func (v *Vault) Secret() ([]byte, error) {
	if v.opt.Secret == nil {
		return nil, nil
	}
	return v.opt.Secret()
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
// same kind, shape and options has one number for good. When Put returns, file
// and number are durable. Rows that were erased from the content stay erased.
func (v *Vault) Put(ctx context.Context, r io.Reader, a Arrival) (File, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if f, ok := v.find(a); ok && a.SHA256 != "" {
		return f, nil
	}
	if err := v.writable(); err != nil {
		return File{}, err
	}
	f := File{Number: uint32(len(v.index.files) + 1), Name: filepath.Base(a.Name), Kind: a.Kind, Options: maps.Clone(a.Options), Shape: a.Shape}
	var err error
	if a.Plain == nil {
		f.SHA256, f.Bytes, err = v.keepText(ctx, r, a.Shape, a.SHA256)
	} else {
		err = v.keepBoth(ctx, r, a, &f)
	}
	if err != nil {
		return File{}, err
	}
	a.SHA256 = f.SHA256
	if f, ok := v.find(a); ok {
		return f, nil
	}
	if err := v.index.append(entry{File: &f}); err != nil {
		return File{}, err
	}
	return f, nil
}

// keepBoth keeps the text of a file's rows, and the file apart from it. Where
// rows of that text were erased before, the file would bring them back: it is
// not kept.
func (v *Vault) keepBoth(ctx context.Context, r io.Reader, a Arrival, f *File) (err error) {
	plain, err := a.Plain()
	if err != nil {
		return err
	}
	f.Plain, _, err = v.keepText(ctx, plain, a.Shape, "")
	if err = errors.Join(err, plain.Close()); err != nil {
		return err
	}
	t, err := v.tableLocked(*f)
	if err != nil {
		return err
	}
	f.SHA256, f.Bytes, err = v.keepOriginal(ctx, r, a.SHA256, len(t.head.Erased) == 0)
	return err
}

func (v *Vault) find(a Arrival) (File, bool) {
	n, ok := v.index.byID[identity(a.SHA256, a.Kind, a.Shape, a.Options)]
	if !ok {
		return File{}, false
	}
	return v.index.files[n-1], true
}

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

// Refresh reads the index again. Whoever is about to write calls it, with the
// data folder's lock held: another process may have written since the vault
// was opened.
func (v *Vault) Refresh() error {
	x, err := readIndex(v.dir)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.index = x
	return nil
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

// Open opens the rows of that file, as UTF-8 text. In place of rows that were
// erased stands filler that is cut as they were.
func (v *Vault) Open(number uint32) (io.ReadSeekCloser, error) {
	f, err := v.File(number)
	if err != nil {
		return nil, err
	}
	return v.openText(f)
}

// Erased returns what is left of the rows of a file that were erased, by row.
func (v *Vault) Erased(number uint32) ([]ErasedRow, error) {
	f, err := v.File(number)
	if err != nil {
		return nil, err
	}
	t, err := v.table(f)
	if err != nil {
		return nil, err
	}
	return slices.Clone(t.head.Erased), nil
}

// Check reads every original and compares it, and what is kept of the hashes
// of its rows, with its hash. Where rows were erased, the hashes of all rows,
// those that are left of erased ones among them, must add up to the root that
// was noted then. The first that is missing or altered is an errs.Unverified.
func (v *Vault) Check(ctx context.Context) error {
	for _, f := range v.Files() {
		if err := v.checkFile(ctx, f); errors.Is(err, fs.ErrNotExist) {
			return altered(f, "is missing")
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (v *Vault) checkFile(ctx context.Context, f File) error {
	t, err := v.table(f)
	if err != nil {
		return err
	}
	erased := len(t.head.Erased) > 0
	if f.Plain != "" && !erased {
		r, err := v.OpenOriginal(f.Number)
		if err != nil {
			return err
		}
		if err := hashes(ctx, r, f, f.SHA256); err != nil {
			return err
		}
	}
	kept, err := v.keptTree(f)
	if err != nil {
		return err
	}
	if kept == nil && !erased { // otherwise the tree is grown, which reads the text
		r, err := v.openAs(f, t)
		if err != nil {
			return err
		}
		return hashes(ctx, r, f, f.Text())
	}
	return v.checkTree(ctx, f, t, kept)
}

// hashes proves that a file reads as what its hash says, and closes it.
func hashes(ctx context.Context, r io.ReadCloser, f File, want string) error {
	h := sha256.New()
	_, err := io.Copy(h, contextReader{ctx, r})
	if err = errors.Join(err, r.Close()); errors.Is(err, io.ErrUnexpectedEOF) {
		return altered(f, "is shorter than it was")
	}
	if err != nil {
		return readError(err)
	}
	if hex.EncodeToString(h.Sum(nil)) != want {
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
