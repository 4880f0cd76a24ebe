package eval

// Ranked is what a finding's ranking of storefronts comes to, against the
// labels. Storefronts without a label are left out, storefronts without a
// score come last.
type Ranked struct {
	Scored      int          `json:"scored"`  // storefronts with a score and a label
	Illicit     int          `json:"illicit"` // storefronts that are
	Average     Ratio        `json:"averagePrecision"`
	Precision   []AtK        `json:"precisionAt"`
	Ties        Share        `json:"tiesInTop100"`
	Curve       []Point      `json:"curve"`       // precision against recall
	Calibration *Calibration `json:"calibration"` // nil where scores do not go from 0 to 100
}

// AtK is precision among the first k.
type AtK struct {
	K         int   `json:"k"`
	Precision Ratio `json:"precision"`
}

// ranked measures the scores of storefronts.
func (s *subject) ranked(b *bounds) *Ranked {
	o, accused := &order{}, newTally()
	r := &Ranked{}
	var c *calibrator
	if s.finding.Scale {
		c = newCalibrator()
	}
	for i, shop := range s.shops.names {
		if s.label[i] == unlabelled {
			continue
		}
		score, scored := s.finding.Scores[shop]
		yes, unit := s.label[i] == illicit, s.operationOf(int32(i))
		o.add(unit, score, scored, yes)
		if !yes {
			accused.count(unit, scored && score >= Accusing)
		}
		if scored {
			r.Scored++
			if c != nil {
				c.add(unit, score/100, yes)
			}
		}
	}
	o.sort()
	r.Illicit, r.Average, r.Ties = o.hits, o.averagePrecision(nil), o.ties()
	r.Curve = o.curve()
	b.of["average_precision"] = b.ofOrder(o, o.hits, o.averagePrecision)
	for _, k := range s.capacities {
		at := func(w []uint8) Ratio { return o.precisionAt(k, w) }
		r.Precision = append(r.Precision, AtK{k, at(nil)})
		b.of[atName("precision", k)] = b.ofOrder(o, min(k, s.units), at)
	}
	if c != nil {
		r.Calibration = c.calibration(b)
		r.Calibration.Accused = b.perMille("innocents_at_60_per_thousand", accused)
	}
	return r
}
