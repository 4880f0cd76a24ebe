package community

import (
	"fmt"
	"slices"
)

// VerifyTies repeats how the groups of a result came about, plainly and
// slowly, and proves each step by the rule as it is written: twins carry the
// same and would join if they were two; every merge was admissible when it was
// made; no admissible pair was left whenever merging ended, before lone members
// entered and after they had (when some have left again one may be: the rule
// looks no further, and says of such a tie that it came too late); those who
// left, and nobody else of those who had entered, hung on too little. What is
// reported must lie within the groups that come of it, and the weakest ties be
// those that were met. It needs a result of Params.Prove and returns the first
// breach, or nil.
func VerifyTies(g *CSR, p Params, r *Result) error {
	if p.Objective != Ties || p.Without != 0 {
		return fmt.Errorf("verify ties: only whole runs of the tie rule have a proof")
	}
	v := newReplay(g, p, r)
	for k := range r.Proofs {
		if err := v.component(&r.Proofs[k]); err != nil {
			return fmt.Errorf("verify ties: the component of member %d: %w", r.Proofs[k].Member, err)
		}
	}
	for k := range r.Groups {
		if err := v.reported(&r.Groups[k]); err != nil {
			return fmt.Errorf("verify ties: group %d: %w", k, err)
		}
	}
	return nil
}

// replay is the state of the groups while their proofs are repeated. A group
// is named by one of its members.
type replay struct {
	g       *CSR
	rule    *rule
	of      []int32   // of each member: its group
	list    [][]int32 // members of each group, by its name
	weakest []Bits    // of each group: the least merge that built it, none for never
	proved  []bool    // of each member: in a component that had its proof
	parts   []int32   // members of the component at hand
	apart   [][2]int32
	entered []int32
}

const never Bits = -1

func newReplay(g *CSR, p Params, r *Result) *replay {
	limit, population := max(p.PopularStep, g.Members), p.Population
	for v := g.Members; v < g.Nodes(); v++ {
		limit = max(limit, int(g.Degree(int32(v))))
	}
	if population == 0 {
		population = g.Members
	}
	var granted []uint8
	for _, t := range r.Types {
		if t.Grant != Revoked {
			granted = append(granted, t.Type)
		}
	}
	v := &replay{g: g, rule: newRule(p, newLogs(limit), max(population, 1), granted)}
	v.of, v.list, v.weakest = make([]int32, g.Members), make([][]int32, g.Members), make([]Bits, g.Members)
	v.proved = make([]bool, g.Members)
	for m := range v.of {
		v.of[m], v.list[m], v.weakest[m] = int32(m), []int32{int32(m)}, never
	}
	return v
}

// component repeats one proof.
func (v *replay) component(proof *Proof) error {
	if proof.Member < 0 || int(proof.Member) >= v.g.Members || v.proved[proof.Member] {
		return fmt.Errorf("it has another proof, or none")
	}
	v.flood(proof.Member)
	before, provisional := Moved(0), false
	for k, step := range proof.Steps {
		due := step.What == Twinned && k == 0 || step.What == Merged && before != 0 && before != Left ||
			step.What == Entered && before != 0 && !provisional || step.What == Left && provisional
		if !due {
			return fmt.Errorf("step %d comes out of turn", k)
		}
		if err := v.step(&step); err != nil {
			return fmt.Errorf("step %d: %w", k, err)
		}
		before, provisional = step.What, step.What == Entered || provisional && step.What != Left
		if goesOn := k+1 < len(proof.Steps) && proof.Steps[k+1].What == Merged; step.What != Left && !goesOn {
			if err := v.quiet(); err != nil {
				return fmt.Errorf("after step %d: %w", k, err)
			}
		}
	}
	if before == 0 || provisional {
		return fmt.Errorf("its proof has no end")
	}
	return nil
}

// flood lists the members of the component of one, and the words on two of
// them: those that are apart already need none.
func (v *replay) flood(from int32) {
	v.parts, v.proved[from] = append(v.parts[:0], from), true
	met := make(map[int32]bool)
	for k := 0; k < len(v.parts); k++ {
		for _, i := range v.g.Row(v.parts[k]) {
			if met[i] {
				continue
			}
			met[i] = true
			for _, m := range v.g.Row(i) {
				if !v.proved[m] {
					v.proved[m] = true
					v.parts = append(v.parts, m)
				}
			}
		}
	}
	slices.Sort(v.parts)
	v.apart = v.apart[:0]
	for _, p := range v.g.Apart {
		_, one := slices.BinarySearch(v.parts, p[0])
		_, other := slices.BinarySearch(v.parts, p[1])
		if one && other {
			v.apart = append(v.apart, p)
		}
	}
}

