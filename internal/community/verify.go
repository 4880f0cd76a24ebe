package community

import (
	"fmt"
	"slices"
)

// Verify proves a result against its graph by a way of its own, plain and
// slow: groups are disjoint, ordered and connected; each core is the largest
// set whose members share two identifiers inside it; attached members are
// held as their mark says; bonds, cycle ranks and statuses are as defined. It
// returns the first breach, or nil.
func Verify(g *CSR, p Params, r *Result) error {
	v := &verifier{g: g, p: p, group: make([]int32, g.Members)}
	v.small = p.Objective == Ties && r.Stats.Population < p.SmallPopulation
	for _, t := range p.Exclusive {
		v.granted[t] = true
	}
	for _, t := range r.Types {
		v.granted[t.Type] = t.Grant != Revoked
	}
	if len(r.Of) != g.Members {
		return fmt.Errorf("verify: %d places for %d members", len(r.Of), g.Members)
	}
	first := int32(-1)
	for k := range r.Groups {
		if err := v.check(k, &r.Groups[k]); err != nil {
			return fmt.Errorf("verify: group %d: %w", k, err)
		}
		if r.Groups[k].Members[0].Node <= first {
			return fmt.Errorf("verify: group %d stands out of order", k)
		}
		first = r.Groups[k].Members[0].Node
	}
	for _, pair := range g.Apart {
		if k := r.Of[pair[0]]; p.Objective == Ties && k >= 0 && k == r.Of[pair[1]] {
			return fmt.Errorf("verify: group %d holds members %d and %d, which were set apart", k, pair[0], pair[1])
		}
	}
	for m, k := range r.Of {
		if v.group[m] != k+1 {
			return fmt.Errorf("verify: member %d is placed in group %d but listed elsewhere", m, k)
		}
	}
	return nil
}

type verifier struct {
	g       *CSR
	p       Params
	granted [256]bool
	small   bool
	group   []int32 // of each member met so far, plus one
}

func (v *verifier) check(k int, g *Group) error {
	if len(g.Members) < 2 {
		return fmt.Errorf("%d members", len(g.Members))
	}
	holders := make(map[int32][]int32)
	last := int32(-1)
	for _, m := range g.Members {
		if m.Node <= last || int(m.Node) >= v.g.Members {
			return fmt.Errorf("member %d stands out of order", m.Node)
		}
		last = m.Node
		if o := v.group[m.Node]; o > 0 {
			return fmt.Errorf("member %d is in group %d too", m.Node, o-1)
		}
		v.group[m.Node] = int32(k) + 1
		for _, i := range v.g.Row(m.Node) {
			holders[i] = append(holders[i], m.Node)
		}
	}
	if err := v.bonds(g, holders); err != nil {
		return err
	}
	if err := connected(g); err != nil {
		return err
	}
	if err := v.tiers(g); err != nil {
		return err
	}
	return v.status(g)
}

func (v *verifier) bond(i int32, n int) bool {
	t := v.g.TypeOf(i)
	sterner := v.small || v.p.Objective == Ties && (slices.Contains(v.p.Doubtful, t) || slices.Contains(v.p.Lent, t))
	return n >= 2 && (!sterner || 2*n >= int(v.g.Degree(i)))
}

// bonds checks what holds the group, and what each member shares.
func (v *verifier) bonds(g *Group, holders map[int32][]int32) error {
	shared, links, last := 0, 0, int32(-1)
	for i, h := range holders {
		if v.bond(i, len(h)) {
			shared++
			links += len(h)
		}
	}
	if shared != len(g.Bonds) {
		return fmt.Errorf("%d bonds, but %d identifiers are shared", len(g.Bonds), shared)
	}
	for _, b := range g.Bonds {
		exclusive := v.granted[v.g.TypeOf(b.Identifier)] && int(v.g.Degree(b.Identifier)) == len(b.Holders)+v.disputed(&b)
		if b.Identifier <= last || !slices.Equal(b.Holders, holders[b.Identifier]) || b.Users != v.g.Degree(b.Identifier) || b.Exclusive != exclusive {
			return fmt.Errorf("bond %d is not as the graph has it", b.Identifier)
		}
		last = b.Identifier
	}
	for _, m := range g.Members {
		var own []int32
		for _, i := range v.g.Row(m.Node) {
			if v.bond(i, len(holders[i])) {
				own = append(own, i)
			}
		}
		if !slices.Equal(own, m.Shared) {
			return fmt.Errorf("member %d shares other identifiers than it lists", m.Node)
		}
	}
	if rank := links - len(g.Members) - shared + 1; rank != g.CycleRank {
		return fmt.Errorf("cycle rank is %d, not %d", rank, g.CycleRank)
	}
	return nil
}

