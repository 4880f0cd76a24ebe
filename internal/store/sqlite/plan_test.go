package sqlite_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

// TestPlans asks the engine how it would run the statements whose speed rests
// on an index: none may read a table through or sort what comes sorted.
func TestPlans(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	s, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const v = "WITH v AS (VALUES (0,1,2,3,''),(1,1,2,3,'')) "
	for _, c := range []struct{ name, query, without string }{
		{"neighbours", v + sqlite.AdjacentQuery(store.Filter{}), "SCAN node|SCAN link|SCAN back|SCAN other"},
		{"keys", v + sqlite.KeyQuery, "SCAN node"},
		{"links", v + "SELECT link.claims FROM v CROSS JOIN link ON link.src = v.column2 AND link.type = v.column3 AND link.dst = v.column4 AND link.role = v.column5", "SCAN link"},
		{"scan", "SELECT src, type, dst, role, claims FROM link WHERE src >= 1 AND src < 9 AND +type IN (1,2) ORDER BY src, type, dst, role", "SCAN link|TEMP B-TREE"},
		{"nodes", "SELECT n, kind, id FROM node NOT INDEXED WHERE n >= 1 AND n < 9 AND kind IN (1,2) ORDER BY n", "SCAN node|TEMP B-TREE"},
		{"rare nodes", "SELECT n, kind, id FROM node INDEXED BY node_key WHERE n >= 1 AND n < 9 AND kind IN (1,2) ORDER BY n", "SCAN node"},
		{"walk", "SELECT n, kind, id FROM node INDEXED BY node_key WHERE kind IN (1,2) ORDER BY kind, id", "SCAN node|TEMP B-TREE"},
		{"words", "SELECT nodes FROM word WHERE text >= 'a' AND text < 'b'", "SCAN word"},
		{"delete links", "DELETE FROM link WHERE (src, type, dst, role) IN (VALUES (1,2,3,''),(1,2,4,''))", "SCAN link"},
		{"delete back", "DELETE FROM back WHERE (src, type, dst, role) IN (VALUES (1,2,3,''),(1,2,4,''))", "SCAN back"},
		{"clear members", "DELETE FROM link WHERE (src, type, dst, role) IN (SELECT src, type, dst, role FROM back WHERE dst IN (SELECT n FROM node WHERE kind = 20))", "SCAN link|SCAN back|SCAN node"},
		{"clear back", "DELETE FROM back WHERE dst IN (SELECT n FROM node WHERE kind = 20)", "SCAN back|SCAN node"},
	} {
		plan := explain(t, db, c.query)
		for _, bad := range strings.Split(c.without, "|") {
			if strings.Contains(plan, bad) {
				t.Errorf("%s: %s in the plan\n%s", c.name, bad, plan)
			}
		}
	}
}

func explain(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(detail + "\n")
	}
	return plan.String()
}
