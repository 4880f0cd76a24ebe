package storetest

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

func pieceCases() []testCase {
	return []testCase{
		{"pieces are merged one after another, as one generation", piecesMerge},
		{"nothing in pieces changes nothing", piecesOfNothing},
		{"a piece that fails takes all with it", piecesFail},
		{"a context cancelled between pieces", piecesCancelled},
		{"the sequence reads the store as it was", piecesRead},
		{"a piece is neither altered nor kept", piecesAreCallers},
		{"pieces of every size", piecesOfSizes},
	}
}

// piecesOf yields batches, and then err unless it is nil.
func piecesOf(err error, bs ...store.Batch) iter.Seq2[store.Batch, error] {
	return func(yield func(store.Batch, error) bool) {
		for _, b := range bs {
			if !yield(b, nil) {
				return
			}
		}
		if err != nil {
			yield(store.Batch{}, err)
		}
	}
}

func (f *fixture) applyAll(bs ...store.Batch) {
	f.Helper()
	before := f.info()
	g, err := f.ApplyAll(f.ctx(), piecesOf(nil, bs...))
	f.mustNot(err)
	if g != before.Generation+1 || f.info().Generation != g {
		f.Fatalf("pieces made generation %d of %d, the store tells %+v", g, before.Generation, f.info())
	}
}

// threePieces name the same keys again and again; the links of the second and
// the third end at nodes of pieces before.
func threePieces() []store.Batch {
	return []store.Batch{
		{Nodes: []entity.Node{named(shop(1), "north"), {Key: account(1)}, {Key: shop(2)}}, Links: []entity.Link{paid(shop(1), account(1), 5)}},
		{Nodes: []entity.Node{named(shop(1), "south"), {Key: account(2)}}, Links: []entity.Link{paid(shop(1), account(1), 9, 2), paid(shop(2), account(1), 3)}},
		{Nodes: []entity.Node{named(shop(1), "south", "west"), named(shop(2), "east")}, Links: []entity.Link{paid(shop(1), account(1), 9, 11), paid(shop(2), account(2), 4), paid(shop(2), account(1), 3)}},
	}
}

func wholeOfThree() graph {
	return graph{
		Nodes: []entity.Node{
			{Key: shop(1), Attrs: entity.FoldAttrs(slices.Concat(named(shop(1), "north").Attrs, named(shop(1), "south", "west").Attrs, named(shop(1), "south").Attrs))},
			named(shop(2), "east"), {Key: account(1)}, {Key: account(2)},
		},
		Links: []entity.Link{paid(shop(1), account(1), 2, 5, 9, 11), paid(shop(2), account(1), 3), paid(shop(2), account(2), 4)},
	}
}

func piecesMerge(f *fixture) {
	f.applyAll(threePieces()...)
	f.same(f.dump(), wholeOfThree(), "graph")
	f.finds("south", shop(1))
	f.finds("east", shop(2))
	if i := f.info(); i.Nodes != 4 || i.Links != 3 {
		f.Fatalf("counted %+v", i)
	}
	for _, b := range threePieces() {
		f.unchanged(b)
	}
	// Onto what is stored: nodes and links of before gain, within the pieces again.
	f.applyAll(store.Batch{Nodes: []entity.Node{named(account(1), "one")}, Links: []entity.Link{paid(shop(1), account(1), 20)}},
		store.Batch{Nodes: []entity.Node{named(account(1), "two")}, Links: []entity.Link{paid(shop(1), account(1), 21, 20), paid(shop(1), account(2), 1)}})
	want := wholeOfThree()
	want.Nodes[2].Attrs = entity.FoldAttrs(slices.Concat(named(account(1), "one").Attrs, named(account(1), "two").Attrs))
	want.Links = []entity.Link{paid(shop(1), account(1), 2, 5, 9, 11, 20, 21), paid(shop(1), account(2), 1), paid(shop(2), account(1), 3), paid(shop(2), account(2), 4)}
	f.same(f.dump(), want, "graph after pieces onto stored nodes")
}

