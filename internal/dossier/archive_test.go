package dossier_test

import (
	"archive/zip"
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// file is one entry of an archive under attack.
type file struct{ name, text string }

func entries(t testing.TB, data []byte) []file {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out []file
	for _, f := range r.File {
		c, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(c); err != nil {
			t.Fatal(err)
		}
		out = append(out, file{f.Name, b.String()})
	}
	return out
}

// rezip writes an archive with the standard library's writer; canonical says
// in the form that a package has.
func rezip(t testing.TB, files []file, canonical bool) []byte {
	t.Helper()
	if canonical {
		slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
		return dossier.ZipForTest(pairs(files), evidenceTime(t, files))
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		e, err := w.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write([]byte(f.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// evidenceTime is the time that all entries of a package bear.
func evidenceTime(t testing.TB, files []file) time.Time {
	t.Helper()
	for _, f := range files {
		if _, day, ok := strings.Cut(f.text, "Bagging-Date: "); ok {
			at, err := time.Parse(time.DateOnly, day[:10])
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
	}
	return time.Time{}
}

func pairs(files []file) [][2]string {
	var out [][2]string
	for _, f := range files {
		out = append(out, [2]string{f.name, f.text})
	}
	return out
}

// One thousand single mutations, each drawn by a counter: every one is found.
func TestEveryMutationIsFound(t *testing.T) {
	tries := uint64(1000)
	if testing.Short() {
		tries = 200
	}
	for name, original := range map[string][]byte{"sealed": sealed(t, dossier.L1), "draft": zipped(t, built(t, build(t, lead()), options(dossier.L2)))} {
		if _, err := dossier.Verify(original, nil); err != nil {
			t.Fatalf("%s: the original: %v", name, err)
		}
		kinds := map[string]int{}
		for n := range tries {
			rnd := rand.New(rand.NewPCG(n, 1))
			kind, data := mutate(t, original, rnd)
			if bytes.Equal(data, original) {
				t.Fatalf("%s %d: %s changed nothing", name, n, kind)
			}
			kinds[kind]++
			if _, err := dossier.Verify(data, nil); err == nil {
				t.Errorf("%s %d: %s was not found", name, n, kind)
			} else if errs.KindOf(err) != errs.Unverified {
				t.Errorf("%s %d: %s: %v", name, n, kind, err)
			}
		}
		if len(kinds) != 10 {
			t.Errorf("%s: only these were tried: %v", name, kinds)
		}
	}
}

func mutate(t testing.TB, original []byte, rnd *rand.Rand) (string, []byte) {
	flip := func(at int) []byte {
		data := bytes.Clone(original)
		data[at] ^= 1 << rnd.IntN(8)
		return data
	}
	choice := rnd.IntN(20)
	switch {
	case choice > 11:
		return "bit", flip(rnd.IntN(len(original)))
	case choice < 2:
		return "bit of a header", flip(rnd.IntN(40))
	case choice < 4:
		return "bit of the directory", flip(len(original) - 1 - rnd.IntN(800))
	}
	files := entries(t, original)
	i := rnd.IntN(len(files))
	canonical := rnd.IntN(2) == 0
	switch choice {
	case 4, 5:
		files = append(files, file{files[i].name + "x", "added"})
		return "file added", rezip(t, files, canonical)
	case 6:
		return "file removed", rezip(t, slices.Delete(files, i, i+1), canonical)
	case 7:
		files[i].name += ".txt"
		return "file renamed", rezip(t, files, canonical)
	case 8:
		j := (i + 1 + rnd.IntN(len(files)-1)) % len(files)
		files[i].text, files[j].text = files[j].text, files[i].text
		if files[i].text == files[j].text {
			files[i].text += " "
		}
		return "files swapped", rezip(t, files, canonical)
	case 9:
		slices.Reverse(files)
		return "reordered", rezip(t, files, false)
	case 10:
		return "zipped again", rezip(t, files, false)
	default:
		return "cut or extended", append(bytes.Clone(original[:len(original)-2*rnd.IntN(250)]), 1)
	}
}

func TestHostileArchives(t *testing.T) {
	at := time.Date(2024, 3, 27, 0, 0, 0, 0, time.UTC)
	bomb := func() []byte { // a header that promises 4 GiB
		data := bytes.Clone(sealed(t, dossier.L2))
		copy(data[18:26], "\xff\xff\xff\xff\xff\xff\xff\xff")
		return data
	}()
	deflated := func() []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		e, err := w.Create("x/data/dossier.json")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write(make([]byte, 50<<20)); err != nil {
			t.Fatal(err)
		}
		w.Close()
		return b.Bytes()
	}()
	one := func(path, text string) []byte { return dossier.ZipForTest([][2]string{{path, text}}, at) }
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"nothing": {nil, "ARCHIVE"}, "text": {[]byte("not an archive at all, but longer than its end"), "ARCHIVE"},
		"only an end": {append([]byte("PK\x05\x06"), make([]byte, 18)...), "MISSING_FILE"},
		"bomb":        {bomb, "ARCHIVE"}, "deflated": {deflated, "ARCHIVE"},
		"slip": {one("x/../../etc/passwd", "root"), "ARCHIVE"}, "absolute": {one("/etc/passwd", "root"), "ARCHIVE"}, "backslash": {one(`x\..\y/z`, "root"), "ARCHIVE"},
		"drive": {one("C:/x", "root"), "ARCHIVE"}, "deep": {one(strings.Repeat("x/", 5000)+"x", "root"), "ARCHIVE"},
		"twice":                   {dossier.ZipForTest([][2]string{{"x/a", "1"}, {"x/a", "2"}}, at), "ARCHIVE"},
		"two tops":                {dossier.ZipForTest([][2]string{{"x/a", "1"}, {"y/a", "2"}}, at), "ARCHIVE"},
		"a signature beside ours": {one("x/signatures/other.asc", "1"), "UNLISTED_FILE"},
		"deep JSON":               {one("x/data/dossier.json", strings.Repeat("[", 1_000_000)), "MODEL"},
		"wrong JSON":              {one("x/data/dossier.json", `{"format":"ringtrace-dossier/1"}`), "MODEL"},
		"newer":                   {one("x/data/dossier.json", `{"format":"ringtrace-dossier/9"}`), "OTHER_FORMAT"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := dossier.Verify(c.data, nil)
			wantError(t, err, errs.Unverified, c.code)
		})
	}
}

// The archives are small, so that many are tried: what stands behind the
// archive's form is reached by TestDishonestSendersAreFound.
func FuzzVerify(f *testing.F) {
	at := time.Date(2024, 3, 27, 0, 0, 0, 0, time.UTC)
	f.Add(dossier.ZipForTest([][2]string{{"x/a", "1"}, {"x/data/dossier.json", `{"format":"ringtrace-dossier/1"}`}, {"x/signatures/statement.dsse.json", "{}"}}, at))
	f.Add(dossier.ZipForTest([][2]string{{"x/data/dossier.json", "{}"}}, time.Time{}))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := dossier.Verify(data, nil); errs.KindOf(err) != errs.Unverified {
			t.Fatal(err)
		}
	})
}