func (v *replay) step(s *Step) error {
	for _, p := range s.Pairs {
		for _, m := range p {
			if _, known := slices.BinarySearch(v.parts, m); !known {
				return fmt.Errorf("member %d is not of the component", m)
			}
		}
	}
	switch s.What {
	case Twinned:
		return v.twins(s.Pairs)
	case Merged:
		return v.merge(s.Pairs)
	case Entered:
		return v.enter(s.Pairs)
	}
	return v.leave(s.Pairs)
}

// join puts the group of b into that of a.
func (v *replay) join(a, b int32) {
	a, b = v.of[a], v.of[b]
	for _, m := range v.list[b] {
		v.of[m] = a
	}
	v.list[a] = append(v.list[a], v.list[b]...)
	v.list[b] = nil
}

// least returns the lesser of two amounts of evidence, where there are any.
func least(a, b Bits) Bits {
	if a == never || b == never {
		return max(a, b)
	}
	return min(a, b)
}

func (v *replay) twins(pairs [][2]int32) error {
	for _, p := range pairs {
		m, first := p[0], p[1]
		if m == first || len(v.list[v.of[m]]) != 1 || !slices.Equal(v.g.Row(m), v.g.Row(first)) || v.named(m) || v.named(first) {
			return fmt.Errorf("members %d and %d are no twins", m, first)
		}
		t := v.between([]int32{m}, []int32{first}, func(i int32) bool { return int(v.g.Degree(i)) <= v.rule.p.MaxFanout })
		if t.bits < v.rule.needed {
			return fmt.Errorf("twins %d and %d have %d of %d", m, first, t.bits, v.rule.needed)
		}
		v.join(first, m)
		v.weakest[v.of[first]] = t.bits
	}
	return nil
}

// merge tests all pairs of a round before any joins.
func (v *replay) merge(pairs [][2]int32) error {
	bits, met := make([]Bits, len(pairs)), make(map[int32]bool)
	fan := v.fanout()
	for k, p := range pairs {
		a, b := v.of[p[0]], v.of[p[1]]
		if a == b || met[a] || met[b] {
			return fmt.Errorf("a group joins twice in one round")
		}
		met[a], met[b] = true, true
		t := v.between(v.list[a], v.list[b], fan)
		if !v.admissible(t, a, b) {
			return fmt.Errorf("the merge of %d and %d members was not admissible: %d bits of %d over %d identifiers of %d", len(v.list[a]), len(v.list[b]), t.bits, v.rule.needed, t.cross, t.own)
		}
		bits[k] = t.bits
	}
	for k, p := range pairs {
		a, b := v.of[p[0]], v.of[p[1]]
		w := least(least(v.weakest[a], v.weakest[b]), bits[k])
		v.join(a, b)
		v.weakest[a] = w
	}
	return nil
}

// between gathers what crosses between two groups.
func (v *replay) between(a, b []int32, speaks func(i int32) bool) tie {
	inA, inB := v.holders(a), v.holders(b)
	t := tie{own: min(shared(inA), shared(inB))}
	size := v.rule.size(int32(len(a))) + v.rule.size(int32(len(b)))
	for i := range inA {
		if inB[i] == 0 || !speaks(i) {
			continue
		}
		exclusive := v.rule.granted[v.g.TypeOf(i)]
		t.cross++
		t.tied = t.tied || exclusive
		t.bits += max(0, v.rule.worth(v.g.Degree(i), exclusive)-size)
	}
	t.bits += v.rule.logs.factorial[min(t.cross, maxCrossing)] - v.rule.search(v.rule.size(int32(max(len(a), len(b)))))
	return t
}

// holders counts who carries what.
func (v *replay) holders(group []int32) map[int32]int32 {
	n := make(map[int32]int32)
	for _, m := range group {
		for _, i := range v.g.Row(m) {
			n[i]++
		}
	}
	return n
}

func shared(holders map[int32]int32) (n int32) {
	for _, h := range holders {
		if h >= 2 {
			n++
		}
	}
	return n
}

func (v *replay) admissible(t tie, a, b int32) bool {
	return t.cross > 0 && t.bits >= v.rule.needed && (t.tied || v.rule.balanced(t.cross, t.own)) &&
		!slices.ContainsFunc(v.apart, func(p [2]int32) bool {
			x, y := v.of[p[0]], v.of[p[1]]
			return x == a && y == b || x == b && y == a
		})
}

// fanout says whether an identifier is held by few enough groups, as they
// stand now.
func (v *replay) fanout() func(i int32) bool {
	known := make(map[int32]bool)
	return func(i int32) bool {
		speaks, met := known[i]
		if met {
			return speaks
		}
		groups := make(map[int32]bool)
		for _, m := range v.g.Row(i) {
			groups[v.of[m]] = true
		}
		known[i] = len(groups) <= v.rule.p.MaxFanout
		return known[i]
	}
}

