package neo4j_test

import (
	"strings"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/neo4j"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

// cypher runs statements as a person would, past the store, and returns the
// rows of the last.
func cypher(t testing.TB, uri string, statements ...string) [][]any {
	t.Helper()
	d, err := driver.NewDriverWithContext(uri, driver.NoAuth())
	must(t, err)
	defer d.Close(t.Context())
	var rows [][]any
	for _, q := range statements {
		r, err := driver.ExecuteQuery(t.Context(), d, q, nil, driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase("neo4j"))
		must(t, err)
		rows = nil
		for _, rec := range r.Records {
			rows = append(rows, rec.Values)
		}
	}
	return rows
}

func TestForeignDataIsLeftAlone(t *testing.T) {
	uri := neo4jtest.URI()
	must(t, neo4jtest.Wipe(t.Context(), uri))
	cypher(t, uri, "CREATE (:Person {name: 'somebody'})")
	wantError(t, uri, neo4j.Options{}, errs.Conflict, "data that ringtrace did not write")
	if rows := cypher(t, uri, "MATCH (x) RETURN labels(x)[0]"); len(rows) != 1 || rows[0][0] != "Person" {
		t.Fatalf("the database holds %v", rows)
	}
}

func TestVersions(t *testing.T) {
	for v, want := range map[string]errs.Kind{"3.5.0": errs.Invalid, "4.4.38": errs.Invalid, "": errs.Invalid, "5.0.0": 0, "5.26.30": 0, "2026.08.1": 0} {
		err := neo4j.CheckVersion(v)
		if (err == nil) != (want == 0) || (err != nil && (errs.KindOf(err) != want || !strings.Contains(err.Error(), "5 or newer"))) {
			t.Errorf("version %q: error %v", v, err)
		}
	}
}

func TestNewerLayoutIsRefused(t *testing.T) {
	must(t, open(t).Close())
	cypher(t, neo4jtest.URI(), "MATCH (s:Ringtrace {name: 'store'}) SET s.layout = 2")
	wantError(t, neo4jtest.URI(), neo4j.Options{}, errs.Conflict, "newer ringtrace")
	cypher(t, neo4jtest.URI(), "MATCH (s:Ringtrace {name: 'store'}) SET s.layout = 'x'")
	wantError(t, neo4jtest.URI(), neo4j.Options{}, errs.Unverified, "damaged")
}

func TestDeletedByHandIsFound(t *testing.T) {
	for name, damage := range map[string]string{
		"a node":          "MATCH (x:Storefront {key: 'p:s000003'}) DETACH DELETE x",
		"a link":          "MATCH (:Storefront {key: 'p:s000003'})-[r:PAID_TO {role: 'refund'}]->() DELETE r",
		"a foreign end":   "MATCH (x:Storefront {key: 'p:s000003'}) CREATE (x)-[:PAID_TO {since: 0}]->(:Person)",
		"damaged content": "MATCH (x:Storefront {key: 'p:s000003'}) SET x.attrs = toString(x.n)",
	} {
		s := open(t)
		_, err := s.Apply(t.Context(), world(50))
		must(t, err)
		must(t, store.Check(t.Context(), s))
		cypher(t, neo4jtest.URI(), damage)
		if err := store.Check(t.Context(), s); errs.KindOf(err) != errs.Unverified {
			t.Errorf("%s: error %v (cause: %v), want unverified", name, err, cause(err))
		}
		must(t, s.Close())
	}
}

func TestMarkerDeletedByHand(t *testing.T) {
	s := open(t)
	defer s.Close()
	_, err := s.Apply(t.Context(), world(5))
	must(t, err)
	cypher(t, neo4jtest.URI(), "MATCH (x:Ringtrace) DELETE x")
	_, info := s.Info(t.Context())
	_, apply := s.Apply(t.Context(), world(6))
	for _, err := range []error{info, apply} {
		if errs.KindOf(err) != errs.Unverified || !strings.Contains(err.Error(), "something else has changed it") {
			t.Errorf("error %v", err)
		}
	}
	wantError(t, neo4jtest.URI(), neo4j.Options{}, errs.Conflict, "data that ringtrace did not write")
}

func TestMissingConstraints(t *testing.T) {
	uri := neo4jtest.URI()
	s := open(t)
	_, err := s.Apply(t.Context(), world(5))
	must(t, err)
	must(t, s.Close())
	cypher(t, uri, "DROP CONSTRAINT Storefront_key", "DROP INDEX ringtrace_words")
	s = openAt(t, uri, neo4j.Options{}) // makes them again
	if rows := cypher(t, uri, "SHOW INDEXES YIELD name WHERE name IN ['Storefront_key', 'ringtrace_words'] RETURN name"); len(rows) != 2 {
		t.Fatalf("of two dropped indexes there are %v again", rows)
	}
	found, err := s.Find(t.Context(), "s000003", nil, 5)
	must(t, err)
	same(t, found, []entity.Key{shop(3)}, "what a new index finds")
	must(t, s.Close())
	cypher(t, uri, "DROP CONSTRAINT Storefront_key", "CREATE (:Storefront {key: 'p:s000003'})")
	wantError(t, uri, neo4j.Options{}, errs.Conflict, "the constraint Storefront_key is missing")
}

func TestInvalidTextIsRefusedBefore(t *testing.T) {
	s := open(t)
	defer s.Close()
	_, err := s.Apply(t.Context(), store.Batch{Nodes: []entity.Node{{Key: shop(1)}, {Key: entity.Key{Kind: entity.KindStorefront, ID: "p:\xff"}}}})
	if errs.KindOf(err) != errs.Invalid || !strings.Contains(err.Error(), "UTF-8") {
		t.Fatalf("error %v", err)
	}
	if rows := cypher(t, neo4jtest.URI(), "MATCH (x:Entity) RETURN x"); len(rows) != 0 {
		t.Fatalf("%d nodes of a refused batch", len(rows))
	}
}

func TestTransactionMemoryExceeded(t *testing.T) {
	server := start(t, neo4jtest.Options{TxMemory: "4m"})
	s := openAt(t, server.URI, neo4j.Options{})
	_, err := s.Apply(t.Context(), world(20))
	must(t, err)
	before := dump(t, s)
	_, err = s.Apply(t.Context(), world(5000))
	if errs.KindOf(err) != errs.Unavailable || !strings.Contains(err.Error(), "db.memory.transaction.max") {
		t.Fatalf("error %v (cause: %v)", err, cause(err))
	}
	same(t, dump(t, s), before, "the graph after a load that exceeded the memory")
	if rows := cypher(t, server.URI, "MATCH (x:Entity) RETURN count(x)"); rows[0][0] != before.Info.Nodes {
		t.Fatalf("%v nodes of %d stand in the database", rows[0][0], before.Info.Nodes)
	}
}

// Another writer's lock: the store says so and reads on.
func TestAnotherWriter(t *testing.T) {
	s := open(t)
	defer s.Close()
	_, err := s.Apply(t.Context(), world(5))
	must(t, err)
	d, err := driver.NewDriverWithContext(neo4jtest.URI(), driver.NoAuth())
	must(t, err)
	defer d.Close(t.Context())
	other := d.NewSession(t.Context(), driver.SessionConfig{DatabaseName: "neo4j"})
	defer other.Close(t.Context())
	tx, err := other.BeginTransaction(t.Context())
	must(t, err)
	_, err = tx.Run(t.Context(), "MATCH (w:Ringtrace {name: 'writer'}) SET w.held = true", nil)
	must(t, err)
	quick, err := neo4j.Open(t.Context(), neo4jtest.URI(), neo4j.Options{LockWait: 1})
	must(t, err)
	defer quick.Close()
	_, err = quick.Apply(t.Context(), world(6))
	if errs.KindOf(err) != errs.Conflict || !strings.Contains(err.Error(), "another ringtrace is writing") {
		t.Fatalf("error %v (cause: %v)", err, cause(err))
	}
	if info, err := quick.Info(t.Context()); err != nil || info.Generation != 1 {
		t.Fatalf("while another writes: %+v, %v", info, err)
	}
	must(t, tx.Close(t.Context()))
	_, err = s.Apply(t.Context(), world(6))
	must(t, err)
}
