package eval

import (
	"maps"
	"slices"
)

// Gauge is a truth made ready for many findings: storefronts are numbers, and
// the truth's maps are not needed any more.
type Gauge struct {
	shops      *roster
	rings      *partition
	findable   *partition // nil where the truth does not tell
	whole      *partition // rings of which some part is findable, with all members
	operations *partition
	ringNames  []string // of the named groups of rings
	reasons    map[string]string
	label      []label
	labelled   bool
	framed     []int32 // in order; nil where the truth does not tell
	links      []link
	linked     bool    // the truth tells the links
	sharing    []bool  // has a true link
	hubUser    []bool  // has one by a hub
	unit       []int32 // operation of each storefront, or ring, or itself
	units      int
	capacities []int
	resampler  *resampler
}

// label is the class of a storefront.
type label uint8

const (
	unlabelled label = iota
	innocent
	illicit
)

// link is a true link between numbered storefronts.
type link struct {
	a, b int32
	kind string
	why  string
}

// Capacities are how many storefronts, or rings, somebody can look at: where
// precision is measured unless the caller says otherwise.
func Capacities() []int { return []int{10, 50, 100} }

// Gauge makes the truth ready to measure findings, with precision at each of
// the capacities, which are above 0.
func (t *Truth) Gauge(capacities []int) *Gauge {
	names := slices.Collect(maps.Keys(t.Operations))
	if t.Operations == nil { // it names every storefront where it is told
		names = slices.AppendSeq(slices.Collect(maps.Keys(t.Rings)), maps.Keys(t.Illicit))
	}
	g := &Gauge{shops: rosterOf(names), reasons: t.Reasons, capacities: capacities, resampler: newResampler()}
	g.rings = g.shops.partition(t.Rings, nil)
	g.ringNames = make([]string, g.rings.named)
	for i := range g.ringNames {
		g.ringNames[i] = t.Rings[g.shops.names[g.rings.first[i]]]
	}
	if t.Findable != nil {
		g.findable, g.whole = g.shops.partition(t.Findable, nil), g.shops.partition(t.wholeRings(), nil)
	}
	byUnit := g.rings
	if t.Operations != nil {
		g.operations = g.shops.partition(t.Operations, nil)
		byUnit = g.operations
	}
	g.unit, g.units = byUnit.of, len(byUnit.sizes)
	g.readLabels(t)
	g.readLinks(t)
	if t.Framed != nil {
		g.framed = []int32{}
		for i, shop := range g.shops.names {
			if _, yes := t.Framed[shop]; yes {
				g.framed = append(g.framed, int32(i))
			}
		}
	}
	return g
}

// wholeRings are the rings of which some part is findable, with all members.
func (t *Truth) wholeRings() Grouping {
	whole := Grouping{}
	for shop, ring := range t.Rings {
		if t.Reasons[ring] == findableYes {
			whole[shop] = ring
		}
	}
	return whole
}

// readLabels takes the labels, and members of rings for illicit where the
// truth has none.
func (g *Gauge) readLabels(t *Truth) {
	g.label, g.labelled = make([]label, len(g.shops.names)), t.Illicit != nil
	for i, shop := range g.shops.names {
		yes, told := t.Illicit[shop]
		switch {
		case t.Illicit == nil && int(g.rings.of[i]) >= g.rings.named, told && !yes:
			g.label[i] = innocent
		case t.Illicit == nil, told:
			g.label[i] = illicit
		}
	}
}

func (g *Gauge) readLinks(t *Truth) {
	g.linked = t.Links != nil
	g.sharing, g.hubUser = make([]bool, len(g.shops.names)), make([]bool, len(g.shops.names))
	for _, l := range t.Links {
		a, known := g.shops.at[l.A]
		b, both := g.shops.at[l.B]
		if !known || !both {
			continue
		}
		g.links = append(g.links, link{a, b, l.Kind, l.Why})
		for _, shop := range []int32{a, b} {
			g.sharing[shop] = true
			g.hubUser[shop] = g.hubUser[shop] || l.Why == ByHub
		}
	}
}

// labelOf is the class of a storefront; a stranger, on whom the truth is
// silent, counts as an innocent.
func (g *Gauge) labelOf(shop int32) label {
	if int(shop) >= len(g.label) {
		return innocent
	}
	return g.label[shop]
}
