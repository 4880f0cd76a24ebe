package eval

import "math"

// PRF is precision, recall and their harmonic mean.
type PRF struct {
	Precision Ratio `json:"precision"`
	Recall    Ratio `json:"recall"`
	F         Ratio `json:"f"`
}

// BCubed is B-cubed (Bagga and Baldwin 1998, Amigó et al. 2009) over the
// storefronts that are in a named group of either side: of each storefront's
// found group, the share that belongs with it; of its true group, the share
// that was found with it; both averaged over storefronts. The other
// storefronts would add 1 to everything and say nothing.
func (c *Comparison) BCubed() PRF {
	var p, r float64
	n := 0
	for _, x := range c.cells {
		if c.aloneOnBothSides(x) {
			continue
		}
		n += x.n
		p += float64(x.n) * float64(x.n) / float64(c.foundSizes[x.found])
		r += float64(x.n) * float64(x.n) / float64(c.trueSizes[x.truth])
	}
	out := PRF{Precision: ratio(p, float64(n)), Recall: ratio(r, float64(n))}
	out.F = harmonic(out.Precision, out.Recall)
	return out
}

func (c *Comparison) aloneOnBothSides(x cell) bool {
	return int(x.truth) >= c.inTruth && int(x.found) >= c.inFound
}

// pairs counts pairs of storefronts: together on both sides, in the truth,
// in the finding, and at all.
func (c *Comparison) pairs() (both, truth, found, all float64) {
	for _, x := range c.cells {
		both += choose2(x.n)
	}
	for _, n := range c.trueSizes {
		truth += choose2(n)
	}
	for _, n := range c.foundSizes {
		found += choose2(n)
	}
	return both, truth, found, choose2(len(c.Storefronts))
}

func choose2(n int) float64 { return float64(n) * float64(n-1) / 2 }

// Pairs is precision and recall over pairs of storefronts held together.
func (c *Comparison) Pairs() PRF {
	both, truth, found, _ := c.pairs()
	out := PRF{Precision: ratio(both, found), Recall: ratio(both, truth)}
	out.F = harmonic(out.Precision, out.Recall)
	return out
}

// AdjustedRand is the adjusted Rand index (Hubert and Arabie 1985), 1 for
// equal groupings and 0 for what chance gives, over all storefronts. In the
// form of pair counts it stays exact where all are alone.
func (c *Comparison) AdjustedRand() Ratio {
	both, truth, found, all := c.pairs()
	fn, fp := truth-both, found-both
	if fn == 0 && fp == 0 {
		return Ratio{1, true}
	}
	tn := all - truth - found + both
	return ratio(2*(both*tn-fn*fp), (both+fn)*(fn+tn)+(both+fp)*(fp+tn))
}

// NormalizedMutual is mutual information over the mean of the entropies. It
// rises with the number of groups and is given for comparison only.
func (c *Comparison) NormalizedMutual() Ratio {
	if len(c.trueSizes) == 1 && len(c.foundSizes) == 1 {
		return Ratio{1, true}
	}
	return ratio(c.mutual(), (entropy(c.trueSizes)+entropy(c.foundSizes))/2)
}

// AdjustedMutual is mutual information less what chance gives, over the mean
// of the entropies less the same (Vinh, Epps and Bailey 2010, their
// AMI_sum), over all storefronts.
func (c *Comparison) AdjustedMutual() Ratio {
	if c.same() {
		return Ratio{1, true}
	}
	chance := expectedMutual(c.trueSizes, c.foundSizes)
	return ratio(c.mutual()-chance, (entropy(c.trueSizes)+entropy(c.foundSizes))/2-chance)
}

// same reports whether both sides group in the same way.
func (c *Comparison) same() bool {
	return len(c.cells) == len(c.trueSizes) && len(c.cells) == len(c.foundSizes)
}

// mutual is the mutual information of the two groupings, in nats.
func (c *Comparison) mutual() float64 {
	total := float64(len(c.Storefronts))
	sum := 0.0
	for _, x := range c.cells {
		n := float64(x.n)
		sum += n / total * (math.Log(n) + math.Log(total) - math.Log(float64(c.trueSizes[x.truth])) - math.Log(float64(c.foundSizes[x.found])))
	}
	return sum
}

func entropy(sizes []int) float64 {
	total := 0.0
	for _, n := range sizes {
		total += float64(n)
	}
	sum := 0.0
	for _, n := range sizes {
		p := float64(n) / total
		sum -= p * math.Log(p)
	}
	return sum
}
