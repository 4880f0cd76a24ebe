package world

import (
	"math"
	"slices"

	"github.com/ringtrace/ringtrace/internal/dice"
)

// draw gives the numbers of one topic and index. It uses sums and order
// statistics where it can: they give the same bits on every processor.
type draw struct{ dice.Stream }

// topic names what a stream is about.
type topic uint64

const (
	ofPhases topic = iota + 1
	ofRegions
	ofOperation
	ofPlan
	ofReturn
	ofShop
	ofOwn
	ofHub
	ofClient
	ofCamouflage
	ofFraming
	ofAccident
	ofValue
	ofSpelling
	ofGoods
	ofSKU
	ofOrders
	ofComplaints
	ofComplainant
	ofPurchases
	ofSanctions
	ofFunnel
	ofFace
	ofScramble
	ofGraph
)

func stream(seed uint64, t topic, index uint64) draw {
	return draw{dice.From(dice.Mix(dice.Mix(dice.Mix(seed+dice.Step)^uint64(t)*0xd6e8feb86659fd93) ^ index))}
}

// below returns a number in [0, n).
func (d *draw) below(n int) int { return int(d.Below(uint64(n))) }

// unit returns a number in [0, 1).
func (d *draw) unit() float64 { return float64(d.Next()>>11) / (1 << 53) }

// chance is true with probability p.
func (d *draw) chance(p float64) bool { return d.unit() < p }

// pick returns an index with chance proportional to its weight.
func (d *draw) pick(weights ...float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	at := d.unit() * total
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// normal returns a number of mean 0 and deviation 1: the sum of twelve
// uniform ones less six (Irwin and Hall), which no processor rounds
// differently.
func (d *draw) normal() float64 {
	sum := uint64(0)
	for range 3 {
		x := d.Next()
		sum += x&0xffff + x>>16&0xffff + x>>32&0xffff + x>>48
	}
	return float64(sum)/(1<<16) - 6
}

// lognormal returns a number whose logarithm has mean 0 and the deviation.
func lognormal(d *draw, sigma float64) float64 { return math.Exp(sigma * d.normal()) }

// beta returns a number of the beta distribution with whole parameters: the
// a-th smallest of a+b-1 uniform ones.
func (d *draw) beta(a, b int) float64 {
	var few [16]float64
	u := few[:a+b-1]
	for i := range u {
		u[i] = d.unit()
	}
	slices.Sort(u)
	return u[a-1]
}

// poisson counts events of the given mean, which is small.
func (d *draw) poisson(mean float64) int {
	limit, n := math.Exp(-mean), 0
	for p := d.unit(); p > limit; p *= d.unit() {
		n++
	}
	return n
}

// table is a distribution over whole numbers from first on, as cumulated
// shares.
type table struct {
	first int
	upTo  []float64
}

// power returns the distribution of k in first..last with chances k^-exponent.
func power(first, last int, exponent float64) table {
	t := table{first: first}
	sum := 0.0
	for k := first; k <= last; k++ {
		sum += math.Pow(float64(k), -exponent)
		t.upTo = append(t.upTo, sum)
	}
	for i := range t.upTo {
		t.upTo[i] /= sum
	}
	return t
}

// at returns the number at a share in [0, 1).
func (t table) at(share float64) int {
	i, _ := slices.BinarySearch(t.upTo, share)
	return t.first + min(i, len(t.upTo)-1)
}

func (t table) mean() float64 {
	mean, before := 0.0, 0.0
	for i, share := range t.upTo {
		mean += float64(t.first+i) * (share - before)
		before = share
	}
	return mean
}

// fraction returns the i-th number of an additive sequence in [0, 1): spread
// more evenly than chance, so that small worlds too hold what the knobs say.
func fraction(phase, step float64, i int) float64 {
	_, f := math.Modf(phase + step*float64(i))
	return f
}

// due reports whether the i-th of a sequence has a trait that the given share
// has, at even distances. The first to have it is number lead.
func due(i int, share float64, lead int) bool {
	phase := 1 - (float64(lead)+.5)*share
	if share <= 0 {
		return false
	}
	return math.Floor(phase+share*float64(i+1)) > math.Floor(phase+share*float64(i))
}
