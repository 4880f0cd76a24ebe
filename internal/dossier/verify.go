package dossier

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Report is what a check found. A package that fails it has none.
type Report struct {
	Name        string `json:"name"` // what the file should be called
	Title       string `json:"title"`
	Lead        bool   `json:"lead"`
	Status      string `json:"status"` // draft or final
	Ring        string `json:"ring"`
	Revision    int    `json:"revision"`
	Level       Level  `json:"level"`
	Recipient   string `json:"recipient"`
	Snapshot    string `json:"snapshot"`
	Run         string `json:"run"`
	CoreDigest  string `json:"coreDigest"`
	Files       int    `json:"files"`
	Rows        int    `json:"rows"`      // whose way to their file's root was checked
	RowsShown   int    `json:"rowsShown"` // whose bytes were checked too
	Signed      bool   `json:"signed"`
	Signer      string `json:"signer,omitempty"`
	KeyID       string `json:"keyId,omitempty"`
	Fingerprint string `json:"fingerprint,omitempty"`
	Issued      string `json:"issued,omitempty"` // by the signer's word
	Trusted     bool   `json:"trusted"`          // the key is in the list that was given
}

// Verify checks a package without anything else: that it is, byte for byte,
// what was built; that every file in it is listed and none is missing; its
// signature; and that its content agrees with itself. Trust lists the keys
// that are known; with nil, a good signature by any key is reported with its
// fingerprint, and it is for the reader to compare that; a draft passes then,
// and says that it is one. Whatever is off is
// errs.Unverified, with a code that says where.
func Verify(data []byte, trust []PublicKey) (*Report, error) {
	v := &verifier{trust: trust, report: &Report{}}
	for _, step := range []func() error{
		func() error { return v.unpack(data) }, v.readModel, v.compareArchive(data), v.compareFiles, v.checkSchema, v.checkRows, v.checkScore, v.checkCitations, v.checkSeal,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return v.report, nil
}

type verifier struct {
	trust   []PublicKey
	folder  string
	entries []entry
	core    []entry
	d       *Dossier
	report  *Report
}

// off is the error of a check that failed.
func off(code, subject, format string, args ...any) error {
	return &errs.Error{Op: "verify", Kind: errs.Unverified, Code: code, Subject: subject, Message: fmt.Sprintf(format, args...),
		Remedy: "Do not rely on this package; ask the sender for it again"}
}

func (v *verifier) file(path string) []byte {
	i, ok := slices.BinarySearchFunc(v.entries, path, func(e entry, path string) int { return strings.Compare(e.path, path) })
	if !ok {
		return nil
	}
	return v.entries[i].data
}

func (v *verifier) unpack(data []byte) (err error) {
	if len(data) > MaxSize {
		return off("TOO_LARGE", "archive", "is larger than %d MiB", MaxSize>>20)
	}
	if v.folder, v.entries, err = readZip(data); err != nil {
		return off("ARCHIVE", "archive", "%s", err)
	}
	for _, e := range v.entries {
		if inCore(e.path) {
			v.core = append(v.core, e)
		} else if e.path != sealPath {
			return off("UNLISTED_FILE", "archive", "holds a file that no package has")
		}
	}
	return nil
}

func (v *verifier) readModel() (err error) {
	text := v.file("data/dossier.json")
	if text == nil {
		return off("MISSING_FILE", "data/dossier.json", "is not there")
	}
	var head struct {
		Format string `json:"format"`
	}
	if err := decodeLoosely(text, &head); err == nil && head.Format != Format {
		return off("OTHER_FORMAT", "data/dossier.json", "was made in another format than %s, which this program checks", Format)
	}
	if v.d, err = decode(text); err != nil {
		return off("MODEL", "data/dossier.json", "cannot be read")
	}
	again, err := canonical(v.d)
	if err != nil || !bytes.Equal(again, text) {
		return off("MODEL", "data/dossier.json", "is not as it was written")
	}
	d := v.d
	v.report = &Report{Name: nameOf(d), Title: d.Title, Lead: d.Lead, Status: d.Status, Ring: d.Ring.ID, Revision: d.Ring.Revision,
		Level: d.Handling.Level, Recipient: d.Handling.Recipient, Snapshot: d.Provenance.Snapshot, Run: d.Provenance.Run, CoreDigest: coreDigest(v.core), Files: len(v.entries)}
	return nil
}

// compareArchive writes the archive again from what was found in it, so that
// there is no byte in it that was not looked at.
func (v *verifier) compareArchive(data []byte) func() error {
	return func() error {
		if v.folder != folderOf(v.d) {
			return off("ARCHIVE", "archive", "its folder does not bear the ring's name")
		}
		if !bytes.Equal(writeZip(v.folder, v.entries, timeOf(v.d)), data) {
			return off("ARCHIVE", "archive", "is not, byte for byte, what its files make")
		}
		return nil
	}
}

// compareFiles makes every file again that follows from others, and compares:
// pages, tables, manifests. A file that is left over was added.
func (v *verifier) compareFiles() error {
	_, files, err := render(v.file("data/dossier.json"))
	if err != nil {
		return off("MODEL", "data/dossier.json", "cannot be rendered")
	}
	for _, path := range []string{"data/dossier.json", "data/evidence/rows.ndjson", "data/method/card.json"} {
		content := v.file(path)
		if content == nil {
			return off("MISSING_FILE", path, "is not there")
		}
		files = append(files, entry{path, content})
	}
	want := bag(v.d, files)
	for _, w := range want {
		switch got := v.file(w.path); {
		case got == nil:
			return off("MISSING_FILE", w.path, "is not there")
		case !bytes.Equal(got, w.data):
			return off("ALTERED_FILE", w.path, "is not what data/dossier.json makes it")
		}
	}
	if len(want) != len(v.core) {
		return off("UNLISTED_FILE", "archive", "holds a file that no package has")
	}
	return nil
}

func (v *verifier) checkSchema() error {
	if err := validate(v.file("data/dossier.json")); err != nil {
		return off("SCHEMA", "data/dossier.json", "does not follow its schema")
	}
	return nil
}

// checkRows goes from every cited row to the root of its file.
func (v *verifier) checkRows() error {
	roots := map[string]File{}
	for _, f := range v.d.Evidence.Files {
		roots[f.ID] = f
	}
	lines := bytes.SplitAfter(v.file("data/evidence/rows.ndjson"), []byte("\n"))
	lines = lines[:len(lines)-1] // what stands behind the last line end: nothing, or MODEL
	if len(lines) != len(v.d.Evidence.Rows) || !bytes.Equal(bytes.Join(lines, nil), v.file("data/evidence/rows.ndjson")) {
		return off("ROWS", "data/evidence/rows.ndjson", "does not hold the rows that are listed")
	}
	for i, text := range lines {
		var l proofLine
		if err := strictly(text, &l); err != nil {
			return off("ROWS", "data/evidence/rows.ndjson", "line %d is not as it was written", i+1)
		}
		if err := v.checkRow(&l, &v.d.Evidence.Rows[i], roots); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) checkRow(l *proofLine, listed *CitedRow, roots map[string]File) error {
	id, _, _ := strings.Cut(l.Ref, "/")
	f := roots[id]
	if l.Ref != listed.Ref || l.Ref != fmt.Sprintf("%s/%d", id, l.Row) || l.File != f.SHA256 || l.Leaves != f.Leaves || l.Root != f.RowRoot ||
		l.Offset != listed.Offset || l.Bytes != listed.Bytes || l.Leaf != listed.Leaf {
		return off("ROWS", "row "+listed.Ref, "is not the row that is listed")
	}
	if l.Offset < 0 || l.Bytes < 0 || l.Offset+l.Bytes > f.Bytes {
		return off("ROWS", "row "+listed.Ref, "lies outside its file")
	}
	var leaf, root vault.Hash
	path := make([]vault.Hash, len(l.Path))
	bad := leaf.UnmarshalText([]byte(l.Leaf)) != nil || root.UnmarshalText([]byte(l.Root)) != nil
	for i, p := range l.Path {
		bad = bad || path[i].UnmarshalText([]byte(p)) != nil
	}
	if got, ok := vault.RootFromPath(leaf, l.Row, l.Leaves, path); bad || !ok || got != root {
		return off("MERKLE_PATH", "row "+listed.Ref, "its path does not lead to the root of its file")
	}
	v.report.Rows++
	return v.checkBytes(l, listed, leaf)
}

// checkBytes checks the bytes of a row that is shown.
func (v *verifier) checkBytes(l *proofLine, listed *CitedRow, leaf vault.Hash) error {
	if (l.Raw == "" && l.Salt == "") != (listed.Text.Withheld != "") {
		return off("ROWS", "row "+listed.Ref, "is withheld in one place and shown in another")
	}
	if l.Salt == "" {
		return nil
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(l.Raw)
	var salt vault.Hash
	if err != nil || salt.UnmarshalText([]byte(l.Salt)) != nil || int64(len(raw)) != l.Bytes || vault.LeafHash(salt, l.Offset, raw) != leaf {
		return off("MERKLE_PATH", "row "+listed.Ref, "its bytes are not those that the leaf was made of")
	}
	if utf8.Valid(raw) && listed.Text.Value != string(raw) {
		return off("ROWS", "row "+listed.Ref, "reads differently where it is listed")
	}
	v.report.RowsShown++
	return nil
}

// checkScore adds up the score.
func (v *verifier) checkScore() error {
	sum := int64(0)
	for _, r := range v.d.Score.Rows {
		sum += hundredths(r.Points)
	}
	if sum != hundredths(v.d.Score.Risk) {
		return off("SCORE", "score", "its parts do not add up to it")
	}
	if v.d.Title != title(v.d.Lead) || v.d.Lead && !v.d.Score.Product {
		return off("TITLE", "data/dossier.json", "calls itself a lead without product evidence")
	}
	return nil
}

// checkCitations finds every row and short name that the dossier cites.
func (v *verifier) checkCitations() error {
	if missing := dangling(v.d); missing != "" {
		return off("CITATION", "data/dossier.json", "cites %.20q, which is not in it", missing)
	}
	return nil
}

func (v *verifier) checkSeal() error {
	content := v.file(sealPath)
	switch {
	case content == nil && v.d.Status != Final && v.trust != nil:
		return off("UNSIGNED", sealPath, "is not there: nobody signed this draft")
	case content == nil && v.d.Status != Final:
		return nil
	case content == nil:
		return off("UNSIGNED", sealPath, "is not there, though the package says that it is final")
	case v.d.Status != Final:
		return off("SIGNED_DRAFT", sealPath, "a draft is never signed")
	}
	s, public, err := openSeal(content, v.d, v.core)
	if err != nil {
		return off("SIGNATURE", sealPath, "%s", err)
	}
	r := v.report
	r.Signed, r.Signer, r.KeyID, r.Fingerprint, r.Issued = true, s.Predicate.Signer.Name, s.Predicate.Signer.KeyID, Fingerprint(public), s.Predicate.Issued
	if v.trust == nil {
		return nil
	}
	return v.checkTrust(public)
}

// checkTrust looks the key up in the list that was given. A retired key is
// good for what it signed before, as far as the signer's clock is believed.
func (v *verifier) checkTrust(public ed25519.PublicKey) error {
	for _, k := range v.trust {
		if !public.Equal(k.Public()) {
			continue
		}
		issued, err := time.Parse(time.RFC3339, v.report.Issued)
		retired, errRetired := time.Parse(time.RFC3339, k.Retired)
		if k.Retired != "" && (err != nil || errRetired != nil || !issued.Before(retired)) {
			return off("RETIRED_KEY", "key "+k.ID, "was retired before this was signed")
		}
		v.report.Trusted = true
		return nil
	}
	return off("UNKNOWN_KEY", "key "+v.report.KeyID, "is not in the list of trusted keys")
}
