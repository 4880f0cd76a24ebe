package projection_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

func TestExactSizesAreThoseOfTheGraph(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b snapshot.Builder
		b.AddShop("x")
		name := rapid.StringMatching("[a-k][a-d]")
		for range rapid.IntRange(0, 40).Draw(t, "links") {
			k := rapid.SampledFrom([]entity.Kind{entity.KindPhone, entity.KindEmail}).Draw(t, "kind")
			b.Add(name.Draw(t, "storefront"), entity.LinkTo(k), entity.Key{Kind: k, ID: name.Draw(t, "value")}, entity.ClassDeclared, entity.When{}, entity.When{})
		}
		s := b.Build()
		r, err := community.Detect(projection.Exact(s), community.Params{Objective: community.Components})
		if err != nil {
			t.Fatal(err)
		}
		var want []int
		for _, g := range r.Groups {
			want = append(want, len(g.Members))
		}
		all := 0
		got := slices.DeleteFunc(projection.ExactSizes(s), func(n int) bool { all += n; return n == 1 })
		if !slices.Equal(got, want) || all != len(s.Shops) {
			t.Fatalf("%v of %d storefronts, want %v of %d", got, all, want, len(s.Shops))
		}
	})
}
