package hotspot

import "slices"

// Concentration says how unevenly the measure lies over the regions, and how
// unevenly it would lie if regions meant nothing.
type Concentration struct {
	Measure Measure   `json:"measure"`
	Total   int       `json:"total"`   // of the measure, over all regions
	Regions int       `json:"regions"` // with storefronts; those without rings are among them
	Top     []TopStat `json:"top"`     // ordered by K
	Gini    Stat      `json:"gini"`    // 0: all regions alike; near 1: all in one
	HHI     Stat      `json:"hhi"`     // Herfindahl-Hirschman index: the sum of squared shares, 1/Regions to 1
}

// TopStat is the share of the K regions that have most.
type TopStat struct {
	K int `json:"k"`
	Stat
}

// Stat is a figure beside what chance makes of it.
type Stat struct {
	Value    float64 `json:"value"`
	Expected float64 `json:"expected"` // mean over the replicates
	Low      float64 `json:"low"`      // ends of the band that holds 99 % of the replicates
	High     float64 `json:"high"`
	P        float64 `json:"p"` // two-sided, at least 1/(replicates+1)
}

// Gini returns the Gini coefficient of values in ascending order, none of
// them negative; 0 when their sum is 0.
//
// Source: the sorted form of C. Gini, Variabilità e mutabilità (1912), as in
// P. M. Dixon et al., Ecology 68 (1987) 1548-1551, without the correction for
// small samples: Σ (2i - n - 1) x(i) / (n Σ x).
func Gini(ascending []float64) float64 {
	n := float64(len(ascending))
	var sum, weighted float64
	for i, x := range ascending {
		sum += x
		weighted += (2*float64(i+1) - n - 1) * x
	}
	if sum == 0 {
		return 0
	}
	return weighted / (n * sum)
}

// HHI returns the Herfindahl-Hirschman index: the sum of squared shares; 0
// when the values sum to 0.
func HHI(values []float64) float64 {
	var sum, squares float64
	for _, x := range values {
		sum += x
		squares += x * x
	}
	if sum == 0 {
		return 0
	}
	return squares / (sum * sum)
}

// TopShare returns the share of the k largest of values in ascending order; 1
// when k covers all of them, 0 when they sum to 0.
func TopShare(ascending []float64, k int) float64 {
	var sum, top float64
	for i, x := range ascending {
		sum += x
		if i >= len(ascending)-k {
			top += x
		}
	}
	if sum == 0 {
		return 0
	}
	return top / sum
}

// shape is what one distribution over the regions comes to: Gini, HHI and the
// shares of the top groups, in that order.
func shape(counts []float64, topK []int, out []float64) {
	slices.Sort(counts)
	out[0], out[1] = Gini(counts), HHI(counts)
	for i, k := range topK {
		out[2+i] = TopShare(counts, k)
	}
}

// concentrate measures the counts and the replicates.
func concentrate(c *counts, p Params) *Concentration {
	topK := slices.Compact(slices.Sorted(slices.Values(p.TopK)))
	real := make([]float64, len(c.figures))
	out := &Concentration{Measure: p.Measure, Regions: len(c.figures)}
	for i, f := range c.figures {
		n := f.RingStorefronts
		if p.Measure == Rings {
			n = f.Rings
		}
		real[i] = float64(n)
		out.Total += n
	}
	observed := make([]float64, 2+len(topK))
	shape(real, topK, observed)
	drawn := replicate(c, p, topK)
	out.Gini, out.HHI = against(observed[0], drawn[0]), against(observed[1], drawn[1])
	for i, k := range topK {
		out.Top = append(out.Top, TopStat{k, against(observed[2+i], drawn[2+i])})
	}
	return out
}

// against sets an observed figure beside the replicates' figures.
func against(observed float64, drawn []float64) Stat {
	slices.Sort(drawn)
	n := len(drawn)
	var sum float64
	least, most := 0, 0 // replicates at or below, and at or above, what was observed
	const same = 1e-12  // figures of equal counts may differ by the order of adding
	for _, x := range drawn {
		sum += x
		if x <= observed+same {
			least++
		}
		if x >= observed-same {
			most++
		}
	}
	tail := (n + 1) / 200 // replicates beyond each end of the band
	return Stat{
		Value: rounded(observed), Expected: rounded(sum / float64(n)),
		Low: rounded(drawn[max(0, tail-1)]), High: rounded(drawn[min(n-1, n-tail)]),
		P: rounded(min(1, 2*float64(min(least, most)+1)/float64(n+1))),
	}
}
