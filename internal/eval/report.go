package eval

// Report is what one finding comes to: as a grouping, as a ranking, or both.
type Report struct {
	*Grouped
	*Ranked
	// Intervals are those of shares, by the name of the measure.
	Intervals map[string]Interval `json:"intervals"`
}

// Grouped is what a finding's groups come to.
type Grouped struct {
	BCubed   PRF      `json:"bCubed"`
	Pairs    PRF      `json:"pairs"`
	ARI      Ratio    `json:"adjustedRand"`
	AMI      Ratio    `json:"adjustedMutual"`
	NMI      Ratio    `json:"normalizedMutual"`
	Rings    Recovery `json:"rings"`
	Findable Recovery `json:"findable"` // against findable rings only; zero where the truth does not tell
	Linking  Linking  `json:"linking"`
	// Unrelated counts found groups of three and more of which no two members
	// share an operation: the accusation that nothing excuses. Unknown where
	// the truth names no operations.
	Unrelated *int `json:"unrelatedGroups"`
	// Framed counts innocents whose values a ring declares and who are in a
	// found group of three and more. Unknown where the truth names none.
	Framed *int `json:"framed"`
	// Strangers are storefronts in a found group on which the truth is
	// silent. They count as innocents.
	Strangers int         `json:"strangers"`
	Reasons   []Reason    `json:"reasons"`
	Kinds     []OfKind    `json:"kinds"`
	Hubs      *ThroughHub `json:"hubs"`
	Tiers     []OfTier    `json:"tiers"`
	Honest    *Honest     `json:"honest"`
	Harm      *Harm       `json:"harm"`
	Leads     *AtLead     `json:"leads"`
	Queue     *Queue      `json:"queue"`
	Sizes     []OfSize    `json:"sizes"`
}

// Linking is what pairs of storefronts come to, each against the truth that is
// fair to it: precision against operations, since two shops of one honest
// family belong together; recall against what can be found.
type Linking struct {
	Precision Share `json:"precision"` // of pairs held together, those of one operation
	Recall    Share `json:"recall"`    // of pairs of the findable parts of rings, those held together
	Whole     Share `json:"whole"`     // the same of those rings with the members that nothing joins to them
}

// Measure sets one finding beside the truth.
func (g *Gauge) Measure(f *Finding) Report {
	s := g.subject(f)
	b := &bounds{g.resampler, map[string]Interval{}}
	r := Report{Intervals: b.of}
	if f.Groups != nil {
		r.Grouped = s.grouped(b)
	}
	if f.Scores != nil && g.labelled {
		r.Ranked = s.ranked(b)
	}
	return r
}

// Measure sets one grouping beside the truth.
func (t *Truth) Measure(found Grouping) Report {
	return t.Gauge(Capacities()).Measure(&Finding{Groups: found})
}

// bounds collects the intervals of one report.
type bounds struct {
	*resampler
	of map[string]Interval
}

func (b *bounds) share(name string, t *tally) Share {
	b.of[name] = b.interval(t)
	return t.share()
}

// prf notes the intervals of precision, recall and F.
func (b *bounds) prf(name string, precision, recall *tally) PRF {
	b.of[name+"_precision"], b.of[name+"_recall"] = b.interval(precision), b.interval(recall)
	b.of[name+"_f"] = b.harmonic(precision, recall)
	return prf(precision, recall)
}

// perMille notes the interval of a share of a thousand.
func (b *bounds) perMille(name string, t *tally) Share {
	b.of[name] = b.interval(t).times(1000)
	return t.share()
}
