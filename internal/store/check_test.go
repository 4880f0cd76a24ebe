package store_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

// faulty is a store with one fault: each function, where given, alters what
// the store answers.
type faulty struct {
	store.Graph
	info       func(*store.Info)
	node       func(*entity.Node) *entity.Node
	adjacent   func(store.Adjacent) []store.Adjacent
	row        func(store.Row) []store.Row
	inRanges   bool // row is for scans of a range only
	writeAfter int  // scans
}

func (f *faulty) Info(ctx context.Context) (store.Info, error) {
	i, err := f.Graph.Info(ctx)
	if f.info != nil {
		f.info(&i)
	}
	return i, err
}

func (f *faulty) Nodes(ctx context.Context, keys []entity.Key) ([]*entity.Node, error) {
	ns, err := f.Graph.Nodes(ctx, keys)
	for i := range ns {
		if f.node != nil && ns[i] != nil {
			ns[i] = f.node(ns[i])
		}
	}
	return ns, err
}

func (f *faulty) Neighbours(ctx context.Context, keys []entity.Key, filter store.Filter) iter.Seq2[store.Adjacent, error] {
	return altered(f.Graph.Neighbours(ctx, keys, filter), f.adjacent)
}

func (f *faulty) Scan(ctx context.Context, sel store.Selection, r store.Range) iter.Seq2[store.Row, error] {
	if f.writeAfter--; f.writeAfter == 0 {
		f.Graph.Apply(ctx, store.Batch{Nodes: []entity.Node{{Key: entity.Key{Kind: entity.KindPhone, ID: "late"}}}})
	}
	if f.inRanges && r == (store.Range{}) {
		return f.Graph.Scan(ctx, sel, r)
	}
	return altered(f.Graph.Scan(ctx, sel, r), f.row)
}

func altered[T any](seq iter.Seq2[T, error], alter func(T) []T) iter.Seq2[T, error] {
	if alter == nil {
		return seq
	}
	return func(yield func(T, error) bool) {
		for x, err := range seq {
			for _, y := range alter(x) {
				if !yield(y, err) {
					return
				}
			}
		}
	}
}

func shopKey(i int) entity.Key {
	return entity.Key{Kind: entity.KindStorefront, ID: fmt.Sprintf("p:%04d", i)}
}

