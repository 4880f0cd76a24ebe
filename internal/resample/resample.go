// Package resample asks how firmly the members of a group are held: it hides
// some of the identifiers, finds the groups again, and counts how often each
// member stays with its group.
//
// What bites: the count is about the evidence, not about the storefront. A
// member on two identifiers stays less often than one on six, whether both are
// guilty or neither is; and a count depends on the share that is hidden, so
// figures of different shares are not to be compared.
//
// Identifiers are hidden, not drawn with repeats as in the bootstrap of B. Efron:
// one that was drawn twice would corroborate itself. Links stay whole, because
// the links of one identifier are wrong together: a depot, a recycled number.
package resample

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/dice"
)

// Params says how often and how much is hidden.
type Params struct {
	Trials int
	// HidePM is the share of identifiers hidden in each trial, in thousandths.
	HidePM int
	Seed   uint64
	// Workers bounds the goroutines, 0 for one per processor; it never changes
	// a count.
	Workers int
}

// Count returns, for each group of r and in the order of its members, in how
// many trials the member stayed: it was in the group of the trial that held most
// of the group's core (of all members, where there is no core), the first such
// group of equals. p must be what r was found with; key gives each identifier's
// node a number that does not depend on the rest of the data, equal for nodes
// that are to be hidden together. Only components that bear groups are looked
// at, and of those only the ones that are not in known, which may be nil; now
// holds all of them, for the next time. Population, and what the data said of the
// exclusive types, are those of r.
func Count(ctx context.Context, g *community.CSR, p community.Params, r *community.Result, key func(node int32) uint64, q Params, known Known) (counts [][]int, now Known, err error) {
	if q.Trials < 0 || q.HidePM < 0 || q.HidePM > 1000 || q.Workers < 0 {
		return nil, nil, fmt.Errorf("resample: %d trials hiding %d of a thousand", q.Trials, q.HidePM)
	}
	p.Tested, p.Population, p.Workers = r.Types, r.Stats.Population, 1
	t := &trials{r: r, g: g, seed: q.Seed, hidden: threshold(q.HidePM)}
	all, err := t.choose(p, key, q, known)
	if err != nil {
		return nil, nil, err
	}
	if counts, err = t.run(ctx, p, q); err != nil {
		return nil, nil, err
	}
	now = make(Known, len(all))
	for i := range all {
		c := &all[i]
		if old := known[c.content]; fits(old, c, r, q.Trials) {
			for n, k := range c.groups {
				counts[k] = old[n]
			}
		}
		if _, twin := now[c.content]; twin {
			continue
		}
		for _, k := range c.groups {
			now[c.content] = append(now[c.content], counts[k])
		}
	}
	return counts, now, nil
}

// threshold is the number below which an identifier's own is hidden.
func threshold(pm int) uint64 {
	if pm == 1000 {
		return math.MaxUint64
	}
	return uint64(pm) * (math.MaxUint64 / 1000)
}

// trials holds what all trials read: the components to be tried, with members
// and identifiers numbered anew, in the same order.
type trials struct {
	r       *community.Result
	groups  []int32 // of those components, ascending
	members []int32 // nodes of the whole graph
	ids     []int32
	local   []int32 // of each node of the whole graph, members and identifiers each from 0; -1 where it is left out
	g       *community.CSR
	apart   [][2]int32
	keys    []uint64 // of each identifier
	hidden  uint64   // an identifier whose number is below is hidden
	seed    uint64
}

