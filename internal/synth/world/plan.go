package world

import "math"

// role of an operation in a world.
type opKind uint8

const (
	single opKind = iota
	family
	franchise
	company
	illicitSingle
	illicitRing
)

var opKinds = [...]string{"single", "family", "franchise", "company", "illicit_single", "illicit_ring"}

func (k opKind) String() string { return opKinds[k] }
func (k opKind) illicit() bool  { return k >= illicitSingle }

// template is how a ring holds together.
type template uint8

const (
	noTemplate template = iota
	pair
	reentry // one shop, closed, and the one that came after it
	star
	rotating
	cells
	factory
	mules
	warehouse
	evasive
)

var templates = [...]string{"", "pair", "reentry", "star", "rotating", "two_cells", "factory", "mule_pool", "own_warehouse", "evasive"}

func (t template) String() string { return templates[t] }

// operation is whoever runs some storefronts. All of it is decided before any
// of its storefronts is made.
type operation struct {
	number   uint64 // place in the sequence of the seed
	kind     opKind
	template template
	first    uint32  // number of its first storefront
	size     int     // storefronts that it opens
	back     []int32 // members that were closed and come back as another storefront, in order
	home     uint8   // region

	frames, framesPhone bool
	moves               bool
	supplied            *operation // the ring whose workshop it uses too
	supplies            bool       // the next one may use its workshop
	bought              int        // member that was bought, -1 for none
	lead                int        // place among the illicit operations
}

// shops counts the storefronts, those that came back among them.
func (o *operation) shops() int { return o.size + len(o.back) }

// ring reports whether the truth calls it a ring: whatever illicit has two
// storefronts.
func (o *operation) ring() bool { return o.kind.illicit() && o.shops() > 1 }

// planner decides on operations one after the other. What it remembers does
// not grow.
type planner struct {
	g       *generator
	next    uint64 // operation
	shops   uint32 // planned so far
	limit   uint32
	big     int // rings of three and more so far
	pairs   int
	ringers int // storefronts of rings
	leads   int
	last    *operation // ring of three and more
}

// blockOperations is how many operations are written together.
const blockOperations = 1024

// Steps of the additive sequences: the golden ratio and the plastic number,
// whose multiples fill the unit interval evenly and do not follow each other.
const (
	kindStep = 0.6180339887498949
	sizeStep = 0.7548776662466927
	leadStep = 0.5698402909980532
)

// block returns the next operations, none when the world is full.
func (p *planner) block() []operation {
	var ops []operation
	for len(ops) < blockOperations && p.shops < p.limit {
		if p.g.graph {
			ops = append(ops, p.community())
		} else {
			ops = append(ops, p.operation())
		}
	}
	return ops
}

func (p *planner) operation() operation {
	g := p.g
	o := operation{number: p.next, first: p.shops, size: 1, bought: -1}
	p.next++
	d := stream(g.seed, ofOperation, o.number)
	switch at := fraction(g.kindPhase, kindStep, int(o.number)); {
	case at < g.odds[0]:
		o.kind = illicitRing
		share := fraction(g.ringPhase, sizeStep, p.big+p.pairs)
		if p.big+p.pairs < 2 { // the first two are no pairs: every world has a ring, and one that it shares a workshop with
			share = g.ringSizes.upTo[0] + share*(1-g.ringSizes.upTo[0])
		}
		o.size = g.ringSizes.at(share)
	case at < g.odds[1]:
		o.kind = illicitSingle
	case at < g.odds[2]:
		o.size = g.clusterSizes.at(d.unit())
		o.kind = clusterKind(&d, o.size)
	}
	if o.kind.illicit() {
		o.back = p.comeBack(&o)
	}
	if o.shops() > int(p.limit-p.shops) {
		o.kind, o.size, o.back = single, 1, nil
	}
	o.home = g.region(&d, o.kind.illicit())
	if o.kind.illicit() {
		p.scheme(&o, &d)
	}
	p.shops += uint32(o.shops())
	return o
}

func clusterKind(d *draw, size int) opKind {
	switch {
	case size <= 4:
		return [...]opKind{family, company}[d.pick(3, 2)]
	case size <= 12:
		return [...]opKind{family, company, franchise}[d.pick(2, 3, 5)]
	}
	return [...]opKind{company, franchise}[d.pick(3, 2)]
}

// comeBack lists the members that are closed and open another shop.
func (p *planner) comeBack(o *operation) (back []int32) {
	for i := range o.size {
		if p.g.closes(o.first+uint32(i), true) && p.g.comesBack(o.first+uint32(i)) {
			back = append(back, int32(i))
		}
	}
	return back
}

// scheme decides how an illicit operation holds together and what else it
// does. Traits come at even distances, so that worlds of ten thousand
// storefronts hold some of each.
func (p *planner) scheme(o *operation, d *draw) {
	o.lead = p.leads
	p.leads++
	if o.kind == illicitSingle {
		if o.ring() {
			o.template = reentry
		}
		return
	}
	p.buyOne(o)
	r := &p.g.rates
	if o.size == 2 {
		o.template = pair
		if due(p.pairs, r.ringEvasive, 2) {
			o.template = evasive
		}
		o.frames = due(p.pairs, r.ringFraming, 3)
		o.framesPhone = o.frames && d.chance(r.ringFramingPhone)
		p.pairs++
		return
	}
	o.frames = due(p.big, r.ringFraming, 0)
	o.framesPhone = o.frames && d.chance(r.ringFramingPhone)
	o.moves = o.size >= 6 && d.chance(r.ringMoves)
	o.supplies = due(p.big+1, r.ringSupplied, 1)
	if due(p.big, r.ringSupplied, 1) && p.last != nil {
		o.supplied = p.last
	}
	o.template = p.g.chooseTemplate(d, o.size)
	if due(p.big, r.ringEvasive, 2) {
		o.template = evasive
	}
	p.big++
	p.last = &operation{number: o.number, first: o.first, home: o.home}
}

func (p *planner) buyOne(o *operation) {
	for i := range o.size {
		if due(p.ringers+i, p.g.rates.ringBought, 3) {
			o.bought = i
		}
	}
	p.ringers += o.size
}

func (g *generator) chooseTemplate(d *draw, size int) template {
	r := &g.rates
	own := d.chance(.5)
	t := [...]template{star, rotating, cells, factory, mules}[d.pick(r.templateStar, r.templateRotating, r.templateCells, r.templateFactory, r.templateMules)]
	switch {
	case own && float64(size) >= r.templateWarehouseFrom:
		return warehouse
	case t == cells && size < 6:
		return factory
	}
	return t
}

// odds returns the cumulated chances that an operation is a ring, an illicit
// single shop and an honest cluster, from shares of storefronts.
func odds(r *rates, ring, cluster float64) [3]float64 {
	linked := r.illicitShare * r.illicitLinked / ring
	alone := r.illicitShare * (1 - r.illicitLinked)
	clusters := r.honestClusters / cluster
	others := math.Max(0, 1-r.illicitShare-r.honestClusters)
	all := linked + alone + clusters + others
	return [3]float64{linked / all, (linked + alone) / all, (linked + alone + clusters) / all}
}
