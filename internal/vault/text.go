package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// text reads a sealed text from anywhere. Rows that were erased read as filler
// of the same length.
type text struct {
	table *table
	file  *os.File
	patch *os.File // nil when no block was replaced
	pos   int64
}

// openText opens the text of a file.
func (v *Vault) openText(f File) (*text, error) {
	for range 3 {
		t, err := v.table(f)
		if err != nil {
			return nil, err
		}
		x, err := v.openAs(f, t)
		if t.head.Patch == 0 || !errors.Is(err, fs.ErrNotExist) {
			return x, err
		} // rows were erased between the two steps: the table is another one now
	}
	return nil, altered(f, "is missing")
}

func (v *Vault) openAs(f File, t *table) (_ *text, err error) {
	x := &text{table: t}
	path := v.path(f) + textSuffix
	if t.plain {
		path = v.plainPath(f.Text())
	}
	if x.file, err = os.Open(path); err != nil {
		return nil, errs.Disk("vault", fmt.Sprintf("original of file %d", f.Number), err)
	}
	if t.head.Patch > 0 {
		if x.patch, err = os.Open(v.patchPath(f, t.head.Patch)); err != nil {
			return nil, errors.Join(errs.Disk("vault", fmt.Sprintf("original of file %d", f.Number), err), x.file.Close())
		}
	}
	return x, nil
}

func (x *text) Read(p []byte) (int, error) {
	if x.table.plain {
		n, err := x.file.ReadAt(p, x.pos)
		x.pos += int64(n)
		if n > 0 && errors.Is(err, io.EOF) {
			err = nil
		}
		return n, err
	}
	if x.pos >= x.table.head.Size {
		return 0, io.EOF
	}
	i := x.table.at(x.pos)
	n, err := x.fill(p, i)
	if err != nil {
		return 0, err
	}
	for at := 0; at < n; i++ { // each block of what was read has its own key
		b := &x.table.blocks[i]
		part := int(min(int64(n-at), x.table.end(i)-x.pos))
		if part > 0 {
			keyStream(&b.key, x.pos-b.start).XORKeyStream(p[at:at+part], p[at:at+part])
		}
		at += part
		x.pos += int64(part)
	}
	return n, nil
}

// fill reads sealed bytes from the place of the text or, for a block that was
// replaced, of the patch file. It reads no further than to the next change of
// place.
func (x *text) fill(p []byte, i int) (int, error) {
	b := &x.table.blocks[i]
	from, at, end := x.file, x.pos, x.table.end(i)
	if b.patch >= 0 {
		from, at = x.patch, b.patch+x.pos-b.start
	} else {
		for i+1 < len(x.table.blocks) && x.table.blocks[i+1].patch < 0 && end < x.pos+int64(len(p)) {
			i++
			end = x.table.end(i)
		}
	}
	n, err := from.ReadAt(p[:min(int64(len(p)), end-x.pos)], at)
	if errors.Is(err, io.EOF) && n > 0 {
		err = nil
	} else if errors.Is(err, io.EOF) && len(p) > 0 { // the file is shorter than its table says
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (x *text) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += x.pos
	case io.SeekEnd:
		offset += x.table.head.Size
	}
	if offset < 0 {
		return 0, os.ErrInvalid
	}
	x.pos = offset
	return offset, nil
}

func (x *text) Close() error {
	err := x.file.Close()
	if x.patch != nil {
		err = errors.Join(err, x.patch.Close())
	}
	return err
}
