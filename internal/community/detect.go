package community

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Detect groups the members of g, which must be bipartite: members on one
// side, identifiers on the other. It fails when g breaks the rules of CSR or
// a parameter is out of range.
func Detect(g *CSR, p Params) (*Result, error) {
	if err := errors.Join(p.check(), g.Check(true)); err != nil {
		return nil, err
	}
	d := &detection{g: g, p: p, parts: split(g), population: max(p.Population, 1)}
	if p.Population == 0 {
		d.population = max(g.Members, 1)
	}
	d.logs = newLogs(d.largest())
	d.stats.Population = d.population
	d.stats.Components = d.parts.len()
	var groups [][]Group
	var types []TypeReport
	switch p.Objective {
	case Components:
		groups = d.components()
	default:
		if types = p.Tested; types == nil {
			types = d.test()
		}
		groups = d.grow(types)
	}
	return d.assemble(groups, types), nil
}

func (p *Params) check() error {
	if p.Objective > Components {
		return fmt.Errorf("community: unknown objective %d", p.Objective)
	}
	if p.Without > everyRule {
		return fmt.Errorf("community: without names rules that are not there")
	}
	if p.Population < 0 || p.Workers < 0 || p.SmallPopulation < 0 {
		return fmt.Errorf("community: negative population or workers")
	}
	for i, t := range p.Exclusive {
		if i > 0 && t <= p.Exclusive[i-1] {
			return fmt.Errorf("community: exclusive types are not ascending")
		}
	}
	if p.Tested != nil && !slices.EqualFunc(p.Tested, p.Exclusive, func(r TypeReport, t uint8) bool { return r.Type == t }) {
		return fmt.Errorf("community: what was tested are not the exclusive types")
	}
	if p.Objective != Ties {
		return nil
	}
	for _, v := range []struct {
		name       string
		value, top int
	}{
		{"alphaPPM", p.AlphaPPM, 999_999}, {"ordinaryPPM", p.OrdinaryPPM, 1_000_000}, {"exclusivePPM", p.ExclusivePPM, 1_000_000},
		{"unprovenPPM", p.UnprovenPPM, 1_000_000}, {"popularStep", p.PopularStep, 1 << 20}, {"balancePM", p.BalancePM, 1000},
		{"maxFanout", p.MaxFanout, 1 << 16}, {"earPasses", p.EarPasses, 1000}, {"earIdle", p.EarIdle, 1000},
		{"revokePPM", p.RevokePPM, 1_000_000}, {"revokeEvents", p.RevokeEvents, 1 << 30},
	} {
		if v.value < 1 || v.value > v.top {
			return fmt.Errorf("community: %s is %d, must be 1 to %d", v.name, v.value, v.top)
		}
	}
	return nil
}

// detection is one call of Detect.
type detection struct {
	g          *CSR
	p          Params
	parts      *parts
	population int
	logs       *logs
	stats      Stats
	proofs     []Proof
}

// largest returns the greatest number whose logarithm may be asked for, and
// notes the largest component.
func (d *detection) largest() int {
	n := d.p.PopularStep
	for v := d.g.Members; v < d.g.Nodes(); v++ {
		n = max(n, int(d.g.Degree(int32(v))))
	}
	for c := range d.parts.len() {
		nodes := d.parts.nodes[d.parts.start[c]:d.parts.start[c+1]]
		m, _ := slices.BinarySearch(nodes, int32(d.g.Members))
		d.stats.LargestComponent = max(d.stats.LargestComponent, m)
	}
	return max(n, d.stats.LargestComponent)
}

// worker is one goroutine's memory.
type worker struct {
	component component
	growth    growth
}

// each runs work on every component, the largest first, on as many workers as
// the parameters say. Which worker takes which decides nothing.
func (d *detection) each(work func(w *worker, n int32)) {
	workers := d.p.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	order := d.parts.bySize()
	var taken atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, len(order)) {
		wait.Go(func() {
			w := &worker{}
			for {
				k := int(taken.Add(1)) - 1
				if k >= len(order) {
					return
				}
				d.parts.load(order[k], &w.component)
				work(w, order[k])
			}
		})
	}
	wait.Wait()
}

