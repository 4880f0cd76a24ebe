package neo4j_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/neo4j"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

// scans are the statements that may read all of a label or type, and why.
func scans() map[string]string {
	return map[string]string{
		"foreign":      "asks for one node of any kind, once, when a database has no marker",
		"raise_rings":  "all rings of the new run are meant",
		"retire_rings": "all rings of the old run are meant",
		"retire_runs":  "as many nodes as runs were ever made",
		"drop_rings":   "all rings that are not current are meant",
		"drop_members": "all rings that are not current are meant",
		"undo_links":   "links have no index, so that loading is fast; only after a crash",
		"stale_runs":   "as many nodes as runs were ever made",
		"stale_nodes":  "the index of marks holds what a change left, and nothing else",
	}
}

// unplanned are schema and system commands, which have no plan to look at.
func unplanned() []string {
	return []string{"await", "index_derived_key", "index_derived_number", "index_stale", "index_words", "indexes", "server",
		"unique", "unique_marker", "unique_number"}
}

// Every statement that a busy life sends is explained by the server, and uses
// an index where it looks for something.
func TestEveryStatementUsesItsIndex(t *testing.T) {
	sent := busyLife(t)
	files, err := neo4j.Statements()
	must(t, err)
	d, err := driver.NewDriverWithContext(neo4jtest.URI(), driver.NoAuth())
	must(t, err)
	defer d.Close(t.Context())
	planned := map[string]bool{}
	for _, statement := range slices.Sorted(maps.Keys(sent)) {
		name := nameOf(files, statement)
		if name == "" {
			t.Errorf("a statement that is in no file: %s", statement)
		}
		planned[name] = true
		if slices.Contains(unplanned(), name) {
			continue
		}
		plan := explain(t, d, statement)
		for _, bad := range []string{"AllNodesScan", "CartesianProduct", "NodeByLabelScan", "RelationshipTypeScan", "RelationshipTypesScan", "NodeIndexScan", "AllRelationshipsScan", "ValueHashJoin"} {
			if strings.Contains(plan, bad) && (scans()[name] == "" || bad == "CartesianProduct") {
				t.Errorf("%s: its plan has a %s\n%s", name, bad, plan)
			}
		}
		if seek := regexp.MustCompile(`Index|ElementIdSeek|ProcedureCall`); strings.Contains(statement, "MATCH") && !seek.MatchString(plan) && scans()[name] == "" {
			t.Errorf("%s: no index in its plan\n%s", name, plan)
		}
	}
	for name := range files {
		if !planned[name] && !slices.Contains(unplanned(), name) && name != "foreign" {
			t.Errorf("%s: not sent by the life that this test leads", name)
		}
	}
}

// nameOf finds the file that a statement was made of.
func nameOf(files map[string]string, statement string) string {
	hole := regexp.MustCompile(`%[A-Z]+%`)
	for name, text := range files {
		parts := hole.Split(text, -1)
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		if regexp.MustCompile(`^(?s)` + strings.Join(parts, `[A-Za-z_|]+`) + `$`).MatchString(statement) {
			return name
		}
	}
	return ""
}

// explain returns the plan as the server draws it.
func explain(t *testing.T, d driver.DriverWithContext, statement string) string {
	t.Helper()
	session := d.NewSession(t.Context(), driver.SessionConfig{DatabaseName: "neo4j"})
	defer session.Close(t.Context())
	r, err := session.Run(t.Context(), "EXPLAIN "+statement, nil)
	must(t, err)
	summary, err := r.Consume(t.Context())
	must(t, err)
	return fmt.Sprint(summary.Plan().Arguments()["string-representation"])
}

// busyLife does everything that a store does, crashes included, and returns
// the statements that were sent.
func busyLife(t *testing.T) map[string]bool {
	var mu sync.Mutex
	sent := map[string]bool{}
	o := neo4j.Options{}.WithSent(func(statement string) {
		mu.Lock()
		defer mu.Unlock()
		sent[statement] = true
	})
	uri := neo4jtest.URI()
	must(t, neo4jtest.Wipe(t.Context(), uri))
	s, err := neo4j.Open(t.Context(), uri, o)
	must(t, err)
	for _, b := range []store.Batch{world(4000), more(4000), everyKind()} {
		_, err := s.Apply(t.Context(), b)
		must(t, err)
	}
	must(t, s.PutRun(t.Context(), image("one", 1, 50)))
	must(t, s.PutRun(t.Context(), image("one", 1, 40)))
	dump(t, s)
	for range s.Neighbours(t.Context(), []entity.Key{account(0)}, store.Filter{}) {
	}
	for range s.Scan(t.Context(), store.Selection{Types: entity.LinkTypes()}, store.Range{}) {
	}
	_, err = s.Find(t.Context(), "shop number 7", nil, 3)
	must(t, err)
	_, err = s.Replace(t.Context(), func(yield func(store.Batch, error) bool) { yield(world(3000), nil) })
	must(t, err)
	// A writer that died: the next one takes its rows back.
	cypher(t, uri, "MATCH (s:Ringtrace {name: 'store'}) SET s.writing = s.version + 1, s.token = 'dead', s.step = 0")
	_, err = s.Apply(t.Context(), store.Batch{Nodes: []entity.Node{{Key: shop(123456)}}})
	must(t, err)
	must(t, s.Close())
	cypher(t, uri, "DROP CONSTRAINT Seller_key")
	s, err = neo4j.Open(t.Context(), uri, o)
	must(t, err)
	must(t, s.Close())
	for _, statement := range whereAnswersGetLost(t) {
		sent[statement] = true
	}
	return sent
}

func whereAnswersGetLost(t *testing.T) []string {
	t.Helper()
	files, err := neo4j.Statements()
	must(t, err)
	return []string{files["reached"], files["begun"]}
}

// everyKind is a batch with a node of every kind and a link of every type.
func everyKind() store.Batch {
	var b store.Batch
	for _, k := range entity.Kinds() {
		if !k.Derived() {
			b.Nodes = append(b.Nodes, entity.Node{Key: entity.Key{Kind: k, ID: "every"}})
		}
	}
	for _, ty := range entity.LinkTypes() {
		if ty != entity.LinkMemberOf {
			b.Links = append(b.Links, entity.Link{From: b.Nodes[0].Key, Type: ty, To: b.Nodes[1].Key, Claims: []entity.Claim{claim(1)}})
		}
	}
	return b
}
