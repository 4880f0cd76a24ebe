package world

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/dice"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// The second generator: a planted bipartite graph in the manner of Lancichinetti,
// Fortunato and Radicchi (2008). It knows no trade: storefronts have a degree
// and communities a size by power laws, a community owns values in proportion
// to its size, and a share mu of all links leads elsewhere. What we tune on the
// worlds of trades is graded on it, so that not everything is of our own hand.

// community plans a group of storefronts, or one that belongs to nobody.
func (p *planner) community() operation {
	g := p.g
	o := operation{number: p.next, first: p.shops, size: 1, bought: -1}
	p.next++
	inside := g.graphCommunities / g.communitySizes.mean()
	if fraction(g.kindPhase, kindStep, int(o.number)) < inside/(inside+1-g.graphCommunities) {
		o.size = g.communitySizes.at(fraction(g.ringPhase, sizeStep, p.big))
	}
	if o.size > 1 && o.size <= int(p.limit-p.shops) {
		o.kind = illicitRing
		p.big++
	} else {
		o.size = 1
	}
	p.shops += uint32(o.size)
	return o
}

// buildGraph gives every storefront of a block its links and writes them, as one
// links.csv, with the truth.
func (g *generator) buildGraph(ops []operation, out *output) *output {
	b := &block{g: g, ops: ops, out: out}
	for i := range ops {
		b.crews = append(b.crews, crew{operation: &ops[i], g: g})
		for m := range ops[i].size {
			n := ops[i].first + uint32(m)
			b.shops = append(b.shops, shop{n: n, code: g.scramble(n, serialBits-slotBits, 0), op: &ops[i], member: m, illicit: ops[i].kind.illicit(), role: "member"})
		}
	}
	for i := range b.crews {
		b.wire(&b.crews[i])
	}
	for i := range b.shops {
		slices.SortFunc(b.shops[i].facts, fact.compare)
		b.order = append(b.order, &b.shops[i])
	}
	slices.SortFunc(b.order, func(x, y *shop) int { return cmp.Compare(x.code, y.code) })
	for _, s := range b.order {
		out.storefront(s)
		for i := range s.facts {
			b.plainLink(s, i)
		}
	}
	b.writeTruth()
	return out
}

// wire draws the links of one community or lone storefront.
func (b *block) wire(c *crew) {
	g := b.g
	pool := max(1, int(g.graphPool*float64(c.size)+.5))
	members := b.members(c.operation)
	for i := range members {
		s := &members[i]
		d := stream(g.seed, ofGraph, uint64(s.n))
		for slot := range g.graphDegrees.at(d.unit()) {
			var v value
			switch {
			case d.chance(g.graphMixing):
				v = b.elsewhere(&d)
			case c.size > 1:
				v = g.plain(c.first, d.below(pool))
			default:
				v = g.named(s.n, slot%sharedSlot)
			}
			if slices.ContainsFunc(s.facts, func(f fact) bool { return f.value == v }) {
				continue
			}
			class := entity.ClassObserved
			if d.chance(.1) {
				class = entity.ClassDeclared
			}
			s.facts = append(s.facts, fact{value: v, class: class, day: 1 + d.below(days-1)})
		}
	}
}

// elsewhere is a value of another group: a popular one, or anybody's.
func (b *block) elsewhere(d *draw) value {
	g := b.g
	if d.chance(.5) {
		return g.named(hubOwner(g.popularity.at(d.unit())-1), 0)
	}
	o := &b.ops[d.below(len(b.ops))]
	if o.size > 1 {
		return g.plain(o.first, d.below(max(1, int(g.graphPool*float64(o.size)+.5))))
	}
	return g.named(o.first, 0)
}

// plain is the j-th value of a community.
func (g *generator) plain(first uint32, j int) value {
	return g.named(first+uint32(j/sharedSlot), sharedSlot+j%sharedSlot)
}

// named gives a serial its kind, which says nothing else.
func (g *generator) named(owner uint32, slot int) value {
	kinds := [...]entity.Kind{
		entity.KindPaymentAccount, entity.KindPaymentAccount, entity.KindAddress, entity.KindAddress, entity.KindEmail,
		entity.KindDevice, entity.KindImageHash, entity.KindHandle,
	}
	kind := kinds[dice.Mix(g.scrambleKey^uint64(owner)<<8^uint64(slot))%uint64(len(kinds))]
	if owner > mostShops { // who would have a payment account of thousands
		kind = entity.KindAddress
	}
	return mint(kind, owner, slot, 0)
}

// storefront says no more than that the shop is there.
func (o *output) storefront(s *shop) {
	out := &o[sheetStorefronts]
	out.text("graph").id("sf", s.code, 0).text(platforms[s.platform])
	out.b = append(digits(append(out.b, 's'), uint64(s.code), 8), ',')
	out.text("").text("").text("").text("").text("").text("").text("").end()
}

// plainLink writes one link, of whatever kind.
func (b *block) plainLink(s *shop, i int) {
	g, f, out := b.g, &s.facts[i], &b.out[sheetLinks]
	out.shop(s).text(strings.ToUpper(f.kind.String()))
	if f.kind == entity.KindPaymentAccount {
		scheme, number := g.account(f.value)
		out.b = append(append(out.b, scheme...), ':')
		out.plain(number)
	} else {
		out.text(string(g.text(nil, f.value)))
	}
	out.text(f.class.String()).text(g.day(f.day)).text("graph").id("gr", s.code, i).end()
}
