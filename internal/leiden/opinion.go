package leiden

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
)

// Verdict says how a group and the communities of another method agree.
type Verdict uint8

// The verdicts.
const (
	// NotAsked: no ring and no account group lies in the group's component.
	NotAsked Verdict = iota
	// Agrees: the members lie in one community and nobody else does. Attached
	// members may lie elsewhere.
	Agrees
	// Splits: the members lie in several communities.
	Splits
	// Joins: the members lie in one community, and others with them.
	Joins
)

var verdictNames = [...]string{"none", "agrees", "splits", "joins"}

func (v Verdict) String() string {
	if int(v) >= len(verdictNames) {
		return fmt.Sprintf("verdict(%d)", uint8(v))
	}
	return verdictNames[v]
}

// Opinion is what another method makes of a group of the tie rule.
type Opinion struct {
	Verdict Verdict
	// Parts are the sizes, in members of the group, of the parts into which
	// Splits cuts it, descending.
	Parts []int
	// Others is how many members of the graph that are not in the group lie in
	// the communities that its members lie in, and With the groups that they
	// are of, ascending.
	Others int
	With   []int32
}

// SecondOptions are those of the second opinion. Of what Leiden can do the
// cost per member is nearest to the tie rule, which asks evidence of each
// member and not of each pair: at a quarter of a link a member and bit a
// member of 6 to 94 must have two values in common with the rest, of fewer
// one, of more three. It weighs no kinds, knows no chance and tests no cut.
// Two iterations are what other programs make.
func SecondOptions(workers int) Options {
	return Options{Objective: MemberCost, Gamma: 250_000, Iterations: 2, Workers: workers}
}

// SecondOpinion compares the groups of r, found in g by the tie rule, with the
// communities of SecondOptions, and returns an opinion on each. Only
// components that hold a ring or an account group are looked at. Like the
// rule's, the answer on a group depends on nothing outside its component. The
// error is ErrTooFine or the context's.
func SecondOpinion(ctx context.Context, g *community.CSR, r *community.Result, workers int) ([]Opinion, error) {
	part, at := bearing(g, r)
	found, err := Detect(ctx, part, SecondOptions(workers))
	if err != nil {
		return nil, err
	}
	c := &comparison{r: r, of: found.Of, at: at, members: make([][]int32, found.Communities)}
	for v, p := range at[:g.Members] {
		if p >= 0 {
			k := found.Of[p]
			c.members[k] = append(c.members[k], int32(v))
		}
	}
	out := make([]Opinion, len(r.Groups))
	for k := range r.Groups {
		if at[r.Groups[k].Members[0].Node] >= 0 {
			out[k] = c.compare(int32(k))
		}
	}
	return out, nil
}

// comparison holds the communities beside the groups.
type comparison struct {
	r       *community.Result
	of      []int32   // community of each node of the part that was looked at
	at      []int32   // node of that part of each node of the whole, -1 for none
	members [][]int32 // of each community, by nodes of the whole
}

func (c *comparison) compare(k int32) Opinion {
	inside := make(map[int32]int) // by community
	for _, m := range held(&c.r.Groups[k]) {
		inside[c.of[c.at[m]]]++
	}
	var o Opinion
	for community, n := range inside {
		o.Parts = append(o.Parts, n)
		for _, m := range c.members[community] {
			if other := c.r.Of[m]; other != k {
				o.Others++
				if other >= 0 {
					o.With = append(o.With, other)
				}
			}
		}
	}
	slices.Sort(o.With)
	o.With = slices.Compact(o.With)
	slices.SortFunc(o.Parts, func(a, b int) int { return cmp.Compare(b, a) })
	switch {
	case len(o.Parts) > 1:
		o.Verdict = Splits
		return o
	case o.Others > 0:
		o.Verdict = Joins
	default:
		o.Verdict = Agrees
	}
	o.Parts = nil
	return o
}

// held lists the core members of a group, or all where there is no core.
func held(g *community.Group) []int32 {
	var core, all []int32
	for _, m := range g.Members {
		all = append(all, m.Node)
		if m.Tier == community.Core {
			core = append(core, m.Node)
		}
	}
	if len(core) == 0 {
		return all
	}
	return core
}

// bearing returns the components of g that hold a ring or an account group, as
// a graph whose nodes keep their order, and the place there of each node of g,
// -1 for none.
func bearing(g *community.CSR, r *community.Result) (part *community.CSR, at []int32) {
	at = make([]int32, g.Nodes())
	for v := range at {
		at[v] = -1
	}
	var queue []int32
	reach := func(v int32) {
		if at[v] < 0 {
			at[v] = 0
			queue = append(queue, v)
		}
	}
	for k := range r.Groups {
		if s := r.Groups[k].Status; s != community.Ring && s != community.AccountGroup {
			continue
		}
		for reach(r.Groups[k].Members[0].Node); len(queue) > 0; {
			v := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, w := range g.Row(v) {
				reach(w)
			}
		}
	}
	part = &community.CSR{Start: []int32{0}}
	for v := range int32(g.Nodes()) {
		if at[v] < 0 {
			continue
		}
		at[v] = int32(len(part.Start) - 1)
		part.Start = append(part.Start, part.Start[at[v]]+g.Degree(v))
		if int(v) < g.Members {
			part.Members++
		}
	}
	part.Adj = make([]int32, 0, part.Start[len(part.Start)-1])
	for v := range int32(g.Nodes()) {
		if at[v] < 0 {
			continue
		}
		for _, w := range g.Row(v) {
			part.Adj = append(part.Adj, at[w])
		}
	}
	return part, at
}
