package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/hotspot"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

func regionTable(r *investigate.HotspotReport) *table {
	t := newTable("region", "name", "latin_name", "rings", "ring_storefronts", "storefronts", "raw_rate", "bayes_rate", "bayes_low", "bayes_high",
		"quotient", "small", "groups")
	for _, f := range r.Regions {
		small := ""
		if f.Small {
			small = "small"
		}
		t.add(f.ID, f.Name, f.Latin, decimal(f.Rings), decimal(f.RingStorefronts), decimal(f.Storefronts), rate(&f.RawRate), rate(&f.BayesRate),
			rate(f.BayesLow), rate(f.BayesHigh), figure(f.Quotient), small, strings.Join(f.Groups, ";"))
	}
	return t
}

func groupTable(r *investigate.HotspotReport) *table {
	t := newTable("group", "name", "rings", "ring_storefronts", "storefronts", "raw_rate", "source")
	for _, g := range r.Groups {
		if g.Storefronts > 0 {
			t.add(g.ID, g.Name, decimal(g.Rings), decimal(g.RingStorefronts), decimal(g.Storefronts), rate(g.RawRate), g.Source)
		}
	}
	return t
}

func concentrationTable(r *investigate.HotspotReport) *table {
	t := newTable("figure", "value", "expected", "low", "high", "p")
	c := r.Concentration
	if c == nil {
		return t
	}
	add := func(name string, s hotspot.Stat) {
		t.add(name, figure(&s.Value), figure(&s.Expected), figure(&s.Low), figure(&s.High), figure(&s.P))
	}
	for _, top := range c.Top {
		add(fmt.Sprintf("share of top %d", top.K), top.Stat)
	}
	add("Gini", c.Gini)
	add("HHI", c.HHI)
	return t
}

func codeTable(r *investigate.HotspotReport) *table {
	t := newTable("code", "name", "outcome", "how", "until", "means", "storefronts", "ring_storefronts")
	for _, c := range r.Codes {
		t.add(c.ID, c.Name, string(c.Outcome), string(c.How), c.Until, strings.Join(c.Means, ";"), decimal(c.Storefronts), decimal(c.RingStorefronts))
	}
	return t
}

func noteTable(r *investigate.HotspotReport) *table {
	t := newTable("code", "note")
	for _, n := range r.Notes {
		t.add(n.Code, n.Text)
	}
	return t
}

// askedTable echoes every parameter and accounts for every storefront.
func askedTable(r *investigate.HotspotReport) *table {
	t := newTable("parameter", "value")
	var status, top []string
	for _, s := range r.Status {
		status = append(status, s.String())
	}
	for _, k := range r.Params.TopK {
		top = append(top, decimal(k))
	}
	within := r.Within
	if within == "" {
		within = "everywhere"
	}
	for _, row := range [][2]string{
		{"run", r.Run}, {"basis", basisWord(r.Basis)}, {"level", r.Level.String()}, {"within", within}, {"status", strings.Join(status, ";")},
		{"measure", string(r.Params.Measure)}, {"top", strings.Join(top, ";")}, {"small below", decimal(r.Params.SmallBelow)},
		{"replicates", decimal(r.Params.Replicates)}, {"seed", strconv.FormatUint(r.Params.Seed, 10)},
		{"algorithm version", decimal(r.AlgorithmVersion)}, {"region edition", r.RegionEdition}, {"rates per", decimal(r.RatesPer)},
		{"storefronts", decimal(r.Coverage.Storefronts)}, {"placed", decimal(r.Coverage.Placed)}, {"in several regions", decimal(r.Coverage.InSeveral)},
		{"outside the area", decimal(r.Coverage.Outside)}, {"code not placed", decimal(r.Coverage.Unresolved)},
		{"without region", decimal(r.Coverage.WithoutRegion)}, {"regions", decimal(len(r.Regions))}, {"rings", decimal(r.Rings)},
		{"ring storefronts", decimal(r.RingStorefronts)}, {"average rate", rate(r.Average)}, {"spread of rates", rate(r.Spread)},
	} {
		t.add(row[0], row[1])
	}
	return t
}

// rate prints a rate per 10,000, nothing where there is none.
func rate(v *float64) string { return fixed(v, 2) }

// figure prints a share, an index or a ratio.
func figure(v *float64) string { return fixed(v, 4) }

func fixed(v *float64, digits int) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', digits, 64)
}
