package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/format"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// A file of rejects can be loaded once raw_row was mended in its lines. Its
// lines are read in groups: one for each kind and file that they came in,
// because rows are read as that file was. A line whose row is loaded already
// but for a field, and that nobody mended, is left as it is.

// mended names one group of a file of rejects.
type mended struct {
	file   string // that the rows came in
	readAs string // the same with its reading, as rejects.ndjson says it
	kind   string // singular
	header string
	shape  string
}

// remember writes the group into what the vault keeps of a reading.
func (m *mended) remember(options map[string]string) {
	options[optMended+"file"], options[optMended+"read_as"], options[optMended+"kind"] = m.file, m.readAs, m.kind
	options[optMended+"header"], options[optMended+"shape"] = m.header, m.shape
}

func recallMended(options map[string]string) *mended {
	readAs, ok := options[optMended+"read_as"]
	if !ok {
		return nil
	}
	return &mended{file: options[optMended+"file"], readAs: readAs, kind: options[optMended+"kind"],
		header: options[optMended+"header"], shape: options[optMended+"shape"]}
}

// lineOf reads a row of a file of rejects; false where it is no line of one.
func lineOf(r *vault.Row) (rejectLine, bool) {
	var l rejectLine
	if err := json.Unmarshal(r.Raw, &l); err != nil || l.ReasonCode == "" || l.Kind == "" {
		return l, false
	}
	return l, true
}

func groupOf(l *rejectLine) mended {
	return mended{file: l.File, readAs: l.ReadAs, kind: l.Kind, header: l.Header, shape: l.Shape}
}

// has reports whether a row of the file of rejects is of the group.
func (m *mended) has(r *vault.Row) bool {
	l, ok := lineOf(r)
	return ok && groupOf(&l) == *m
}

// inner returns the row that a line holds, in the place of the line.
func (m *mended) inner(r *vault.Row) vault.Row {
	l, _ := lineOf(r)
	row := vault.RowOf([]byte(l.RawRow), m.shape)
	row.Number, row.Line, row.Offset = r.Number, r.Line, r.Offset
	return row
}

// unwrap puts the row that a line holds in the place of the line, and says what
// must not be loaded from it.
func (m *mended) unwrap(r *row) {
	l, _ := lineOf(&r.Row)
	size := r.Size
	r.Row = m.inner(&r.Row)
	r.Size = size
	sum := sha256.Sum256([]byte(l.RawRow))
	asItWas := hex.EncodeToString(sum[:]) == l.RawSHA256
	copyOf := fmt.Sprintf("%x %d %s", sum, l.Line, l.File)
	switch {
	case l.Scope == "field" && (asItWas || r.t.copies[copyOf]):
		r.again = true
	case l.RawCut:
		r.reject("", canon.TooLong, "raw_row is the beginning of a row only: correct the row in its file")
	}
	r.t.copies[copyOf] = true
	r.partly = l.Scope == "field"
}

// countsTwice reports whether loading the mended copy of a row that is loaded
// already would count what it says a second time: a record that has no id but
// its content.
func (r *row) countsTwice() bool { return r.partly && r.t.src.schema.record && r.named() == "" }

// findRejects returns the groups of a file of rejects; none when it is another
// file.
func findRejects(ctx context.Context, o *Options, path string) ([]*source, error) {
	name := filepath.Base(path)
	switch strings.ToLower(filepath.Ext(name)) {
	case ".ndjson", ".jsonl":
	default:
		return nil, nil
	}
	f, err := format.Examine(ctx, name, opener(name, path))
	if err != nil || f.Shape != format.NDJSON {
		return nil, err
	}
	groups, err := groupsOf(ctx, f, name)
	if err != nil {
		return nil, err
	}
	var out []*source
	for _, g := range groups {
		schema, ok := schemaOf(g.kind)
		if !ok {
			return nil, unknownKind(name, g.kind)
		}
		how, err := o.readingOf(g)
		if err != nil {
			return nil, err
		}
		how.mended = g
		out = append(out, newSource(path, schema, how))
	}
	return out, nil
}

// groupsOf lists the groups of a file of rejects in order of appearance; none
// when a line is not of one.
func groupsOf(ctx context.Context, f *format.File, name string) (groups []*mended, err error) {
	text, err := f.Text(ctx)
	if err != nil {
		return nil, err
	}
	seen := map[mended]bool{}
	rows := vault.RowsAs(text, vault.ShapeNDJSON)
	for rows.Next() {
		row := rows.Row()
		l, ok := lineOf(&row)
		switch {
		case row.Number == 0:
		case !ok && len(groups) == 0:
			return nil, text.Close()
		case !ok:
			return nil, errors.Join((&source{name: name}).invalid(fmt.Sprintf("line %d", row.Line), string(badJSON), "is not a line of a file of rejects any more",
				"Mend only what stands in raw_row, and keep it one line."), text.Close())
		case !seen[groupOf(&l)]:
			g := groupOf(&l)
			seen[g] = true
			groups = append(groups, &g)
		}
	}
	return groups, errors.Join(textError(name, rows.Err()), text.Close())
}

// readingOf returns how the file that a group came from was read: as the vault
// knows it, otherwise as a file of that name would be.
func (o *Options) readingOf(g *mended) (reading, error) {
	if o.Vault != nil {
		for _, f := range o.Vault.Files() {
			if sourceKey(f.SHA256, f.Kind, f.Options).ID == g.readAs {
				return restored(f.Options)
			}
		}
	}
	for _, e := range o.Mapping.For(g.file) {
		if schema, err := kindFor(g.file, o.Kind, e); err == nil && schema.singular == g.kind {
			return o.reading(g.file, e)
		}
	}
	return o.reading(g.file, nil)
}
