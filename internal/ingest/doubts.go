package ingest

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// doubts finds, among more pairs of a key and a value than fit in memory, the
// keys that came with more than one value. Sorted runs of pairs go to
// temporary files and are merged at the end.
//
// Keys and values are hashes with a seed of this process: two that meet by
// chance make a doubt without ground, which costs a look and no more, and a
// file left behind by a crash tells nobody anything.
type doubts struct {
	dir   string // for the runs; "" is the system's
	size  int    // pairs of a run
	pairs []pair
	runs  []*os.File
}

type pair struct{ key, value uint64 }

const (
	pairBytes = 16
	doubtRun  = 1 << 20 // pairs

	doubtFiles = ".rows-" // begins the names of the runs
)

func newDoubts(dir string, size int) *doubts { return &doubts{dir: dir, size: size} }

func comparePairs(a, b pair) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.value, b.value))
}

func (d *doubts) add(key, value uint64) error {
	d.pairs = append(d.pairs, pair{key, value})
	if len(d.pairs) < d.size {
		return nil
	}
	return d.spill()
}

// spill writes the pairs as a run.
func (d *doubts) spill() error {
	slices.SortFunc(d.pairs, comparePairs)
	f, err := os.CreateTemp(d.dir, doubtFiles+"*")
	if err != nil {
		return errs.Disk("load", "temporary file", err)
	}
	d.runs = append(d.runs, f)
	out := bufio.NewWriterSize(f, 1<<16)
	var buf [pairBytes]byte
	for _, p := range slices.Compact(d.pairs) {
		binary.LittleEndian.PutUint64(buf[:], p.key)
		binary.LittleEndian.PutUint64(buf[8:], p.value)
		if _, err := out.Write(buf[:]); err != nil {
			return errs.Disk("load", "temporary file", err)
		}
	}
	d.pairs = d.pairs[:0]
	if err := out.Flush(); err != nil {
		return errs.Disk("load", "temporary file", err)
	}
	return nil
}

// found returns the keys that came with more than one value.
func (d *doubts) found() (map[uint64]bool, error) {
	keys := map[uint64]bool{}
	if len(d.runs) == 0 {
		slices.SortFunc(d.pairs, comparePairs)
		for i := 1; i < len(d.pairs); i++ {
			if a, b := d.pairs[i-1], d.pairs[i]; a.key == b.key && a.value != b.value {
				keys[a.key] = true
			}
		}
		return keys, nil
	}
	if err := d.spill(); err != nil {
		return nil, err
	}
	return keys, d.merge(keys)
}

// merge reads all runs at once, the smallest pair first.
func (d *doubts) merge(keys map[uint64]bool) error {
	readers, heads := make([]*bufio.Reader, 0, len(d.runs)), make([]pair, 0, len(d.runs))
	for _, f := range d.runs {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return errs.Disk("load", "temporary file", err)
		}
		r := bufio.NewReaderSize(f, 1<<16)
		if p, more, err := nextPair(r); err != nil {
			return err
		} else if more {
			readers, heads = append(readers, r), append(heads, p)
		}
	}
	var before pair
	for first := true; len(heads) > 0; first = false {
		least := 0
		for i := range heads {
			if comparePairs(heads[i], heads[least]) < 0 {
				least = i
			}
		}
		p := heads[least]
		if !first && p.key == before.key && p.value != before.value {
			keys[p.key] = true
		}
		before = p
		next, more, err := nextPair(readers[least])
		if err != nil {
			return err
		}
		if heads[least] = next; !more {
			readers, heads = slices.Delete(readers, least, least+1), slices.Delete(heads, least, least+1)
		}
	}
	return nil
}

func nextPair(r *bufio.Reader) (p pair, more bool, err error) {
	var buf [pairBytes]byte
	if _, err := io.ReadFull(r, buf[:]); err == io.EOF {
		return p, false, nil
	} else if err != nil {
		return p, false, errs.Disk("load", "temporary file", err)
	}
	return pair{binary.LittleEndian.Uint64(buf[:]), binary.LittleEndian.Uint64(buf[8:])}, true, nil
}

// close removes the temporary files.
func (d *doubts) close() error {
	var err error
	for _, f := range d.runs {
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	d.runs, d.pairs = nil, nil
	if err != nil {
		return errs.Disk("load", "temporary file", err)
	}
	return nil
}
