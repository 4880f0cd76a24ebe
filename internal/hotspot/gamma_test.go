package hotspot

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Quantiles that have a closed form or stand in every table of chi-square:
// with 2k degrees of freedom it is twice the gamma distribution of shape k.
func TestGammaQuantile(t *testing.T) {
	for _, c := range []struct{ shape, p, want float64 }{
		{1, 0.025, -math.Log(0.975)},
		{1, 0.975, -math.Log(0.025)},
		{0.5, 0.95, 3.841458820694124 / 2},
		{0.5, 0.975, 5.023886187314888 / 2},
		{10, 0.025, 9.590777392264867 / 2},
		{10, 0.975, 34.16960690283833 / 2},
		{50, 0.025, 74.22192747492373 / 2},
		{50, 0.975, 129.56119718583659 / 2},
	} {
		if got := gammaQuantile(c.shape, c.p); math.Abs(got/c.want-1) > 1e-11 {
			t.Errorf("shape %g, p %g: %.15g, want %.15g", c.shape, c.p, got, c.want)
		}
	}
}

// A quantile is where the distribution has left its share.
func TestGammaQuantileInverts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := math.Exp(rapid.Float64Range(math.Log(0.01), math.Log(1e5)).Draw(t, "log shape"))
		p := rapid.SampledFrom([]float64{0.005, 0.025, 0.5, 0.975, 0.995}).Draw(t, "p")
		x := gammaQuantile(shape, p)
		if got := gammaBelow(shape, x); math.Abs(got-p) > 1e-9 {
			t.Fatalf("shape %g: below %g lies %.12f, want %g", shape, x, got, p)
		}
	})
}

// The urn's columns give every index exactly its weight.
func TestUrnKeepsWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.IntRange(1, 10_000), 1, 60).Draw(t, "weights")
		u := newUrn(weights)
		mass := make([]uint64, len(weights))
		for i, keep := range u.keep {
			mass[i] += keep
			mass[u.other[i]] += u.total - keep
		}
		for i, w := range weights {
			if mass[i] != uint64(w)*uint64(len(weights)) {
				t.Fatalf("index %d has mass %d of %d, weight %d", i, mass[i], u.total*uint64(len(weights)), w)
			}
		}
	})
}

// However much of the weight a ring has taken, it gets a region that it has
// not.
func TestDrawFree(t *testing.T) {
	u, s := newUrn([]int{1_000_000, 1, 1, 1}), newStream(7, 0)
	for ring := 1; ring <= 50; ring++ {
		taken := make([]int, 4)
		for range 4 {
			at := u.drawFree(s, taken, ring)
			if taken[at] == ring {
				t.Fatalf("region %d twice for one ring", at)
			}
			taken[at] = ring
		}
	}
}
