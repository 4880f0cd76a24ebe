package investigate_test

import (
	"crypto/rand"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

// ruled opens a folder with the shipped rules but for the phone's version.
func ruled(t *testing.T, dir, phone string) *investigate.Service {
	t.Helper()
	rules := folder.Rules{}
	maps.Copy(rules, investigate.ShippedRulesForTest())
	if phone != "" {
		rules["phone"] = phone
	}
	s, err := investigate.Open(t.Context(), investigate.Options{Data: dir, Create: true, Random: rand.Reader, Now: now, Log: zerolog.Nop(), Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// phoneWorld loads shops that show phones, under older rules, and makes the
// store what these would have made: without the country's prefix where the row
// has none, so that one phone of two spellings is two.
func phoneWorld(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	links := filepath.Join(t.TempDir(), "links.csv")
	text := "storefront,kind,value,evidence_class\n" +
		"shop-a,PHONE,+86 138 1234 0017,OBSERVED\nshop-b,PHONE,+86 138 1234 0017,OBSERVED\nshop-c,PHONE,+86 139 1234 0028,OBSERVED\n" +
		"shop-a,DEVICE,d1,OBSERVED\nshop-b,DEVICE,d1,OBSERVED\n"
	if err := os.WriteFile(links, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := ruled(t, dir, "phone/0")
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{links}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(t.Context(), investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	rewrite(t, filepath.Join(dir, "graph.db"), func(shop string, phone entity.Key) entity.Key {
		if shop == "default:shop-a" {
			phone.ID = strings.TrimPrefix(phone.ID, "+86")
		}
		return phone
	})
	return dir
}

// rewrite replaces the phones in a store by what old says of each shop's.
func rewrite(t *testing.T, path string, old func(shop string, phone entity.Key) entity.Key) {
	t.Helper()
	g, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	var keys []entity.Key
	var kinds []entity.Kind
	for _, k := range entity.Kinds() {
		if !k.Derived() {
			kinds = append(kinds, k)
		}
	}
	for row, err := range g.Scan(t.Context(), store.Selection{Kinds: kinds}, store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, row.Key)
	}
	nodes, err := g.Nodes(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	var b store.Batch
	for _, n := range nodes {
		if n.Key.Kind != entity.KindPhone {
			b.Nodes = append(b.Nodes, *n)
		}
	}
	for adj, err := range g.Neighbours(t.Context(), keys, store.Filter{Direction: store.Out}) {
		if err != nil {
			t.Fatal(err)
		}
		l := adj.Link
		if l.To.Kind == entity.KindRing {
			continue
		}
		if l.To.Kind == entity.KindPhone {
			l.To = old(l.From.ID, l.To)
			b.Nodes = append(b.Nodes, entity.Node{Key: l.To})
		}
		b.Links = append(b.Links, l)
	}
	var once iter.Seq2[store.Batch, error] = func(yield func(store.Batch, error) bool) { yield(b, nil) }
	if _, err := g.Replace(t.Context(), once); err != nil {
		t.Fatal(err)
	}
}

// Under new rules a writing command makes the store again from the vault and
// says what moved; check says so before; afterwards all is as in a fresh load.
func TestNewRulesMakeTheStoreAgain(t *testing.T) {
	dir := phoneWorld(t)
	s := ruled(t, dir, "")
	report, err := s.Check(t.Context(), false)
	if err != nil {
		t.Fatalf("%v: %+v", err, report)
	}
	if got := detailOf(report, "rules"); got != "the store was made by other rules for phone: the next load or detect makes it again and says what moves" {
		t.Errorf("before: %s", got)
	}
	if said, err := s.Backlog(t.Context()); err != nil || !strings.Contains(said, "other rules for phone") {
		t.Errorf("backlog: %q %v", said, err)
	}

	found, err := s.Detect(t.Context(), investigate.DetectRequest{})
	if err != nil {
		t.Fatal(err)
	}
	want := &investigate.RulesReport{Changed: []investigate.RuleChange{{Kind: "phone", Was: "phone/0", Is: canon.RuleVersion(entity.KindPhone)}},
		Moves: &ingest.Moves{Kinds: []ingest.KindMoves{{Kind: entity.KindPhone, Before: 3, After: 2, Moved: 1, Merged: 1}}, Storefronts: 1}}
	if diff := cmp.Diff(want, found.Rules); diff != "" {
		t.Error(diff)
	}
	wantLines := []string{"The rules for values are others now, and the store was made again from the vault: phone phone/0 -> " + canon.RuleVersion(entity.KindPhone) + ".",
		"phone: 1 of 3 have another id, 1 now hold what were several.", "Storefronts that are touched: 1."}
	if diff := cmp.Diff(wantLines, found.Rules.Lines()); diff != "" {
		t.Error(diff)
	}
	report, err = s.Check(t.Context(), false)
	if err != nil || detailOf(report, "rules") != "the store was made by the rules of this ringtrace" || !strings.Contains(detailOf(report, "rebuild"), "made again from the vault") {
		t.Errorf("after: %v %+v", err, report)
	}
	if again, err := s.Detect(t.Context(), investigate.DetectRequest{}); err != nil || again.Rules != nil || !again.Same {
		t.Errorf("a second time: %v %+v", err, again)
	}
}

func detailOf(r *investigate.CheckReport, name string) string {
	for _, p := range r.Parts {
		if p.Name == name {
			return p.Detail
		}
	}
	return ""
}

// A load says what moved among its notes.
func TestLoadUnderNewRulesSaysWhatMoved(t *testing.T) {
	dir := phoneWorld(t)
	links := filepath.Join(t.TempDir(), "links.csv")
	if err := os.WriteFile(links, []byte("storefront,kind,value\nshop-d,DEVICE,d4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := ruled(t, dir, "").Load(t.Context(), investigate.LoadRequest{Paths: []string{links}})
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(report.Notes, "\n"); !strings.Contains(text, "made again from the vault: phone phone/0") || !strings.Contains(text, "phone: 1 of 3 have another id") {
		t.Errorf("notes: %s", text)
	}
}

// Each store of a folder has rules of its own, and a store that somebody else
// loaded into is not emptied.
func TestRulesBelongToTheirStore(t *testing.T) {
	dir := phoneWorld(t)
	f := readFormat(t, dir)
	if len(f.Rules) != 1 || f.Rules["graph.db"]["phone"] != "phone/0" {
		t.Fatalf("%v", f.Rules)
	}
	g := filledStore(t) // of another folder
	s, err := investigate.Open(t.Context(), investigate.Options{Data: dir, Random: rand.Reader, Now: now, Log: zerolog.Nop(), Graph: g})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	before, err := g.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(t.Context(), investigate.DetectRequest{}); errs.KindOf(err) != errs.Conflict || !strings.Contains(err.Error(), "loaded from another folder too") {
		t.Errorf("got %v", err)
	}
	if after, err := g.Info(t.Context()); err != nil || after != before {
		t.Errorf("%v: %+v became %+v", err, before, after)
	}
	if diff := cmp.Diff(f, readFormat(t, dir)); diff != "" {
		t.Error(diff)
	}
}
