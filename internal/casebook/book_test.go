package casebook_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/errs"
)

var at = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func open(t *testing.T, path string) *casebook.Book {
	t.Helper()
	b, err := casebook.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func events(run string, kinds ...casebook.EventKind) []casebook.Event {
	out := []casebook.Event{{Run: run, Kind: casebook.Ran}}
	for _, k := range kinds {
		out = append(out, casebook.Event{Run: run, Kind: k, Ring: "R-1", Revision: 1, Core: []string{"p:a", "p:b"}, Attached: []string{"p:c"}})
	}
	return out
}

func TestRegisterSurvivesReopening(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "case.db")
	b := open(t, path)
	first := events("run1", casebook.Born)
	if err := b.Append(ctx, "", first, at); err != nil {
		t.Fatal(err)
	}
	r, err := b.Register(ctx)
	if err != nil {
		t.Fatal(err)
	}
	second := events("run2", casebook.Changed)
	if err := b.Append(ctx, r.Head, second, at); err != nil {
		t.Fatal(err)
	}
	b.Close()

	got, err := open(t, path).Register(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append(first, second...), got.Events); diff != "" {
		t.Error(diff)
	}
	prior, last := got.Before()
	if last != "run2" || prior.Head != r.Head || len(prior.Events) != len(first) {
		t.Errorf("before: last %q, head equal %v, %d events", last, prior.Head == r.Head, len(prior.Events))
	}
}

func TestLastEventOfARing(t *testing.T) {
	ctx := context.Background()
	b := open(t, filepath.Join(t.TempDir(), "case.db"))
	if err := b.Append(ctx, "", append(events("run1", casebook.Born), events("run2", casebook.Retired)...), at); err != nil {
		t.Fatal(err)
	}
	if e, ok, err := b.Last(ctx, "R-1"); err != nil || !ok || e.Kind != casebook.Retired || e.Run != "run2" {
		t.Errorf("%+v %v %v", e, ok, err)
	}
	for _, never := range []string{"R-2", ""} {
		if _, ok, err := b.Last(ctx, never); err != nil || ok {
			t.Errorf("%q was never issued: %v %v", never, ok, err)
		}
	}
}

func TestAppendRefusesAMovedRegister(t *testing.T) {
	ctx := context.Background()
	b := open(t, filepath.Join(t.TempDir(), "case.db"))
	if err := b.Append(ctx, "", events("run1"), at); err != nil {
		t.Fatal(err)
	}
	err := b.Append(ctx, "", events("run2"), at)
	if !errors.Is(err, &errs.Error{Kind: errs.Conflict}) {
		t.Fatalf("got %v, want a conflict", err)
	}
	if r, _ := b.Register(ctx); len(r.Events) != 1 {
		t.Errorf("%d events after a refused append, want 1", len(r.Events))
	}
}

func TestRowsCannotBeAltered(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "case.db")
	b := open(t, path)
	if err := b.Append(ctx, "", events("run1", casebook.Born), at); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE register SET ring = 'R-2'"); err == nil {
		t.Error("an update of the register went through")
	}
	if _, err := db.Exec("DROP TRIGGER register_no_update; UPDATE register SET ring = 'R-2' WHERE kind = 'born'"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Register(ctx); !errors.Is(err, &errs.Error{Kind: errs.Unverified}) {
		t.Errorf("an altered row was read: %v", err)
	}
}

func TestNewerLayoutIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "case.db")
	open(t, path).Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := casebook.Open(context.Background(), path); !errors.Is(err, &errs.Error{Kind: errs.Conflict}) {
		t.Errorf("got %v, want a conflict", err)
	}
}

func TestAuditKeepsOrder(t *testing.T) {
	ctx := context.Background()
	b := open(t, filepath.Join(t.TempDir(), "case.db"))
	want := []casebook.Entry{{At: at, Who: "command line", What: "load", Subject: "1"}, {At: at.Add(-time.Hour), Who: "command line", What: "detect", Subject: "2"}}
	for _, e := range want {
		if err := b.Note(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	got, err := b.Entries(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
