package world

import (
	"time"

	"github.com/ringtrace/ringtrace/internal/dice"
	"github.com/ringtrace/ringtrace/internal/synth/place"
)

// days is how long a world lasts: three years. Days count from its first.
const days = 3 * 365

func date(day int) time.Time { return time.Date(2022, 1, 1+day, 0, 0, 0, 0, time.UTC) }

// generator holds what all of a world has in common; it is read-only once
// made, and blocks share it.
type generator struct {
	rates
	seed         uint64
	storefronts  int
	scrambleKey  uint64
	kindPhase    float64
	ringPhase    float64
	leadPhase    float64
	odds         [3]float64
	ringSizes    table
	clusterSizes table
	popularity   table
	copies       table
	abusers      table
	hubs         []hub // by rank
	regions      []place.Prefecture
	busy         []uint8 // regions, the busy ones first
	brands       []brand
	dates        []string // of every day of the world and some beyond
	fewerListing bool

	graph          bool // the second generator
	communitySizes table
	graphDegrees   table
}

func newGenerator(r *rates, storefronts int, seed uint64) *generator {
	phases := stream(seed, ofPhases, 0)
	g := &generator{
		rates: *r, seed: seed, storefronts: storefronts, scrambleKey: dice.Mix(seed ^ dice.Step),
		kindPhase: phases.unit(), ringPhase: phases.unit(), leadPhase: phases.unit(),
		ringSizes:    power(2, max(2, int(r.ringLargest)), r.ringExponent),
		clusterSizes: power(2, 30, r.honestExponent),
		popularity:   power(1, int(r.hubCount), r.hubExponent),
		copies:       power(2, 400, 2),
		abusers:      power(1, int(r.complaintAbusers), 1),
		regions:      place.Prefectures(),
		fewerListing: storefronts > mostWithListings,

		communitySizes: power(3, 60, r.graphSizeExponent),
		graphDegrees:   power(2, 12, r.graphDegreeExponent),
	}
	g.odds = odds(r, g.ringSizes.mean(), g.clusterSizes.mean())
	g.busy = make([]uint8, len(g.regions))
	d := stream(seed, ofRegions, 0)
	for i := range g.busy {
		j := d.below(i + 1)
		g.busy[i] = g.busy[j]
		g.busy[j] = uint8(i)
	}
	for rank := range int(r.hubCount) {
		g.hubs = append(g.hubs, g.newHub(rank))
	}
	for n := range int(r.goodsBrands) {
		g.brands = append(g.brands, g.newBrand(n))
	}
	for day := range days + 500 {
		g.dates = append(g.dates, date(day).Format(time.DateOnly))
	}
	return g
}

// region draws where somebody ships from.
func (g *generator) region(d *draw, illicit bool) uint8 {
	hot, share := int(g.regionHot), g.regionHonest
	if illicit {
		share = g.regionIllicit
	}
	if d.chance(share) {
		return g.busy[d.below(hot)]
	}
	return g.busy[hot+d.below(len(g.busy)-hot)]
}

// born draws the day on which a shop opens: shops become more, and most open
// before the sales of November.
func born(d *draw) int {
	day := 0
	for range 4 {
		day = d.below(days - 150)
		ofYear := day % 365
		if d.chance(.35 + .35*float64(day)/days + .3*november(ofYear)) {
			break
		}
	}
	return day
}

func november(ofYear int) float64 {
	if ofYear >= 290 && ofYear < 334 {
		return 1
	}
	return 0
}

// closes reports whether a storefront is closed by a sanction, comesBack
// whether another follows it.
func (g *generator) closes(n uint32, illicit bool) bool {
	share := g.sanctionHonest
	if illicit {
		share = g.sanctionIllicit
	}
	d := stream(g.seed, ofSanctions, uint64(n))
	return d.chance(share)
}

func (g *generator) comesBack(n uint32) bool {
	d := stream(g.seed, ofReturn, uint64(n))
	return d.chance(g.returnShare)
}
