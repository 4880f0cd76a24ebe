package ingest_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

// shows makes a store of rows, each of which says that a shop shows phones:
// shop, phone, phone ... Row n is record n.
func shows(t *testing.T, rows ...[]string) store.Graph {
	t.Helper()
	g := memory.New()
	var b store.Batch
	node := func(kind entity.Kind, id string) entity.Key {
		k := entity.Key{Kind: kind, ID: id}
		b.Nodes = append(b.Nodes, entity.Node{Key: k})
		return k
	}
	for i, row := range rows {
		shop := node(entity.KindStorefront, row[0])
		for _, phone := range row[1:] {
			b.Links = append(b.Links, entity.Link{From: shop, Type: entity.LinkHasPhone, To: node(entity.KindPhone, phone),
				Claims: []entity.Claim{{Record: entity.NewRecord(1, uint32(i+1)), Class: entity.ClassObserved}}})
		}
	}
	if _, err := g.Apply(context.Background(), b); err != nil {
		t.Fatal(err)
	}
	return g
}

func row(cells ...string) []string { return cells }

func TestMoved(t *testing.T) {
	for name, c := range map[string]struct {
		before, after [][]string
		want          []ingest.KindMoves
		shops         int
	}{
		"nothing":                 {before: [][]string{row("p:a", "1"), row("p:b", "1")}, after: [][]string{row("p:a", "1"), row("p:b", "1")}},
		"another id":              {before: [][]string{row("p:a", "1"), row("p:b", "2")}, after: [][]string{row("p:a", "+1"), row("p:b", "2")}, want: phones(ingest.KindMoves{Before: 2, After: 2, Moved: 1}), shops: 1},
		"two become one":          {before: [][]string{row("p:a", "1"), row("p:b", "01")}, after: [][]string{row("p:a", "+1"), row("p:b", "+1")}, want: phones(ingest.KindMoves{Before: 2, After: 1, Moved: 2, Merged: 1}), shops: 2},
		"one joins one that is":   {before: [][]string{row("p:a", "1"), row("p:b", "01")}, after: [][]string{row("p:a", "1"), row("p:b", "1")}, want: phones(ingest.KindMoves{Before: 2, After: 1, Moved: 1, Merged: 1}), shops: 1},
		"one becomes two":         {before: [][]string{row("p:a", "1"), row("p:b", "1")}, after: [][]string{row("p:a", "1x"), row("p:b", "1y")}, want: phones(ingest.KindMoves{Before: 1, After: 2, Moved: 1, Split: 1}), shops: 2},
		"a part leaves":           {before: [][]string{row("p:a", "1"), row("p:b", "1")}, after: [][]string{row("p:a", "1"), row("p:b", "1y")}, want: phones(ingest.KindMoves{Before: 1, After: 2, Moved: 1, Split: 1}), shops: 1},
		"refused now":             {before: [][]string{row("p:a", "1"), row("p:b", "2")}, after: [][]string{row("p:a"), row("p:b", "2")}, want: phones(ingest.KindMoves{Before: 2, After: 1, Gone: 1}), shops: 1},
		"accepted now":            {before: [][]string{row("p:a"), row("p:b", "2")}, after: [][]string{row("p:a", "1"), row("p:b", "2")}, want: phones(ingest.KindMoves{Before: 1, After: 2, Come: 1}), shops: 1},
		"two of one row":          {before: [][]string{row("p:a", "1", "2")}, after: [][]string{row("p:a", "+1", "+2")}, want: phones(ingest.KindMoves{Before: 2, After: 2, Moved: 2}), shops: 1},
		"one of two of a row":     {before: [][]string{row("p:a", "1", "2")}, after: [][]string{row("p:a", "1", "+2")}, want: phones(ingest.KindMoves{Before: 2, After: 2, Moved: 1}), shops: 1},
		"between two that stay":   {before: [][]string{row("p:a", "1"), row("p:b", "1"), row("p:c", "2")}, after: [][]string{row("p:a", "1"), row("p:b", "2"), row("p:c", "2")}, want: phones(ingest.KindMoves{Before: 2, After: 2, Moved: 1, Merged: 1, Split: 1}), shops: 1},
		"a shop has another name": {before: [][]string{row("p:a", "1")}, after: [][]string{row("q:a", "1")}, want: []ingest.KindMoves{{Kind: entity.KindStorefront, Before: 1, After: 1, Moved: 1}}, shops: 2},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ingest.Moved(t.Context(), shows(t, c.before...), shows(t, c.after...))
			if err != nil {
				t.Fatal(err)
			}
			want := &ingest.Moves{Kinds: c.want, Storefronts: c.shops}
			if want.Kinds == nil {
				want.Kinds = []ingest.KindMoves{}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func phones(k ingest.KindMoves) []ingest.KindMoves {
	k.Kind = entity.KindPhone
	return []ingest.KindMoves{k}
}
