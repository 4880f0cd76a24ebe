package hotspot

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// AlgorithmVersion is raised by hand when a figure may change for the same
// input.
const AlgorithmVersion = 1

// Per is what rates are counted per: ring storefronts per so many storefronts.
const Per = 10_000

// Input is what is counted: storefronts by region, and where each ring's
// members are. A storefront in two regions counts in both.
type Input struct {
	Regions []Region
	Rings   []Footprint
}

// Region is a region's denominator.
type Region struct {
	ID          string
	Storefronts int // all of them, members of rings included; at least the members placed here
}

// Footprint is where one ring's members are: each region once.
type Footprint []Part

// Part is how many members of one ring are in one region.
type Part struct {
	Region  int // index in Input.Regions
	Members int // at least 1
}

// Measure says what concentration counts.
type Measure string

// The measures.
const (
	Storefronts Measure = "storefronts" // members of rings, each once for each of its regions
	Rings       Measure = "rings"       // rings, each once for each region that holds a member
)

// Params are what an analysis depends on beside its input.
type Params struct {
	Measure    Measure `json:"measure"`
	TopK       []int   `json:"topK"`       // sizes of the top groups, each at least 1
	SmallBelow int     `json:"smallBelow"` // regions with fewer storefronts are marked small
	Replicates int     `json:"replicates"` // worlds drawn by chance, 199 to 99,999
	Seed       uint64  `json:"seed"`       // of those draws
}

// The bounds of Params.
const (
	MinReplicates = 199 // fewer cannot reach the ends of a 99 % band
	MaxReplicates = 99_999
	MaxTopK       = 20 // sizes at once
)

// DefaultParams returns the shipped parameters.
func DefaultParams() Params {
	return Params{Measure: Storefronts, TopK: []int{1, 5, 10}, SmallBelow: 30, Replicates: 999, Seed: 1}
}

// Report holds the figures. Regions without storefronts are left out: they
// have no rate, and no ring could be there.
type Report struct {
	Regions         []Figure       `json:"regions"` // ordered by id
	Storefronts     int            `json:"storefronts"`
	RingStorefronts int            `json:"ringStorefronts"`
	Rings           int            `json:"rings"`
	Average         *float64       `json:"average"` // ring storefronts per 10,000 over all regions; nil without storefronts
	Spread          *float64       `json:"spread"`  // standard deviation of the true rates between regions, per 10,000, as estimated; 0 where chance explains all; nil without storefronts
	Concentration   *Concentration `json:"concentration"`
	Notes           []Note         `json:"notes"`
}

// Figure is one region's line. Rates are per 10,000 storefronts.
type Figure struct {
	ID              string   `json:"id"`
	Rings           int      `json:"rings"` // with at least one member here
	RingStorefronts int      `json:"ringStorefronts"`
	Storefronts     int      `json:"storefronts"`
	RawRate         float64  `json:"rawRate"`
	BayesRate       float64  `json:"bayesRate"` // Marshall's global empirical-Bayes rate
	BayesLow        *float64 `json:"bayesLow"`  // 95 % credible interval; nil where Spread is 0
	BayesHigh       *float64 `json:"bayesHigh"`
	Quotient        *float64 `json:"quotient"` // location quotient: raw rate by the average; nil where the average is 0
	Small           bool     `json:"small"`    // fewer storefronts than Params.SmallBelow
}

// Note is a remark on the figures: a stable code and a sentence.
type Note struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// The codes of notes.
const (
	NoStorefronts = "NO_STOREFRONTS"
	NoRings       = "NO_RINGS"
	NoSpread      = "NO_SPREAD"
	SmallNumbers  = "SMALL_NUMBERS"
	TopCoversAll  = "TOP_COVERS_ALL"
	FewRings      = "FEW_RINGS"
)

// fewRings is the number of rings under which a concentration is remarked on:
// the share of ten regions among ten rings is always 1.
const fewRings = 30

// Analyse reckons the figures. The same input and parameters give the same
// report, in whatever order regions and rings come. It fails with errs.Invalid
// when a parameter is out of range or the counts contradict each other.
func Analyse(in Input, p Params) (*Report, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	c, err := count(in)
	if err != nil {
		return nil, err
	}
	r := &Report{Regions: c.figures, Rings: len(c.rings), Notes: []Note{}}
	for _, f := range r.Regions {
		r.Storefronts += f.Storefronts
		r.RingStorefronts += f.RingStorefronts
	}
	if r.Storefronts == 0 {
		r.note(NoStorefronts, "No storefront has a region on this basis: there are no rates.")
		return r, nil
	}
	r.rates(p.SmallBelow)
	if r.RingStorefronts == 0 {
		r.note(NoRings, "No member of a ring has a region on this basis: every rate is 0, and there is no concentration.")
		return r, nil
	}
	r.Concentration = concentrate(c, p)
	if r.Rings < fewRings {
		r.note(FewRings, fmt.Sprintf("Fewer than %d rings (%d): any few things look concentrated. Compare shares with those of chance.", fewRings, r.Rings))
	}
	if k := slices.Max(p.TopK); k >= len(r.Regions) {
		r.note(TopCoversAll, fmt.Sprintf("A top of %d holds every region (%d): its share says nothing.", k, len(r.Regions)))
	}
	return r, nil
}