func piecesOfNothing(f *fixture) {
	f.applyAll(threePieces()...)
	before := f.info()
	for _, bs := range [][]store.Batch{nil, {{}, {}}, threePieces(), {threePieces()[2], {}, threePieces()[1]}} {
		g, err := f.ApplyAll(f.ctx(), piecesOf(nil, bs...))
		f.mustNot(err)
		if g != before.Generation || f.info() != before {
			f.Fatalf("%d pieces with nothing new made generation %d of %+v", len(bs), g, before)
		}
	}
}

var errOfSequence = errors.New("the sequence failed")

func piecesFail(f *fixture) {
	f.apply(star(3))
	f.putRun(image("kept", map[int][]int{1: {1, 2}}))
	f.unkept("ApplyAll", f.ApplyAll)
}

// unkept wants that a write of three pieces, the last of which cannot be
// applied, leaves the store as it is.
func (f *fixture) unkept(what string, write func(context.Context, iter.Seq2[store.Batch, error]) (store.Generation, error)) {
	f.Helper()
	good := store.Batch{Nodes: []entity.Node{named(shop(800), "good"), {Key: account(800)}}, Links: []entity.Link{paid(shop(800), account(800), 1)}}
	many := star(6000) // more than a backend sends at once
	before, info := f.dump(), f.info()
	refused := func(bad store.Batch, end error, is error) {
		f.Helper()
		_, err := write(f.ctx(), piecesOf(end, many, good, bad))
		if !errors.Is(err, is) {
			f.Fatalf("%s: error %v (cause: %v), want %v", what, err, cause(err), is)
		}
		if f.info() != info {
			f.Fatalf("%s: a failed write changed the store: %+v, then %+v", what, info, f.info())
		}
		f.same(f.dump(), before, "graphs before and after a failed write")
		f.finds("good")
	}
	invalid := &errs.Error{Kind: errs.Invalid}
	refused(store.Batch{}, errOfSequence, errOfSequence)
	refused(store.Batch{}, &errs.Error{Op: "x", Kind: errs.Unavailable, Message: "no more rows"}, &errs.Error{Kind: errs.Unavailable})
	refused(store.Batch{Nodes: bare(key(entity.KindPhone, ""))}, nil, invalid)
	refused(store.Batch{Links: []entity.Link{paid(shop(800), account(801), 1)}}, nil, &errs.Error{Kind: errs.NotFound, Code: store.CodeDangling})
	refused(store.Batch{DeleteNodes: []entity.Key{shop(800)}}, nil, invalid)
	refused(store.Batch{DeleteLinks: []entity.LinkKey{{From: shop(800), Type: entity.LinkPaidTo, To: account(800)}}}, nil, invalid)
	// A node of a later piece comes too late.
	_, err := write(f.ctx(), piecesOf(nil, store.Batch{Nodes: bare(shop(801)), Links: []entity.Link{paid(shop(801), account(801), 1)}}, store.Batch{Nodes: bare(account(801))}))
	f.wantKind(err, errs.NotFound)
	f.same(f.dump(), before, "graphs before and after a link that came too early")
}

