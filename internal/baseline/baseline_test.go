package baseline_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/baseline"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// shops builds a snapshot in which the n-th storefront shows values[n].
func shops(values ...[]int) *snapshot.Snapshot {
	var b snapshot.Builder
	for i, all := range values {
		b.AddShop(shop(i))
		for _, v := range all {
			b.Add(shop(i), entity.LinkPaidTo, entity.Key{Kind: entity.KindPaymentAccount, ID: fmt.Sprintf("%03d", v)}, entity.ClassDeclared, entity.When{}, entity.When{})
		}
	}
	return b.Build()
}

func shop(i int) string { return fmt.Sprintf("a:%03d", i) }

// crowd is one value that n storefronts show, of whom the first two share a
// second one.
func crowd(n int) *snapshot.Snapshot {
	values := make([][]int, n)
	for i := range values {
		values[i] = []int{1}
	}
	values[0], values[1] = []int{1, 2}, []int{1, 2}
	return shops(values...)
}

func TestComponentsCutValuesOfMany(t *testing.T) {
	for _, tc := range []struct{ users, most, joined int }{{25, 25, 25}, {26, 25, 2}, {26, 0, 26}} {
		of, err := baseline.Components(crowd(tc.users), tc.most)
		if err != nil {
			t.Fatal(err)
		}
		joined := 0
		for _, group := range of {
			if group >= 0 {
				joined++
			}
		}
		if joined != tc.joined {
			t.Errorf("%d users, at most %d: %d storefronts in a group, want %d", tc.users, tc.most, joined, tc.joined)
		}
	}
}

func TestLouvainPartsTwoGroupsOverABridge(t *testing.T) {
	s := shops([]int{1, 2, 3}, []int{1, 2, 3}, []int{1, 2, 3, 9}, []int{4, 5, 6, 9}, []int{4, 5, 6}, []int{4, 5, 6}, []int{7}, nil)
	of := baseline.Louvain(s)
	want := []int32{of[0], of[0], of[0], of[3], of[3], of[3], -1, -1}
	if diff := cmp.Diff(want, of); diff != "" || of[0] == of[3] || of[0] < 0 || of[3] < 0 {
		t.Errorf("%v", of)
	}
}

// Nothing that is not connected comes out together.
func TestLouvainStaysInsideComponents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.SliceOfNDistinct(rapid.IntRange(0, 12), 0, 4, rapid.ID), 2, 20).Draw(t, "values")
		s := shops(values...)
		of := baseline.Louvain(s)
		joined, err := baseline.Components(s, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range of {
			if of[i] < 0 {
				continue
			}
			for j := range of {
				if of[i] == of[j] && joined[i] != joined[j] {
					t.Fatalf("%d and %d are together and not connected", i, j)
				}
			}
		}
	})
}

func TestMeasure(t *testing.T) {
	offer := func(shop int32, article string, price float64) baseline.Offer {
		return baseline.Offer{Storefront: shop, Article: article, Price: price}
	}
	set, err := baseline.Measure(&baseline.Evidence{
		Snapshot: shops([]int{1, 2}, []int{1, 2}, []int{3}, nil),
		Offers: []baseline.Offer{offer(0, "watch", 100), offer(1, "watch", 400), offer(2, "watch", 200), offer(1, "shoe", 10), offer(2, "shoe", 40),
			offer(3, "bag", 7), offer(3, "bag", 9), offer(3, "watch", 0)},
		Complaints: map[int32]int{1: 3},
		Alone:      []baseline.Lone{{Risk: 60, Chance: .5}, {Risk: 20, Chance: .2}, {Risk: 10, Chance: .1}, {Risk: 10, Chance: .1}},
		Rings:      [][]int32{{0, 1}},
		Seed:       7,
	})
	if err != nil {
		t.Fatal(err)
	}
	two := math.Log(2)
	want := map[string][]float64{
		"score_alone":   {60, 20, 10, 10},
		"ring_noisy_or": {.6, .6, .1, .1},
		"ring_mean":     {.35, .35, .1, .1},
		"price":         {two, 0, -two / 2, 0}, // watch 200, shoe 20 are usual; one shop's bags say nothing
		"complaints":    {0, 3, 0, 0},
		"degree":        {2, 2, 1, 0},
	}
	got := map[string][]float64{}
	for _, r := range set.Rankings {
		got[r.Name] = r.Value
	}
	queue := got["random"]
	delete(got, "random")
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
	if len(queue) != 4 || queue[0] == queue[1] {
		t.Errorf("the random queue is %v", queue)
	}
	var names []string
	for _, g := range set.Groupings {
		names = append(names, g.Name)
	}
	if diff := cmp.Diff([]string{"components", "components_25", "louvain"}, names); diff != "" {
		t.Error(diff)
	}
	groups := set.ByStorefront(set.Groupings[0])
	if groups["a:000"] == "" || groups["a:000"] != groups["a:001"] || groups["a:002"] != "" {
		t.Errorf("components %v", groups)
	}
	if scores := set.Scores(set.Rankings[0]); scores["a:001"] != 20 {
		t.Errorf("scores %v", scores)
	}
}

func TestNothingToMeasure(t *testing.T) {
	set, err := baseline.Measure(&baseline.Evidence{Snapshot: shops()})
	if err != nil || len(set.Groupings) != 3 || len(set.Rankings) != 7 {
		t.Errorf("%+v, %v", set, err)
	}
}