// choose takes in the components that bear groups and whose counts are not known,
// and returns all that bear groups.
func (t *trials) choose(p community.Params, key func(int32) uint64, q Params, known Known) ([]part, error) {
	names, err := newNaming(t.g, p, t.r, key, q)
	if err != nil {
		return nil, err
	}
	all := parts(t.g, t.r)
	apart := apartBy(t.g, all)
	t.local = make([]int32, t.g.Nodes())
	for v := range t.local {
		t.local[v] = -1
	}
	for i := range all {
		c := &all[i]
		c.content = names.name(c, apart[i])
		if !fits(known[c.content], c, t.r, q.Trials) {
			t.groups = append(t.groups, c.groups...)
			t.members = append(t.members, c.members...)
			t.ids = append(t.ids, c.ids...)
			t.apart = append(t.apart, apart[i]...)
		}
	}
	slices.Sort(t.groups)
	slices.Sort(t.members)
	slices.Sort(t.ids)
	for i, m := range t.members {
		t.local[m] = int32(i)
	}
	for i, v := range t.ids {
		t.local[v] = int32(i)
		t.keys = append(t.keys, key(v))
	}
	for k, pair := range t.apart {
		t.apart[k] = [2]int32{t.local[pair[0]], t.local[pair[1]]}
	}
	slices.SortFunc(t.apart, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	return all, nil
}

// apartBy sorts the pairs set apart by component; pairs of two components are
// apart already.
func apartBy(g *community.CSR, all []part) [][][2]int32 {
	out := make([][][2]int32, len(all))
	if len(g.Apart) == 0 {
		return out
	}
	of := make(map[int32]int)
	for i := range all {
		for _, m := range all[i].members {
			of[m] = i + 1
		}
	}
	for _, pair := range g.Apart {
		if i := of[pair[0]]; i > 0 && i == of[pair[1]] {
			out[i-1] = append(out[i-1], pair)
		}
	}
	return out
}

// run makes the trials.
func (t *trials) run(ctx context.Context, p community.Params, q Params) ([][]int, error) {
	if len(t.groups) == 0 {
		return t.zero(), ctx.Err()
	}
	workers := q.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	kept := make([][][]int, min(workers, q.Trials))
	failed := make([]error, len(kept))
	var taken atomic.Int64
	var wait sync.WaitGroup
	for w := range kept {
		kept[w] = t.zero()
		wait.Go(func() {
			for n := int(taken.Add(1)) - 1; n < q.Trials && ctx.Err() == nil && failed[w] == nil; n = int(taken.Add(1)) - 1 {
				failed[w] = t.try(n, p, kept[w])
			}
		})
	}
	wait.Wait()
	for _, err := range append(failed, ctx.Err()) {
		if err != nil {
			return nil, err
		}
	}
	sum := t.zero()
	for _, counts := range kept {
		for k := range counts {
			for j, n := range counts[k] {
				sum[k][j] += n
			}
		}
	}
	return sum, nil
}

func (t *trials) zero() [][]int {
	out := make([][]int, len(t.r.Groups))
	for k := range out {
		out[k] = make([]int, len(t.r.Groups[k].Members))
	}
	return out
}

// try makes one trial and adds to kept who stayed.
func (t *trials) try(n int, p community.Params, kept [][]int) error {
	found, err := community.Detect(t.without(n), p)
	if err != nil {
		return err
	}
	overlap := make(map[int32]int)
	for _, k := range t.groups {
		members := t.r.Groups[k].Members
		at := t.match(members, found, overlap)
		for j, m := range members {
			if at >= 0 && found.Of[t.local[m.Node]] == at {
				kept[k][j]++
			}
		}
	}
	return nil
}

// without returns the graph of trial n.
func (t *trials) without(n int) *community.CSR {
	place := make([]int32, len(t.ids)) // among those that are not hidden, -1 for hidden
	types := make([]uint8, 0, len(t.ids))
	trial := dice.Mix(t.seed) + uint64(n+1)*dice.Step
	for i, v := range t.ids {
		place[i] = -1
		if dice.Mix(trial^dice.Mix(t.keys[i])) >= t.hidden {
			place[i] = int32(len(types))
			types = append(types, t.g.TypeOf(v))
		}
	}
	var links []community.Link
	for i, m := range t.members {
		for _, v := range t.g.Row(m) {
			if at := place[t.local[v]]; at >= 0 {
				links = append(links, community.Link{Member: int32(i), Identifier: at})
			}
		}
	}
	out := community.Bipartite(len(t.members), len(types), links, types)
	out.Apart = t.apart
	return out
}

// match returns the group of a trial that holds most of the core, -1 for none.
// overlap is scratch, empty before and after.
func (t *trials) match(members []community.Member, found *community.Result, overlap map[int32]int) int32 {
	core := slices.ContainsFunc(members, func(m community.Member) bool { return m.Tier == community.Core })
	for _, m := range members {
		if k := found.Of[t.local[m.Node]]; k >= 0 && (!core || m.Tier == community.Core) {
			overlap[k]++
		}
	}
	best, most := int32(-1), 0
	for k, n := range overlap {
		if c := cmp.Compare(n, most); c > 0 || c == 0 && k < best {
			best, most = k, n
		}
	}
	clear(overlap)
	return best
}
