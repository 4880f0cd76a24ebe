package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/maphash"
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

	files     []*source // in reading order; each has its number in the vault before it is read
	context   []*source // read by earlier loads and given again: rows may point into them
	current   uint32
	temporary string // folder for temporary files; "" is the system's
	size      int    // facts of a piece
	facts     *facts
	refs      *references
	links     *linkMemory
	known     map[string]bool // platforms that earlier loads named
	seed      maphash.Seed
	doubted   map[uint64]bool       // names, and contents of rows without one: see lookAhead
	seen      map[[16]byte]rowSaid  // of doubted names
	repeats   map[[16]byte]int      // rows without an id by content, of doubted contents
	said      map[[16]byte]linkSaid // links of doubted records
	rejects   *rejects              // nil to write none

	derivedBefore recently

	residents *canon.Keyed // nil where the deployment has no secret

	judgements []Judgement
}

// rowSaid is the content of a row under its source and id.
type rowSaid struct {
	content [16]byte
	file    uint32
	row     uint32
}

func newLoader(g store.Graph, v *vault.Vault, now time.Time, load uint32, files, context []*source) *loader {
	f := newFacts()
	return &loader{graph: g, vault: v, now: now, load: load, files: files, context: context, size: pieceFacts, facts: f, refs: newReferences(f),
		seed: maphash.MakeSeed(), seen: map[[16]byte]rowSaid{}, repeats: map[[16]byte]int{}, said: map[[16]byte]linkSaid{}, links: newLinkMemory()}
}

// begin learns what the meaning of rows hangs on; reading can follow.
func (l *loader) begin(ctx context.Context) error {
	if err := l.storedPlatforms(ctx); err != nil {
		return err
	}
	if err := l.lookAhead(ctx); err != nil {
		return err
	}
	return l.recallContext(ctx)
}

// settle counts the row under its one outcome and notes why.
func (l *loader) settle(r *row) error {
	out := r.t.src.report
	switch {
	case r.again:
		out.Unchanged++
		return nil
	case r.rejected:
		out.Rejected++
		last := r.problems[len(r.problems)-1]
		out.Codes[string(last.code)]++
		if err := l.rejects.add(r, "row", last); err != nil {
			return err
		}
	case len(r.problems) > 0:
		out.AcceptedWithWarnings++
		for _, p := range r.problems {
			out.Codes[string(p.code)]++
			if err := l.rejects.add(r, "field", p); err != nil {
				return err
			}
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
	return nil
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
	name := r.named()
	if name == "" {
		return r.source() + ":" + l.anonymous(r), true
	}
	if r.t.src.schema.record && canon.Redact(name) != name {
		r.reject("source_record_id", canon.IDNoKey, "is a resident identity number, which is not stored: give the record another id")
		return "", false
	}
	id = r.source() + ":" + name
	if !l.doubted[l.nameKey(r, name)] {
		return id, true
	}
	said := rowSaid{content: short(r.contentBytes()), file: l.current, row: r.Number}
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
func (l *loader) anonymous(r *row) string {
	said := r.contentBytes()
	content := short(said)
	if !l.doubted[l.contentKey(r, l.hash(said))] {
		return hex.EncodeToString(content[:8])
	}
	key := short(append(content[:], r.source()...))
	n := l.repeats[key]
	l.repeats[key]++
	if n == 0 {
		return hex.EncodeToString(content[:8])
	}
	return fmt.Sprintf("%x-%d", content[:8], n+1)
}

// contentBytes holds all fields but source and id, whatever the order of the
// columns. It is valid until the next call for a row of the same file.
func (r *row) contentBytes() []byte {
	b := r.t.content[:0]
	for _, name := range r.t.sorted {
		if f := r.raw(name); len(f) > 0 && name != "source" && name != "source_record_id" {
			b = append(append(append(append(b, name...), 0), f...), 0)
		}
	}
	r.t.content = b
	return b
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
