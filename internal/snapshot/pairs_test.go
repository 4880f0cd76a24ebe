package snapshot_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Pairs are read by a way of their own. What comes of it must be what the same
// numbers in a CSV give, to the last bit.
func TestPairsAreTheSameGraphAsTheirCSV(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		top := rapid.SampledFrom([]uint32{3, 12, 130, 70_000, 1<<32 - 1}).Draw(t, "largest")
		column := rapid.SliceOfN(rapid.Uint32Range(0, top), 1, 12)
		shops, ids := column.Draw(t, "storefronts"), column.Draw(t, "identifiers")
		pairs, rows := []byte(nil), "storefront,identifier\n"
		for range rapid.IntRange(0, 60).Draw(t, "links") {
			a, b := rapid.SampledFrom(shops).Draw(t, "a"), rapid.SampledFrom(ids).Draw(t, "b")
			pairs = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(pairs, a), b)
			rows += fmt.Sprintf("%d,%d\n", a, b)
		}
		kinds := "type,identifier\n"
		for range rapid.IntRange(0, 20).Draw(t, "kinds") {
			word := rapid.SampledFrom([]string{"account", "contact", "ADDRESS", "email", "whatever"}).Draw(t, "word")
			kinds += word + rapid.SampledFrom([]string{",", ",", ",0", ", ", ",-"}).Draw(t, "spelling") + fmt.Sprint(rapid.SampledFrom(append(ids, 5, 1<<31)).Draw(t, "named")) + "\n"
		}
		kindsPath := written(t, dir, "kinds.csv", kinds)
		if rapid.Bool().Draw(t, "without kinds") {
			kindsPath = ""
		}
		want := fromFile(t, written(t, dir, "edges.csv", rows), kindsPath)
		got := fromFile(t, written(t, dir, "edges.u32", string(pairs)), kindsPath)
		if d := cmp.Diff(lines(want), lines(got)); d != "" {
			t.Fatal(d)
		}
		if !slices.Equal(want.Shops, got.Shops) || !slices.Equal(want.IDs, got.IDs) || want.Hash() != got.Hash() {
			t.Fatalf("nodes or hash differ: %v %v, want %v %v", got.Shops, got.IDs, want.Shops, want.IDs)
		}
		for id := range int32(len(want.IDs)) {
			if !slices.Equal(want.OfID(id), got.OfID(id)) {
				t.Fatalf("the row of identifier %d differs", id)
			}
		}
	})
}

// The hash of a file is reckoned late; it is the one of a builder all the same.
func TestTheHashOfAFileIsThatOfABuilder(t *testing.T) {
	s := fromFile(t, write(t, "e.csv", "storefront,kind,value\ns,PHONE,1\ns,PHONE,1\nr,ADDRESS,x\n"), "")
	var b snapshot.Builder
	for _, l := range []struct{ shop, value string }{{"s", "1"}, {"s", "1"}, {"r", "x"}} {
		k := map[string]entity.Kind{"s": entity.KindPhone, "r": entity.KindAddress}[l.shop]
		b.Add(l.shop, entity.LinkTo(k), entity.Key{Kind: k, ID: l.value}, entity.ClassObserved, entity.When{}, entity.When{})
	}
	if want := b.Build().Hash(); s.Hash() != want {
		t.Errorf("%s, want %s", s.Hash(), want)
	}
}

func TestLargeNumbersOfPairsKeepTheOrderOfTexts(t *testing.T) {
	var pairs []byte
	for n := range uint32(20_000) {
		pairs = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(pairs, n*7%20_000), 100_000+n%3)
	}
	s := fromFile(t, write(t, "edges.u32", string(pairs)), "")
	if len(s.Shops) != 20_000 || !slices.IsSortedFunc(s.Shops, strings.Compare) {
		t.Errorf("%d storefronts, sorted %v", len(s.Shops), slices.IsSortedFunc(s.Shops, strings.Compare))
	}
}
