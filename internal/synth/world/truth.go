package world

import (
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// id is an operation's name in the truth.
func (o *operation) id(b []byte) []byte {
	return strconv.AppendUint(append(append(b, o.kind.String()...), '-'), o.number, 10)
}

// writeTruth writes what only the evaluation may read.
func (b *block) writeTruth() {
	g := b.g
	why := make(map[*operation][]string) // of each member; looked up, never ranged over
	for i := range b.crews {
		if c := &b.crews[i]; c.ring() {
			why[c.operation] = findable(b.members(c.operation))
			if !g.graph {
				b.amount(c)
			}
		}
	}
	for _, s := range b.order {
		b.out[truthOperations].shop(s).plain(s.op.id(nil)).text(s.op.kind.String()).end()
		from, to := g.day(max(1, s.ours())), g.day(s.closed)
		b.out[truthLabels].shop(s).text(yes(s.illicit)).text(from).text(to).end()
		if s.illicit {
			b.out[truthStock].shop(s).share(s.stock).end()
		}
		if s.op.ring() {
			b.out[truthRings].shop(s).plain(s.op.id(nil)).text(s.role).text(from).text(to).text(s.op.template.String()).text(why[s.op][s.member]).end()
		}
	}
	for i := range b.crews {
		b.relations(&b.crews[i])
	}
	for _, f := range b.framings {
		b.out[truthVictims].shop(f.victim).plain(f.by.id(nil)).text(yes(f.by.framesPhone)).end()
		for _, s := range f.liars {
			b.link(s, f.victim, entity.KindAddress, "planted")
		}
	}
	for _, t := range b.accidents {
		b.link(t.a, t.b, t.kind, "accidental")
	}
	b.hubLinks()
}

func (b *block) link(x, y *shop, kind entity.Kind, why string) {
	b.out[truthLinks].shop(x).shop(y).text(strings.ToUpper(kind.String())).text(why).end()
}

// relations writes an operation's true links, and what else it has to do with
// shops and workshops.
func (b *block) relations(c *crew) {
	g := b.g
	if c.shops == nil {
		return
	}
	members := b.members(c.operation)
	if len(members) > 1 {
		for v, users := range sharers(members, func(v value) bool { return !v.isHub() }) {
			for i := 1; i < len(users); i++ { // a chain: all pairs would be quadratic
				b.link(&members[users[i-1]], &members[users[i]], v.kind, "genuine")
			}
		}
		if !c.kind.illicit() {
			b.out[truthClusters].plain(c.id(nil)).text(c.kind.String()).number(len(members)).end()
		}
	}
	for i, m := range c.back {
		old, next := &members[m], &members[c.size+i]
		b.out[truthReturns].shop(old).shop(next).text("same operator").number(next.opened - old.closed).text(yes(g.wrongDates(old))).end()
	}
	if c.kind == illicitRing && c.bought >= 0 {
		b.out[truthBought].shop(c.shops[c.bought]).plain(c.id(nil)).text(g.day(c.shops[c.bought].bought)).end()
	}
	if c.supplied != nil {
		other := operation{number: c.supplied.number, kind: illicitRing}
		b.out[truthSuppliers].text(string(g.text(nil, c.supplied.workshop()))).plain(c.id(nil)).plain(other.id(nil)).end()
	}
}

// amount writes what a ring is worth; nothing in the input sums to it.
func (b *block) amount(c *crew) {
	d := stream(b.g.seed, ofFunnel, c.number|1<<40)
	sales := b.g.ringValueMedian * lognormal(&d, b.g.ringValueSigma)
	b.out[truthAmounts].plain(c.id(nil)).money(sales).money(sales * (.2 + .3*d.unit())).money(sales * .5 * d.unit()).end()
}

// hubLinks writes the users of each hub within the block as a chain.
func (b *block) hubLinks() {
	last := map[value]*shop{} // looked up, never ranged over
	for _, s := range b.order {
		for i := range s.facts {
			if v := s.facts[i].same(); v.isHub() {
				v.spelling = asIs
				if before := last[v]; before != nil && before != s {
					b.link(before, s, v.kind, "hub")
				}
				last[v] = s
			}
		}
	}
}
