package dossier_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
)

func signingKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func sign(t testing.TB, p *dossier.Package) {
	t.Helper()
	if err := p.Seal(signingKey(), "analyst", time.Date(2024, 6, 1, 12, 0, 0, 0, time.FixedZone("", 3600))); err != nil {
		t.Fatal(err)
	}
}

func trusted(retired string) []dossier.PublicKey {
	public := signingKey().Public().(ed25519.PublicKey)
	return []dossier.PublicKey{{ID: dossier.KeyID(public), Name: "analyst", Key: base64.StdEncoding.EncodeToString(public), Made: "2024-01-01T00:00:00Z", Retired: retired}}
}

func sealed(t testing.TB, l dossier.Level) []byte {
	t.Helper()
	opt := options(l)
	opt.Final = true
	p := built(t, build(t, lead()), opt)
	sign(t, p)
	return zipped(t, p)
}

// forms are the shapes in which a value may hide in a byte stream.
func forms(value string) []string {
	out := []string{value, hex.EncodeToString([]byte(value))}
	for pad := range 3 {
		enc := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", pad) + value))
		out = append(out, enc[(pad*8+5)/6:len(enc)-4])
	}
	return out
}

func TestSoundPackagesPass(t *testing.T) {
	for l := dossier.L0; l <= dossier.L4; l++ {
		draft, err := dossier.Verify(zipped(t, built(t, build(t, lead()), options(l))), nil)
		if err != nil {
			t.Fatalf("%s draft: %v", l, err)
		}
		if draft.Signed || draft.Status != dossier.Draft {
			t.Errorf("%s: %+v", l, draft)
		}
		final, err := dossier.Verify(sealed(t, l), trusted(""))
		if err != nil {
			t.Fatalf("%s: %v", l, err)
		}
		if !final.Signed || !final.Trusted || final.Signer != "analyst" || final.Issued != "2024-06-01T11:00:00Z" {
			t.Errorf("%s: %+v", l, final)
		}
		if l < dossier.L4 && (final.Rows == 0 || (final.RowsShown > 0) != (l < dossier.L2)) {
			t.Errorf("%s: %d rows, %d shown", l, final.Rows, final.RowsShown)
		}
	}
}

func TestTrust(t *testing.T) {
	data := sealed(t, dossier.L2)
	if r, err := dossier.Verify(data, nil); err != nil || r.Trusted || r.Fingerprint == "" {
		t.Errorf("without a list: %+v, %v", r, err)
	}
	_, err := dossier.Verify(data, []dossier.PublicKey{})
	wantError(t, err, errs.Unverified, "UNKNOWN_KEY")
	_, err = dossier.Verify(zipped(t, built(t, build(t, lead()), options(dossier.L2))), trusted(""))
	wantError(t, err, errs.Unverified, "UNSIGNED")
	_, err = dossier.Verify(data, trusted("2024-05-31T00:00:00Z"))
	wantError(t, err, errs.Unverified, "RETIRED_KEY")
	if _, err := dossier.Verify(data, trusted("2024-06-02T00:00:00Z")); err != nil {
		t.Errorf("retired after it signed: %v", err)
	}
}

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

// Whoever alters a file, and all manifests with it, is still found: by the
// pages that no longer follow, by the score that no longer adds up, by the
// signature.
func TestForgeriesAreFound(t *testing.T) {
	original := sealed(t, dossier.L1)
	if _, err := dossier.Verify(original, nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(files map[string]string)
		code   string
	}{
		"a row's bytes": {replaceIn("data/evidence/rows.ndjson", `"row":3`, `"row":4`), "ROWS"},
		"a path":        {func(f map[string]string) { swapPath(t, f) }, "MERKLE_PATH"},
		"a page":        {replaceIn("data/dossier.en.html", "withdrawn", "upheld"), "ALTERED_FILE"},
		"a table":       {replaceIn("data/tables/score.csv", "purchases", "purchasez"), "ALTERED_FILE"},
		"the schema":    {replaceIn("data/dossier.schema.json", "object", "objecT"), "ALTERED_FILE"},
		"the card":      {replaceIn("data/method/card.json", "0.01", "0.02"), "SIGNATURE"},
		"no signature":  {func(f map[string]string) { delete(f, "signatures/statement.dsse.json") }, "UNSIGNED"},
		"another key":   {replaceIn("signatures/statement.dsse.json", `"keyid":"`, `"keyid":"0`), "SIGNATURE"},
		"the signature": {func(f map[string]string) {
			f["signatures/statement.dsse.json"] = signedByAnother(f["signatures/statement.dsse.json"])
		}, "SIGNATURE"},
		"a second signature file": {func(f map[string]string) { f["signatures/more.json"] = "{}" }, "UNLISTED_FILE"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			folder := ""
			for _, f := range entries(t, original) {
				top, path, _ := strings.Cut(f.name, "/")
				folder, files[path] = top, f.text
			}
			before := fmt.Sprint(files)
			c.change(files)
			if fmt.Sprint(files) == before {
				t.Fatal("nothing was changed")
			}
			remanifest(files)
			var list []file
			for path, text := range files {
				list = append(list, file{folder + "/" + path, text})
			}
			_, err := dossier.Verify(rezip(t, list, true), nil)
			wantError(t, err, errs.Unverified, c.code)
		})
	}
}

func replaceIn(path, old, new string) func(map[string]string) {
	return func(files map[string]string) { files[path] = strings.Replace(files[path], old, new, 1) }
}

