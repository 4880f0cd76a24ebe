package ingest_test

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ingest"
)

// corrupted replaces one byte in twenty by a random one. Every other time it
// is an ASCII one: a text with any bytes in every line is refused whole,
// because it may be of an encoding that is not read.
func corrupted(r *rand.Rand, s string) string {
	below := 128 << r.IntN(2)
	b := []byte(s)
	for i := range b {
		if r.IntN(20) == 0 {
			b[i] = byte(r.IntN(below))
		}
	}
	return string(b)
}

// TestCorruption damages one byte in twenty of every file, in every form, and
// holds that nothing crashes and no row is lost: each file is refused in words,
// or its rows add up. Where the text is packed, the text is damaged before it
// is packed and after.
func TestCorruption(t *testing.T) {
	const seeds = 200
	var world files
	loads, refusals := 0, 0
	for seed := range uint64(seeds) {
		r := rand.New(rand.NewPCG(seed, 1))
		if world = chinese(); seed%2 == 0 {
			world = small()
		}
		f := forms()[seed%uint64(len(forms()))]
		for _, name := range slices.Sorted(maps.Keys(world)) {
			content := world[name]
			var fs files
			switch {
			case f.name == "Parquet" || r.IntN(4) == 0:
				fs = rewritten(t, files{name: content}, f)
				for n := range fs {
					fs[n] = corrupted(r, fs[n])
				}
			case f.ext == ".ndjson" || f.ext == ".jsonl.gz": // the header is in every row
				plain := forms()[4]
				fs = rewritten(t, files{name: content}, plain)
				for n := range fs {
					fs[n] = corrupted(r, fs[n])
				}
			default:
				fs = rewritten(t, files{name: keepHeader(r, content)}, form{ext: f.ext, make: func(t testing.TB, s string) []byte { return damagedForm(f, t, s) }})
			}
			d := newDesk(t)
			if r.IntN(10) > 0 { // the disk would take longer than all reading
				d.tweak = func(o *ingest.Options) { o.DryRun, o.Out = true, "" }
			}
			report, err := d.load(fs)
			var known *errs.Error
			switch {
			case err != nil && (!errors.As(err, &known) || known.Kind == errs.Internal):
				t.Fatalf("seed %d, %s as %s: %v", seed, name, f.name, err)
			case report == nil:
				refusals++
			default:
				loads++
				conserved(t, report, fs)
			}
		}
	}
	if loads < 400 || refusals < 100 {
		t.Errorf("%d loads and %d refusals: the test looks at one side only", loads, refusals)
	}
}

// keepHeader damages the rows and leaves the header, without which nothing is
// read.
func keepHeader(r *rand.Rand, s string) string {
	for i := range len(s) {
		if s[i] == '\n' {
			return s[:i+1] + corrupted(r, s[i+1:])
		}
	}
	return s
}

// damagedForm writes a damaged text in a form that does not parse it.
func damagedForm(f form, t testing.TB, s string) []byte {
	switch f.ext {
	case ".csv.gz":
		return packGzip(t, []byte(s))
	case ".csv.zst":
		return packZstd(t, []byte(s))
	case ".tsv":
		return []byte("\xff\xfe" + wide(s))
	}
	return []byte(s)
}

// FuzzForms holds that any bytes in any kind of file are refused in words or
// accounted for row by row.
func FuzzForms(f *testing.F) {
	for name, content := range chinese() {
		for _, form := range forms() {
			for n, b := range rewritten(f, files{name: content}, form) {
				f.Add(n, []byte(b))
			}
		}
	}
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		name, ok := knownName(name)
		if !ok {
			return
		}
		fs := files{name: string(b)}
		d := newDesk(t)
		d.tweak = func(o *ingest.Options) { o.DryRun, o.Out = true, "" } // FuzzLoad keeps what it reads
		report, err := d.load(fs)
		var known *errs.Error
		if err != nil && !errors.Is(err, context.DeadlineExceeded) && (!errors.As(err, &known) || known.Kind == errs.Internal) {
			t.Fatal(err)
		}
		if report != nil {
			conserved(t, report, fs)
		}
	})
}

// knownName keeps the names of files that a folder's load reads.
func knownName(name string) (string, bool) {
	for n := range small() {
		for _, form := range forms() {
			if known := n[:len(n)-len(".csv")] + form.ext; known == name {
				return known, true
			}
		}
	}
	return "", false
}