// disputed counts the users of a bond outside that a person set apart from
// another of its users.
func (v *verifier) disputed(b *Bond) (n int) {
	if v.p.Objective != Ties {
		return 0
	}
	users := v.g.Row(b.Identifier)
	for _, m := range users {
		for _, pair := range v.g.Apart {
			if slices.Contains(pair[:], m) && slices.Contains(users, pair[0]) && slices.Contains(users, pair[1]) && !slices.Contains(b.Holders, m) {
				n++
				break
			}
		}
	}
	return n
}

// connected floods the group along its bonds.
func connected(g *Group) error {
	reached := map[int32]bool{g.Members[0].Node: true}
	for grown := true; grown; {
		grown = false
		for _, b := range g.Bonds {
			if !slices.ContainsFunc(b.Holders, func(m int32) bool { return reached[m] }) {
				continue
			}
			for _, m := range b.Holders {
				grown = grown || !reached[m]
				reached[m] = true
			}
		}
	}
	if len(reached) != len(g.Members) {
		return fmt.Errorf("only %d of %d members are connected", len(reached), len(g.Members))
	}
	return nil
}

// tiers compares the core with the 2-core found anew.
func (v *verifier) tiers(g *Group) error {
	in := v.core(g, true)
	if v.thin(g) {
		in = v.core(g, false)
	}
	count := counting(in)
	for _, m := range g.Members {
		if in[m.Node] != (m.Tier == Core) {
			return fmt.Errorf("member %d is %s against the 2-core", m.Node, m.Tier)
		}
		if m.Tier == Attached && v.p.Objective == Ties && !v.attached(g, m, count) {
			return fmt.Errorf("nothing attaches member %d", m.Node)
		}
	}
	return nil
}

// attached checks an attached member's hold. count counts core members.
func (v *verifier) attached(g *Group, m Member, count func([]int32) int) bool {
	return slices.ContainsFunc(g.Bonds, func(b Bond) bool {
		if !slices.Contains(b.Holders, m.Node) {
			return false
		}
		if !m.ByAccountOnly && slices.Contains(v.p.Lent, v.g.TypeOf(b.Identifier)) {
			return false
		}
		if m.ByAccountOnly {
			nearly := g.Status == Candidate && v.granted[v.g.TypeOf(b.Identifier)] && 2*len(b.Holders) >= int(b.Users)
			return b.Exclusive || nearly
		}
		return count(b.Holders) >= 2 && 2*len(b.Holders) >= int(b.Users)
	})
}

// core peels the members that were not merely attached by an ordinary
// identifier, again and again. A strict core takes no place and telephone of
// one service for two identifiers.
func (v *verifier) core(g *Group, strict bool) map[int32]bool {
	in := make(map[int32]bool)
	for _, m := range g.Members {
		in[m.Node] = m.Tier == Core || m.ByAccountOnly || v.p.Objective == Components
	}
	count := counting(in)
	for peeled := true; peeled; {
		peeled = false
		held := make(map[int32][]uint8) // types of the identifiers that hold each member
		for _, b := range g.Bonds {
			if v.bond(b.Identifier, count(b.Holders)) {
				for _, m := range b.Holders {
					held[m] = append(held[m], v.g.TypeOf(b.Identifier))
				}
			}
		}
		for _, m := range g.Members {
			if in[m.Node] && (len(held[m.Node]) < 2 || strict && v.lent(held[m.Node])) {
				in[m.Node], peeled = false, true
			}
		}
	}
	return in
}

// counting returns what counts those of a list that are in.
func counting(in map[int32]bool) func([]int32) int {
	return func(holders []int32) (n int) {
		for _, m := range holders {
			if in[m] {
				n++
			}
		}
		return n
	}
}