// sound is a store with evidence and a run.
func sound(t *testing.T, shops int) store.Graph {
	t.Helper()
	g := memory.New()
	account := entity.Key{Kind: entity.KindPaymentAccount, ID: "ALIPAY:1"}
	claims := []entity.Claim{
		{Record: 1, Class: entity.ClassDeclared, Observed: entity.Day(2026, 1, 1)},
		{Record: 2, Class: entity.ClassObserved, Observed: entity.Day(2026, 1, 9)},
	}
	b := store.Batch{Nodes: []entity.Node{{Key: account}}}
	ring := entity.Key{Kind: entity.KindRing, ID: "R1"}
	img := store.RunImage{Run: entity.Node{Key: entity.Key{Kind: entity.KindRun, ID: "run"}}, Rings: []entity.Node{{Key: ring}}}
	for i := range shops {
		b.Nodes = append(b.Nodes, entity.Node{Key: shopKey(i), Attrs: []entity.Attr{
			{Name: "name", Value: entity.String("a"), Claim: claims[0]}, {Name: "name", Value: entity.String("b"), Claim: claims[0]}}})
		b.Links = append(b.Links, entity.Link{From: shopKey(i), Type: entity.LinkPaidTo, To: account, Claims: claims})
		img.Members = append(img.Members, entity.Link{From: shopKey(i), Type: entity.LinkMemberOf, To: ring})
	}
	if _, err := g.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := g.PutRun(t.Context(), img); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestCheckPasses(t *testing.T) {
	g := sound(t, 1500)
	done, err := store.Examine(t.Context(), g)
	if want := (store.Checked{Nodes: 1503, Links: 3000, Compared: 3000}); err != nil || done != want {
		t.Errorf("examined %+v, %v, want %+v", done, err, want)
	}
}

func TestCheckFinds(t *testing.T) {
	hit := func(k entity.Key) bool { return k == shopKey(7) }
	dropRow := func(r store.Row) []store.Row {
		if hit(r.Key) {
			return nil
		}
		return []store.Row{r}
	}
	onceRow := func(match func(store.Row) bool, alter func(*store.Row) []store.Row) func(store.Row) []store.Row {
		return func(r store.Row) []store.Row {
			if match(r) {
				return alter(&r)
			}
			return []store.Row{r}
		}
	}
	isLink := func(r store.Row) bool { return r.From == 9 && r.Type == entity.LinkPaidTo }
	isMember := func(r store.Row) bool { return r.From == 9 && r.Type == entity.LinkMemberOf }
	set := func(change func(*store.Row)) func(*store.Row) []store.Row {
		return func(r *store.Row) []store.Row { change(r); return []store.Row{*r} }
	}
	adjacent := func(out bool, change func(*store.Adjacent) []store.Adjacent) func(store.Adjacent) []store.Adjacent {
		return func(a store.Adjacent) []store.Adjacent {
			if a.Out == out && hit(a.Link.From) && a.Link.Type == entity.LinkPaidTo {
				return change(&a)
			}
			return []store.Adjacent{a}
		}
	}
	none := func(*store.Adjacent) []store.Adjacent { return nil }
	twice := func(a *store.Adjacent) []store.Adjacent { return []store.Adjacent{*a, *a} }
	for name, f := range map[string]*faulty{
		"wrong count of nodes":       {info: func(i *store.Info) { i.Nodes++ }},
		"wrong count of links":       {info: func(i *store.Info) { i.Links-- }},
		"a run that is not stored":   {info: func(i *store.Info) { i.Run = "other" }},
		"rings without a run":        {info: func(i *store.Info) { i.Run = "" }},
		"a node missing by key":      {node: func(n *entity.Node) *entity.Node { return map[bool]*entity.Node{false: n}[hit(n.Key)] }},
		"another node by key":        {node: func(n *entity.Node) *entity.Node { n.Key.ID += "x"; return n }},
		"attributes out of order":    {node: func(n *entity.Node) *entity.Node { slices.Reverse(n.Attrs); return n }},
		"attributes repeated":        {node: func(n *entity.Node) *entity.Node { n.Attrs = slices.Repeat(n.Attrs, 2); return n }},
		"a node missing in the scan": {row: dropRow},
		"a node missing in a range":  {row: dropRow, inRanges: true},
		"a node scanned twice": {row: func(r store.Row) []store.Row {
			return slices.Repeat([]store.Row{r}, 1+map[bool]int{true: 1}[hit(r.Key)])
		}},
		"a number below 1":          {row: onceRow(func(r store.Row) bool { return r.N == 1 }, set(func(r *store.Row) { r.N = 0 }))},
		"a key twice":               {row: onceRow(func(r store.Row) bool { return r.N == 9 }, set(func(r *store.Row) { r.Key = shopKey(3) }))},
		"a link to nothing":         {row: onceRow(isLink, set(func(r *store.Row) { r.To = 9999 }))},
		"a link twice":              {row: onceRow(isLink, func(r *store.Row) []store.Row { return []store.Row{*r, *r} })},
		"a link missing in a range": {inRanges: true, row: onceRow(isLink, func(*store.Row) []store.Row { return nil })},
		"a link of another type":    {row: onceRow(isLink, set(func(r *store.Row) { r.Type = entity.LinkOperates }))},
		"a wrong class":             {row: onceRow(isLink, set(func(r *store.Row) { r.Class = entity.ClassDeclared }))},
		"a wrong first time":        {row: onceRow(isLink, set(func(r *store.Row) { r.First = r.Last }))},
		"a member of no ring":       {row: onceRow(isMember, set(func(r *store.Row) { r.To = 1 }))},
		"evidence about a ring":     {row: onceRow(isMember, set(func(r *store.Row) { r.Type = entity.LinkPaidTo }))},
		"a link not seen going out": {adjacent: adjacent(true, none)},
		"a link seen going out 2×":  {adjacent: adjacent(true, twice)},
		"a link not seen coming in": {adjacent: adjacent(false, none)},
		"a link seen coming in 2×":  {adjacent: adjacent(false, twice)},
		"other claims coming in":    {adjacent: adjacent(false, func(a *store.Adjacent) []store.Adjacent { a.Link.Claims[0].Record = 8; return []store.Adjacent{*a} })},
		"claims out of order":       {adjacent: adjacent(true, func(a *store.Adjacent) []store.Adjacent { slices.Reverse(a.Link.Claims); return []store.Adjacent{*a} })},
	} {
		t.Run(name, func(t *testing.T) {
			f.Graph = sound(t, 20)
			if err := store.Check(t.Context(), f); errs.KindOf(err) != errs.Unverified {
				t.Errorf("error %v, want one that tells of the fault", err)
			}
		})
	}
}

func TestCheckBesideWrite(t *testing.T) {
	if err := store.Check(t.Context(), &faulty{Graph: sound(t, 20), writeAfter: 2}); errs.KindOf(err) != errs.Conflict {
		t.Errorf("error %v, want a conflict", err)
	}
}

// TestCheckSamples checks a store that claims to be large, so that links are
// compared by sample.
func TestCheckSamples(t *testing.T) {
	large := func(i *store.Info) { i.Nodes, i.Links = 301_501, 300_000 }
	t.Run("sound", func(t *testing.T) {
		g := bigEnough(t)
		done, err := store.Examine(t.Context(), g)
		if err != nil || done.Nodes != 300_100 || done.Links != 1500 || done.Compared == 0 || done.Compared >= 3000 {
			t.Errorf("examined %+v, %v", done, err)
		}
		if again, _ := store.Examine(t.Context(), g); again != done {
			t.Errorf("examined %+v and then %+v", done, again)
		}
		lost := &faulty{Graph: g, adjacent: func(a store.Adjacent) []store.Adjacent {
			if !a.Out {
				a.Link.Role = "other"
			}
			return []store.Adjacent{a}
		}}
		if err := store.Check(t.Context(), lost); errs.KindOf(err) != errs.Unverified {
			t.Errorf("error %v, want one that tells of the fault", err)
		}
	})
	t.Run("wrong counts", func(t *testing.T) {
		if err := store.Check(t.Context(), &faulty{Graph: sound(t, 1500), info: large}); errs.KindOf(err) != errs.Unverified {
			t.Errorf("error %v, want one that tells of the counts", err)
		}
	})
}

func bigEnough(t *testing.T) store.Graph {
	t.Helper()
	g := memory.New()
	var b store.Batch
	for i := range 300_100 {
		b.Nodes = append(b.Nodes, entity.Node{Key: entity.Key{Kind: entity.KindPhone, ID: fmt.Sprintf("%06d", i)}})
	}
	for i := range 1500 {
		b.Links = append(b.Links, entity.Link{From: b.Nodes[i].Key, Type: entity.LinkHasValue, To: b.Nodes[i+1].Key,
			Claims: []entity.Claim{{Record: 1, Class: entity.ClassObserved}}})
	}
	if _, err := g.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	return g
}
