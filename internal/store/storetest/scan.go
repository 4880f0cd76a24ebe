package storetest

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

func scanCases() []testCase {
	return []testCase{
		{"rows are in order and say what the graph says", scanRows},
		{"partitions join to the whole", scanPartitions},
		{"selections select", scanSelections},
		{"numbers are stable", scanStable},
		{"a scan under a write answers from one generation", scanUnderWrite},
		{"concurrent scans see whole generations", scanConcurrent},
	}
}

func scanRows(f *fixture) {
	links := tangle(f)
	number := map[entity.Key]int64{}
	var before int64
	for _, r := range f.scan(everyNode(), store.Range{}) {
		if r.N <= before {
			f.Fatalf("node number %d after %d", r.N, before)
		}
		f.same(r, store.Row{N: r.N, Key: r.Key}, "node row")
		before, number[r.Key] = r.N, r.N
	}
	var want []store.Row
	for _, l := range links {
		r := store.Row{From: number[l.From], Type: l.Type, To: number[l.To], Role: l.Role, Class: l.Class()}
		r.First, r.Last = l.Span()
		want = append(want, r)
	}
	slices.SortFunc(want, func(a, b store.Row) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Type, b.Type), cmp.Compare(a.To, b.To), strings.Compare(a.Role, b.Role))
	})
	f.same(f.scan(everyLink(), store.Range{}), want, "link rows")
}

func scanPartitions(f *fixture) {
	tangle(f)
	f.apply(star(60))
	f.apply(store.Batch{DeleteNodes: []entity.Key{shop(2)}, DeleteLinks: []entity.LinkKey{
		{From: shop(2), Type: entity.LinkPaidTo, To: account(1)}, {From: shop(2), Type: entity.LinkPaidTo, To: account(0)}}})
	for _, sel := range []store.Selection{everyNode(), everyLink()} {
		whole := f.scan(sel, store.Range{})
		last := f.scan(everyNode(), store.Range{})
		end := last[len(last)-1].N + 1
		f.same(f.scan(sel, store.Range{Lo: 1, Hi: math.MaxInt64}), whole, "rows from 1 on")
		f.same(f.scan(sel, store.Range{Lo: math.MinInt64, Hi: end}), whole, "rows to the end")
		for _, r := range []store.Range{{Lo: 5, Hi: 5}, {Lo: 9, Hi: 2}, {Lo: end, Hi: end + 100}, {Lo: -5, Hi: 0}} {
			f.same(f.scan(sel, r), []store.Row{}, "rows of an empty range")
		}
		for _, size := range []int64{1, 7, 30} {
			var joined []store.Row
			for lo := int64(1); lo < end; lo += size {
				joined = append(joined, f.scan(sel, store.Range{Lo: lo, Hi: lo + size})...)
			}
			f.same(joined, whole, "joined partitions")
		}
	}
}

func scanSelections(f *fixture) {
	tangle(f)
	f.apply(store.Batch{Nodes: bare(key(entity.KindRegion, "r"), key(entity.KindPlatform, "p"), key(entity.KindSource, "s"))})
	nodes, links := f.scan(everyNode(), store.Range{}), f.scan(everyLink(), store.Range{})
	for _, kinds := range [][]entity.Kind{{entity.KindStorefront}, {entity.KindPaymentAccount, entity.KindSeller}, {entity.KindPhone},
		{entity.KindRegion, entity.KindSource}, {entity.KindRegion, entity.KindStorefront, entity.KindRegion}} {
		want := slices.DeleteFunc(slices.Clone(nodes), func(r store.Row) bool { return !slices.Contains(kinds, r.Key.Kind) })
		f.same(f.scan(store.Selection{Kinds: kinds}, store.Range{}), want, "nodes of some kinds")
	}
	for _, types := range [][]entity.LinkType{{entity.LinkPaidTo}, {entity.LinkOperates, entity.LinkLocatedAt}, {entity.LinkHasPhone}, {entity.LinkPaidTo, entity.LinkPaidTo}} {
		want := slices.DeleteFunc(slices.Clone(links), func(r store.Row) bool { return !slices.Contains(types, r.Type) })
		f.same(f.scan(store.Selection{Types: types}, store.Range{}), want, "links of some types")
	}
}

func scanStable(f *fixture) {
	f.apply(star(20))
	before := f.scan(everyNode(), store.Range{})
	b := star(40)
	b.DeleteNodes, b.DeleteLinks = []entity.Key{shop(3)}, []entity.LinkKey{{From: shop(3), Type: entity.LinkPaidTo, To: account(0)}}
	b.Nodes = append(b.Nodes, named(shop(5), "renamed"))
	f.apply(b)
	f.apply(store.Batch{Nodes: bare(shop(3))})
	now := map[entity.Key]int64{}
	used := map[int64]entity.Key{}
	for _, r := range f.scan(everyNode(), store.Range{}) {
		now[r.Key], used[r.N] = r.N, r.Key
	}
	for _, r := range before {
		if r.Key != shop(3) && now[r.Key] != r.N {
			f.Fatalf("a node's number went from %d to %d", r.N, now[r.Key])
		}
		if k, found := used[r.N]; found && k != r.Key {
			f.Fatalf("number %d went to another node", r.N)
		}
	}
}

// scanUnderWrite writes in the middle of a scan, from the scan's own loop.
func scanUnderWrite(f *fixture) {
	f.apply(star(2000))
	for _, sel := range []store.Selection{everyNode(), everyLink()} {
		want := f.scan(sel, store.Range{})
		var got []store.Row
		for r, err := range f.Scan(f.ctx(), sel, store.Range{}) {
			f.mustNot(err)
			if got = append(got, r); len(got) == 700 {
				more, less := shop(5000+len(want)), shop(1900+len(want)%7)
				f.apply(store.Batch{
					Nodes: bare(more), Links: []entity.Link{paid(more, account(0), 1)},
					DeleteNodes: []entity.Key{less}, DeleteLinks: []entity.LinkKey{{From: less, Type: entity.LinkPaidTo, To: account(0)}},
				})
			}
		}
		f.same(got, want, "rows of a scan under a write")
		if now := f.scan(sel, store.Range{}); slices.Equal(now, want) {
			f.Fatalf("the write of the case changed nothing")
		}
	}
}

// scanConcurrent loads batches of exactly 100 links while others count.
func scanConcurrent(f *fixture) {
	const batches, size = 15, 100
	var readers sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		readers.Go(func() {
			for {
				n := 0
				for _, err := range f.Scan(f.ctx(), everyLink(), store.Range{}) {
					if err != nil {
						f.Errorf("scan beside a write: %v", err)
						return
					}
					n++
				}
				if n%size != 0 {
					f.Errorf("a scan saw %d links: part of a batch", n)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for i := range batches {
		b := store.Batch{Nodes: bare(account(0))}
		for j := range size {
			s := shop(i*size + j)
			b.Nodes, b.Links = append(b.Nodes, entity.Node{Key: s}), append(b.Links, paid(s, account(0), 1))
		}
		f.apply(b)
	}
	close(done)
	readers.Wait()
}
