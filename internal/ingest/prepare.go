package ingest

import (
	"context"
	"io"
	"maps"
	"slices"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// askAtOnce is how many keys one question to the store holds.
const askAtOnce = 1000

// prepare looks ahead into a file whose rows point at others, so that the
// store is asked in large questions and a row may point further down.
func (l *loader) prepare(ctx context.Context, s *source) error {
	wanted, records := map[entity.Key]bool{}, map[string]bool{}
	if len(s.schema.refs) == 0 {
		return nil
	}
	err := eachRow(ctx, s, func(r *row) {
		if id := r.named(); s.schema.kind == "sellers" && id != "" {
			id = r.source() + ":" + id
			if _, wanted := l.facts.wanted[entity.Key{Kind: entity.KindSeller, ID: id}]; wanted {
				l.refs.sellers[id] = true
			}
		}
		for _, column := range s.schema.refs {
			if text := r.pointer(column); text != "" {
				l.want(text, wanted, records)
			}
		}
	})
	if err != nil {
		return err
	}
	if err := l.findEarlier(ctx, records, wanted); err != nil {
		return err
	}
	if s.schema.kind == "test_purchases" {
		if err := l.storedOffers(ctx, wanted); err != nil {
			return err
		}
	}
	return l.ask(ctx, wanted)
}

// want notes what a reference may mean and this load does not answer.
func (l *loader) want(text string, wanted map[entity.Key]bool, records map[string]bool) {
	record, keys := l.refs.candidates(text)
	if _, here := l.refs.records[record]; here {
		return
	}
	for _, key := range keys {
		if l.facts.wanted[key] {
			return
		}
		wanted[key] = true
	}
	if record != "" {
		records[record] = true
	}
}

// ask finds which of the keys are stored.
func (l *loader) ask(ctx context.Context, wanted map[entity.Key]bool) error {
	keys := slices.SortedFunc(maps.Keys(wanted), entity.Key.Compare)
	for part := range slices.Chunk(keys, askAtOnce) {
		nodes, err := l.graph.Nodes(ctx, part)
		if err != nil {
			return err
		}
		for i, n := range nodes {
			if n != nil {
				l.refs.stored[part[i]] = true
			}
		}
	}
	return nil
}

// findEarlier looks up records of earlier loads whose node has another key
// than their id: storefronts and identifiers. The store does not know record
// ids; the originals do.
func (l *loader) findEarlier(ctx context.Context, records map[string]bool, wanted map[entity.Key]bool) error {
	kinds := map[string]bool{}
	for record := range records {
		for _, s := range schemas() {
			if hasPrefix([]byte(record), s.singular+":") && s.singular != "seller" {
				kinds[s.kind] = true
			}
		}
	}
	if len(kinds) == 0 || l.vault == nil {
		return nil
	}
	for _, f := range l.earlierFiles() {
		if !kinds[f.Kind] {
			continue
		}
		s, err := vaultSource(l.vault, f)
		if err != nil {
			return err
		}
		if err := s.examine(ctx); err != nil {
			return err
		}
		err = l.eachKey(ctx, s, func(r *row, key entity.Key) {
			if record := s.schema.singular + ":" + r.reference(); records[record] && r.named() != "" {
				l.refs.remember(record, key)
				wanted[key] = true
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// recallContext learns the names of rows that were read by earlier loads and
// stand beside the files of this one.
func (l *loader) recallContext(ctx context.Context) error {
	wanted := map[entity.Key]bool{}
	for _, s := range l.context {
		err := l.eachKey(ctx, s, func(r *row, key entity.Key) {
			if record := s.schema.singular + ":" + r.reference(); l.refs.wanted[record] {
				l.refs.remember(record, key)
				wanted[key] = true
			}
		})
		if err != nil {
			return err
		}
	}
	return l.ask(ctx, wanted)
}

// eachKey calls visit for every sound row of a file that was loaded before,
// with the node it is about, where rows can be pointed at.
func (l *loader) eachKey(ctx context.Context, s *source, visit func(*row, entity.Key)) error {
	switch s.schema.kind {
	case "storefronts", "sellers", "payment_accounts", "addresses":
	default:
		return nil
	}
	probe := newLoader(l.graph, l.vault, l.now, l.load, []*source{s}, nil)
	probe.refs.platforms, probe.temporary = l.refs.platforms, l.temporary
	if err := probe.lookAhead(ctx); err != nil {
		return err
	}
	return eachRow(ctx, s, func(r *row) {
		if key, ok := probe.keyOf(r); ok {
			visit(r, key)
		}
	})
}

// earlierFiles returns the files of the loads before this one.
func (l *loader) earlierFiles() []vault.File {
	loaded := map[uint32]bool{}
	for _, load := range l.vault.Loads() {
		if !load.Abandoned && load.Number < l.load {
			for _, n := range load.Files {
				loaded[n] = true
			}
		}
	}
	return slices.DeleteFunc(l.vault.Files(), func(f vault.File) bool { return !loaded[f.Number] })
}

// keyOf returns the key of the node that a row is about, false when there is
// none that can be pointed at.
func (l *loader) keyOf(r *row) (entity.Key, bool) {
	key, links := entity.Key{}, true
	switch r.t.src.schema.kind {
	case "storefronts":
		key = l.storefrontKey(r)
	case "payment_accounts":
		v, issue := canon.Canonicalise(entity.KindPaymentAccount, r.text("scheme"), r.text("value"))
		key, links = entity.Key{Kind: entity.KindPaymentAccount, ID: v.ID}, issue.Links()
	}
	if r.t.src.schema.kind == "addresses" {
		v, issue := canon.Canonicalise(entity.KindAddress, "", r.text("raw"))
		key, links = entity.Key{Kind: entity.KindAddress, ID: v.ID}, issue.Links()
	}
	id, ok := l.admit(r)
	if r.t.src.schema.kind == "sellers" {
		key = entity.Key{Kind: entity.KindSeller, ID: id}
	}
	return key, ok && links
}

// vaultSource returns a file of the vault as something to read again.
func vaultSource(v *vault.Vault, f vault.File) (*source, error) {
	schema, ok := schemaOf(f.Kind)
	if !ok {
		return nil, unknownKind(f.Name, f.Kind)
	}
	how, err := restored(f.Options)
	if err != nil {
		return nil, err
	}
	s := &source{name: f.Name, schema: schema, reading: how, number: f.Number, kept: &f, report: newFileReport(f.Name, schema.kind)}
	if s.leftOut, err = v.LeftOut(f); err != nil {
		return nil, err
	}
	s.open = func(context.Context) (io.ReadCloser, error) { return v.Open(f.Number) }
	return s, nil
}
