package world

import (
	"cmp"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// block is consecutive operations with all of their storefronts. Nothing of it
// outlives its rows.
type block struct {
	g         *generator
	ops       []operation
	crews     []crew
	shops     []shop
	order     []*shop // by code
	framings  []framing
	accidents []tie
	out       *output
}

// framing says that members of a ring declared an innocent's values as theirs.
type framing struct {
	victim *shop
	by     *operation
	liars  []*shop
}

// tie is two shops and the kind of value that both show.
type tie struct {
	a, b *shop
	kind entity.Kind
}

// build makes a block and adds its rows to out.
func (g *generator) build(ops []operation, out *output) *output {
	b := &block{g: g, ops: ops, out: out}
	b.populate()
	for i := range b.crews {
		b.live(&b.crews[i])
	}
	for i := range b.crews {
		if b.crews[i].frames {
			b.frame(&b.crews[i])
		}
	}
	b.coincide()
	b.brush()
	for i := range b.shops {
		b.order = append(b.order, &b.shops[i])
		slices.SortFunc(b.shops[i].facts, fact.compare)
	}
	slices.SortFunc(b.order, func(x, y *shop) int { return cmp.Compare(x.code, y.code) })
	b.writeInput()
	b.writeTruth()
	return b.out
}

// populate makes the storefronts and who stands behind them.
func (b *block) populate() {
	total := 0
	for i := range b.ops {
		total += b.ops[i].shops()
	}
	b.shops = make([]shop, 0, total) // never grown: crews point into it
	for i := range b.ops {
		o := &b.ops[i]
		c := crew{operation: o, g: b.g}
		for m := range o.size {
			b.shops = append(b.shops, b.g.newShop(o, m))
			c.shops = append(c.shops, &b.shops[len(b.shops)-1])
		}
		if o.bought >= 0 && o.kind == illicitRing {
			b.g.sell(c.shops[o.bought])
		}
		for j, m := range o.back {
			b.shops = append(b.shops, b.g.newShop(o, o.size+j))
			b.g.follow(&b.shops[len(b.shops)-1], c.shops[m])
		}
		b.crews = append(b.crews, c)
	}
}

// members are all storefronts of an operation, those that came back last.
func (b *block) members(o *operation) []shop {
	at := o.first - b.ops[0].first
	return b.shops[at : at+uint32(o.shops())]
}

// live gives an operation's storefronts all that they show.
func (b *block) live(c *crew) {
	g := b.g
	if c.kind == illicitRing {
		c.plant()
	} else {
		c.settle()
	}
	members := b.members(c.operation)
	for i := range members {
		s := &members[i]
		if s.after != nil {
			g.inherit(s)
			s.role = "returner"
		}
		switch {
		case c.kind == illicitRing:
			g.camouflage(s)
		case !s.illicit:
			g.beClient(s)
		}
		g.ownLife(s)
	}
}

// sell makes a ring's storefront one that an innocent ran before.
func (g *generator) sell(s *shop) {
	d := stream(g.seed, ofOwn, uint64(s.n)|1<<41)
	s.opened = min(s.opened, 500)
	day := s.opened + 60 + d.below(200)
	for _, v := range []value{
		mint(entity.KindPaymentAccount, s.n, 6, 0), mint(entity.KindPhone, s.n, 6, 0), mint(entity.KindAddress, s.n, 6, g.region(&d, false)),
	} {
		class, role := entity.ClassObserved, ""
		switch v.kind {
		case entity.KindPhone:
			class = entity.ClassDeclared
		case entity.KindAddress:
			role = "SHIP_FROM"
		}
		g.showOn(s, s.opened+d.below(day-s.opened), v, class, role)
	}
	s.bought = day
	if s.closed > 0 {
		s.closed = min(days-30, max(s.closed, day+30))
	}
}

// inherit makes a storefront keep some of what the closed one before it had.
func (g *generator) inherit(s *shop) {
	d := stream(g.seed, ofReturn, uint64(s.after.n)|1<<40)
	for i := range s.after.facts {
		f := &s.after.facts[i]
		if !f.isHub() && f.class.Hard() && d.chance(g.returnKept) {
			v := f.value
			if v.kind == entity.KindAddress {
				v.spelling = asIs
			}
			g.showAlways(s, v, f.class, f.role)
		}
	}
}

// compare puts facts in an order that does not tell who planted them.
func (f fact) compare(o fact) int {
	return cmp.Or(cmp.Compare(f.kind, o.kind), cmp.Compare(f.serial, o.serial), cmp.Compare(f.spelling, o.spelling),
		cmp.Compare(f.role, o.role), cmp.Compare(f.class, o.class), cmp.Compare(f.day, o.day))
}
