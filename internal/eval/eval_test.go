package eval_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/eval"
)

// grouping puts storefront i into the group of that number; 0 is none.
func grouping(groups ...int) eval.Grouping {
	g := eval.Grouping{}
	for i, n := range groups {
		name := ""
		if n > 0 {
			name = fmt.Sprint("group ", n)
		}
		g[fmt.Sprintf("shop %03d", i)] = name
	}
	return g
}

// cycle is 60 storefronts in groups by i mod n, then 20 by i mod m.
func cycle(n, m int) []int {
	var out []int
	for i := range 60 {
		out = append(out, 1+i%n)
	}
	for i := range 20 {
		out = append(out, 100+i%m)
	}
	return out
}

// The reference values are scikit-learn's (adjusted_rand_score,
// adjusted_mutual_info_score, normalized_mutual_info_score) and, for B-cubed,
// a direct sum over storefronts.
func TestMeasuresEqualReferenceValues(t *testing.T) {
	for _, tc := range []struct {
		name         string
		truth, found []int
		want         [5]float64 // ARI, AMI, NMI, B-cubed precision and recall
	}{
		{"half", []int{1, 1, 1, 2, 2, 2, 3, 3}, []int{1, 1, 2, 2, 2, 3, 3, 3},
			[5]float64{0.23809523809523808, 0.31967265056964694, 0.5588730382170324, 0.6666666666666667, 0.6666666666666666}},
		{"merged", []int{1, 1, 1, 2, 2, 2, 2, 3, 3, 4}, []int{1, 1, 1, 1, 1, 1, 1, 2, 2, 3},
			[5]float64{0.46, 0.6578318418087687, 0.7703598383685284, 0.6571428571428571, 1}},
		{"split", []int{1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3}, []int{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7},
			[5]float64{0.3157894736842105, 0.5053333577594055, 0.7092832623139746, 1, 0.4358974358974359}},
		{"uneven", cycle(7, 1), cycle(5, 3),
			[5]float64{0.08769571961583016, 0.13119048158209703, 0.29038173714276994, 0.3645833333333333, 0.2438194444444445}},
	} {
		c := eval.Compare(grouping(tc.truth...), grouping(tc.found...))
		b := c.BCubed()
		for i, got := range []eval.Ratio{c.AdjustedRand(), c.AdjustedMutual(), c.NormalizedMutual(), b.Precision, b.Recall} {
			if !got.Known || math.Abs(got.Value-tc.want[i]) > 1e-12 {
				t.Errorf("%s: measure %d is %.17g, want %.17g", tc.name, i, got.Value, tc.want[i])
			}
		}
	}
}

// A storefront in no group is alone: scikit-learn is given it as a group of
// its own.
func TestStorefrontsInNoGroupAreAlone(t *testing.T) {
	c := eval.Compare(grouping(1, 1, 1, 1, 0, 0, 0, 0, 0), grouping(1, 1, 1, 2, 2, 0, 0, 0, 0))
	for i, got := range []float64{c.AdjustedRand().Value, c.AdjustedMutual().Value, c.NormalizedMutual().Value} {
		if want := [...]float64{0.5384615384615384, 0.5703123490052123, 0.8760130970646908}[i]; math.Abs(got-want) > 1e-12 {
			t.Errorf("measure %d is %.17g, want %.17g", i, got, want)
		}
	}
	// Four storefronts are in nothing on either side and say nothing: B-cubed
	// is over the other five.
	b := c.BCubed()
	if got, want := fmt.Sprint(b.Precision, b.Recall, b.F), "0.8000 0.7000 0.7467"; got != want {
		t.Errorf("B-cubed %s, want %s", got, want)
	}
}

func TestRecoveryCountsRingsAndInnocents(t *testing.T) {
	truth := grouping(1, 1, 1, 1, 2, 2, 2, 3, 3, 0, 0, 0, 0, 0)
	found := grouping(1, 1, 1, 0, 2, 2, 0, 3, 3, 3, 4, 4, 4, 0)
	want := eval.Recovery{True: 2, Found: 3, Half: eval.Ratio{Value: 1, Known: true}, Most: eval.Ratio{Value: 0, Known: true},
		Right: eval.Ratio{Value: 2. / 3, Known: true}, Exact: eval.Ratio{Value: 0, Known: true}, False: 1, Innocents: 5, TakenIn: 4,
		PerMille: eval.Ratio{Value: 800, Known: true}}
	if diff := cmp.Diff(want, eval.Compare(truth, found).Recovery()); diff != "" {
		t.Error(diff)
	}
}

// Whoever the truth is silent on counts as an innocent, and is counted apart.
func TestStrangersAreCounted(t *testing.T) {
	truth := &eval.Truth{Rings: grouping(1, 1, 1)}
	r := truth.Measure(grouping(1, 1, 1, 1, 0))
	if r.Strangers != 2 || r.Rings.Innocents != 2 || r.Rings.TakenIn != 1 {
		t.Errorf("%d strangers, %d innocents, %d taken in", r.Strangers, r.Rings.Innocents, r.Rings.TakenIn)
	}
}

