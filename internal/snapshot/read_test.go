package snapshot_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/snapshot"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

func key(k entity.Kind, id string) entity.Key { return entity.Key{Kind: k, ID: id} }

// small is two shops of one seller, a third alone, and one complaint.
func small() store.Batch {
	claim := func(row uint32, c entity.Class) []entity.Claim {
		return []entity.Claim{{Record: entity.NewRecord(1, row), Class: c, Observed: day(int(row))}}
	}
	a, b, c := key(entity.KindStorefront, "test:a"), key(entity.KindStorefront, "test:b"), key(entity.KindStorefront, "test:c")
	seller, phone := key(entity.KindSeller, "s:1"), key(entity.KindPhone, "+1")
	address, complaint := key(entity.KindAddress, "x"), key(entity.KindComplaint, "s:9")
	batch := store.Batch{Links: []entity.Link{
		{From: seller, Type: entity.LinkOperates, To: a, Claims: claim(1, entity.ClassObserved)},
		{From: seller, Type: entity.LinkOperates, To: b, Claims: claim(2, entity.ClassDeclared)},
		{From: seller, Type: entity.LinkHasPhone, To: phone, Claims: claim(3, entity.ClassVerified)},
		{From: a, Type: entity.LinkShipsFrom, Role: "SHIP_FROM", To: address, Claims: claim(4, entity.ClassObserved)},
		{From: complaint, Type: entity.LinkTargets, To: c, Claims: claim(5, entity.ClassObserved)},
	}}
	for _, k := range []entity.Key{a, b, c, seller, phone, address} {
		batch.Nodes = append(batch.Nodes, entity.Node{Key: k})
	}
	batch.Nodes = append(batch.Nodes, entity.Node{Key: complaint, Attrs: []entity.Attr{
		{Name: "status", Value: entity.String("PENDING"), Claim: claim(5, entity.ClassObserved)[0]}}})
	return batch
}

func filled(t *testing.T, batches ...store.Batch) store.Graph {
	t.Helper()
	g := memory.New()
	t.Cleanup(func() { g.Close() })
	for _, b := range batches {
		if _, err := g.Apply(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func read(t *testing.T, g store.Graph) *snapshot.Snapshot {
	t.Helper()
	s, err := snapshot.Read(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReadGivesShopsWhatTheirSellersCarry(t *testing.T) {
	s := read(t, filled(t, small()))
	want := []string{
		"test:a SHIPS_FROM address:x OBSERVED 2019-03-04..2019-03-04",
		"test:a HAS_PHONE phone:+1 VERIFIED 2019-03-03..2019-03-03",
		"test:b HAS_PHONE phone:+1 DECLARED 2019-03-03..2019-03-03",
	}
	if d := cmp.Diff(want, lines(s)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"test:a", "test:b", "test:c"}, s.Shops); d != "" {
		t.Error(d)
	}
}

func TestReadHashesWhatScoresRead(t *testing.T) {
	base := read(t, filled(t, small())).Hash()
	if again := read(t, filled(t, small(), small())).Hash(); again != base {
		t.Error("loading twice changes the hash")
	}
	split := small()
	first := store.Batch{Nodes: split.Nodes}
	second := store.Batch{Links: split.Links}
	if got := read(t, filled(t, first, second)).Hash(); got != base {
		t.Error("two batches change the hash")
	}
	for name, change := range map[string]func(b *store.Batch){
		"a complaint's status": func(b *store.Batch) { b.Nodes[6].Attrs[0].Value = entity.String("UPHELD") },
		"a complaint's target": func(b *store.Batch) { b.Links[4].To.ID = "test:a" },
		"who runs a shop":      func(b *store.Batch) { b.Links[1].To.ID = "test:c" },
		"a link's class":       func(b *store.Batch) { b.Links[3].Claims[0].Class = entity.ClassVerified },
		"a shop without anything": func(b *store.Batch) {
			b.Nodes = append(b.Nodes, entity.Node{Key: key(entity.KindStorefront, "test:d")})
		},
	} {
		b := small()
		change(&b)
		if read(t, filled(t, b)).Hash() == base {
			t.Errorf("%s is not in the hash", name)
		}
	}
	moved := small()
	for i := range moved.Links {
		moved.Links[i].Claims[0].Record += 100
	}
	if read(t, filled(t, moved)).Hash() != base {
		t.Error("the numbers of claims are in the hash")
	}
}

// busy is a store to which something is loaded whenever it is asked for Info.
type busy struct {
	store.Graph
	generation store.Generation
}

func (b *busy) Info(ctx context.Context) (store.Info, error) {
	b.generation++
	return store.Info{Generation: b.generation}, nil
}

func TestReadGivesUpOnABusyStore(t *testing.T) {
	_, err := snapshot.Read(context.Background(), &busy{Graph: filled(t, small())})
	if !errors.Is(err, &errs.Error{Kind: errs.Conflict}) {
		t.Errorf("error %v", err)
	}
}