func piecesCancelled(f *fixture) {
	f.apply(star(3))
	before, info := f.dump(), f.info()
	for what, write := range map[string]func(context.Context, iter.Seq2[store.Batch, error]) (store.Generation, error){"ApplyAll": f.ApplyAll, "Replace": f.Replace} {
		ctx, cancel := context.WithCancel(f.ctx())
		drawn := 0
		_, err := write(ctx, func(yield func(store.Batch, error) bool) {
			for _, b := range threePieces() {
				if drawn++; drawn == 2 {
					cancel()
				}
				if !yield(b, nil) {
					return
				}
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) || drawn != 2 {
			f.Fatalf("%s: error %v after %d pieces, want an end at the second", what, err, drawn)
		}
		if f.info() != info {
			f.Fatalf("%s: a cancelled write changed the store: %+v", what, f.info())
		}
		f.same(f.dump(), before, "graphs before and after a cancelled write")
	}
	f.applyAll(threePieces()...)
}

func piecesRead(f *fixture) {
	f.apply(star(2000))
	before, info := f.dump(), f.info()
	for _, write := range []func(context.Context, iter.Seq2[store.Batch, error]) (store.Generation, error){f.ApplyAll, f.Replace} {
		looks := 0
		_, err := write(f.ctx(), func(yield func(store.Batch, error) bool) {
			for _, b := range append(threePieces(), store.Batch{}) {
				if looks++; f.info() != info {
					f.Fatalf("the store tells %+v while it is written to", f.info())
				}
				f.same(f.dump(), before, "graphs before and during a write")
				if !yield(b, nil) {
					return
				}
			}
		})
		f.mustNot(err)
		if after := f.info(); looks != 4 || after.Generation != info.Generation+1 {
			f.Fatalf("after %d looks %+v", looks, after)
		}
		before, info = f.dump(), f.info()
	}
	f.same(before, wholeOfThree(), "what replaced the rest")
}

// piecesAreCallers gives every piece in the same memory.
func piecesAreCallers(f *fixture) {
	for _, write := range []func(context.Context, iter.Seq2[store.Batch, error]) (store.Generation, error){f.ApplyAll, f.Replace} {
		nodes, links := make([]entity.Node, 2), make([]entity.Link, 1)
		attrs, claims := make([]entity.Attr, 2), make([]entity.Claim, 2)
		_, err := write(f.ctx(), func(yield func(store.Batch, error) bool) {
			for i := range 3 {
				attrs[0], attrs[1] = named(shop(i), "b").Attrs[0], named(shop(i), "a").Attrs[0]
				claims[0], claims[1] = claim(9), claim(i)
				nodes[0], nodes[1] = entity.Node{Key: shop(i), Attrs: attrs}, entity.Node{Key: account(1)}
				links[0] = entity.Link{From: shop(i), Type: entity.LinkPaidTo, To: account(1), Claims: claims}
				if !yield(store.Batch{Nodes: nodes, Links: links}, nil) {
					return
				}
				if attrs[0].Value.Text() != "b" || claims[0] != claim(9) || links[0].To != account(1) {
					f.Fatalf("piece %d was altered", i)
				}
			}
		})
		f.mustNot(err)
		var want graph
		for i := range 3 {
			want.Nodes = append(want.Nodes, entity.Node{Key: shop(i), Attrs: entity.FoldAttrs(slices.Concat(named(shop(i), "a").Attrs, named(shop(i), "b").Attrs))})
			want.Links = append(want.Links, paid(shop(i), account(1), i, 9))
		}
		want.Nodes = append(want.Nodes, entity.Node{Key: account(1)})
		f.same(f.dump(), want, "graph")
	}
}

// piecesOfSizes goes past the row counts at which backends split their work,
// with all links at one node.
func piecesOfSizes(f *fixture) {
	all := star(30_000)
	var pieces []store.Batch
	for _, cut := range [][2]int{{0, 1}, {1, 6000}, {5000, 12_000}, {12_000, 30_000}, {0, 0}} {
		pieces = append(pieces, store.Batch{Nodes: append(bare(account(0)), all.Nodes[cut[0]+1:cut[1]+1]...), Links: all.Links[cut[0]:cut[1]]})
	}
	f.applyAll(pieces...)
	if i := f.info(); i.Nodes != 30_001 || i.Links != 30_000 {
		f.Fatalf("counted %+v", i)
	}
	f.unchanged(all)
	if n := len(f.neighbours(store.Filter{Direction: store.In}, account(0))); n != 30_000 {
		f.Fatalf("%d links seen from their common end, want 30000", n)
	}
}
