package eval_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// scored is n storefronts with scores in steps modulo m, and labels that square
// numbers make.
func scored(n, m, step, mod int) (scores []float64, labels []bool) {
	for i := range n {
		scores, labels = append(scores, float64(i*step%m)), append(labels, i*i*7%11 < mod)
	}
	return scores, labels
}

// labelled is the same as a truth and a finding.
func labelled(scores []float64, labels []bool) (*eval.Truth, *eval.Finding) {
	t := &eval.Truth{Rings: eval.Grouping{}, Illicit: map[string]bool{}}
	f := &eval.Finding{Scores: eval.Ranking{}, Scale: true}
	for i := range scores {
		shop := fmt.Sprintf("shop %04d", i)
		t.Illicit[shop] = labels[i]
		f.Scores[shop] = scores[i]
	}
	return t, f
}

// The reference values are scikit-learn's (average_precision_score,
// brier_score_loss); the calibration error is a direct sum over bins of numpy.
func TestScoreMeasuresEqualReferenceValues(t *testing.T) {
	for _, tc := range []struct {
		n, m, step, mod int
		want            [3]float64 // AP, Brier, ECE
	}{
		{200, 101, 37, 3, [3]float64{0.31447935804638505, 0.3109375, 0.28745}},
		{150, 10, 7, 2, [3]float64{0.0846938775510204, 0.08858333333333332, 0.04833333333333333}},
		{97, 100, 61, 5, [3]float64{0.40094352931476374, 0.3186144329896907, 0.31752577319587627}},
	} {
		scores, labels := scored(tc.n, tc.m, tc.step, tc.mod)
		truth, f := labelled(scores, labels)
		r := truth.Gauge(eval.Capacities()).Measure(f)
		for i, got := range []eval.Ratio{r.Average, r.Calibration.Brier, r.Calibration.Error} {
			if !got.Known || math.Abs(got.Value-tc.want[i]) > 1e-12 {
				t.Errorf("%d storefronts: measure %d is %.17g, want %.17g", tc.n, i, got.Value, tc.want[i])
			}
		}
		if got := eval.AveragePrecision(scores, labels); math.Abs(got.Value-tc.want[0]) > 1e-12 {
			t.Errorf("average precision by itself: %v", got)
		}
	}
}

// A cut through storefronts of one score counts what a random order of them
// gives on average.
func TestTiesAreSplitFairly(t *testing.T) {
	truth, f := labelled([]float64{9, 5, 5, 5, 5, 1}, []bool{true, true, false, false, false, true})
	r := truth.Gauge([]int{1, 2, 3, 6, 50}).Measure(f)
	var got []string
	for _, k := range r.Precision {
		got = append(got, fmt.Sprint(k.K, " ", k.Precision))
	}
	want := []string{"1 1.0000", "2 0.6250", "3 0.5000", "6 0.5000", "50 0.5000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if want := (eval.Share{Hits: 4, Of: 6}); r.Ties != want {
		t.Errorf("ties %v, want %v", r.Ties, want)
	}
}

func TestWhoHasNoScoreComesLast(t *testing.T) {
	truth, f := labelled([]float64{80, 70, 0, 0}, []bool{true, false, true, false})
	delete(f.Scores, "shop 0002")
	delete(f.Scores, "shop 0003")
	r := truth.Gauge([]int{2, 3}).Measure(f)
	if r.Scored != 2 || r.Illicit != 2 || r.Ties.Of != 2 {
		t.Errorf("%d scored, %d illicit, ties of %v", r.Scored, r.Illicit, r.Ties.Of)
	}
	if got := fmt.Sprint(r.Precision[0].Precision, r.Precision[1].Precision, r.Average); got != "0.5000 0.5000 0.7500" {
		t.Errorf("precision and average precision %s", got)
	}
	if want := []eval.Point{{Recall: .5, Precision: 1}, {Recall: 1, Precision: .5}}; cmp.Diff(want, r.Curve) != "" {
		t.Errorf("curve %v", r.Curve)
	}
}

func TestReliabilityTable(t *testing.T) {
	truth, f := labelled([]float64{0, 9.998, 10, 55, 100, 95, 91}, []bool{false, true, false, true, true, true, false})
	c := truth.Gauge(nil).Measure(f).Calibration
	var got []string
	for _, b := range c.Bins {
		if b.Storefronts > 0 {
			got = append(got, fmt.Sprint(b.From, "-", b.To, " ", b.Storefronts, " ", b.Mean, " ", b.Illicit))
		}
	}
	want := []string{"0-10 2 0.0500 0.5000", "10-20 1 0.1000 0.0000", "50-60 1 0.5500 1.0000", "90-100 3 0.9533 0.6667"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if want := (eval.Share{Hits: 1, Of: 3}); c.Accused != want { // 0, 10 and 91
		t.Errorf("accused %v, want %v", c.Accused, want)
	}
	if want := (eval.Share{Hits: 1, Of: 3}); c.Rises != want {
		t.Errorf("rises %v, want %v", c.Rises, want)
	}
}

// Without labels, and where no label is true, nothing is said.
func TestNothingIsSaidWithoutLabels(t *testing.T) {
	truth, f := labelled([]float64{3, 2}, []bool{false, false})
	if r := truth.Gauge([]int{1}).Measure(f); r.Average.Known || r.Intervals["average_precision"].Known || len(r.Curve) > 0 {
		t.Errorf("average precision %v of nobody", r.Average)
	}
	truth.Illicit = nil
	if r := truth.Gauge(nil).Measure(f); r.Ranked != nil {
		t.Error("a ranking was measured without labels")
	}
}

// What is above a storefront, and not by how much, decides its place.
func TestRankingKeepsItsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		scores := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 12), func(i int) float64 { return float64(i) }), n, n).Draw(t, "scores")
		labels := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "labels")
		ap := eval.AveragePrecision(scores, labels)
		if ap.Known != slices.Contains(labels, true) || ap.Value < 0 || ap.Value > 1 {
			t.Fatalf("average precision %v", ap)
		}
		var stretched []float64
		for _, s := range scores {
			stretched = append(stretched, s*s+s)
		}
		if other := eval.AveragePrecision(stretched, labels); other != ap {
			t.Fatalf("%v, stretched %v", ap, other)
		}
	})
}
