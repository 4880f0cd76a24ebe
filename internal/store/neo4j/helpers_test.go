package neo4j_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

// cause returns what an error hides from users.
func cause(err error) error {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return nil
}

// dumped is a whole store in an order that does not depend on dense numbers.
type dumped struct {
	Nodes []entity.Node
	Links []entity.Link
	Info  store.Info
}

func dump(t testing.TB, s store.Graph) dumped {
	t.Helper()
	var g dumped
	var keys []entity.Key
	for r, err := range s.Scan(t.Context(), store.Selection{Kinds: entity.Kinds()}, store.Range{}) {
		must(t, err)
		keys = append(keys, r.Key)
	}
	slices.SortFunc(keys, entity.Key.Compare)
	nodes, err := s.Nodes(t.Context(), keys)
	must(t, err)
	for _, n := range nodes {
		g.Nodes = append(g.Nodes, *n)
	}
	for a, err := range s.Neighbours(t.Context(), keys, store.Filter{Direction: store.Out}) {
		must(t, err)
		g.Links = append(g.Links, a.Link)
	}
	g.Info, err = s.Info(t.Context())
	must(t, err)
	g.Info.Backend, g.Info.Version = "", ""
	return g
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v (cause: %v)", err, cause(err))
	}
}

// same compares by content; nil and empty are the same.
func same(t testing.TB, got, want any, what string) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("%s differ (-want +got):\n%s", what, d)
	}
}

func shop(i int) entity.Key {
	return entity.Key{Kind: entity.KindStorefront, ID: fmt.Sprintf("p:s%06d", i)}
}
func account(i int) entity.Key {
	return entity.Key{Kind: entity.KindPaymentAccount, ID: fmt.Sprintf("ALIPAY:%06d", i)}
}

func claim(row int) entity.Claim {
	return entity.Claim{Record: entity.NewRecord(1, uint32(row)), Class: entity.ClassObserved, Observed: entity.Day(2026, time.March, 1+row%28)}
}

func named(k entity.Key, name string) entity.Node {
	return entity.Node{Key: k, Attrs: []entity.Attr{{Name: store.NameAttr, Value: entity.String(name), Claim: claim(1)}}}
}

// world is a batch of n storefronts, each paid on two of n/5 accounts.
func world(n int) store.Batch {
	var b store.Batch
	for i := range n {
		b.Nodes = append(b.Nodes, named(shop(i), fmt.Sprint("shop number ", i)))
		for j := range 2 {
			a := (i*7 + j*(i%13)) % max(1, n/5)
			b.Links = append(b.Links, entity.Link{From: shop(i), Type: entity.LinkPaidTo, Role: []string{"", "refund"}[j], To: account(a), Claims: []entity.Claim{claim(i)}})
		}
	}
	for a := range max(1, n/5) {
		b.Nodes = append(b.Nodes, entity.Node{Key: account(a)})
	}
	return b
}

// more changes what world(n) made: new claims, new names, links and nodes
// that go, new ones that come.
func more(n int) store.Batch {
	b, before := store.Batch{}, world(n)
	for i := range n {
		switch i % 4 {
		case 0:
			b.Nodes = append(b.Nodes, named(shop(i), fmt.Sprint("renamed ", i)))
		case 1:
			l := before.Links[2*i]
			l.Claims = []entity.Claim{claim(n + i)}
			b.Links = append(b.Links, l)
		case 2:
			b.Nodes = append(b.Nodes, entity.Node{Key: shop(n + i)})
			b.Links = append(b.Links, entity.Link{From: shop(n + i), Type: entity.LinkPaidTo, To: account(0), Claims: []entity.Claim{claim(i)}})
		case 3:
			for _, l := range before.Links[2*i : 2*i+2] {
				b.DeleteLinks = append(b.DeleteLinks, l.Key())
			}
			b.DeleteNodes = append(b.DeleteNodes, shop(i))
		}
	}
	return b
}

// image is run id: ring r holds the storefronts whose number divides by r+2.
func image(id string, rings, shops int) store.RunImage {
	img := store.RunImage{Run: entity.Node{Key: entity.Key{Kind: entity.KindRun, ID: id}}}
	for r := range rings {
		k := entity.Key{Kind: entity.KindRing, ID: fmt.Sprintf("R%03d", r)}
		img.Rings = append(img.Rings, entity.Node{Key: k, Attrs: []entity.Attr{{Name: "risk", Value: entity.Int(int64(r))}, {Name: "of", Value: entity.String(id)}}})
		for i := 0; i < shops; i += r + 2 {
			img.Members = append(img.Members, entity.Link{From: shop(i), Type: entity.LinkMemberOf, To: k,
				Attrs: []entity.Attr{{Name: "tier", Value: entity.String("core")}, {Name: "of", Value: entity.String(id)}}})
		}
	}
	return img
}