func (p *Params) check() error {
	bad := ""
	switch {
	case p.Measure != Storefronts && p.Measure != Rings:
		bad = "measure must be storefronts or rings"
	case len(p.TopK) == 0 || len(p.TopK) > MaxTopK:
		bad = fmt.Sprintf("1 to %d sizes of the top", MaxTopK)
	case slices.Min(p.TopK) < 1:
		bad = "the top is at least 1 region"
	case p.SmallBelow < 0:
		bad = "the bound for small numbers is never negative"
	case p.Replicates < MinReplicates || p.Replicates > MaxReplicates:
		bad = fmt.Sprintf("replicates lie between %d and %d", MinReplicates, MaxReplicates)
	default:
		return nil
	}
	return &errs.Error{Op: "hotspots", Kind: errs.Invalid, Subject: "parameters", Message: bad}
}

// counts is the input in canonical order, without regions that have no
// storefronts.
type counts struct {
	figures []Figure // ordered by id
	rings   [][]int  // members of each part of each ring, largest first; the rings themselves ordered
}

func count(in Input) (*counts, error) {
	c := &counts{figures: make([]Figure, len(in.Regions))}
	for i, r := range in.Regions {
		if r.Storefronts < 0 {
			return nil, contradiction("a region has fewer than no storefronts")
		}
		c.figures[i] = Figure{ID: r.ID, Storefronts: r.Storefronts}
	}
	seen := make([]int, len(in.Regions)) // the last ring seen there, counted from 1
	for i, ring := range in.Rings {
		var sizes []int
		for _, part := range ring {
			if part.Region < 0 || part.Region >= len(in.Regions) || part.Members < 1 || seen[part.Region] == i+1 {
				return nil, contradiction("a ring names a region twice, or one that is not there, or has no member there")
			}
			seen[part.Region] = i + 1
			c.figures[part.Region].Rings++
			c.figures[part.Region].RingStorefronts += part.Members
			sizes = append(sizes, part.Members)
		}
		if len(sizes) > 0 { // a ring that is nowhere on this basis is not counted
			slices.SortFunc(sizes, func(a, b int) int { return b - a })
			c.rings = append(c.rings, sizes)
		}
	}
	for _, f := range c.figures {
		if f.RingStorefronts > f.Storefronts {
			return nil, contradiction("a region has more ring storefronts than storefronts")
		}
	}
	c.figures = slices.DeleteFunc(c.figures, func(f Figure) bool { return f.Storefronts == 0 })
	slices.SortFunc(c.figures, func(a, b Figure) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.rings, func(a, b []int) int { return cmp.Or(cmp.Compare(len(b), len(a)), slices.Compare(b, a)) })
	return c, nil
}

func contradiction(message string) error {
	return &errs.Error{Op: "hotspots", Kind: errs.Invalid, Subject: "counts", Message: message}
}

// rates fills in what each region's line says beyond counts.
func (r *Report) rates(smallBelow int) {
	events, base := make([]float64, len(r.Regions)), make([]float64, len(r.Regions))
	for i, f := range r.Regions {
		events[i], base[i] = float64(f.RingStorefronts), float64(f.Storefronts)
	}
	prior := Marshall(events, base)
	average, spread := rounded(Per*prior.Mean), rounded(Per*math.Sqrt(prior.Variance))
	r.Average, r.Spread = &average, &spread
	small := 0
	for i := range r.Regions {
		f := &r.Regions[i]
		f.RawRate = rounded(Per * events[i] / base[i])
		f.BayesRate = rounded(Per * prior.Rate(events[i], base[i]))
		if low, high, ok := prior.Interval(events[i], base[i], 0.95); ok {
			low, high = rounded(Per*low), rounded(min(Per, Per*high)) // the gamma distribution does not know that a rate ends at 1
			f.BayesLow, f.BayesHigh = &low, &high
		}
		if prior.Mean > 0 {
			q := rounded(events[i] / base[i] / prior.Mean)
			f.Quotient = &q
		}
		if f.Small = f.Storefronts < smallBelow; f.Small {
			small++
		}
	}
	if small > 0 {
		r.note(SmallNumbers, fmt.Sprintf("Regions with fewer than %d storefronts: %d of %d. Their raw rates say little.", smallBelow, small, len(r.Regions)))
	}
	if prior.Variance == 0 && r.RingStorefronts > 0 {
		r.note(NoSpread, "The rates differ no more than chance lets them: every region's empirical-Bayes rate is the average.")
	}
}

func (r *Report) note(code, text string) { r.Notes = append(r.Notes, Note{code, text}) }

// rounded keeps nine decimals, so that a processor that fuses a multiplication
// and an addition prints the same figure as one that does not.
func rounded(x float64) float64 { return math.Round(x*1e9) / 1e9 }
