package graph_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// panicking is a fake with a defect.
type panicking struct{ *fake }

func (panicking) Links(context.Context, []entity.Key, []entity.LinkType) ([][]investigate.LinkView, error) {
	var none [][][]investigate.LinkView
	return none[0], nil
}

// Every id that an answer holds finds the same thing again.
func TestIDsFindTheSameAgain(t *testing.T) {
	b := serve(newFake(3))
	for _, query := range []string{
		`{ x: ring(id: "R-0001") { id key kind } }`,
		`{ x: storefront(id: "mall:shop-001") { id key kind } }`,
		`{ x: seller(id: "register:7") { id key kind } }`,
		`{ x: seller(id: "seller:register:7") { id key kind } }`,
		`{ x: entity(key: "payment_account:ALIPAY:PAYEE") { id key kind } }`,
		`{ x: entity(key: "test_purchase:lab:1") { id key kind } }`,
		`{ x: entity(key: "region:GB2260:350300") { id key kind } }`,
		`{ x: runs(first: 1) { id key kind } }`,
	} {
		a := b.ask(t, query, nil)
		if len(a.Errors) > 0 {
			t.Fatalf("%s: %+v", query, a.Errors)
		}
		want, ok := a.Data["x"].(map[string]any)
		if !ok {
			want = a.Data["x"].([]any)[0].(map[string]any)
		}
		again := b.ask(t, `query($id: ID!) { x: node(id: $id) { id key kind } }`, map[string]any{"id": want["id"]})
		if diff := cmp.Diff(want, again.Data["x"]); diff != "" {
			t.Errorf("%s (-first +again):\n%s%+v", query, diff, again.Errors)
		}
	}
}

// A list read page by page is the list read at once.
func TestPagesJoin(t *testing.T) {
	b := serve(newFake(7))
	lists := map[string]struct{ query, key string }{
		"rings": {`query($n: Int!, $after: String) { x: rings(first: $n, after: $after) { edges { cursor node { key } } nodes { key } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "key"},
		"members": {`query($n: Int!, $after: String) { r: ring(id: "R-0001") { x: members(first: $n, after: $after) { edges { cursor node { key: tier } } nodes { key: storefront { key } } totalCount
			pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`, "key"},
	}
	for name, list := range lists {
		t.Run(name, func(t *testing.T) {
			read := func(n int, after any) map[string]any {
				a := b.ask(t, list.query, map[string]any{"n": n, "after": after})
				if len(a.Errors) > 0 {
					t.Fatal(a.Errors)
				}
				if r, ok := a.Data["r"].(map[string]any); ok {
					return r["x"].(map[string]any)
				}
				return a.Data["x"].(map[string]any)
			}
			whole := read(100, nil)
			var joined []any
			for after := any(nil); ; {
				p := read(2, after)
				joined = append(joined, p["nodes"].([]any)...)
				info := p["pageInfo"].(map[string]any)
				edges := p["edges"].([]any)
				if first := edges[0].(map[string]any)["cursor"]; first != info["startCursor"] || info["hasPreviousPage"] != (after != nil) {
					t.Errorf("page info %v does not fit", info)
				}
				if info["hasNextPage"] != true {
					break
				}
				after = info["endCursor"]
			}
			if diff := cmp.Diff(whole["nodes"], joined); diff != "" {
				t.Error(diff)
			}
			if fmt.Sprint(whole["totalCount"]) != fmt.Sprint(len(joined)) {
				t.Errorf("totalCount %v, %d items", whole["totalCount"], len(joined))
			}
		})
	}
}

// A cursor is good for its own run and its own list.
func TestCursorsAreHeldToTheirList(t *testing.T) {
	f := newFake(7)
	b := serve(f)
	const rings = `query($after: String, $filter: RingFilter) { rings(first: 1, after: $after, filter: $filter) { nodes { key } pageInfo { endCursor } } }`
	const members = `query($after: String) { ring(id: "R-0001") { members(first: 1, after: $after) { pageInfo { endCursor } } } }`
	cursor := b.ask(t, rings, nil).Data["rings"].(map[string]any)["pageInfo"].(map[string]any)["endCursor"]

	if a := b.ask(t, rings, map[string]any{"after": cursor, "filter": map[string]any{"status": []string{"PAIR"}}}); a.code() != "BAD_USER_INPUT" {
		t.Errorf("a cursor of another filter passes: %+v", a)
	}
	if a := b.ask(t, members, map[string]any{"after": cursor}); a.code() != "BAD_USER_INPUT" {
		t.Errorf("a cursor of another list passes: %+v", a)
	}
	f.run = "run-b"
	if a := b.ask(t, rings, map[string]any{"after": cursor}); a.code() != "STALE_RUN" || a.Data["rings"] != nil {
		t.Errorf("a cursor of another run passes: %+v", a)
	}
}