func TestNothingIsDividedByZero(t *testing.T) {
	c := eval.Compare(grouping(0, 0, 0), eval.Grouping{})
	b, p, r := c.BCubed(), c.Pairs(), c.Recovery()
	for i, got := range []eval.Ratio{b.Precision, b.Recall, b.F, p.Precision, p.Recall, p.F, r.Half, r.Most, r.Right, r.Exact} {
		if got.Known || got.String() != "" {
			t.Errorf("measure %d is %v of nothing", i, got.Value)
		}
	}
	if ari := c.AdjustedRand(); !ari.Known || ari.Value != 1 {
		t.Errorf("nothing joined and nothing to join: %v", ari)
	}
}

func TestMeasuresKeepTheirLaws(t *testing.T) {
	groups := rapid.SliceOfN(rapid.IntRange(0, 6), 2, 40)
	rapid.Check(t, func(t *rapid.T) {
		a := groups.Draw(t, "a")
		b := rapid.SliceOfN(rapid.IntRange(0, 6), len(a), len(a)).Draw(t, "b")
		c, back := eval.Compare(grouping(a...), grouping(b...)), eval.Compare(grouping(b...), grouping(a...))
		if x, y := c.BCubed(), back.BCubed(); math.Abs(x.Precision.Value-y.Recall.Value) > 1e-12 || math.Abs(x.F.Value-y.F.Value) > 1e-12 {
			t.Fatalf("B-cubed turned round: %v and %v", x, y)
		}
		for i, pair := range [][2]eval.Ratio{{c.AdjustedRand(), back.AdjustedRand()}, {c.AdjustedMutual(), back.AdjustedMutual()}} {
			if math.Abs(pair[0].Value-pair[1].Value) > 1e-9 || pair[0].Value > 1+1e-9 {
				t.Fatalf("measure %d: %v, turned round %v", i, pair[0].Value, pair[1].Value)
			}
		}
		if same := eval.Compare(grouping(a...), grouping(a...)); same.AdjustedRand().Value != 1 || same.AdjustedMutual().Value != 1 || same.Recovery().False != 0 {
			t.Fatal("a grouping does not equal itself")
		}
	})
}

func TestReadGrouping(t *testing.T) {
	got, err := eval.ReadGrouping(strings.NewReader("storefront,tier,ring\na,core,1\na,peripheral,2\nb,,\n"), "truth.csv", []string{"storefront"}, []string{"ring", "community"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(eval.Grouping{"a": "1", "b": ""}, got); diff != "" {
		t.Error(diff)
	}
	for _, tc := range []struct{ text, want string }{
		{"", "eval: truth.csv: is empty"},
		{"storefront,ring\n", "eval: truth.csv: holds no rows"},
		{"shop,ring\na,1\n", "eval: truth.csv: its header lacks the column storefront"},
		{"storefront,ring\na,1\na,2\n", "eval: truth.csv row 2 column storefront: gives a storefront a second time"},
		{"storefront,ring\na\n", "eval: truth.csv line 2: cannot be read as CSV: wrong number of fields"},
	} {
		_, err := eval.ReadGrouping(strings.NewReader(tc.text), "truth.csv", []string{"storefront"}, []string{"ring"})
		if errs.KindOf(err) != errs.Invalid || !strings.Contains(err.Error(), strings.TrimPrefix(tc.want, "eval: ")) {
			t.Errorf("%q: %v, want %s", tc.text, err, tc.want)
		}
	}
}

// The truth of the seed world, measured against itself.
func TestTruthFolder(t *testing.T) {
	truth, err := eval.ReadTruth("../../seed/truth")
	if err != nil {
		t.Fatal(err)
	}
	r := truth.Measure(truth.Rings)
	if r.Rings.Innocents < 1000 || r.Rings.TakenIn != 0 || r.Findable.True >= r.Rings.True || r.Findable.Half.Value != 1 {
		t.Errorf("rings %+v, findable %+v", r.Rings, r.Findable)
	}
	if zero := new(0); !cmp.Equal(r.Unrelated, zero) || !cmp.Equal(r.Framed, zero) || r.Strangers != 0 {
		t.Errorf("unrelated groups %v, framed %v, %d strangers", r.Unrelated, r.Framed, r.Strangers)
	}
	everyone := eval.Grouping{}
	for shop := range truth.Operations {
		everyone[shop] = "one"
	}
	if r := truth.Measure(everyone); *r.Framed != len(truth.Framed) || r.Rings.TakenIn != r.Rings.Innocents {
		t.Errorf("all in one: %d of %d framed, %d of %d innocents", *r.Framed, len(truth.Framed), r.Rings.TakenIn, r.Rings.Innocents)
	}
}