// lent reports whether all of the types are of those that services lend, and
// no two of them the same.
func (v *verifier) lent(types []uint8) bool {
	met := make(map[uint8]bool)
	for _, t := range types {
		if v.p.Objective != Ties || met[t] || !slices.Contains(v.p.Lent, t) {
			return false
		}
		met[t] = true
	}
	return true
}

// thin reports whether one service may be all that holds a group.
func (v *verifier) thin(g *Group) bool {
	for m, in := range v.core(g, true) {
		if in || v.byAccount(g, m) {
			return false
		}
	}
	return true
}

func (v *verifier) byAccount(g *Group, m int32) bool {
	at, ok := slices.BinarySearchFunc(g.Members, m, func(x Member, m int32) int { return int(x.Node - m) })
	return ok && g.Members[at].ByAccountOnly
}

func (v *verifier) status(g *Group) error {
	on := make(map[int32]bool)
	for _, b := range g.Bonds {
		for _, m := range b.Holders {
			on[m] = on[m] || b.Exclusive
		}
	}
	exclusive, some := true, false
	for _, m := range g.Members {
		exclusive, some = exclusive && on[m.Node], some || on[m.Node]
	}
	n := len(g.Members)
	coreless := !slices.ContainsFunc(g.Members, func(m Member) bool { return m.Tier == Core })
	attached := 0
	for _, m := range g.Members {
		if m.Tier == Attached && !m.ByAccountOnly {
			attached++
		}
	}
	thin := v.thin(g) || v.small && !some && len(g.Bonds) < 3 || v.p.Objective == Ties && 2*attached > n
	ok := false
	switch g.Status {
	case Ring:
		ok = n >= 3 && g.CycleRank >= 1 && !thin
	case AccountGroup:
		ok = n >= 4 && g.CycleRank == 0 && exclusive
	case Candidate:
		ok = n >= 3 && (g.CycleRank == 0 && (n == 3 || !exclusive) || thin || coreless && g.CycleRank >= 1) || v.p.Objective == Components && n == 2
	case Pair:
		ok = n == 2 && exclusive
	}
	if !ok {
		return fmt.Errorf("%d members of cycle rank %d are no %s", n, g.CycleRank, g.Status)
	}
	if w := g.Weakest; w != nil && (w.Bits < w.Needed || len(w.Identifiers) == 0 || w.SizeA < w.SizeB || w.SizeB < 1) {
		return fmt.Errorf("its weakest tie falls short")
	}
	return v.outside(g)
}

// outside checks what is said of the two cells, and of the tie that was
// refused.
func (v *verifier) outside(g *Group) error {
	in := func(m int32) bool {
		_, ok := slices.BinarySearchFunc(g.Members, m, func(x Member, m int32) int { return int(x.Node - m) })
		return ok
	}
	if w := g.Weakest; w != nil {
		cells := slices.Concat(w.A, w.B)
		slices.Sort(cells)
		if len(w.A) > w.SizeA || len(w.B) > w.SizeB || len(slices.Compact(cells)) != len(w.A)+len(w.B) ||
			slices.ContainsFunc(cells, func(m int32) bool { return !in(m) }) {
			return fmt.Errorf("the cells of its weakest tie are no two parts of it")
		}
	}
	t := g.Refused
	if t == nil {
		return nil
	}
	crosses := func(i int32) bool { return slices.ContainsFunc(v.g.Row(i), in) && len(v.g.Row(i)) >= 2 }
	if t.Why == 0 || in(t.With) || len(t.Identifiers) == 0 || t.Size < 1 || t.WithSize < 1 || !slices.IsSorted(t.Identifiers) ||
		slices.ContainsFunc(t.Identifiers, func(i int32) bool { return !crosses(i) }) {
		return fmt.Errorf("its refused tie is with nobody")
	}
	if enough := t.Bits >= t.Needed; enough == (t.Why == OneOnly || t.Why == TooLittle) && t.Why != SetApart {
		return fmt.Errorf("its refused tie has %d of %d and is refused for %s", t.Bits, t.Needed, t.Why)
	}
	return nil
}
