package rewire

import (
	"math"
	"slices"
)

// Found is what is compared of one ring: its size and its cycle rank, the
// number of independent second chains of evidence.
type Found struct{ Size, Rank int }

// Class is a range of sizes within which rings are compared with each other.
type Class struct {
	Least int // members
	Most  int // members; 0 where there is no bound
}

// classes are few, so that a class has null rings to compare with, and each
// ends before the next begins.
var classes = []Class{{3, 4}, {5, 9}, {10, 24}, {25, 0}}

func classOf(size int) int {
	for c, class := range classes {
		if class.Most == 0 || size <= class.Most {
			return c
		}
	}
	return len(classes) - 1
}

// Weight says how a ring stands beside the worlds dealt anew.
type Weight struct {
	Class Class
	// AsExtreme counts the rings of all those worlds that are of the class and
	// have at least the ring's cycle rank.
	AsExtreme int
	// Q is the share of false ones to be expected among the rings that are at
	// least as far from chance as this one, in (0,1].
	Q float64
}

// Weigh compares the rings of the data with those of so many worlds, taken
// together; worlds must be positive. Both may stand in any order.
//
// With x null rings in k worlds the number to be expected in one is put at
// (1+x)/k: the mean of V·k/(1+X) for Poisson V and X of means m and km is 1 -
// exp(-km), never above 1 (the addition of one that knockoffs and target-decoy
// counting make: R. Barber and E. Candès, Annals of Statistics 43 (2015)).
// Each of the classes may have given so many, so a ring's number is
// multiplied by theirs. Q is then that of Y. Benjamini and Y. Hochberg (JRSS B 57
// (1995)) with expected numbers in place of M·p: the least, over all thresholds
// from the ring's own on, of expected false rings by rings found.
func Weigh(found, null []Found, worlds int) []Weight {
	ranks := make([][]int, len(classes)) // of the null rings, ascending
	for _, f := range null {
		c := classOf(f.Size)
		ranks[c] = append(ranks[c], f.Rank)
	}
	for c := range ranks {
		slices.Sort(ranks[c])
	}
	out := make([]Weight, len(found))
	order := make([]int, len(found))
	for i, f := range found {
		c := classOf(f.Size)
		less, _ := slices.BinarySearch(ranks[c], f.Rank)
		out[i] = Weight{Class: classes[c], AsExtreme: len(ranks[c]) - less}
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return out[a].AsExtreme - out[b].AsExtreme })
	least := 1.0
	for i := len(order) - 1; i >= 0; i-- {
		x := out[order[i]].AsExtreme
		if i+1 == len(order) || out[order[i+1]].AsExtreme != x {
			least = min(least, float64(len(classes)*(1+x))/float64(worlds*(i+1)))
		}
		out[order[i]].Q = least
	}
	return out
}

// AtMost returns the upper 95 % bound of the rings as extreme that one world
// gives, where so many worlds together gave n: the mean m of a Poisson variable
// at which n and fewer have a chance of 5 %, by worlds (0 of 20: 3/20).
func AtMost(n, worlds int) float64 {
	low, high := float64(n), float64(n)+10+4*math.Sqrt(float64(n)+1)
	for range 60 {
		mid := (low + high) / 2
		if below(n, mid) > 0.05 {
			low = mid
		} else {
			high = mid
		}
	}
	return high / float64(worlds)
}

// below returns the chance that a Poisson variable of mean m is at most n.
func below(n int, m float64) float64 {
	sum := 0.0
	for k := 0; k <= n; k++ {
		lg, _ := math.Lgamma(float64(k) + 1)
		sum += math.Exp(float64(k)*math.Log(m) - m - lg)
	}
	return sum
}
