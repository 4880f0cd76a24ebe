package storetest

import (
	"math/rand/v2"
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

func applyCases() []testCase {
	return []testCase{
		{"an empty store holds nothing", emptyStore},
		{"generations count the batches that change something", generations},
		{"a second load adds what is lacking and overwrites nothing", merging},
		{"a batch may say one thing twice", repeats},
		{"what rows of one file claim alike rests on the first", alike},
		{"load order does not matter", anyOrder},
		{"deleting what is absent is no error", deleteAbsent},
		{"deletes follow upserts", deleteAfterUpsert},
		{"a node with links is not deleted", deleteLinked},
		{"a delete touches only what it names", deleteOnly},
		{"deleted and loaded again", reborn},
		{"batches of every size", sizes},
		{"a batch is neither altered nor kept", batchIsCallers},
		{"answers are the caller's", answersAreCallers},
	}
}

func emptyStore(f *fixture) {
	i := f.info()
	if i.Backend == "" || i.Version == "" {
		f.Errorf("backend or version is not told: %+v", i)
	}
	i.Backend, i.Version = "", ""
	f.same(i, store.Info{}, "what an empty store tells")
	f.same(f.nodes(shop(1), account(1)), []*entity.Node{nil, nil}, "nodes")
	f.same(f.nodes(), []*entity.Node{}, "no nodes")
	f.same(f.neighbours(store.Filter{}, shop(1)), []store.Adjacent{}, "neighbours")
	f.same(f.scan(everyNode(), store.Range{}), []store.Row{}, "scanned nodes")
	f.same(f.scan(everyLink(), store.Range{}), []store.Row{}, "scanned links")
	f.unchanged(store.Batch{})
}

func generations(f *fixture) {
	for i := range 3 {
		if g := f.apply(store.Batch{Nodes: bare(shop(i))}); g != store.Generation(i+1) {
			f.Fatalf("generation %d after change %d", g, i+1)
		}
		f.unchanged(store.Batch{Nodes: bare(shop(i))})
	}
	f.apply(store.Batch{Nodes: bare(account(1)), Links: []entity.Link{paid(shop(1), account(1), 1)}})
	i := f.info()
	if i.Nodes != 4 || i.Links != 1 || i.Generation != 4 {
		f.Fatalf("after four changes: %+v", i)
	}
}

func merging(f *fixture) {
	first := store.Batch{Nodes: []entity.Node{named(shop(1), "north"), {Key: account(1)}}, Links: []entity.Link{paid(shop(1), account(1), 5)}}
	second := store.Batch{Nodes: []entity.Node{named(shop(1), "south")}, Links: []entity.Link{paid(shop(1), account(1), 9, 2)}}
	f.apply(first)
	f.apply(second)
	f.unchanged(first)
	f.unchanged(second)
	got := f.dump()
	f.same(got.Nodes[0].Attrs, []entity.Attr{named(shop(1), "north").Attrs[0], named(shop(1), "south").Attrs[0]}, "attributes")
	f.same(got.Links, []entity.Link{paid(shop(1), account(1), 2, 5, 9)}, "links")
}

func repeats(f *fixture) {
	f.apply(store.Batch{
		Nodes: []entity.Node{named(shop(1), "b", "a", "b"), {Key: account(1)}, named(shop(1), "c"), {Key: account(1)}},
		Links: []entity.Link{paid(shop(1), account(1), 3, 1, 3), paid(shop(1), account(1), 2)},
	})
	g := f.dump()
	f.same(g.Links, []entity.Link{paid(shop(1), account(1), 1, 2, 3)}, "links")
	f.same(g.Nodes[0].Attrs, entity.FoldAttrs(append(named(shop(1), "b", "a", "b").Attrs, named(shop(1), "c").Attrs...)), "attributes")
	if i := f.info(); i.Nodes != 2 || i.Links != 1 || i.Generation != 1 {
		f.Fatalf("counted %+v", i)
	}
	var links []entity.Link
	for _, role := range []string{"A", "B", "A", "C", "B", "A"} {
		links = append(links, typed(shop(1), entity.LinkLocatedAt, role, account(1)))
	}
	f.apply(store.Batch{Links: links})
	f.same(f.dump().Links[1:], []entity.Link{links[0], links[1], links[3]}, "links of several roles")
}

func alike(f *fixture) {
	name := func(file, row uint32) entity.Node {
		c := entity.Claim{Record: entity.NewRecord(file, row), Class: entity.ClassDeclared, Observed: day(3)}
		return entity.Node{Key: shop(1), Attrs: []entity.Attr{{Name: store.NameAttr, Value: entity.String("x"), Claim: c}}}
	}
	f.apply(store.Batch{Nodes: []entity.Node{name(1, 7)}})
	f.unchanged(store.Batch{Nodes: []entity.Node{name(1, 9)}})
	f.apply(store.Batch{Nodes: []entity.Node{name(1, 4), name(2, 8), name(1, 5), name(2, 6)}})
	f.unchanged(store.Batch{Nodes: []entity.Node{name(2, 7), name(1, 4)}})
	f.same(f.dump().Nodes[0].Attrs, []entity.Attr{name(1, 4).Attrs[0], name(2, 6).Attrs[0]}, "attributes")
	f.finds("x", shop(1))
}

// anyOrder deals the same rows into batches in two orders.
func anyOrder(f *fixture) {
	var rows []store.Batch
	for i := range 40 {
		rows = append(rows,
			store.Batch{Nodes: []entity.Node{named(shop(i%10), string(rune('a'+i)))}},
			store.Batch{Nodes: bare(shop(i%10), account(i%7)), Links: []entity.Link{paid(shop(i%10), account(i%7), i+1)}})
	}
	deal := func(seed uint64, size int) {
		r := rand.New(rand.NewPCG(seed, 0))
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		for part := range slices.Chunk(rows, size) {
			var b store.Batch
			for _, x := range part {
				b.Nodes, b.Links = append(b.Nodes, x.Nodes...), append(b.Links, x.Links...)
			}
			f.apply(b)
		}
	}
	deal(1, 7)
	first := f.dump()
	var b store.Batch
	for _, l := range first.Links {
		b.DeleteLinks = append(b.DeleteLinks, l.Key())
	}
	for _, n := range first.Nodes {
		b.DeleteNodes = append(b.DeleteNodes, n.Key)
	}
	f.apply(b)
	f.same(f.dump(), graph{}, "what is left after deleting all")
	deal(2, 19)
	f.same(f.dump(), first, "graphs after loading in two orders")
}

func deleteAbsent(f *fixture) {
	link := paid(shop(1), account(1), 1)
	gone := store.Batch{DeleteLinks: []entity.LinkKey{link.Key()}, DeleteNodes: []entity.Key{shop(1), account(1)}}
	f.unchanged(gone)
	f.apply(store.Batch{Nodes: bare(shop(1), account(1)), Links: []entity.Link{link}})
	f.apply(gone)
	f.unchanged(gone)
	f.unchanged(store.Batch{DeleteLinks: append(gone.DeleteLinks, gone.DeleteLinks...), DeleteNodes: append(gone.DeleteNodes, gone.DeleteNodes...)})
	f.same(f.dump(), graph{}, "graph")
}

func deleteAfterUpsert(f *fixture) {
	link := paid(shop(1), account(1), 1)
	both := store.Batch{
		Nodes: []entity.Node{named(shop(1), "x"), {Key: account(1)}}, Links: []entity.Link{link},
		DeleteLinks: []entity.LinkKey{link.Key()}, DeleteNodes: []entity.Key{shop(1)},
	}
	f.apply(both)
	f.same(f.dump(), graph{Nodes: bare(account(1))}, "graph")
	f.unchanged(both)
	// A link to a node that the same batch takes away stays behind: refused.
	_, err := f.Apply(f.ctx(), store.Batch{Nodes: bare(shop(2)), Links: []entity.Link{paid(shop(2), account(1), 1)}, DeleteNodes: []entity.Key{account(1)}})
	f.wantKind(err, errs.Conflict)
	f.same(f.dump(), graph{Nodes: bare(account(1))}, "graph after a refused batch")
	for _, l := range []entity.Link{paid(shop(3), account(1), 1), paid(account(1), shop(3), 1), paid(shop(3), shop(3), 1)} {
		f.refused(store.Batch{Nodes: bare(shop(3)), Links: []entity.Link{l}, DeleteNodes: []entity.Key{shop(3)}}, errs.Conflict)
	}
}

func deleteLinked(f *fixture) {
	f.apply(star(3))
	before, info := f.dump(), f.info()
	for _, k := range []entity.Key{shop(1), account(0)} {
		_, err := f.Apply(f.ctx(), store.Batch{Nodes: bare(shop(9)), DeleteNodes: []entity.Key{k}})
		f.wantKind(err, errs.Conflict)
	}
	if f.info() != info {
		f.Fatalf("a refused batch changed the store")
	}
	f.same(f.dump(), before, "graph after a refused batch")
	f.apply(store.Batch{DeleteNodes: []entity.Key{shop(1)}, DeleteLinks: []entity.LinkKey{{From: shop(1), Type: entity.LinkPaidTo, To: account(0)}}})
	if i := f.info(); i.Nodes != 3 || i.Links != 2 {
		f.Fatalf("counted %+v", i)
	}
}

func deleteOnly(f *fixture) {
	b := star(300)
	b.Links = append(b.Links, typed(shop(1), entity.LinkLocatedAt, "A", account(0)), typed(shop(1), entity.LinkLocatedAt, "B", account(0)))
	f.apply(b)
	var gone store.Batch
	for i := 0; i < 300; i += 3 {
		gone.DeleteLinks = append(gone.DeleteLinks, entity.LinkKey{From: shop(i), Type: entity.LinkPaidTo, To: account(0)})
		gone.DeleteNodes = append(gone.DeleteNodes, shop(i))
	}
	gone.DeleteLinks = append(gone.DeleteLinks, entity.LinkKey{From: shop(1), Type: entity.LinkLocatedAt, Role: "A", To: account(0)},
		entity.LinkKey{From: account(0), Type: entity.LinkPaidTo, To: shop(1)}) // the other way round: absent
	want := f.dump()
	want.Nodes = slices.DeleteFunc(want.Nodes, func(n entity.Node) bool { return slices.Contains(gone.DeleteNodes, n.Key) })
	want.Links = slices.DeleteFunc(want.Links, func(l entity.Link) bool { return slices.Contains(gone.DeleteLinks, l.Key()) })
	f.apply(gone)
	f.same(f.dump(), want, "graph")
}

func reborn(f *fixture) {
	f.apply(store.Batch{Nodes: []entity.Node{named(shop(1), "old")}})
	f.apply(store.Batch{DeleteNodes: []entity.Key{shop(1)}})
	f.apply(store.Batch{Nodes: []entity.Node{named(shop(1), "new")}})
	f.same(f.dump(), graph{Nodes: []entity.Node{named(shop(1), "new")}}, "graph")
	keys, err := f.Find(f.ctx(), "old", nil, 5)
	f.mustNot(err)
	f.same(keys, []entity.Key{}, "found by a name that is gone")
}

// sizes goes past the row counts at which backends split their work.
func sizes(f *fixture) {
	total := 0
	for _, n := range []int{0, 1, 1001, 50_000} {
		f.apply(star(n))
		total = max(total, n)
		f.unchanged(star(n))
		if i := f.info(); i.Links != int64(total) || i.Nodes != int64(total+1) {
			f.Fatalf("after a batch of %d: %+v", n, i)
		}
	}
	if n := len(f.neighbours(store.Filter{Direction: store.In}, account(0))); n != total {
		f.Fatalf("%d links seen from their common end, want %d", n, total)
	}
}

// nameAndPayment is made afresh at every call and shares no memory.
func nameAndPayment() store.Batch {
	return store.Batch{
		Nodes: []entity.Node{named(shop(1), "b", "a"), {Key: account(1)}}, Links: []entity.Link{paid(shop(1), account(1), 2, 1)},
	}
}

func (f *fixture) holdsNameAndPayment(after string) {
	f.Helper()
	b := nameAndPayment()
	entity.FoldAttrs(b.Nodes[0].Attrs)
	entity.FoldClaims(b.Links[0].Claims)
	f.same(f.dump(), graph{b.Nodes, b.Links}, "graph after "+after)
}

func batchIsCallers(f *fixture) {
	b := nameAndPayment()
	f.apply(b)
	if d := cmp.Diff(nameAndPayment(), b); d != "" {
		f.Fatalf("Apply altered the batch:\n%s", d)
	}
	b.Nodes[0].Attrs[0].Name, b.Links[0].Claims[0].Record = "scratched", 99
	f.holdsNameAndPayment("the caller wrote into its batch")
}

func answersAreCallers(f *fixture) {
	f.apply(nameAndPayment())
	f.nodes(shop(1))[0].Attrs[0].Name = "scratched"
	f.neighbours(store.Filter{}, shop(1))[0].Link.Claims[0].Record = 99
	f.holdsNameAndPayment("the caller wrote into an answer")
}