// quiet proves that no two groups of the component may join: if any two might,
// the pair with the most evidence would name each other.
func (v *replay) quiet() error {
	fan := v.fanout()
	for _, a := range v.parts {
		if v.of[a] != a {
			continue
		}
		for _, b := range v.beside(a, fan) {
			if t := v.between(v.list[a], v.list[b], fan); v.admissible(t, a, b) {
				return fmt.Errorf("groups of %d and %d members could still join, with %d bits of %d", len(v.list[a]), len(v.list[b]), t.bits, v.rule.needed)
			}
		}
	}
	return nil
}

// beside lists the groups of a higher name that share with group a.
func (v *replay) beside(a int32, speaks func(i int32) bool) []int32 {
	met := make(map[int32]bool)
	var out []int32
	for i := range v.holders(v.list[a]) {
		if !speaks(i) {
			continue
		}
		for _, m := range v.g.Row(i) {
			if b := v.of[m]; b > a && !met[b] {
				met[b] = true
				out = append(out, b)
			}
		}
	}
	return out
}

func (v *replay) named(m int32) bool {
	return slices.ContainsFunc(v.apart, func(p [2]int32) bool { return slices.Contains(p[:], m) })
}

func (v *replay) enter(pairs [][2]int32) error {
	v.entered = v.entered[:0]
	for _, p := range pairs {
		if len(v.list[v.of[p[0]]]) != 1 || v.named(p[0]) {
			return fmt.Errorf("member %d enters and was not lone", p[0])
		}
		v.entered = append(v.entered, p[0])
	}
	for _, p := range pairs {
		if p[0] == p[1] {
			continue
		}
		if len(v.list[v.of[p[0]]]) != 1 {
			return fmt.Errorf("member %d enters and others have come to it", p[0])
		}
		v.join(p[1], p[0])
	}
	return nil
}

// leave proves that exactly those of the entered leave who are outside the
// largest part of their group in which everybody has two identifiers in common
// with the others, one that is exclusive counting for two.
func (v *replay) leave(pairs [][2]int32) error {
	leaves := make(map[int32]bool)
	for _, p := range pairs {
		leaves[p[0]] = true
	}
	firm := make(map[int32]map[int32]bool)
	for _, m := range v.entered {
		a := v.of[m]
		if firm[a] == nil {
			firm[a] = v.core(v.list[a])
		}
		if firm[a][m] == leaves[m] {
			return fmt.Errorf("member %d is held and leaves, or is not and stays", m)
		}
	}
	if len(leaves) > len(v.entered) || slices.ContainsFunc(pairs, func(p [2]int32) bool { return !slices.Contains(v.entered, p[0]) }) {
		return fmt.Errorf("somebody leaves who had not entered")
	}
	for a := range firm {
		v.dissolve(a, leaves)
	}
	return nil
}

// dissolve takes those who leave out of group a.
func (v *replay) dissolve(a int32, leaves map[int32]bool) {
	members, weakest := v.list[a], v.weakest[a]
	v.list[a], v.weakest[a] = nil, never
	stay := int32(-1)
	for _, m := range members {
		switch {
		case leaves[m]:
			v.of[m], v.list[m], v.weakest[m] = m, []int32{m}, never
		case stay < 0:
			stay = m
			v.of[m], v.list[m], v.weakest[m] = m, []int32{m}, weakest
		default:
			v.of[m] = stay
			v.list[stay] = append(v.list[stay], m)
		}
	}
}

// core peels a group.
func (v *replay) core(group []int32) map[int32]bool {
	in := make(map[int32]bool)
	for _, m := range group {
		in[m] = true
	}
	for fell := true; fell; {
		fell = false
		holders := make(map[int32]int32)
		for m := range in {
			for _, i := range v.g.Row(m) {
				holders[i]++
			}
		}
		for _, m := range group {
			if in[m] && v.grip(m, holders) < 2 {
				delete(in, m)
				fell = true
			}
		}
	}
	return in
}

func (v *replay) grip(m int32, holders map[int32]int32) (sum int) {
	for _, i := range v.g.Row(m) {
		switch {
		case holders[i] < 2:
		case v.rule.granted[v.g.TypeOf(i)]:
			sum += 2
		default:
			sum++
		}
	}
	return sum
}

// reported compares a group with what its proof came to.
func (v *replay) reported(g *Group) error {
	from := int32(-1)
	for _, m := range g.Members {
		if !v.proved[m.Node] {
			return fmt.Errorf("member %d has no proof", m.Node)
		}
		if m.Tier != Core && !m.ByAccountOnly {
			continue // attached to what was grown
		}
		if a := v.of[m.Node]; from >= 0 && a != from {
			return fmt.Errorf("its members were never joined")
		}
		from = v.of[m.Node]
	}
	if from < 0 {
		return fmt.Errorf("it has no member that was grown")
	}
	if w := v.weakest[from]; (g.Weakest == nil) != (w == never) || g.Weakest != nil && g.Weakest.Bits != w {
		return fmt.Errorf("its weakest tie is not the weakest that was met")
	}
	return nil
}
