package dossier_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
)

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
