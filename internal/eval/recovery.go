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

// shares are the tallies behind a recovery's ratios; each ring is a unit.
type shares struct{ half, most, right, exact *tally }

// Recovery counts which rings were found and who was taken in.
func (c *Comparison) Recovery() Recovery {
	r, _ := c.recovery()
	return r
}

func (c *Comparison) recovery() (r Recovery, s shares) {
	m := c.matches()
	r.True, s.half, s.most = matched(m.truth, c.truth.sizes)
	r.Found, s.right, s.exact = matched(m.found, c.found.sizes)
	r.Half, r.Most, r.Right, r.Exact = s.half.ratio(), s.most.ratio(), s.right.ratio(), s.exact.ratio()
	for f, yes := range m.together {
		if !yes && c.found.sizes[f] >= smallest {
			r.False++
		}
	}
	for _, x := range c.cells {
		if int(x.truth) < c.truth.named {
			continue
		}
		r.Innocents += x.n
		if int(x.found) < c.found.named && c.found.sizes[x.found] >= smallest {
			r.TakenIn += x.n
		}
	}
	r.PerMille = ratio(1000*float64(r.TakenIn), float64(r.Innocents))
	return r, s
}

// matches are the best Jaccard index of each named group with one of the other
// side, and for each found one whether two members share a true group.
type matches struct {
	truth, found []float64
	together     []bool
}

func (c *Comparison) matches() matches {
	m := matches{make([]float64, c.truth.named), make([]float64, c.found.named), make([]bool, c.found.named)}
	for _, x := range c.cells {
		t, f := int(x.truth), int(x.found)
		if t >= c.truth.named || f >= c.found.named {
			continue
		}
		j := float64(x.n) / float64(c.truth.sizes[t]+c.found.sizes[f]-x.n)
		m.truth[t], m.found[f] = max(m.truth[t], j), max(m.found[f], j)
		m.together[f] = m.together[f] || x.n > 1
	}
	return m
}

// matched returns how many groups are rings, and the shares of them whose best
// match reaches .5 and .8; each ring is a unit.
func matched(best []float64, sizes []int) (rings int, half, most *tally) {
	half, most = newTally(), newTally()
	for i, j := range best {
		if sizes[i] < smallest {
			continue
		}
		rings++
		half.count(i, j >= .5)
		most.count(i, j >= .8)
	}
	return rings, half, most
}
