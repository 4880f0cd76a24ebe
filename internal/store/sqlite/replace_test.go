package sqlite_test

import (
	"bytes"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

// secret stands in every text of the content that is taken away: in ids,
// names, and names too long for a page.
const secret = "withdrawn"

func withSecret(word string) store.Batch {
	var b store.Batch
	account := entity.Key{Kind: entity.KindPaymentAccount, ID: "ALIPAY:1"}
	b.Nodes = append(b.Nodes, entity.Node{Key: account})
	c := entity.Claim{Record: 1, Class: entity.ClassObserved}
	for i := range 800 {
		n := entity.Node{Key: entity.Key{Kind: entity.KindStorefront, ID: fmt.Sprintf("p:%s%05d", word, i)}}
		n.Attrs = []entity.Attr{{Name: store.NameAttr, Value: entity.String(word + strings.Repeat("-"+word, i%10*100)), Claim: c}}
		b.Nodes = append(b.Nodes, n)
		b.Links = append(b.Links, entity.Link{From: n.Key, Type: entity.LinkPaidTo, Role: word, To: account, Claims: []entity.Claim{c}})
	}
	return b
}

func one(b store.Batch) iter.Seq2[store.Batch, error] {
	return func(yield func(store.Batch, error) bool) { yield(b, nil) }
}

// readable tells which files of a store hold the secret.
func readable(t *testing.T, path string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files of the store (%v)", err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(secret)) {
			found = append(found, strings.TrimPrefix(f, path))
		}
	}
	return found
}

// secretStore holds the secret in tables, in the log, and in pages that were
// given back before.
func secretStore(t *testing.T) (*sqlite.Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "graph.db")
	var half store.Batch
	for i, b := 0, withSecret(secret); i < len(b.Links); i += 2 {
		half.DeleteNodes = append(half.DeleteNodes, b.Links[i].From)
		half.DeleteLinks = append(half.DeleteLinks, b.Links[i].Key())
	}
	apply(t, path, withSecret(secret)).Close()
	s := apply(t, path, half)
	if found := readable(t, path); len(found) != 2 {
		t.Fatalf("before the replacement the secret stands in %q, want file and log", found)
	}
	return s, path
}

func apply(t *testing.T, path string, b store.Batch) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReplaceLeavesNothingReadable(t *testing.T) {
	for name, b := range map[string]store.Batch{"by nothing": {}, "by less": withSecret("x"), "by more": withSecret("elsewhere-and-longer")} {
		t.Run(name, func(t *testing.T) {
			s, path := secretStore(t)
			if _, err := s.Replace(t.Context(), one(b)); err != nil {
				t.Fatal(err)
			}
			if found := readable(t, path); len(found) > 0 {
				t.Fatalf("the former content is readable in %q", found)
			}
		})
	}
}

// A reader of the former content keeps it in the log; what comes after the
// reader clears it away.
func TestReplaceUnderReader(t *testing.T) {
	for name, after := range map[string]func(*testing.T, *sqlite.Store, string){
		"a write": func(t *testing.T, s *sqlite.Store, _ string) {
			if _, err := s.Apply(t.Context(), withSecret("y")); err != nil {
				t.Fatal(err)
			}
		},
		"Close": func(t *testing.T, s *sqlite.Store, _ string) {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		},
		"another Open": func(t *testing.T, _ *sqlite.Store, path string) {
			other, err := sqlite.Open(path, sqlite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { other.Close() })
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, path := secretStore(t)
			rows := 0
			for _, err := range s.Scan(t.Context(), store.Selection{Types: entity.LinkTypes()}, store.Range{}) {
				if err != nil {
					t.Fatal(err)
				}
				if rows++; rows == 1 {
					if _, err := s.Replace(t.Context(), one(withSecret("x"))); err != nil {
						t.Fatal(err)
					}
				}
			}
			if rows != 400 {
				t.Fatalf("the reader saw %d links, want all 400 of before", rows)
			}
			if len(readable(t, path)) == 0 {
				t.Fatal("nothing was left for later: the case tests nothing")
			}
			after(t, s, path)
			if found := readable(t, path); len(found) > 0 {
				t.Fatalf("the former content is readable in %q", found)
			}
		})
	}
}
