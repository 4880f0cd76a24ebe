package sqlite_test

import (
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/ringtrace/ringtrace/internal/store/sqlite"
	"github.com/ringtrace/ringtrace/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t testing.TB) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "graph.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Store { return open(t) })
}

func TestDurable(t *testing.T) {
	storetest.Durable(t, func(dir string) (storetest.Store, error) {
		return sqlite.Open(filepath.Join(dir, "graph.db"), sqlite.Options{})
	})
}
