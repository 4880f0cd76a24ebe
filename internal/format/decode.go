package format

import (
	"bytes"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The byte order marks.
const (
	mark8    = "\xef\xbb\xbf"
	mark16LE = "\xff\xfe"
	mark16BE = "\xfe\xff"
	mark18   = "\x84\x31\x95\x33"
)

// markOf returns the encoding that a byte order mark names, "" without one.
func markOf(head []byte) Encoding {
	for _, m := range []struct {
		mark string
		e    Encoding
	}{{mark8, UTF8BOM}, {mark18, GB18030}, {mark16LE, UTF16LE}, {mark16BE, UTF16BE}} {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.e
		}
	}
	return ""
}

// decoded returns r as UTF-8. UTF-8 stays as it is, its mark included; other
// marks are left out.
func decoded(r io.Reader, e Encoding) io.Reader {
	var from encoding.Encoding
	switch e {
	case UTF16LE:
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case UTF16BE:
		from = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case GB18030:
		from = simplifiedchinese.GB18030
	default:
		return r
	}
	return &damage{r: transform.NewReader(r, from.NewDecoder())}
}

// replacement is what a decoder writes for bytes that it cannot decode.
const replacement = "\uFFFD"

// damage turns replacement characters into the byte FF, and takes a byte
// order mark off the beginning.
type damage struct {
	r     io.Reader
	buf   [32 << 10]byte
	have  []byte // of buf, not yet handed out
	begun bool
	err   error
}

func (d *damage) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if !d.enough() {
			if n > 0 || d.err != nil && len(d.have) == 0 {
				break
			}
			d.fill()
			continue
		}
		if !d.begun {
			d.have, d.begun = bytes.TrimPrefix(d.have, []byte(mark8)), true
			continue
		}
		n += d.copy(p[n:])
	}
	if n == 0 && len(p) > 0 {
		return 0, d.err
	}
	return n, nil
}

// enough reports whether the next character is there, whole.
func (d *damage) enough() bool {
	return len(d.have) >= len(replacement) || d.err != nil && len(d.have) > 0
}

func (d *damage) copy(p []byte) int {
	if bytes.HasPrefix(d.have, []byte(replacement)) {
		p[0] = 0xff
		d.have = d.have[len(replacement):]
		return 1
	}
	run := bytes.Index(d.have, []byte(replacement))
	if run < 0 {
		run = len(d.have)
		if d.err == nil {
			run -= len(replacement) - 1 // its beginning may stand here
		}
	}
	n := copy(p, d.have[:run])
	d.have = d.have[n:]
	return n
}

func (d *damage) fill() {
	kept := copy(d.buf[:], d.have)
	n, err := d.r.Read(d.buf[kept:])
	d.have, d.err = d.buf[:kept+n], err
}
