package eval

import (
	"maps"
	"math"
	"slices"
)

// expectedMutual is the mutual information, in nats, that two groupings with
// groups of these sizes have by chance: Vinh, Epps and Bailey 2010, equation
// 24a. Groups of one size have one term, so a million storefronts that are
// alone cost what one does.
func expectedMutual(a, b []int) float64 {
	total := 0
	for _, n := range a {
		total += n
	}
	sizesA, timesA := bySize(a)
	sizesB, timesB := bySize(b)
	sum := 0.0
	for i, x := range sizesA {
		for j, y := range sizesB {
			sum += float64(timesA[i]) * float64(timesB[j]) * expectedCell(x, y, total)
		}
	}
	return sum
}

func bySize(sizes []int) (size, times []int) {
	count := map[int]int{}
	for _, n := range sizes {
		count[n]++
	}
	size = slices.Sorted(maps.Keys(count))
	for _, n := range size {
		times = append(times, count[n])
	}
	return size, times
}

// expectedCell sums over every overlap that groups of x and y of total
// storefronts can have, each with its hypergeometric probability.
func expectedCell(x, y, total int) float64 {
	fixed := logFactorial(x) + logFactorial(y) + logFactorial(total-x) + logFactorial(total-y) - logFactorial(total)
	n := float64(total)
	sum := 0.0
	for k := max(1, x+y-total); k <= min(x, y); k++ {
		chance := fixed - logFactorial(k) - logFactorial(x-k) - logFactorial(y-k) - logFactorial(total-x-y+k)
		overlap := float64(k)
		sum += overlap / n * (math.Log(n) + math.Log(overlap) - math.Log(float64(x)) - math.Log(float64(y))) * math.Exp(chance)
	}
	return sum
}

func logFactorial(n int) float64 {
	v, _ := math.Lgamma(float64(n) + 1)
	return v
}
