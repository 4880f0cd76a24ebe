package eval_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/dice"
	"github.com/ringtrace/ringtrace/internal/eval"
)

// rings is n true rings of three, of which found says what came of each.
func rings(n int, found func(i int) bool) (*eval.Truth, *eval.Finding) {
	t, f := &eval.Truth{Rings: eval.Grouping{}}, &eval.Finding{Groups: eval.Grouping{}}
	for i := range n {
		met := found(i)
		for k := range 3 {
			shop := fmt.Sprintf("shop %05d %d", i, k)
			t.Rings[shop] = fmt.Sprint("ring ", i)
			if met {
				f.Groups[shop] = fmt.Sprint("group ", i)
			}
		}
	}
	return t, f
}

// Of 400 rings of which half are found, the interval is the binomial one, .05
// to either side, and does not change.
func TestIntervalOfAShare(t *testing.T) {
	truth, f := rings(400, func(i int) bool { return i%2 == 0 })
	got := truth.Gauge(nil).Measure(f).Intervals["recovered_half"]
	if math.Abs(got.Low-.451) > .01 || math.Abs(got.High-.549) > .01 {
		t.Errorf("interval %v", got)
	}
	if again := truth.Gauge(nil).Measure(f).Intervals["recovered_half"]; again != got {
		t.Errorf("interval %v, then %v", got, again)
	}
}

// An interval of 95 % holds the share that worlds are drawn with in about 95
// of 100 worlds, more units than buckets among them.
func TestIntervalsHoldWhatTheySay(t *testing.T) {
	for _, tc := range []struct{ units, worlds int }{{60, 40}, {4000, 12}} {
		held := 0
		for w := range tc.worlds {
			stream := dice.From(dice.Mix(uint64(w + tc.units)))
			truth, f := rings(tc.units, func(int) bool { return stream.Below(10) < 3 })
			if i := truth.Gauge(nil).Measure(f).Intervals["recovered_half"]; i.Low <= .3 && .3 <= i.High {
				held++
			}
		}
		if share := float64(held) / float64(tc.worlds); share < .85 {
			t.Errorf("%d units: the interval holds the share in %.2f of the worlds", tc.units, share)
		}
	}
}

// Of ten rings that were all found nothing says that the eleventh will be.
func TestNoFailureIsNoProof(t *testing.T) {
	truth, f := rings(10, func(int) bool { return true })
	r := truth.Gauge(nil).Measure(f)
	want := eval.Interval{Low: math.Pow(.05, .1), High: 1, Known: true}
	if got := r.Intervals["recovered_half"]; math.Abs(got.Low-want.Low) > 1e-12 || got.High != 1 {
		t.Errorf("interval %v, want %v", got, want)
	}
	truth, f = rings(1, func(int) bool { return true })
	if got := truth.Gauge(nil).Measure(f).Intervals["recovered_half"]; got.Known {
		t.Errorf("one ring gives the interval %v", got)
	}
}

// Members of one ring are found or missed together: the interval of a share of
// storefronts is as wide as that of so many rings.
func TestOperationsAreResampledWhole(t *testing.T) {
	truth, f := rings(50, func(i int) bool { return i%2 == 0 })
	r := truth.Gauge(nil).Measure(f).Intervals
	if diff := cmp.Diff(r["recovered_half"], r["b_cubed_recall"]); r["b_cubed_recall"].High-r["b_cubed_recall"].Low < .15 {
		t.Errorf("recall of storefronts has an interval for 150 units: %s", diff)
	}
}
