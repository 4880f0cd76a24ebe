package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Names of the entries that are not files of the folder.
const (
	HeadName = "BACKUP.json"
	sumsName = "SHA256SUMS"
	sealName = "SEAL"
)

// Writer writes an archive to a stream.
type Writer struct {
	out    io.Writer
	seal   hash.Hash // of all that went to out
	zip    *gzip.Writer
	tar    *tar.Writer
	made   time.Time
	sums   strings.Builder
	files  int
	failed error
}

// NewWriter begins an archive whose entries bear the time made.
func NewWriter(out io.Writer, made time.Time) *Writer {
	w := &Writer{out: out, seal: sha256.New(), made: made.UTC().Truncate(time.Second)}
	w.zip, w.failed = gzip.NewWriterLevel(io.MultiWriter(out, w.seal), gzip.BestSpeed) // originals may be encrypted, where effort is wasted
	w.tar = tar.NewWriter(w.zip)
	return w
}

// Add adds a file of exactly size bytes.
func (w *Writer) Add(ctx context.Context, name string, size int64, r io.Reader) error {
	return w.put(name, size, stopping{ctx, r})
}

func (w *Writer) put(name string, size int64, r io.Reader) error {
	if w.failed != nil {
		return w.failed
	}
	h := sha256.New()
	w.failed = w.add(name, size, io.TeeReader(r, h))
	w.files++
	fmt.Fprintf(&w.sums, "%x  %s\n", h.Sum(nil), name)
	return w.failed
}

func (w *Writer) add(name string, size int64, r io.Reader) error {
	if err := w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: w.made, Format: tar.FormatPAX}); err != nil {
		return diskError(err)
	}
	n, err := io.Copy(w.tar, io.LimitReader(r, size))
	if err != nil {
		return diskError(err)
	}
	if n < size {
		return &errs.Error{Op: "backup", Kind: errs.Conflict, Subject: name, Message: "became shorter while it was read", Remedy: "Make the backup again"}
	}
	return nil
}

// Close writes the sums and the seal. It returns how many files went in.
func (w *Writer) Close() (files int, err error) {
	files = w.files
	sums := w.sums.String()
	if err := w.put(sumsName, int64(len(sums)), strings.NewReader(sums)); err != nil {
		return 0, err
	}
	if err := w.tar.Flush(); err != nil {
		return 0, diskError(err)
	}
	if err := w.zip.Close(); err != nil {
		return 0, diskError(err)
	}
	tail, err := tailOf(w.seal.Sum(nil))
	if err == nil {
		_, err = w.out.Write(tail)
	}
	if err != nil {
		return 0, diskError(err)
	}
	return files, nil
}

// tailOf returns the last bytes of an archive, which hold the seal: a gzip
// member of its own, stored without compression, so that its length is always
// the same.
func tailOf(sum []byte) ([]byte, error) {
	var out strings.Builder
	z, err := gzip.NewWriterLevel(&out, gzip.NoCompression)
	if err != nil {
		return nil, err
	}
	t := tar.NewWriter(z)
	text := hex.EncodeToString(sum) + "\n"
	if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: sealName, Size: int64(len(text)), Mode: 0o600, Format: tar.FormatUSTAR}); err != nil {
		return nil, err
	}
	for _, step := range []func() error{func() error { _, err := io.WriteString(t, text); return err }, t.Close, z.Close} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return []byte(out.String()), nil
}

// stopping ends a copy when its context ends.
type stopping struct {
	ctx context.Context
	r   io.Reader
}

func (s stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// diskError explains what reading or writing failed of; a context's end and
// what is explained already stay as they are.
func diskError(err error) error {
	var known *errs.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return errs.Disk("backup", "backup file", err)
}
