package check

import (
	"math"
	"testing"
)

func ranked(values []float64, yes ...int) []scored {
	out := make([]scored, len(values))
	for i, v := range values {
		out[i] = scored{value: v}
	}
	for _, i := range yes {
		out[i].yes = true
	}
	return out
}

// Reference values are scikit-learn's roc_auc_score and
// average_precisionscore.
func TestRankings(t *testing.T) {
	for _, tc := range []struct {
		name           string
		all            []scored
		auc, precision float64
	}{
		{"perfect", ranked([]float64{4, 3, 2, 1}, 0, 1), 1, 1},
		{"mixed", ranked([]float64{.1, .4, .35, .8}, 2, 3), .75, 5. / 6},
		{"ties", ranked([]float64{1, 1, 1, 0}, 0), 2. / 3, 1. / 3},
		{"nobody", ranked([]float64{1, 2}), .5, 0},
	} {
		if got := auc(tc.all); math.Abs(got-tc.auc) > 1e-12 {
			t.Errorf("%s: AUC %v, want %v", tc.name, got, tc.auc)
		}
		if got := averagePrecision(tc.all); math.Abs(got-tc.precision) > 1e-12 {
			t.Errorf("%s: average precision %v, want %v", tc.name, got, tc.precision)
		}
	}
}

// statsmodels: proportion_confint(8, 10, 0.05, "wilson").
func TestWilson(t *testing.T) {
	low, high := wilson(8, 10, 1.959963984540054)
	if math.Abs(low-.4901625) > 1e-6 || math.Abs(high-.9433178) > 1e-6 {
		t.Errorf("%v to %v", low, high)
	}
	if low, high := wilson(0, 0, 2); low != 0 || high != 1 {
		t.Error("of nothing nothing is known")
	}
}

func TestDistance(t *testing.T) {
	if got := distance([]int{5, 5}, []float64{.7, .3}); math.Abs(got-.2) > 1e-12 {
		t.Error(got)
	}
}
