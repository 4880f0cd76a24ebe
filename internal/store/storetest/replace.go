package storetest

import (
	"fmt"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

func replaceCases() []testCase {
	return []testCase{
		{"the pieces become the whole content", replaceWhole},
		{"the same content again", replaceSame},
		{"content of before is neither merged with nor linked to", replaceForgets},
		{"by nothing", replaceByNothing},
		{"a replacement that fails leaves all as it was", replaceFails},
		{"readers see one content or the other", replaceAtomic},
	}
}

func (f *fixture) replace(bs ...store.Batch) {
	f.Helper()
	before := f.info()
	g, err := f.Replace(f.ctx(), piecesOf(nil, bs...))
	f.mustNot(err)
	after := f.info()
	if g != before.Generation+1 || after.Generation != g || after.Run != "" {
		f.Fatalf("Replace made generation %d of %+v, the store tells %+v", g, before, after)
	}
}

func replaceWhole(f *fixture) {
	f.apply(star(300))
	f.apply(store.Batch{Nodes: []entity.Node{named(shop(7), "former"), named(account(9), "former")}})
	f.putRun(image("first", map[int][]int{1: {1, 2}, 2: {3, 4}}))
	f.putRun(image("second", map[int][]int{1: {1, 2}, 3: {5, 6}}))
	f.replace(threePieces()...)
	f.same(f.dump(), wholeOfThree(), "graph")
	f.same(f.nodes(shop(7), account(0), ring(1), key(entity.KindRun, "first"), key(entity.KindRun, "second")), make([]*entity.Node, 5), "nodes of before")
	f.finds("former")
	f.finds("s00007")
	f.finds("south", shop(1))
	if i := f.info(); i.Nodes != 4 || i.Links != 3 {
		f.Fatalf("counted %+v", i)
	}
	f.mustNot(store.Check(f.ctx(), f.Store))
	// It is a store like any other.
	f.putRun(image("third", map[int][]int{1: {1, 2}}))
	f.apply(star(5))
	f.same(f.membership(), []string{"R001 p:s00001", "R001 p:s00002"}, "members")
}

func replaceSame(f *fixture) {
	f.applyAll(threePieces()...)
	f.putRun(image("gone", map[int][]int{1: {1, 2}}))
	for range 3 {
		f.replace(threePieces()...)
		f.same(f.dump(), wholeOfThree(), "graph")
		f.finds("east", shop(2))
	}
}

func replaceForgets(f *fixture) {
	f.apply(store.Batch{
		Nodes: []entity.Node{named(shop(1), "old", "both"), named(account(1), "old"), {Key: account(2)}},
		Links: []entity.Link{paid(shop(1), account(1), 1, 2, 3), paid(shop(1), account(2), 4)},
	})
	_, err := f.Replace(f.ctx(), piecesOf(nil, store.Batch{Nodes: bare(shop(1)), Links: []entity.Link{paid(shop(1), account(2), 4)}}))
	f.wantKind(err, errs.NotFound)
	next := store.Batch{Nodes: []entity.Node{{Key: shop(1), Attrs: named(shop(1), "old", "both").Attrs[1:]}, {Key: account(1)}}, Links: []entity.Link{paid(shop(1), account(1), 2)}}
	f.replace(next)
	f.same(f.dump(), graph{Nodes: next.Nodes, Links: next.Links}, "graph")
	f.finds("old")
	f.finds("both", shop(1))
}

func replaceByNothing(f *fixture) {
	f.replace()
	f.apply(star(20))
	f.putRun(image("gone", map[int][]int{1: {1, 2}}))
	f.replace()
	f.same(f.dump(), graph{}, "graph")
	f.replace(store.Batch{})
	f.apply(star(20))
	if i := f.info(); i.Nodes != 21 || i.Links != 20 || i.Generation != 5 {
		f.Fatalf("counted %+v", i)
	}
}

func replaceFails(f *fixture) {
	f.apply(star(3))
	f.apply(store.Batch{Nodes: []entity.Node{named(shop(1), "stays")}})
	f.putRun(image("kept", map[int][]int{1: {1, 2}}))
	f.unkept("Replace", f.Replace)
	f.finds("stays", shop(1))
	f.same(f.membership(), []string{"R001 p:s00001", "R001 p:s00002"}, "members")
}

// replaceAtomic replaces from the loop of a scan that began before.
func replaceAtomic(f *fixture) {
	f.apply(star(2000))
	contents := [][]store.Batch{{star(1500)}, {{Nodes: bare(account(0), account(1), shop(3))}, star(900)}, {star(2500)}}
	for i, sel := range []store.Selection{everyNode(), everyLink(), everyNode()} {
		want, got := f.scan(sel, store.Range{}), []store.Row(nil)
		for r, err := range f.Scan(f.ctx(), sel, store.Range{}) {
			f.mustNot(err)
			if got = append(got, r); len(got) == 700 {
				f.replace(contents[i]...)
			}
		}
		f.same(got, want, fmt.Sprint("rows of scan ", i, " under a replacement"))
		f.mustNot(store.Check(f.ctx(), f.Store))
	}
}
