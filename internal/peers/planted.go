package main

import (
	"context"
	"math"
	"slices"
	"sort"

	"github.com/ringtrace/ringtrace/internal/dice"
)

// The shape of the planted graph. The shares are those of the benchmark of the
// notes (peers-measured, section 1); the generator is our own.
const (
	plantedRingShare = .25 // of the storefronts are in rings
	plantedOutside   = .10 // of the storefronts carry a value of somebody else
	leastHub         = 1000
	mostHub          = 100_000
)

// plantedGraph plants rings of 3 to 40 among small honest sellers of 1 to 8,
// with hubs of up to a tenth of all storefronts. Numbers and order of links
// carry nothing of it.
func plantedGraph(_ context.Context, w *workshop, o options) (*graph, error) {
	p := &planting{dice: dice.From(dice.Mix(o.seed)), g: &graph{name: "planted rings", storefronts: o.storefronts}}
	p.plant(powers(3, 40, 1.8), int(plantedRingShare*float64(o.storefronts)), .8, 4, true)
	p.plant(powers(1, 8, .6), o.storefronts, .75, 5, false)
	p.coincide()
	p.hubs()
	p.shuffle()
	return p.g, p.g.write(w.dir)
}

type planting struct {
	dice dice.Stream
	g    *graph
	own  int // values of groups; hubs come after them
	next int32
}

// chance draws from [0, 1).
func (p *planting) chance() float64 { return float64(p.dice.Next()>>11) / (1 << 53) }

// powers is the distribution function of a power law on low..high.
func powers(low, high int, exponent float64) func(u float64) int {
	var sum float64
	upTo := make([]float64, 0, high-low+1)
	for s := low; s <= high; s++ {
		sum += math.Pow(float64(s), -exponent)
		upTo = append(upTo, sum)
	}
	return func(u float64) int { return low + sort.SearchFloat64s(upTo[:len(upTo)-1], u*sum) }
}

// plant adds groups until there are enough storefronts. A group of s owns
// about pool times s values, of which each member draws two to most.
func (p *planting) plant(size func(float64) int, until int, pool float64, most int, ring bool) {
	for len(p.g.operation) < until {
		s := min(size(p.chance()), until-len(p.g.operation))
		values := max(1, int(math.Round(pool*float64(s))))
		if ring {
			values = max(2, values)
		}
		for range s {
			shop := uint32(len(p.g.operation))
			for range 2 + p.dice.Below(uint64(most-1)) {
				p.join(shop, p.own+int(p.dice.Below(uint64(values))))
			}
			p.g.operation, p.g.ring = append(p.g.operation, p.next), append(p.g.ring, ring && s > 2)
		}
		p.own += values
		p.next++
	}
}

func (p *planting) join(shop uint32, value int) {
	p.g.links = append(p.g.links, link{shop, uint32(p.g.storefronts + value)})
}

// coincide gives some storefronts a value of somebody else.
func (p *planting) coincide() {
	for shop := range uint32(p.g.storefronts) {
		if p.chance() < plantedOutside {
			p.join(shop, int(p.dice.Below(uint64(p.own))))
		}
	}
}

// hubs adds values with top/1, top/2, top/3 ... users, down to a thousand, once
// for each million storefronts.
func (p *planting) hubs() {
	top := min(mostHub, p.g.storefronts/10)
	value := p.own
	for range max(1, p.g.storefronts/1_000_000) {
		for k := 1; top/k >= leastHub; k++ {
			for range top / k {
				p.join(uint32(p.dice.Below(uint64(p.g.storefronts))), value)
			}
			value++
		}
	}
	kinds := [...]string{"account", "contact", "address"}
	for range value {
		p.g.kinds = append(p.g.kinds, kinds[p.dice.Below(uint64(len(kinds)))])
	}
}

// shuffle drops doubled links, renumbers both sides and mixes the links.
func (p *planting) shuffle() {
	g := p.g
	slices.SortFunc(g.links, func(a, b link) int {
		return int(int64(a.storefront)<<32|int64(a.identifier)) - int(int64(b.storefront)<<32|int64(b.identifier))
	})
	g.links = slices.Compact(g.links)
	shops, values := p.permutation(g.storefronts), p.permutation(len(g.kinds))
	for i, l := range g.links {
		g.links[i] = link{shops[l.storefront], uint32(g.storefronts) + values[int(l.identifier)-g.storefronts]}
	}
	operation, ring := slices.Clone(g.operation), slices.Clone(g.ring)
	for old, now := range shops {
		g.operation[now], g.ring[now] = operation[old], ring[old]
	}
	for i := len(g.links) - 1; i > 0; i-- {
		j := p.dice.Below(uint64(i + 1))
		g.links[i], g.links[j] = g.links[j], g.links[i]
	}
}

// permutation is a random order of 0..n-1 (Fisher and Yates; Durstenfeld 1964).
func (p *planting) permutation(n int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		j := p.dice.Below(uint64(i + 1))
		out[i] = out[j]
		out[j] = uint32(i)
	}
	return out
}
