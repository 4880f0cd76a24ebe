package storetest

import (
	"iter"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

func neighbourCases() []testCase {
	return []testCase{
		{"the order is direction, type, role, other end", adjacentOrder},
		{"parallel links and self-loops are kept apart", parallel},
		{"repeated, unknown and many keys", askedKeys},
		{"filters narrow", filters},
	}
}

func firstError[T any](seq iter.Seq2[T, error]) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys(keys []entity.Key) []entity.Key {
	return slices.SortedFunc(slices.Values(keys), entity.Key.Compare)
}

func sortedTexts(texts []string) []string { return slices.Sorted(slices.Values(texts)) }

// tangle is a batch in which shop 1 has links of many types, roles and ends in
// both directions; its nodes are loaded in descending order, so that dense
// numbers and keys disagree.
func tangle(f *fixture) []entity.Link {
	seller := key(entity.KindSeller, "x:1")
	links := []entity.Link{
		typed(seller, entity.LinkOperates, "", shop(1)),
		typed(shop(1), entity.LinkLocatedAt, "", account(1)),
		typed(shop(1), entity.LinkLocatedAt, "B", account(2)),
		typed(shop(1), entity.LinkLocatedAt, "A", account(3)),
		typed(shop(1), entity.LinkPaidTo, "", account(2)),
		typed(shop(1), entity.LinkPaidTo, "", account(1)),
		typed(shop(1), entity.LinkPaidTo, "", seller),
		typed(shop(1), entity.LinkPaidTo, "", shop(1)),
		typed(shop(2), entity.LinkPaidTo, "", account(1)),
		typed(account(3), entity.LinkInRegion, "", shop(1)),
	}
	for _, k := range []entity.Key{account(3), account(2), account(1), shop(2), shop(1), seller} {
		f.apply(store.Batch{Nodes: bare(k)})
	}
	f.apply(store.Batch{Links: links})
	return links
}

func adjacentOrder(f *fixture) {
	links := tangle(f)
	keys := []entity.Key{account(1), shop(1), shop(2)}
	f.same(f.neighbours(store.Filter{}, keys...), expectAdjacent(links, keys, store.Filter{}), "neighbours")
}

// expectAdjacent reads the contract aloud.
func expectAdjacent(links []entity.Link, keys []entity.Key, filter store.Filter) []store.Adjacent {
	var all []store.Adjacent
	for i, k := range keys {
		for _, out := range []bool{true, false} {
			if (out && filter.Direction == store.In) || (!out && filter.Direction == store.Out) {
				continue
			}
			var side []store.Adjacent
			for _, l := range links {
				if end := map[bool]entity.Key{true: l.From, false: l.To}[out]; end != k {
					continue
				}
				if len(filter.Types) == 0 || slices.Contains(filter.Types, l.Type) {
					side = append(side, store.Adjacent{Of: i, Out: out, Link: l})
				}
			}
			slices.SortFunc(side, func(a, b store.Adjacent) int {
				x := entity.LinkKey{Type: a.Link.Type, Role: a.Link.Role, To: a.Other()}
				return x.Compare(entity.LinkKey{Type: b.Link.Type, Role: b.Link.Role, To: b.Other()})
			})
			if filter.Limit > 0 {
				side = side[:min(filter.Limit, len(side))]
			}
			all = append(all, side...)
		}
	}
	return all
}

func parallel(f *fixture) {
	links := []entity.Link{
		typed(shop(1), entity.LinkLocatedAt, "A", account(1)),
		typed(shop(1), entity.LinkLocatedAt, "a", account(1)),
		typed(shop(1), entity.LinkLocatedAt, "", account(1)),
		typed(shop(1), entity.LinkPaidTo, "", account(1)),
		typed(account(1), entity.LinkPaidTo, "", shop(1)),
		typed(shop(1), entity.LinkPaidTo, "", shop(1)),
	}
	f.apply(store.Batch{Nodes: bare(shop(1), account(1)), Links: links})
	if i := f.info(); i.Links != int64(len(links)) {
		f.Fatalf("%d links, want %d", i.Links, len(links))
	}
	keys := []entity.Key{shop(1), account(1)}
	for _, d := range []store.Direction{store.Both, store.Out, store.In} {
		f.same(f.neighbours(store.Filter{Direction: d}, keys...), expectAdjacent(links, keys, store.Filter{Direction: d}), "neighbours")
	}
	f.apply(store.Batch{DeleteLinks: []entity.LinkKey{links[0].Key(), links[5].Key()}})
	f.same(f.neighbours(store.Filter{}, keys...), expectAdjacent(links[1:5], keys, store.Filter{}), "neighbours after deleting two")
}

func askedKeys(f *fixture) {
	links := tangle(f)
	b := star(700)
	f.apply(b)
	links = append(links, b.Links...)
	keys := []entity.Key{shop(1), shop(9999), shop(1), key(entity.KindPhone, shop(1).ID)}
	for i := range 600 {
		keys = append(keys, shop(i))
	}
	keys = append(keys, account(0), shop(1))
	f.same(f.neighbours(store.Filter{}, keys...), expectAdjacent(links, keys, store.Filter{}), "neighbours")
	f.same(f.neighbours(store.Filter{}), []store.Adjacent{}, "neighbours of no key")
	var want []*entity.Node
	for _, k := range keys {
		if k.Kind == entity.KindPhone || k == shop(9999) {
			want = append(want, nil)
		} else {
			want = append(want, &entity.Node{Key: k})
		}
	}
	f.same(f.nodes(keys...), want, "nodes")
	for a, err := range f.Neighbours(f.ctx(), keys, store.Filter{}) { // a reader may leave
		f.mustNot(err)
		if a.Of > 300 {
			break
		}
	}
}

func filters(f *fixture) {
	links := tangle(f)
	keys := []entity.Key{shop(1), account(1)}
	for _, types := range [][]entity.LinkType{nil, {entity.LinkPaidTo}, {entity.LinkLocatedAt, entity.LinkOperates, entity.LinkPaidTo}, {entity.LinkHasPhone}} {
		for _, d := range []store.Direction{store.Both, store.Out, store.In} {
			for _, limit := range []int{0, 1, 2, 100} {
				filter := store.Filter{Types: types, Direction: d, Limit: limit}
				f.same(f.neighbours(filter, keys...), expectAdjacent(links, keys, filter), "neighbours")
			}
		}
	}
}
