package eval

// Calibration sets a hundredth of the score beside the share of illicit
// storefronts, over storefronts that have a score. The product says that its
// score is no probability; this is what it would be worth if somebody took it
// for one.
type Calibration struct {
	Brier Ratio `json:"brier"` // mean of (score/100 - label)^2 (Brier 1950)
	// Error is the expected calibration error: over ten bins of equal width the
	// mean of |share illicit - mean score/100|, by storefronts (Naeini, Cooper
	// and Hauskrecht 2015).
	Error Ratio `json:"ece"`
	// Rises is, of the steps from a filled bin to the next filled one, the
	// share at which the share of illicit storefronts does not fall.
	Rises Share `json:"rises"`
	// Accused is the share of innocents, scored or not, at a score of 60 and
	// more.
	Accused Share `json:"accused"`
	Bins    []Bin `json:"bins"`
}

// Bin is one row of the reliability table. The last bin holds 100 too.
type Bin struct {
	From        int      `json:"from"` // score
	To          int      `json:"to"`
	Storefronts int      `json:"storefronts"`
	Mean        Ratio    `json:"mean"`    // of score/100
	Illicit     Ratio    `json:"illicit"` // share
	Interval    Interval `json:"interval"`
}

// bins is how many bins a reliability table has.
const bins = 10

// calibrator sums up by bucket and bin.
type calibrator struct {
	square *tally
	share  [bins]*tally // illicit of all
	sum    [bins]*tally // of score/100
}

func newCalibrator() *calibrator {
	c := &calibrator{square: newTally()}
	for i := range bins {
		c.share[i], c.sum[i] = newTally(), newTally()
	}
	return c
}

// add takes in a storefront with a score from 0 to 1.
func (c *calibrator) add(unit int, p float64, yes bool) {
	y := 0.
	if yes {
		y = 1
	}
	bin := min(bins-1, int(p*bins))
	c.square.add(unit, (p-y)*(p-y), 1)
	c.share[bin].add(unit, y, 1)
	c.sum[bin].add(unit, p, 1)
}

func (c *calibrator) calibration(b *bounds) *Calibration {
	off := c.error()
	out := &Calibration{Brier: c.square.ratio(), Error: off(nil)}
	b.of["brier"] = b.interval(c.square)
	b.of["ece"] = percentiles(b.weights, c.square.units, out.Error, off)
	last := Ratio{}
	for i := range bins {
		bin := Bin{From: 100 * i / bins, To: 100 * (i + 1) / bins, Mean: c.sum[i].ratio(), Illicit: c.share[i].ratio(), Interval: b.interval(c.share[i])}
		bin.Storefronts = int(sum(c.share[i].den))
		out.Bins = append(out.Bins, bin)
		if !bin.Illicit.Known {
			continue
		}
		if last.Known {
			out.Rises.Of++
			if bin.Illicit.Value >= last.Value {
				out.Rises.Hits++
			}
		}
		last = bin.Illicit
	}
	return out
}

// error returns the expected calibration error under the weights of a
// resample; nil is once each.
func (c *calibrator) error() func(w []uint8) Ratio {
	var share, mean [bins]packed
	for i := range bins {
		share[i], mean[i] = c.share[i].pack(), c.sum[i].pack()
	}
	return func(w []uint8) Ratio {
		var off, all float64
		for i := range bins {
			yes, n := share[i].sums(w)
			said, _ := mean[i].sums(w)
			off += max(yes-said, said-yes)
			all += n
		}
		return ratio(off, all)
	}
}
