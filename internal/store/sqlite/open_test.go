package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

func shops(n int) store.Batch {
	var b store.Batch
	for i := range n {
		b.Nodes = append(b.Nodes, entity.Node{Key: entity.Key{Kind: entity.KindStorefront, ID: fmt.Sprintf("p:%0100d", i)}})
	}
	return b
}

// exec runs statements on a file behind the store's back.
func exec(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func made(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "graph.db")
	s, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), shops(50)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		path func(t *testing.T) string
		kind errs.Kind
		says string
	}{
		{"a newer file", func(t *testing.T) string {
			p := made(t)
			exec(t, p, "PRAGMA user_version = 2")
			return p
		}, errs.Conflict, "newer ringtrace"},
		{"a database of another program", func(t *testing.T) string {
			p := filepath.Join(t.TempDir(), "other.db")
			exec(t, p, "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
			return p
		}, errs.Invalid, "another program"},
		{"a blank database marked by another program", func(t *testing.T) string {
			p := filepath.Join(t.TempDir(), "other.db")
			exec(t, p, "PRAGMA application_id = 7")
			return p
		}, errs.Invalid, "another program"},
		{"a file that is no database", func(t *testing.T) string {
			p := filepath.Join(t.TempDir(), "text.db")
			write(t, p, []byte(strings.Repeat("storefront,kind,value\n", 400)))
			return p
		}, errs.Invalid, "not a store"},
		{"a folder", func(t *testing.T) string { return t.TempDir() }, errs.Unavailable, "folder"},
		{"a folder that does not exist", func(t *testing.T) string { return filepath.Join(t.TempDir(), "no", "graph.db") }, errs.Unavailable, "cannot be opened"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := c.path(t)
			before, _ := os.ReadFile(path)
			s, err := sqlite.Open(path, sqlite.Options{})
			if err == nil {
				s.Close()
				t.Fatal("opened")
			}
			if errs.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), ". ") {
				t.Errorf("error %q of kind %q, want %q with %q and a remedy", err, errs.KindOf(err), c.kind, c.says)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file was altered")
			}
		})
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPathLetters opens files whose names mean something in a URI.
func TestPathLetters(t *testing.T) {
	for _, name := range []string{"a b", "50%41", "q?mode=memory", "h#x", "名", "a&b=c", ":memory:"} {
		path := filepath.Join(t.TempDir(), name)
		s, err := sqlite.Open(path, sqlite.Options{})
		if err != nil {
			t.Fatalf("%q: %v", name, errors.Unwrap(err))
		}
		s.Close()
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q: opened another file", name)
		}
	}
}

func TestDamage(t *testing.T) {
	path := made(t)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 2 * 4096; i < len(b); i++ {
		b[i] = 0xA5
	}
	write(t, path, b)
	s, err := sqlite.Open(path, sqlite.Options{})
	if err == nil {
		defer s.Close()
		err = store.Check(t.Context(), s)
	}
	if errs.KindOf(err) != errs.Unverified {
		t.Errorf("error %v, want one that tells of damage", err)
	}
}

func TestDamagedBlob(t *testing.T) {
	path := made(t)
	exec(t, path, "UPDATE node SET attrs = x'0903'")
	s, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Nodes(t.Context(), []entity.Key{shops(1).Nodes[0].Key}); errs.KindOf(err) != errs.Unverified {
		t.Errorf("error %v, want one that tells of damage", err)
	}
}

// TestSecondWriter holds the write lock as another process would.
func TestSecondWriter(t *testing.T) {
	path := made(t)
	s, err := sqlite.Open(path, sqlite.Options{BusyTimeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, err = s.Apply(t.Context(), shops(60))
	if errs.KindOf(err) != errs.Conflict || time.Since(start) > 3*time.Second {
		t.Errorf("error %v after %v, want a conflict at once", err, time.Since(start))
	}
	if i, err := s.Info(t.Context()); err != nil || i.Nodes != 50 {
		t.Errorf("reading beside another writer: %+v, %v", i, err)
	}
	if other, err := sqlite.Open(path, sqlite.Options{}); err != nil {
		t.Errorf("opening beside another writer: %v", err)
	} else {
		other.Close()
	}
	if _, err := c.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), shops(60)); err != nil {
		t.Errorf("after the other writer has gone: %v", err)
	}
}

// TestTwoStores writes through two stores on one file.
func TestTwoStores(t *testing.T) {
	path := made(t)
	var stores [2]*sqlite.Store
	for i := range stores {
		s, err := sqlite.Open(path, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		stores[i] = s
	}
	for i := range 10 {
		if _, err := stores[i%2].Apply(t.Context(), shops(100+i)); err != nil {
			t.Fatal(err)
		}
		if n, err := stores[(i+1)%2].Info(t.Context()); err != nil || n.Nodes != int64(100+i) {
			t.Fatalf("the other store tells %+v, %v", n, err)
		}
	}
	if err := store.Check(t.Context(), stores[0]); err != nil {
		t.Error(err)
	}
}

func TestDiskFull(t *testing.T) {
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "graph.db"), sqlite.Bounded(100))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Apply(t.Context(), shops(100)); err != nil {
		t.Fatal(err)
	}
	_, err = s.Apply(t.Context(), shops(20_000))
	wantUnavailable(t, err, "full")
	if i, err := s.Info(t.Context()); err != nil || i.Nodes != 100 || i.Generation != 1 {
		t.Errorf("a load that did not fit left %+v, %v", i, err)
	}
	if _, err := s.Apply(t.Context(), shops(101)); err != nil {
		t.Errorf("a load that fits, after one that did not: %v", err)
	}
	if err := store.Check(t.Context(), s); err != nil {
		t.Error(err)
	}
}

func TestReadOnly(t *testing.T) {
	path := made(t)
	s, err := sqlite.Open(path, sqlite.ReadOnly())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.Apply(context.Background(), shops(60))
	wantUnavailable(t, err, "cannot be written")
	if i, err := s.Info(t.Context()); err != nil || i.Nodes != 50 {
		t.Errorf("reading: %+v, %v", i, err)
	}
}

func wantUnavailable(t *testing.T, err error, says string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || e.Kind != errs.Unavailable || !strings.Contains(e.Message, says) || e.Remedy == "" {
		t.Errorf("error %v, want one that says %q and what to do", err, says)
	}
}