// test grows everything once without exclusive types and lets the result
// testify on those that the parameters name.
func (d *detection) test() []TypeReport {
	var sum witnessing
	if len(d.p.Exclusive) > 0 {
		p := d.p
		p.OrdinaryPPM, p.ExclusivePPM = p.UnprovenPPM, p.UnprovenPPM
		r := newRule(p, d.logs, d.population, nil)
		heard := make([]witnessing, d.parts.len())
		rounds := make([]int, d.parts.len())
		d.each(func(w *worker, n int32) {
			w.growth.run(&w.component, r, d.g.TypeOf)
			heard[n] = w.growth.testify(d.p.Exclusive, d.g.TypeOf)
			rounds[n] = w.growth.rounds
		})
		for n := range heard {
			sum.add(heard[n])
			d.stats.Rounds += rounds[n]
		}
	}
	return sum.judge(d.p, d.population)
}

// grow grows the groups for good, with the exclusive types that held.
func (d *detection) grow(types []TypeReport) [][]Group {
	var granted []uint8
	for _, t := range types {
		if t.Grant != Revoked && !d.p.Without.Has(ExclusiveTypes) {
			granted = append(granted, t.Type)
		}
	}
	r := newRule(d.p, d.logs, d.population, granted)
	groups := make([][]Group, d.parts.len())
	rounds, merges := make([]int, d.parts.len()), make([]int, d.parts.len())
	if d.p.Prove {
		d.proofs = make([]Proof, d.parts.len())
	}
	d.each(func(w *worker, n int32) {
		if d.p.Prove {
			w.growth.proof = &d.proofs[n]
		}
		w.growth.run(&w.component, r, d.g.TypeOf)
		w.growth.settle()
		groups[n] = w.growth.emit()
		rounds[n], merges[n] = w.growth.rounds, w.growth.merges
	})
	for n := range rounds {
		d.stats.Rounds += rounds[n]
		d.stats.Merges += merges[n]
	}
	return groups
}

// run grows the groups of one component, a large one in the order of a walk.
// They can testify then; before they are emitted they must settle.
func (s *growth) run(c *component, r *rule, typeOf func(id int32) uint8) {
	if s.of, s.walked = c, nil; len(c.members) >= walkFrom {
		s.walked = walked(c)
	}
	s.grow(r, typeOf)
}

func (s *growth) grow(r *rule, typeOf func(id int32) uint8) {
	c := s.of
	s.rank = nil
	if s.walked != nil {
		c, s.rank = &s.walked.c, s.walked.memberAt
	}
	s.start(c, r, typeOf)
	s.merge()
	s.ears()
}

// settle tells what was grown in stable numbers, each group in the slot of its
// first member.
func (s *growth) settle() {
	s.writeSides()
	if s.walked != nil {
		s.restate(s.of, s.walked)
		return
	}
	s.canonical()
}

// assemble puts the groups of all components into one order.
func (d *detection) assemble(groups [][]Group, types []TypeReport) *Result {
	r := &Result{Of: make([]int32, d.g.Members), Types: types, Stats: d.stats, Proofs: d.proofs}
	r.Groups = slices.Concat(groups...)
	slices.SortFunc(r.Groups, func(a, b Group) int { return int(a.Members[0].Node - b.Members[0].Node) })
	for m := range r.Of {
		r.Of[m] = -1
	}
	for k := range r.Groups {
		for _, m := range r.Groups[k].Members {
			r.Of[m.Node] = int32(k)
		}
	}
	for k := range r.Groups {
		members := r.Groups[k].Members
		for j := range members {
			if members[j].Rival >= 0 {
				members[j].Rival = r.Of[members[j].Rival]
			}
		}
	}
	return r
}

// components reports every connected component of two members or more.
func (d *detection) components() [][]Group {
	groups := make([][]Group, d.parts.len())
	r := newRule(d.p, d.logs, d.population, d.p.Exclusive)
	d.each(func(w *worker, n int32) { groups[n] = whole(&w.component, r, d.g.TypeOf) })
	return groups
}

// whole reports a component as it is: its 2-core is the core, everyone else
// attached.
func whole(c *component, r *rule, typeOf func(id int32) uint8) []Group {
	e := newEmission(c, make([]bool, len(c.ids)), r, typeOf)
	e.doubtful = make([]bool, len(c.ids))
	for i, id := range c.ids {
		e.exclusive[i] = r.granted[typeOf(id)]
	}
	members := make([]int32, len(c.members))
	for m := range members {
		members[m], e.tier[m] = int32(m), Core
	}
	for _, m := range e.peel.run(members, twice, one) {
		e.tier[m] = Attached
	}
	g, ok := e.describe(&found{members: members})
	if !ok {
		g.Status = Candidate
	}
	return []Group{g}
}
