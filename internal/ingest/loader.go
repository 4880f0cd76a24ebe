package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// loader reads the files of one load into facts.
type loader struct {
	graph store.Graph
	vault *vault.Vault
	now   time.Time
	load  uint32 // its number; earlier loads may be pointed into

	files   []*source // in reading order; the position is the file of a fact's record
	current uint32
	facts   *facts
	refs    *references
	links   *linkMemory
	seen    map[[16]byte]rowSaid
	rejects *rejects
}

// rowSaid is the content of a row under its source and id.
type rowSaid struct {
	content [16]byte
	file    uint32
	row     uint32
}

func newLoader(g store.Graph, v *vault.Vault, now time.Time, load uint32, files []*source) *loader {
	rows := 0
	for _, s := range files {
		if s.schema.kind == "links" {
			rows += int(s.survey.rows)
		}
	}
	f := newFacts(rows)
	return &loader{graph: g, vault: v, now: now, load: load, files: files, facts: f, refs: newReferences(f), rejects: &rejects{}}
}

// read reads all files, kind by kind.
func (l *loader) read(ctx context.Context) error {
	if err := l.storedPlatforms(ctx); err != nil {
		return err
	}
	kind := ""
	for i, s := range l.files {
		l.current = uint32(i)
		if s.schema.kind != kind {
			kind = s.schema.kind
			l.seen, l.links = map[[16]byte]rowSaid{}, newLinkMemory()
		}
		if err := l.prepare(ctx, s); err != nil {
			return err
		}
		if err := l.readFile(ctx, s); err != nil {
			return err
		}
	}
	l.seen, l.links = nil, nil
	return nil
}

func (l *loader) readFile(ctx context.Context, s *source) error {
	s.whole = true
	err := eachRow(ctx, s, func(r *row) {
		if !r.rejected {
			s.schema.read(l, r)
		}
		l.settle(r)
	})
	if err != nil {
		return err
	}
	return s.report.conserve(s.survey.rows)
}

// settle counts the row under its one outcome and notes why.
func (l *loader) settle(r *row) {
	out := r.t.src.report
	switch {
	case r.rejected:
		out.Rejected++
		last := r.problems[len(r.problems)-1]
		l.rejects.add(l.current, r, "row", last)
		out.Codes[string(last.code)]++
	case len(r.problems) > 0:
		out.AcceptedWithWarnings++
		for _, p := range r.problems {
			l.rejects.add(l.current, r, "field", p)
			out.Codes[string(p.code)]++
		}
	default:
		out.Accepted++
	}
	for _, i := range r.t.unknown {
		if i < len(r.t.fields) && len(r.t.fields[i]) > 0 {
			out.UnknownColumns[r.t.names[i]]++
		}
	}
}

// admit reports whether a row that is otherwise sound may speak: not when
// another row of this load gave its source and id to other content.
func (l *loader) admit(r *row) bool {
	if r.rejected {
		return false
	}
	id, named := r.record()
	if !named {
		return true
	}
	key := short([]byte(r.t.src.schema.kind + "\x00" + id))
	said := rowSaid{r.content(), l.current, r.Number}
	before, ok := l.seen[key]
	if ok && before.content != said.content {
		r.reject("source_record_id", duplicateID, "row %d of %s has the same source and id with other content", before.row, l.files[before.file].name)
		return false
	}
	if !ok {
		l.seen[key] = said
	}
	return true
}

// content is the hash of all fields but source and id, whatever the order of
// the columns.
func (r *row) content() [16]byte {
	var b bytes.Buffer
	names := slices.Clone(r.t.names)
	slices.Sort(names)
	for _, name := range names {
		if f := r.raw(name); len(f) > 0 && name != "source" && name != "source_record_id" {
			b.WriteString(name)
			b.WriteByte(0)
			b.Write(f)
			b.WriteByte(0)
		}
	}
	return short(b.Bytes())
}

func short(b []byte) (h [16]byte) {
	sum := sha256.Sum256(b)
	copy(h[:], sum[:])
	return h
}

// storedPlatforms learns the platforms that earlier loads named.
func (l *loader) storedPlatforms(ctx context.Context) error {
	for row, err := range l.graph.Scan(ctx, store.Selection{Kinds: []entity.Kind{entity.KindPlatform}}, store.Range{}) {
		if err != nil {
			return err
		}
		l.refs.platforms[row.Key.ID] = true
	}
	return nil
}

// conserve checks that every row of the file has exactly one outcome.
func (f *FileReport) conserve(rows uint32) error {
	f.RowsIn = int(rows)
	if f.Accepted+f.AcceptedWithWarnings+f.Rejected != f.RowsIn {
		return &errs.Error{Op: "load", Kind: errs.Internal, Subject: f.Name, Message: "rows were lost: the outcomes do not add up to the rows of the file",
			Remedy: "Nothing was loaded. Please report this as a defect."}
	}
	return nil
}
