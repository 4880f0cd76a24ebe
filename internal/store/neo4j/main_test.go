package neo4j_test

import (
	"os"
	"testing"

	"github.com/ringtrace/ringtrace/internal/store/neo4j"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
	"github.com/ringtrace/ringtrace/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

// open returns an empty store on the shared server.
func open(t testing.TB) *neo4j.Store {
	t.Helper()
	if err := neo4jtest.Wipe(t.Context(), neo4jtest.URI()); err != nil {
		t.Fatal(err)
	}
	s, err := neo4j.Open(t.Context(), neo4jtest.URI(), neo4j.Options{})
	if err != nil {
		t.Fatalf("%v (cause: %v)", err, cause(err))
	}
	return s
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Store { return open(t) })
}
