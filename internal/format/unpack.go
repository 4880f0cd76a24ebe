package format

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// The bounds of what a compressed file may grow to. Tables grow five- to
// thirtyfold, the most repetitive made ones 150-fold; deflate ends at 1,032.
const (
	maxRatio    = 250       // once maxInnocent is passed
	maxInnocent = 64 << 20  // so much may come out of anything
	maxExpanded = 256 << 30 // in all
	maxWindow   = 128 << 20 // of zstd; what `zstd --long` writes
)

// unpack returns the decompressed bytes of raw. Closing it leaves raw open.
func unpack(name string, raw io.Reader, c Compression) (io.ReadCloser, error) {
	if c == "" {
		return io.NopCloser(raw), nil
	}
	in := &counted{r: raw}
	u := &unpacked{name: name, packed: c, in: in, close: func() error { return nil }}
	switch c {
	case Gzip:
		u.ahead = bufio.NewReaderSize(in, 64<<10)
		z, err := gzip.NewReader(u.ahead)
		if err != nil {
			return nil, u.broken(err)
		}
		u.r, u.close = z, z.Close
	case Zstd:
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, u.broken(err)
		}
		u.r, u.close = z, func() error { z.Close(); return nil }
	}
	return u, nil
}

// unpacked is a decompressed stream that names the place where it breaks, and
// breaks where it grows beyond the bounds.
type unpacked struct {
	name   string
	packed Compression
	in     *counted
	ahead  *bufio.Reader // between in and a decompressor that reads byte by byte
	r      io.Reader
	out    int64
	close  func() error
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.out += int64(n)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return n, u.broken(err)
	case u.out > maxExpanded, u.out > maxInnocent && u.out > maxRatio*u.offset():
		return 0, refuse(u.name, "", "TOO_LONG",
			fmt.Sprintf("its first %d bytes unpack to more than %d bytes: a file may grow %d-fold and to %d GiB", u.offset(), u.out, maxRatio, maxExpanded>>30),
			"If it is meant to be so, unpack it yourself and load the unpacked file.")
	}
	return n, err
}

// offset is the byte of the file up to which it has been unpacked.
func (u *unpacked) offset() int64 {
	if u.ahead != nil {
		return u.in.n - int64(u.ahead.Buffered())
	}
	return u.in.n
}

func (u *unpacked) broken(err error) error {
	var known *errs.Error
	switch {
	case errors.As(err, &known):
		return err
	case u.in.err != nil:
		return errs.Disk("load", u.name, u.in.err)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return refuse(u.name, "", "TRUNCATED", fmt.Sprintf("the %s stream ends early, at byte %d: the file was cut off", u.packed, u.in.n), "Copy it again from its source.")
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return refuse(u.name, "", "TOO_LONG", fmt.Sprintf("it needs a zstd window of more than %d MiB", maxWindow>>20), "Compress it again without --ultra and --long.")
	}
	return refuse(u.name, "", "DAMAGED", fmt.Sprintf("the %s stream is damaged at or before byte %d", u.packed, u.offset()), "Copy it again from its source.")
}

func (u *unpacked) Close() error { return u.close() }

// counted counts what is read through it and keeps its first error.
type counted struct {
	r   io.Reader
	n   int64
	err error
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}