// signedByAnother puts the signature of another key over the same statement in
// the place of the first.
func signedByAnother(envelope string) string {
	var e struct {
		Payload, PayloadType string
		Signatures           []struct{ Sig string }
	}
	if json.Unmarshal([]byte(envelope), &e) != nil {
		return ""
	}
	text, err := base64.StdEncoding.DecodeString(e.Payload)
	if err != nil {
		return ""
	}
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
	sig := ed25519.Sign(other, fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(e.PayloadType), e.PayloadType, len(text), text))
	return strings.Replace(envelope, e.Signatures[0].Sig, base64.StdEncoding.EncodeToString(sig), 1)
}

// swapPath exchanges the paths of two rows of one file.
func swapPath(t testing.TB, files map[string]string) {
	lines := strings.SplitAfter(files["data/evidence/rows.ndjson"], "\n")
	var a, b struct{ Path []string }
	for i := 1; i+1 < len(lines); i++ {
		if json.Unmarshal([]byte(lines[i]), &a) != nil || json.Unmarshal([]byte(lines[i+1]), &b) != nil {
			t.Fatal("not rows")
		}
		if len(a.Path) > 1 && len(a.Path) == len(b.Path) && a.Path[0] != b.Path[0] {
			lines[i] = strings.Replace(lines[i], a.Path[0], b.Path[0], 1)
			files["data/evidence/rows.ndjson"] = strings.Join(lines, "")
			return
		}
	}
	t.Fatal("no two rows to exchange")
}

// remanifest writes the manifests of a bag again, as a forger would.
func remanifest(files map[string]string) {
	for path, text := range dossier.ManifestsForTest(files) {
		files[path] = text
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

// A sender who lies consistently, and makes everything again that follows
// from the lie, is found where the lie contradicts the evidence.
func TestDishonestSendersAreFound(t *testing.T) {
	original := zipped(t, built(t, build(t, lead()), options(dossier.L1)))
	swap := func(path, old, new string) func(map[string]string) {
		return func(files map[string]string) { files[path] = strings.ReplaceAll(files[path], old, new) }
	}
	const model, rows = "data/dossier.json", "data/evidence/rows.ndjson"
	hidden := base64.StdEncoding.EncodeToString([]byte("77," + canarySeller + "," + canaryPhone))
	framed := base64.StdEncoding.EncodeToString([]byte("77,Innocent Vexmoo," + canaryPhone)) // as long as the true one
	for name, c := range map[string]struct {
		lie  func(map[string]string)
		code string
	}{
		"nothing":                     {func(map[string]string) {}, ""},
		"a contribution":              {swap(model, `"points":"30.06"`, `"points":"31.06"`), "SCORE"},
		"a lead without goods":        {swap(model, `"product":true`, `"product":false`), "TITLE"},
		"another title":               {swap(model, `"title":"Lead package"`, `"title":"Association report, not a lead"`), "TITLE"},
		"a row that is not in":        {swap(model, `"evidence":["F5/1"]`, `"evidence":["F5/999"]`), "CITATION"},
		"a storefront that is not in": {swap(model, `"targets":["S2"]`, `"targets":["S99"]`), "CITATION"},
		"an unknown tier":             {swap(model, `"tier":"attached"`, `"tier":"leader"`), "SCHEMA"},
		"a seller's row": {func(f map[string]string) {
			f[rows] = strings.ReplaceAll(f[rows], hidden, framed)
			f[model] = strings.ReplaceAll(f[model], "77,"+canarySeller+",", "77,Innocent Vexmoo,")
		}, "MERKLE_PATH"},
		"a seller's row, as listed":                   {swap(model, "77,"+canarySeller+",", "77,Innocent Vexmoo,"), "ROWS"},
		"a row that is shown and said to be withheld": {swap(model, `"text":{"value":"77,`+canarySeller+","+canaryPhone+`"}`, `"text":{"withheld":"source-row"}`), "ROWS"},
		"a root":      {func(f map[string]string) { f[model] = otherRoot(f[model]) }, "ROWS"},
		"a row fewer": {func(f map[string]string) { _, f[rows], _ = strings.Cut(f[rows], "\n") }, "ROWS"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			folder := ""
			for _, f := range entries(t, original) {
				top, path, _ := strings.Cut(f.name, "/")
				folder, files[path] = top, f.text
			}
			before := files[model] + files[rows]
			c.lie(files)
			if c.code != "" && files[model]+files[rows] == before {
				t.Fatal("no lie was told")
			}
			files, err := dossier.RemakeForTest(files)
			if err != nil {
				t.Fatal(err)
			}
			var list []file
			for path, text := range files {
				list = append(list, file{folder + "/" + path, text})
			}
			_, err = dossier.Verify(rezip(t, list, true), nil)
			if c.code == "" && err == nil {
				return
			}
			wantError(t, err, errs.Unverified, c.code)
		})
	}
}

// otherRoot changes the first row root of a model.
func otherRoot(model string) string {
	head, tail, _ := strings.Cut(model, `"rowRoot":"`)
	return head + `"rowRoot":"` + strings.Repeat("0", 64) + tail[64:]
}

func TestADraftIsNotSignedAndAFinalOneIs(t *testing.T) {
	w := build(t, lead())
	draft := built(t, w, options(dossier.L2))
	wantError(t, draft.Seal(signingKey(), "analyst", time.Unix(0, 0)), errs.Conflict, "")
	opt := options(dossier.L2)
	opt.Final = true
	_, err := built(t, w, opt).Zip()
	wantError(t, err, errs.Conflict, "")
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
