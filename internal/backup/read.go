package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Verify proves that the archive of size bytes is whole and unaltered, by its
// seal. It reads it once and unpacks nothing.
func Verify(ctx context.Context, r io.ReaderAt, size int64) error {
	tail, err := tailOf(make([]byte, sha256.Size))
	if err != nil {
		return err
	}
	body := size - int64(len(tail))
	if body < 0 {
		return damaged("is too short to be a backup", nil)
	}
	h := sha256.New()
	if _, err := io.Copy(h, stopping{ctx, io.NewSectionReader(r, 0, body)}); err != nil {
		return diskError(err)
	}
	have := make([]byte, len(tail))
	if _, err := io.ReadFull(io.NewSectionReader(r, body, int64(len(tail))), have); err != nil {
		return diskError(err)
	}
	want, err := tailOf(h.Sum(nil))
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want) {
		return damaged("is cut short or altered: its seal does not fit", nil)
	}
	return nil
}

// Extract hands the files of an archive to take, BACKUP.json first, and proves
// each by its sum. What it has handed over is good only when it returns nil.
func Extract(ctx context.Context, r io.Reader, take func(name string, content io.Reader) error) error {
	z, err := gzip.NewReader(bufio.NewReaderSize(stopping{ctx, r}, 1<<16))
	if err != nil {
		return unreadable(err)
	}
	x := &extractor{in: tar.NewReader(z), seen: map[string]bool{}, take: take}
	for {
		h, err := x.in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unreadable(err)
		}
		if err := x.entry(h); err != nil {
			return err
		}
	}
	if !x.sealed {
		return damaged("ends before its seal", nil)
	}
	return nil
}

// extractor is an archive on its way out.
type extractor struct {
	in     *tar.Reader
	seen   map[string]bool
	sums   strings.Builder // as SHA256SUMS must be
	summed bool
	sealed bool
	take   func(name string, content io.Reader) error
}

func (x *extractor) entry(h *tar.Header) error {
	if err := x.allowed(h); err != nil {
		return err
	}
	x.seen[h.Name] = true
	switch h.Name {
	case sumsName:
		text, err := io.ReadAll(io.LimitReader(x.in, int64(x.sums.Len())+1))
		if err != nil {
			return unreadable(err)
		}
		if x.summed = string(text) == x.sums.String(); !x.summed {
			return damaged("holds other files than its sums say", nil)
		}
		return nil
	case sealName:
		x.sealed = x.summed // Verify has looked at what it says
		return nil
	}
	sum := sha256.New()
	content := io.TeeReader(x.in, sum)
	err := x.take(h.Name, content)
	if err == nil {
		_, err = io.Copy(io.Discard, content) // what it left of it counts as well
	}
	if err != nil {
		return unreadable(err)
	}
	fmt.Fprintf(&x.sums, "%x  %s\n", sum.Sum(nil), h.Name)
	return nil
}

// allowed refuses what no backup holds.
func (x *extractor) allowed(h *tar.Header) error {
	switch {
	case h.Typeflag != tar.TypeReg:
		return damaged("holds something that is not a plain file", nil)
	case !local(h.Name):
		return damaged("holds a path that leads out of the folder", nil)
	case x.seen[h.Name]:
		return damaged("holds a file twice", nil)
	case (len(x.seen) == 0) != (h.Name == HeadName):
		return damaged("does not begin with "+HeadName, nil)
	case x.sealed, x.summed && h.Name != sealName:
		return damaged("goes on after its end", nil)
	}
	return nil
}

// local reports whether a name is a plain path below the folder, on every
// system: no way up, no root, no drive, no device.
func local(name string) bool {
	return name != "" && name != "." && name == path.Clean(name) && !strings.HasPrefix(name, "/") && name != ".." && !strings.HasPrefix(name, "../") &&
		!strings.ContainsAny(name, "\\:\x00")
}

func damaged(how string, cause error) error {
	return &errs.Error{Op: "restore", Kind: errs.Unverified, Subject: "backup", Message: how, Remedy: "Use another backup; nothing was restored", Err: cause}
}

// unreadable explains an error of reading an archive; what its taker explained
// stays as it is.
func unreadable(err error) error {
	var known *errs.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return damaged("cannot be unpacked", err)
}
