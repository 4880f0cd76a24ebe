package dossier

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Package is a package that was built: its files, and what they say.
type Package struct {
	Dossier *Dossier // as the recipient sees it
	files   []entry  // of the core, by path
	sealed  []entry  // signatures
}

// Build makes the core of a package. A group that is never handed over is
// errs.Conflict, options that make no sense are errs.Invalid, and evidence
// that is missing or altered is errs.Unverified.
func Build(ctx context.Context, m Material, from Evidence, opt Options) (*Package, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	full, cites, err := compose(ctx, &m, from, opt)
	if err != nil {
		return nil, err
	}
	if err := unresolved(full); err != nil {
		return nil, err
	}
	redact(full, opt.Level)
	text, err := canonical(full)
	if err != nil {
		return nil, err
	}
	rows, err := cites.lines(full)
	if err != nil {
		return nil, err
	}
	card, err := json.MarshalIndent(m.Card, "", "  ")
	if err != nil {
		return nil, err
	}
	d, files, err := render(text)
	if err != nil {
		return nil, err
	}
	files = append(files, entry{"data/dossier.json", text}, entry{"data/evidence/rows.ndjson", rows}, entry{"data/method/card.json", append(card, '\n')})
	return &Package{Dossier: d, files: bag(d, files)}, nil
}

// maxRecipient bounds the recipient's name, which stands on every page.
const maxRecipient = 200

func (o *Options) check() error {
	bad := func(what, message string) error {
		return &errs.Error{Op: "package", Kind: errs.Invalid, Subject: what, Message: message}
	}
	switch {
	case o.Level > L4:
		return bad("level", "must be one of L0, L1, L2, L3, L4")
	case !slices.Contains(Profiles(), o.Profile):
		return bad("profile", "must be one of "+strings.Join(Profiles(), ", "))
	case len(o.Languages) == 0:
		return bad("languages", "names none; there are "+strings.Join(Languages(), ", "))
	case utf8.RuneCountInString(o.Recipient) > maxRecipient || !utf8.ValidString(o.Recipient):
		return bad("recipient", fmt.Sprintf("must be text of at most %d characters", maxRecipient))
	}
	for i, l := range o.Languages {
		if !spoken(l) || slices.Contains(o.Languages[:i], l) {
			return bad("languages", "must name each of its languages once; there are "+strings.Join(Languages(), ", "))
		}
	}
	return nil
}

// unresolved refuses a score that rests on what the package cannot show: the
// store has moved on since the run was made.
func unresolved(d *Dossier) error {
	for _, r := range d.Score.Rows {
		for _, f := range slices.Concat(r.Evidence, r.NotCounted) {
			if f.Record == "" && f.Identifier == "" {
				return &errs.Error{Op: "package", Kind: errs.Conflict, Code: "STALE_RUN", Subject: d.Ring.ID,
					Message: "the score rests on evidence that the store no longer holds", Remedy: "Run ringtrace detect again"}
			}
		}
	}
	return nil
}

// render makes every file that follows from dossier.json alone. It starts from
// the bytes, which hold nothing that was withheld.
func render(text []byte) (*Dossier, []entry, error) {
	d, err := decode(text)
	if err != nil {
		return nil, nil, err
	}
	files := []entry{{"data/dossier.schema.json", schemaText}}
	for _, lang := range d.Handling.Languages {
		if !spoken(lang) {
			return nil, nil, fmt.Errorf("language %q is not spoken", lang)
		}
		content, err := html(d, lang)
		if err != nil {
			return nil, nil, err
		}
		about, err := readme(d, lang)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, entry{"data/dossier." + lang + ".html", content}, entry{"README." + lang + ".txt", about})
	}
	for _, t := range tables(d, "en") {
		content, err := t.csv()
		if err != nil {
			return nil, nil, err
		}
		files = append(files, entry{"data/tables/" + t.name + ".csv", content})
	}
	for _, part := range []struct {
		path string
		what any
	}{{"metadata/provenance.json", d.Provenance}, {"metadata/redactions.json", d.Redactions}} {
		content, err := canonical(part.what)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, entry{part.path, content})
	}
	return d, files, nil
}

func decode(text []byte) (*Dossier, error) {
	var d Dossier
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return nil, err
	}
	return &d, nil
}

// proofLine is one line of rows.ndjson.
type proofLine struct {
	Ref    string   `json:"ref"`
	File   string   `json:"file"` // SHA-256
	Row    uint32   `json:"row"`  // 0 is the header
	Leaves uint32   `json:"leaves"`
	Root   string   `json:"root"`
	Offset int64    `json:"offset"`
	Bytes  int64    `json:"bytes"`
	Leaf   string   `json:"leaf"`
	Path   []string `json:"path"`
	Salt   string   `json:"salt,omitempty"` // with raw only
	Raw    string   `json:"raw,omitempty"`  // base64 of the row, without its line end
}

// lines writes rows.ndjson: the proofs of every row that the dossier lists,
// and the bytes of those that it shows.
func (c *citations) lines(d *Dossier) ([]byte, error) {
	visible := map[string]bool{}
	for _, r := range d.Evidence.Rows {
		visible[r.Ref] = r.Text.Withheld == ""
	}
	var b bytes.Buffer
	for _, f := range c.files {
		for i := range f.rows {
			r := &f.rows[i]
			ref := fmt.Sprintf("%s/%d", f.id, r.Row.Number)
			show, listed := visible[ref]
			if !listed {
				continue
			}
			line := proofLine{Ref: ref, File: f.SHA256, Row: r.Row.Number, Leaves: f.tree.Leaves, Root: f.tree.Root.String(),
				Offset: r.Row.Offset, Bytes: r.Row.Size, Leaf: r.Leaf.String(), Path: []string{}}
			for _, h := range r.Path {
				line.Path = append(line.Path, h.String())
			}
			if show {
				line.Salt, line.Raw = r.Salt.String(), base64.StdEncoding.EncodeToString(r.Row.Raw)
			}
			text, err := canonical(line)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	return b.Bytes(), nil
}

// Name returns the file name of the package.
func (p *Package) Name() string { return nameOf(p.Dossier) }

// CoreDigest returns the digest of everything but the signatures.
func (p *Package) CoreDigest() string { return coreDigest(p.files) }

// Zip returns the package as one file. A final package that is not signed is
// errs.Conflict.
func (p *Package) Zip() ([]byte, error) {
	if p.Dossier.Status == Final && len(p.sealed) == 0 {
		return nil, &errs.Error{Op: "package", Kind: errs.Conflict, Subject: p.Dossier.Ring.ID, Message: "a final package leaves only with its signature"}
	}
	files := slices.Concat(p.files, p.sealed)
	byPath(files)
	out := writeZip(folderOf(p.Dossier), files, timeOf(p.Dossier))
	if len(out) > MaxSize {
		return nil, &errs.Error{Op: "package", Kind: errs.Conflict, Subject: p.Dossier.Ring.ID,
			Message: fmt.Sprintf("would have more than %d MiB", MaxSize>>20)}
	}
	return out, nil
}
