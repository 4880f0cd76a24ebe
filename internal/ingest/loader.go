package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/canon"
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
	context []*source // read by earlier loads and given again: rows may point into them
	current uint32
	facts   *facts
	refs    *references
	links   *linkMemory
	known   map[string]bool // platforms that earlier loads named
	seen    map[[16]byte]rowSaid
	repeats map[[16]byte]int // rows without an id by content
	rejects *rejects

	residents *canon.Keyed // nil where the deployment has no secret
}

// rowSaid is the content of a row under its source and id.
type rowSaid struct {
	content [16]byte
	file    uint32
	row     uint32
}

func newLoader(g store.Graph, v *vault.Vault, now time.Time, load uint32, files, context []*source) *loader {
	rows := 0
	for _, s := range files {
		if s.schema.kind == "links" {
			rows += int(s.survey.rows)
		}
	}
	f := newFacts(rows)
	return &loader{graph: g, vault: v, now: now, load: load, files: files, context: context, facts: f, refs: newReferences(f), rejects: &rejects{},
		seen: map[[16]byte]rowSaid{}, repeats: map[[16]byte]int{}, links: newLinkMemory()}
}

// read reads all files, kind by kind.
func (l *loader) read(ctx context.Context) error {
	if err := l.storedPlatforms(ctx); err != nil {
		return err
	}
	if err := l.recallContext(ctx); err != nil {
		return err
	}
	kind := ""
	for i, s := range l.files {
		l.current = uint32(i)
		if s.schema.kind != kind {
			kind = s.schema.kind
			l.seen, l.repeats, l.links = map[[16]byte]rowSaid{}, map[[16]byte]int{}, newLinkMemory()
		}
		if err := l.prepareResidents(s); err != nil {
			return err
		}
		if err := l.prepare(ctx, s); err != nil {
			return err
		}
		if err := l.readFile(ctx, s); err != nil {
			return err
		}
	}
	l.seen, l.repeats, l.links = nil, nil, nil
	return nil
}

func (l *loader) readFile(ctx context.Context, s *source) error {
	s.whole = true
	clear(l.links.times) // the next file may have another zone, or other ways of writing dates
	err := eachFileRow(ctx, s, func(r *row) {
		if r.countsTwice() {
			r.reject("", alreadyLoaded, "the row is loaded but for this field, and has no id: a mended copy would count twice; correct it in its file and load that into a new data folder")
		}
		if !r.again {
			r.each(func(r *row) { s.schema.read(l, r) })
		}
		l.settle(r)
	})
	if err != nil {
		return err
	}
	s.report.LeftOut = s.leftOut.Count(s.survey.rows)
	return s.report.conserve(s.survey.rows)
}

// settle counts the row under its one outcome and notes why.
func (l *loader) settle(r *row) {
	out := r.t.src.report
	switch {
	case r.again:
		out.Unchanged++
		return
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
	if r.silent {
		out.SilentRows++
	}
	for _, i := range r.t.unknown {
		if i < len(r.t.fields) && len(r.t.fields[i]) > 0 {
			out.UnknownColumns[r.t.names[i]]++
		}
	}
}

// admit reports whether a row that is otherwise sound may speak, and returns
// the id of its record: not when another row of this load gave its source and
// id to other content.
//
// A record without an id of its own is named by its content. Its row number
// would not do: row 1 of this month's file is not row 1 of last month's.
func (l *loader) admit(r *row) (id string, ok bool) {
	if r.rejected {
		return "", false
	}
	said := rowSaid{content: r.content(), file: l.current, row: r.Number}
	name := r.named()
	if name == "" {
		return r.source() + ":" + l.anonymous(r, said.content), true
	}
	id = r.source() + ":" + name
	key := short([]byte(r.t.src.schema.kind + "\x00" + id))
	before, ok := l.seen[key]
	if ok && before.content != said.content {
		r.reject("source_record_id", duplicateID, "row %d of %s has the same source and id with other content", before.row, l.files[before.file].name)
		return "", false
	}
	if !ok {
		l.seen[key] = said
	}
	return id, true
}

// anonymous names a record by its content, and by how many rows before it in
// this load say the same.
func (l *loader) anonymous(r *row, content [16]byte) string {
	key := short(append(content[:], r.source()...))
	n := l.repeats[key]
	l.repeats[key]++
	if n == 0 {
		return hex.EncodeToString(content[:8])
	}
	return fmt.Sprintf("%x-%d", content[:8], n+1)
}

// content is the hash of all fields but source and id, whatever the order of
// the columns.
func (r *row) content() [16]byte {
	var b bytes.Buffer
	for _, name := range r.t.sorted {
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
	l.known = maps.Clone(l.refs.platforms)
	return nil
}

// misread counts stored storefronts that earlier loads took for bare ids and
// that this load shows to be of a platform: each is a second node of one shop.
func (l *loader) misread(ctx context.Context) (map[string]int, error) {
	found := map[string]int{}
	if maps.EqualFunc(l.known, l.refs.platforms, func(a, b bool) bool { return a == b }) {
		return found, nil
	}
	for row, err := range l.graph.Scan(ctx, store.Selection{Kinds: []entity.Kind{entity.KindStorefront}}, store.Range{}) {
		if err != nil {
			return nil, err
		}
		rest, bare := strings.CutPrefix(row.Key.ID, entity.DefaultPlatform+":")
		if head, _, ok := strings.Cut(rest, ":"); bare && ok && l.refs.platforms[head] && !l.known[head] {
			found[head]++
		}
	}
	return found, nil
}

// conserve checks that every row of the file has exactly one outcome.
func (f *FileReport) conserve(rows uint32) error {
	f.RowsIn = int(rows)
	if f.Accepted+f.AcceptedWithWarnings+f.Rejected+f.Unchanged+f.LeftOut != f.RowsIn {
		return &errs.Error{Op: "load", Kind: errs.Internal, Subject: f.Name, Message: "rows were lost: the outcomes do not add up to the rows of the file",
			Remedy: "Nothing was loaded. Please report this as a defect."}
	}
	return nil
}
