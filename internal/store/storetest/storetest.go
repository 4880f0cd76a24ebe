// Package storetest holds every graph store to the contract of package store:
// each sentence of its comments has a case here. Run is for all backends, and
// no backend is excused from a case; Durable is for those that promise to
// survive the process.
//
// What bites: a case sees the store only through the interface, so it cannot
// tell a store that is slow from one that hangs. After every case store.Check
// runs over what the case left behind.
package storetest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Store is what a backend offers: the graph and its search.
type Store interface {
	store.Graph
	store.Finder
}

// Factory makes a store that is empty and open. Run closes it.
type Factory func(testing.TB) Store

// Run holds the stores that open makes to the contract.
func Run(t *testing.T, open Factory) {
	for _, group := range []struct {
		name  string
		cases []testCase
	}{
		{"apply", applyCases()},
		{"pieces", pieceCases()},
		{"replace", replaceCases()},
		{"refuse", refuseCases()},
		{"values", valueCases()},
		{"neighbours", neighbourCases()},
		{"scan", scanCases()},
		{"run", runCases()},
		{"find", findCases()},
		{"life", lifeCases()},
		{"model", modelCases()},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) {
					f := &fixture{TB: t, Store: open(t)}
					t.Cleanup(func() { f.Close() })
					c.run(f)
					if !f.closed {
						f.mustNot(store.Check(f.ctx(), f.Store))
					}
				})
			}
		})
	}
}

type testCase struct {
	name string
	run  func(*fixture)
}

// fixture is a store under test with the steps that cases are made of; a step
// that fails ends the case.
type fixture struct {
	testing.TB
	Store
	closed bool // by the case itself
}

func (f *fixture) ctx() context.Context { return f.TB.Context() }

func (f *fixture) mustNot(err error) {
	f.Helper()
	if err != nil {
		f.Fatalf("unexpected error: %v (cause: %v)", err, cause(err))
	}
}

func cause(err error) error {
	if e, ok := err.(*errs.Error); ok {
		return e.Err
	}
	return nil
}

func (f *fixture) wantKind(err error, kind errs.Kind) {
	f.Helper()
	if err == nil || errs.KindOf(err) != kind {
		f.Fatalf("error %v, want kind %q", err, kind)
	}
}

func (f *fixture) apply(b store.Batch) store.Generation {
	f.Helper()
	g, err := f.Apply(f.ctx(), b)
	f.mustNot(err)
	return g
}

// unchanged applies b and wants that it changes nothing.
func (f *fixture) unchanged(b store.Batch) {
	f.Helper()
	before := f.info()
	g := f.apply(b)
	if after := f.info(); g != before.Generation || after != before {
		f.Fatalf("a batch that brings nothing new changed the store: %+v, then %+v (Apply returned %d)", before, after, g)
	}
}

func (f *fixture) info() store.Info {
	f.Helper()
	i, err := f.Info(f.ctx())
	f.mustNot(err)
	return i
}

func (f *fixture) nodes(keys ...entity.Key) []*entity.Node {
	f.Helper()
	ns, err := f.Nodes(f.ctx(), keys)
	f.mustNot(err)
	return ns
}

func (f *fixture) neighbours(filter store.Filter, keys ...entity.Key) []store.Adjacent {
	f.Helper()
	return collect(f, f.Neighbours(f.ctx(), keys, filter))
}

func (f *fixture) scan(sel store.Selection, r store.Range) []store.Row {
	f.Helper()
	return collect(f, f.Scan(f.ctx(), sel, r))
}

func collect[T any](f *fixture, seq iter.Seq2[T, error]) []T {
	f.Helper()
	var out []T
	for x, err := range seq {
		f.mustNot(err)
		out = append(out, x)
	}
	return out
}

// same compares by content; nil and empty are the same.
func (f *fixture) same(got, want any, what string) {
	f.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		f.Fatalf("%s differ (-want +got):\n%s", what, d)
	}
}

// graph is a whole store in an order that does not depend on dense numbers.
type graph struct {
	Nodes []entity.Node
	Links []entity.Link
}

func (f *fixture) dump() graph {
	f.Helper()
	var keys []entity.Key
	for _, r := range f.scan(everyNode(), store.Range{}) {
		keys = append(keys, r.Key)
	}
	slices.SortFunc(keys, entity.Key.Compare)
	var g graph
	for _, n := range f.nodes(keys...) {
		g.Nodes = append(g.Nodes, *n)
	}
	for _, a := range f.neighbours(store.Filter{Direction: store.Out}, keys...) {
		g.Links = append(g.Links, a.Link)
	}
	return g
}

func everyNode() store.Selection { return store.Selection{Kinds: entity.Kinds()} }
func everyLink() store.Selection { return store.Selection{Types: entity.LinkTypes()} }

// The nouns of the cases.

func key(k entity.Kind, id string) entity.Key { return entity.Key{Kind: k, ID: id} }
func shop(i int) entity.Key                   { return key(entity.KindStorefront, fmt.Sprintf("p:s%05d", i)) }
func account(i int) entity.Key                { return key(entity.KindPaymentAccount, fmt.Sprintf("ALIPAY:%05d", i)) }
func ring(i int) entity.Key                   { return key(entity.KindRing, fmt.Sprintf("R%03d", i)) }

func day(d int) entity.When { return entity.Day(2026, time.March, d) }

// claim is made by row r of file 1.
func claim(r int) entity.Claim {
	return entity.Claim{Record: entity.NewRecord(1, uint32(r)), Class: entity.ClassObserved, Observed: day(1 + r%28)}
}

func bare(keys ...entity.Key) []entity.Node {
	out := make([]entity.Node, len(keys))
	for i, k := range keys {
		out[i].Key = k
	}
	return out
}

func named(k entity.Key, names ...string) entity.Node {
	n := entity.Node{Key: k}
	for i, name := range names {
		n.Attrs = append(n.Attrs, entity.Attr{Name: store.NameAttr, Value: entity.String(name), Claim: claim(i + 1)})
	}
	return n
}

func paid(from, to entity.Key, rows ...int) entity.Link {
	l := entity.Link{From: from, Type: entity.LinkPaidTo, To: to}
	for _, r := range rows {
		l.Claims = append(l.Claims, claim(r))
	}
	return l
}

func typed(from entity.Key, t entity.LinkType, role string, to entity.Key) entity.Link {
	return entity.Link{From: from, Type: t, Role: role, To: to, Claims: []entity.Claim{claim(1)}}
}

// star is n storefronts, all paid on one account.
func star(n int) store.Batch {
	b := store.Batch{Nodes: bare(account(0))}
	for i := range n {
		b.Nodes = append(b.Nodes, entity.Node{Key: shop(i)})
		b.Links = append(b.Links, paid(shop(i), account(0), i+1))
	}
	return b
}
