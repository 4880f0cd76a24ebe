package investigate_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

// A link or a ring that somebody changed in the store is found, because the
// vault and the register say otherwise.
func TestCheckFindsWhatTheVaultDoesNotSay(t *testing.T) {
	for name, drop := range map[string]bool{"nothing": false, "a link is gone": true} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			dir := t.TempDir()
			input := t.TempDir()
			for _, file := range []string{"links.csv", "payment_accounts.csv", "storefronts.csv", "sellers.csv", "regions.csv"} {
				copyFile(t, filepath.Join("../../seed/input", file), filepath.Join(input, file))
			}
			s := open(t, dir)
			if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{input}}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
				t.Fatal(err)
			}
			if drop {
				dropOneLink(t, filepath.Join(dir, "graph.db"))
			}
			report, err := s.Check(ctx, false)
			if !drop {
				if err != nil {
					t.Fatalf("%v: %+v", err, report)
				}
				last := report.Parts[len(report.Parts)-1]
				if !strings.Contains(last.Detail, "the same to the byte") {
					t.Errorf("rebuild: %s", last.Detail)
				}
			} else if !errors.Is(err, &errs.Error{Kind: errs.Unverified}) || partOK(report, "rebuild") {
				t.Errorf("%v: %+v", err, report)
			}
			left, err := filepath.Glob(filepath.Join(dir, "check-*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}

func partOK(r *investigate.CheckReport, name string) bool {
	for _, p := range r.Parts {
		if p.Name == name {
			return p.OK
		}
	}
	return true
}

// dropOneLink takes a link out of the store, as no command can.
func dropOneLink(t *testing.T, path string) {
	t.Helper()
	ctx := context.Background()
	g, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	var shops []entity.Key
	for row, err := range g.Scan(ctx, store.Selection{Kinds: []entity.Kind{entity.KindStorefront}}, store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		shops = append(shops, row.Key)
	}
	for adj, err := range g.Neighbours(ctx, shops, store.Filter{Types: []entity.LinkType{entity.LinkPaidTo}, Direction: store.Out}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := g.Apply(ctx, store.Batch{DeleteLinks: []entity.LinkKey{adj.Link.Key()}}); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatal("no link to take out")
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
