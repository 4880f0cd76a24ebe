package eval

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/ringtrace/ringtrace/internal/dice"
)

// Resamples is how many times a share is drawn again for its interval;
// RankingResamples the same where every storefront has to be gone through anew.
const (
	Resamples        = 1000
	RankingResamples = 200
)

// Seed is the seed of all intervals: the same figures have the same intervals
// everywhere.
const Seed = 1

// level is the confidence of every interval.
const level = .95

// Interval is what 95 % of the resamples lie in (percentile bootstrap; B. Efron
// and R. Tibshirani, An Introduction to the Bootstrap, chapter 13). Where all
// units agree resampling can tell nothing, and the open end is the exact
// binomial bound: of n units without a failure, 1 - .05^(1/n). Unknown below
// two units.
type Interval struct {
	Low, High float64
	Known     bool
}

// MarshalJSON writes a pair, null where the interval is unknown.
func (i Interval) MarshalJSON() ([]byte, error) {
	if !i.Known {
		return []byte("null"), nil
	}
	return json.Marshal([2]float64{i.Low, i.High})
}

// times scales an interval, as for shares of a thousand.
func (i Interval) times(k float64) Interval { return Interval{i.Low * k, i.High * k, i.Known} }

// resampler holds how often each bucket is drawn in each resample. All measures
// share it, so that two methods are measured on the same resamples.
type resampler struct{ weights [][]uint8 } // by resample, by bucket

// newResampler draws Poisson weights of mean one: the bootstrap for data that
// is not held as a list (J. Hanley and B. MacGibbon 2006). Shares are not
// changed by how many units a resample happens to hold.
func newResampler() *resampler {
	r := &resampler{weights: make([][]uint8, Resamples)}
	for i := range r.weights {
		stream := dice.From(dice.Mix(dice.Mix(Seed+dice.Step) + uint64(i)*dice.Step))
		w := make([]uint8, buckets)
		for b := range w {
			w[b] = poisson(stream.Next())
		}
		r.weights[i] = w
	}
	return r
}

// poissonBelow is 2^64 times the chance that a Poisson variable of mean one is
// at most its place.
var poissonBelow = [...]uint64{
	0x5e2d58d8b3bcdf1a, 0xbc5ab1b16779be35, 0xeb715e1dc1582dc2, 0xfb23979734a252f1, 0xff1025f59174dc3d, 0xffd90f3ba4055e19, 0xfffa8b71fc72c913,
	0xffff540c0914b3c9, 0xffffed1f4aa8f120, 0xfffffe216e641462, 0xffffffd4d85d3183, 0xfffffffc6da262b4, 0xffffffffba12d178,
	0xfffffffffb07c64c, 0xffffffffffab8ea5, 0xfffffffffffabe22, 0xffffffffffffb11a, 0xfffffffffffffba1, 0xffffffffffffffc5, 0xfffffffffffffffd,
}

// poisson turns 64 random bits into a Poisson variable of mean one, by integers
// alone: the same on every machine.
func poisson(bits uint64) uint8 {
	k := uint8(0)
	for int(k) < len(poissonBelow) && bits >= poissonBelow[k] {
		k++
	}
	return k
}

// interval is the interval of a share.
func (r *resampler) interval(t *tally) Interval {
	p := t.pack()
	return percentiles(r.weights, t.units, t.ratio(), p.drawn)
}

// harmonic is the interval of the F of two shares over the same units.
func (r *resampler) harmonic(a, b *tally) Interval {
	p, q := a.pack(), b.pack()
	return percentiles(r.weights, min(a.units, b.units), harmonic(a.ratio(), b.ratio()),
		func(w []uint8) Ratio { return harmonic(p.drawn(w), q.drawn(w)) })
}

// packed are the buckets of a tally that hold anything.
type packed []struct {
	bucket   int
	num, den float64
}

func (t *tally) pack() packed {
	var p packed
	for b := range buckets {
		if t.num[b] != 0 || t.den[b] != 0 {
			p = append(p, struct {
				bucket   int
				num, den float64
			}{b, t.num[b], t.den[b]})
		}
	}
	return p
}

// drawn is the share in one resample.
func (p packed) drawn(w []uint8) Ratio { return ratio(p.sums(w)) }

// sums are both halves under the weights of a resample; nil is once each.
func (p packed) sums(w []uint8) (num, den float64) {
	for i := range p {
		k := 1.
		if w != nil {
			k = float64(w[p[i].bucket])
		}
		num += k * p[i].num
		den += k * p[i].den
	}
	return num, den
}

// percentiles takes an interval from what a share between 0 and 1 comes to in
// each resample in which it is known.
func percentiles(weights [][]uint8, units int, value Ratio, drawn func([]uint8) Ratio) Interval {
	if units < 2 || !value.Known {
		return Interval{}
	}
	bound := 1 - math.Pow(1-level, 1/float64(units))
	switch value.Value {
	case 0:
		return Interval{0, bound, true}
	case 1:
		return Interval{1 - bound, 1, true}
	}
	all := make([]float64, 0, len(weights))
	for _, w := range weights {
		if v := drawn(w); v.Known {
			all = append(all, v.Value)
		}
	}
	if len(all) == 0 {
		return Interval{}
	}
	slices.Sort(all)
	n := float64(len(all))
	low, high := int(math.Floor((1-level)/2*n)), int(math.Ceil((1+level)/2*n))-1
	return Interval{all[low], all[max(low, high)], true}
}
