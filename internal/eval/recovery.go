package eval

// smallest is the size from which a group counts as a ring: two storefronts
// are a pair, a lesser finding.
const smallest = 3

// Recovery counts rings and storefronts, not averages.
type Recovery struct {
	True  int `json:"trueRings"`  // of three storefronts and more
	Found int `json:"foundRings"` // of three storefronts and more
	// Half and Most are the shares of true rings that some found ring matches
	// with a Jaccard index of at least .5 and .8.
	Half Ratio `json:"recoveredHalf"`
	Most Ratio `json:"recoveredMost"`
	// Right and Exact are the shares of found rings that match a true one so.
	Right Ratio `json:"rightHalf"`
	Exact Ratio `json:"rightMost"`
	// False counts found rings of which no two members belong together.
	False int `json:"falseRings"`
	// Innocents are storefronts in no true group; TakenIn are those of them
	// in a found ring, which for an honest family is a right answer of linking
	// and must only stay low in risk.
	Innocents int   `json:"innocents"`
	TakenIn   int   `json:"innocentsTakenIn"`
	PerMille  Ratio `json:"takenInPerThousand"`
}

// Recovery counts which rings were found and who was taken in.
func (c *Comparison) Recovery() Recovery {
	bestTrue := make([]float64, c.inTruth)
	bestFound := make([]float64, c.inFound)
	together := make([]bool, c.inFound) // two members share a true group
	r := Recovery{}
	for _, x := range c.cells {
		t, f := int(x.truth), int(x.found)
		if t >= c.inTruth {
			r.Innocents += x.n
			if f < c.inFound && c.foundSizes[f] >= smallest {
				r.TakenIn += x.n
			}
			continue
		}
		if f >= c.inFound {
			continue
		}
		j := float64(x.n) / float64(c.trueSizes[t]+c.foundSizes[f]-x.n)
		bestTrue[t], bestFound[f] = max(bestTrue[t], j), max(bestFound[f], j)
		together[f] = together[f] || x.n > 1
	}
	r.True, r.Half, r.Most = matched(bestTrue, c.trueSizes)
	r.Found, r.Right, r.Exact = matched(bestFound, c.foundSizes)
	for f, yes := range together {
		if !yes && c.foundSizes[f] >= smallest {
			r.False++
		}
	}
	r.PerMille = ratio(1000*float64(r.TakenIn), float64(r.Innocents))
	return r
}

// matched returns how many groups are rings, and the shares of them whose best
// match reaches .5 and .8.
func matched(best []float64, sizes []int) (rings int, half, most Ratio) {
	var halves, mosts float64
	for i, j := range best {
		if sizes[i] < smallest {
			continue
		}
		rings++
		if j >= .5 {
			halves++
		}
		if j >= .8 {
			mosts++
		}
	}
	return rings, ratio(halves, float64(rings)), ratio(mosts, float64(rings))
}
