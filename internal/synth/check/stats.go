package check

import (
	"cmp"
	"math"
	"slices"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// scored is a storefront's feature and label.
type scored struct {
	value float64
	yes   bool
}

// auc is the chance that a feature is higher for a labelled storefront than
// for another one, ties half; turned round where lower is more suspicious.
// 1/2 where one of the two is missing.
func auc(all []scored) float64 {
	slices.SortFunc(all, func(x, y scored) int { return cmp.Compare(x.value, y.value) })
	var yes, no, wins float64
	for i := 0; i < len(all); {
		j, y := i, 0.0
		for ; j < len(all) && all[j].value == all[i].value; j++ {
			if all[j].yes {
				y++
			}
		}
		n := float64(j-i) - y
		wins += y*no + y*n/2
		yes, no = yes+y, no+n
		i = j
	}
	if yes == 0 || no == 0 {
		return .5
	}
	a := wins / (yes * no)
	return max(a, 1-a)
}

// deviation is the standard error of an AUC (Hanley and McNeil 1982).
func deviation(a float64, all []scored) float64 {
	yes := 0.0
	for _, s := range all {
		if s.yes {
			yes++
		}
	}
	no := float64(len(all)) - yes
	if yes == 0 || no == 0 {
		return 0
	}
	both, other := a/(2-a), 2*a*a/(1+a)
	return math.Sqrt((a*(1-a) + (yes-1)*(both-a*a) + (no-1)*(other-a*a)) / (yes * no))
}

// averagePrecision is eval's, 0 where nothing is labelled.
func averagePrecision(all []scored) float64 {
	values, labels := make([]float64, len(all)), make([]bool, len(all))
	for i, s := range all {
		values[i], labels[i] = s.value, s.yes
	}
	return eval.AveragePrecision(values, labels).Value
}

// wilson is the interval of a share that hits of n agree with, z deviations
// wide (Wilson 1927); 0 to 1 of nothing.
func wilson(hits, n int, z float64) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	p, m := float64(hits)/float64(n), float64(n)
	centre, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return (centre - half) / (1 + z*z/m), (centre + half) / (1 + z*z/m)
}

// distance is the Kolmogorov-Smirnov distance of counts of 1, 2, 3 ... from
// the shares expected.
func distance(counts []int, shares []float64) float64 {
	total := 0
	for _, n := range counts {
		total += n
	}
	var got, want, most float64
	for i, share := range shares {
		if i < len(counts) {
			got += float64(counts[i]) / float64(max(1, total))
		}
		want += share
		most = max(most, math.Abs(got-want))
	}
	return most
}
