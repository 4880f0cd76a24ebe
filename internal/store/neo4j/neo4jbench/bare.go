package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"github.com/ringtrace/ringtrace/internal/entity"
)

const rowsAtOnce = 5000

// bare loads and reads the world with the driver alone: whole numbers as
// keys of the relationships' ends, rows sorted and grouped by target,
// transactions of 5,000 rows, the properties that a person reads.
func bare(ctx context.Context, uri string, w *world, m *measured) error {
	d, err := driver.NewDriverWithContext(uri, driver.NoAuth(), func(c *config.Config) {
		c.TelemetryDisabled = true
		c.FetchSize = 10_000
	})
	if err != nil {
		return err
	}
	defer d.Close(ctx)
	s := d.NewSession(ctx, driver.SessionConfig{DatabaseName: "neo4j"})
	defer s.Close(ctx)
	for _, q := range []string{
		"CREATE CONSTRAINT Entity_n IF NOT EXISTS FOR (x:Entity) REQUIRE x.n IS UNIQUE",
		"CREATE CONSTRAINT Storefront_key IF NOT EXISTS FOR (x:Storefront) REQUIRE x.key IS UNIQUE",
		"CREATE CONSTRAINT PaymentAccount_key IF NOT EXISTS FOR (x:PaymentAccount) REQUIRE x.key IS UNIQUE",
	} {
		if err := consume(ctx, s, q); err != nil {
			return err
		}
	}
	number, all := map[entity.Key]int64{}, m.stopwatch()
	for i, n := range w.nodes {
		number[n.Key] = int64(i + 1)
	}
	for _, part := range []struct {
		label string
		nodes []entity.Node
	}{{"Storefront", w.nodes[:w.from]}, {"PaymentAccount", w.nodes[w.from:]}} {
		for nodes := range slices.Chunk(part.nodes, rowsAtOnce) {
			rows := make([]any, len(nodes))
			for i := range nodes {
				rows[i] = map[string]any{"key": nodes[i].Key.String(), "n": number[nodes[i].Key], "name": nodes[i].Text("name")}
			}
			if err := write(ctx, s, "UNWIND $rows AS row CREATE (x:Entity:"+part.label+") SET x = row", rows); err != nil {
				return err
			}
		}
	}
	links := m.stopwatch()
	if err := bareLinks(ctx, s, w, number); err != nil {
		return err
	}
	m.bare = append(m.bare, all())
	m.bareLinks = append(m.bareLinks, links())
	return bareRead(ctx, s, w, m)
}

func bareLinks(ctx context.Context, s driver.SessionWithContext, w *world, number map[entity.Key]int64) error {
	type pair struct{ from, to, i int64 }
	pairs := make([]pair, len(w.links))
	for i := range w.links {
		pairs[i] = pair{number[w.links[i].From], number[w.links[i].To], int64(i)}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from)) })
	const q = "UNWIND $rows AS g MATCH (b:Entity {n: g[0]}) USING INDEX SEEK b:Entity(n) UNWIND g[1] AS row MATCH (a:Entity {n: row[0]}) USING INDEX SEEK a:Entity(n) " +
		"CREATE (a)-[:PAID_TO {class: row[1], first: row[2], last: row[3]}]->(b)"
	for part := range slices.Chunk(pairs, rowsAtOnce) {
		var rows []any
		for i, p := range part {
			if i == 0 || part[i-1].to != p.to {
				rows = append(rows, []any{p.to, []any{}})
			}
			first, last := w.links[p.i].Span()
			g := rows[len(rows)-1].([]any)
			g[1] = append(g[1].([]any), []any{p.from, w.links[p.i].Class().String(), first.String(), last.String()})
		}
		if err := write(ctx, s, q, rows); err != nil {
			return err
		}
	}
	return nil
}

func bareRead(ctx context.Context, s driver.SessionWithContext, w *world, m *measured) error {
	took, rows := m.stopwatch(), 0
	r, err := s.Run(ctx, "MATCH (a)-[r:PAID_TO]->(b) RETURN a.n, b.n, r.class, r.first, r.last", nil)
	if err != nil {
		return err
	}
	var rec *driver.Record
	for r.NextRecord(ctx, &rec) {
		rows++
	}
	if err := r.Err(); err != nil {
		return err
	}
	if rows != len(w.links) {
		return fmt.Errorf("the bare driver read %d of %d links", rows, len(w.links))
	}
	m.bareRead = append(m.bareRead, took())
	return nil
}

func write(ctx context.Context, s driver.SessionWithContext, q string, rows []any) error {
	_, err := s.ExecuteWrite(ctx, func(t driver.ManagedTransaction) (any, error) {
		r, err := t.Run(ctx, q, map[string]any{"rows": rows})
		if err != nil {
			return nil, err
		}
		return r.Consume(ctx)
	})
	return err
}

func consume(ctx context.Context, s driver.SessionWithContext, q string) error {
	r, err := s.Run(ctx, q, nil)
	if err == nil {
		_, err = r.Consume(ctx)
	}
	return err
}
