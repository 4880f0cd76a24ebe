package eval

import "math"

// PRF is precision, recall and their harmonic mean.
type PRF struct {
	Precision Ratio `json:"precision"`
	Recall    Ratio `json:"recall"`
	F         Ratio `json:"f"`
}

func prf(precision, recall *tally) PRF {
	out := PRF{Precision: precision.ratio(), Recall: recall.ratio()}
	out.F = harmonic(out.Precision, out.Recall)
	return out
}

// BCubed is B-cubed (Bagga and Baldwin 1998, Amigó et al. 2009) over the
// storefronts that are in a named group of either side: of each storefront's
// found group, the share that belongs with it; of its true group, the share
// that was found with it; both averaged over storefronts. The other
// storefronts would add 1 to everything and say nothing.
func (c *Comparison) BCubed() PRF { return prf(c.bCubed()) }

func (c *Comparison) bCubed() (precision, recall *tally) {
	precision, recall = newTally(), newTally()
	for _, x := range c.cells {
		if c.aloneOnBothSides(x) {
			continue
		}
		n, unit := float64(x.n), c.unit(x.truth)
		precision.add(unit, n*n/float64(c.found.sizes[x.found]), n)
		recall.add(unit, n*n/float64(c.truth.sizes[x.truth]), n)
	}
	return precision, recall
}

func (c *Comparison) aloneOnBothSides(x cell) bool {
	return int(x.truth) >= c.truth.named && int(x.found) >= c.found.named
}

// Pairs is precision and recall over pairs of storefronts held together.
func (c *Comparison) Pairs() PRF { return prf(c.pairs()) }

// pairs gives half of a pair to each of its two storefronts, so that a pair
// across two units counts half in either.
func (c *Comparison) pairs() (precision, recall *tally) {
	precision, recall = newTally(), newTally()
	for _, x := range c.cells {
		n, unit := float64(x.n), c.unit(x.truth)
		both := n * (n - 1) / 2
		precision.add(unit, both, n*float64(c.found.sizes[x.found]-1)/2)
		recall.add(unit, both, n*float64(c.truth.sizes[x.truth]-1)/2)
	}
	return precision, recall
}

// AdjustedRand is the adjusted Rand index (Hubert and Arabie 1985), 1 for
// equal groupings and 0 for what chance gives, over all storefronts. In the
// form of pair counts it stays exact where all are alone.
func (c *Comparison) AdjustedRand() Ratio {
	p, r := c.pairs()
	both, found, truth := sum(p.num), sum(p.den), sum(r.den)
	n := float64(len(c.found.of))
	fn, fp := truth-both, found-both
	if fn == 0 && fp == 0 {
		return Ratio{1, true}
	}
	tn := n*(n-1)/2 - truth - found + both
	return ratio(2*(both*tn-fn*fp), (both+fn)*(fn+tn)+(both+fp)*(fp+tn))
}

// NormalizedMutual is mutual information over the mean of the entropies. It
// rises with the number of groups and is given for comparison only.
func (c *Comparison) NormalizedMutual() Ratio {
	if len(c.truth.sizes) == 1 && len(c.found.sizes) == 1 {
		return Ratio{1, true}
	}
	return ratio(c.mutual(), (entropy(c.truth.sizes)+entropy(c.found.sizes))/2)
}

// AdjustedMutual is mutual information less what chance gives, over the mean
// of the entropies less the same (Vinh, Epps and Bailey 2010, their
// AMI_sum), over all storefronts.
func (c *Comparison) AdjustedMutual() Ratio {
	if c.same() {
		return Ratio{1, true}
	}
	chance := expectedMutual(c.truth.sizes, c.found.sizes)
	return ratio(c.mutual()-chance, (entropy(c.truth.sizes)+entropy(c.found.sizes))/2-chance)
}

// same reports whether both sides group in the same way.
func (c *Comparison) same() bool {
	return len(c.cells) == len(c.truth.sizes) && len(c.cells) == len(c.found.sizes)
}

// mutual is the mutual information of the two groupings, in nats.
func (c *Comparison) mutual() float64 {
	total := float64(len(c.found.of))
	sum := 0.0
	for _, x := range c.cells {
		n := float64(x.n)
		sum += n / total * (math.Log(n) + math.Log(total) - math.Log(float64(c.truth.sizes[x.truth])) - math.Log(float64(c.found.sizes[x.found])))
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
