package community

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The kernel scores only groups whose evidence changed since the last round.
// These tests hold it to the rule as it is written: all pairs, every round.

// plainMerge runs the merge rounds of the rule from a partition (a slot for
// each member) without any memory between rounds.
func plainMerge(c *component, r *rule, typeOf func(int32) uint8, slot []int32) []int32 {
	slot = slices.Clone(slot)
	for {
		best := make(map[int32]int32)
		bits := make(map[int32]Bits)
		groups := members(slot)
		for _, a := range groups {
			for _, b := range groups {
				w, ok := plainTie(c, r, typeOf, slot, a, b)
				if !ok {
					continue
				}
				old, has := best[a[0]]
				if !has || w > bits[a[0]] || (w == bits[a[0]] && b[0] < old) {
					best[a[0]], bits[a[0]] = b[0], w
				}
			}
		}
		merged := false
		for _, a := range groups {
			if b, ok := best[a[0]]; ok && best[b] == a[0] && a[0] < b {
				merged = true
				for m := range slot {
					if slot[m] == b {
						slot[m] = a[0]
					}
				}
			}
		}
		if !merged {
			return slot
		}
	}
}

// members lists the groups of a partition by first member, and renames each
// slot to it.
func members(slot []int32) [][]int32 {
	of := make(map[int32][]int32)
	for m, g := range slot {
		of[g] = append(of[g], int32(m))
	}
	var out [][]int32
	for _, ms := range of {
		for _, m := range ms {
			slot[m] = ms[0]
		}
		out = append(out, ms)
	}
	slices.SortFunc(out, func(a, b []int32) int { return int(a[0] - b[0]) })
	return out
}

func plainTie(c *component, r *rule, typeOf func(int32) uint8, slot, a, b []int32) (Bits, bool) {
	if a[0] == b[0] {
		return 0, false
	}
	var sum Bits
	cross, ownA, ownB, tied := 0, 0, 0, false
	for i := range int32(len(c.ids)) {
		inA, inB := carriers(c, i, a), carriers(c, i, b)
		if inA >= 2 {
			ownA++
		}
		if inB >= 2 {
			ownB++
		}
		if inA == 0 || inB == 0 || fanout(c, i, slot) > r.p.MaxFanout {
			continue
		}
		exclusive := r.granted[typeOf(c.ids[i])]
		cross++
		tied = tied || exclusive
		sum += max(0, r.worth(c.ofID.len(i), exclusive)-log2(uint64(len(a)))-log2(uint64(len(b))))
	}
	if cross == 0 {
		return 0, false
	}
	sum += r.logs.factorial[cross] - (r.population - log2(uint64(max(len(a), len(b)))))
	return sum, sum >= r.needed && (tied || 1000*cross >= r.p.BalancePM*min(ownA, ownB))
}

func fanout(c *component, i int32, slot []int32) int {
	groups := make(map[int32]bool)
	for _, m := range c.ofID.of(i) {
		groups[slot[m]] = true
	}
	return len(groups)
}

func carriers(c *component, i int32, group []int32) (n int) {
	for _, m := range c.ofID.of(i) {
		if slices.Contains(group, m) {
			n++
		}
	}
	return n
}

// tangle is one random graph whose groups overlap by accident.
func tangle(seed uint64) *CSR {
	random := rand.New(rand.NewPCG(seed, 2))
	n, ids := 30+random.IntN(30), 40
	seen := make(map[Link]bool)
	var links []Link
	for m := range n {
		for range 1 + random.IntN(4) {
			near := (m*ids/n + random.IntN(5)) % ids
			if random.IntN(6) == 0 {
				near = random.IntN(ids)
			}
			l := Link{int32(m), int32(near)}
			if !seen[l] {
				seen[l] = true
				links = append(links, l)
			}
		}
	}
	types := make([]uint8, ids)
	for i := range types {
		types[i] = uint8(random.IntN(4))
	}
	return Bipartite(n, ids, links, types)
}

func TestMergesEqualThePlainRule(t *testing.T) {
	joined := 0
	for seed := range uint64(60) {
		g := tangle(seed)
		p := DefaultParams()
		p.MaxFanout = []int{3, 64}[seed%2]
		r := newRule(p, newLogs(200), []int{100, 2_000, 100_000}[seed%3], []uint8{0})
		parts := split(g)
		var c component
		for n := range int32(parts.len()) {
			parts.load(n, &c)
			var s growth
			s.start(&c, r, g.TypeOf)
			want := plainMerge(&c, r, g.TypeOf, s.slot)
			s.merge()
			got := slices.Clone(s.slot)
			members(got)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d component %d: merged to %v, the rule says %v", seed, n, got, want)
			}
			joined += len(c.members) - len(members(got))
		}
	}
	if joined < 500 {
		t.Errorf("only %d merges were compared", joined)
	}
}

// In the passes after the first merges only changed groups are scored: the
// end must be the same as with every group scored again.
func TestEarsNeedNoFullScoring(t *testing.T) {
	changed := 0
	for seed := range uint64(1500) {
		g := tangle(seed)
		p := DefaultParams()
		p.MaxFanout = []int{3, 64}[seed%2]
		r := newRule(p, newLogs(200), 100_000, []uint8{0})
		parts := split(g)
		var c component
		for n := range int32(parts.len()) {
			parts.load(n, &c)
			var quick, full growth
			quick.start(&c, r, g.TypeOf)
			quick.merge()
			before := slices.Clone(quick.slot)
			members(before)
			quick.ears()
			quick.canonical()
			full.start(&c, r, g.TypeOf)
			full.merge()
			full.canonical()
			fullEars(&full)
			if !slices.Equal(quick.slot, full.slot) {
				t.Fatalf("seed %d component %d: %v, with full scoring %v", seed, n, quick.slot, full.slot)
			}
			if !slices.Equal(before, quick.slot) {
				changed++
			}
		}
	}
	if changed < 200 {
		t.Errorf("only %d components had ears", changed)
	}
}

func fullEars(s *growth) {
	for pass, idle := 0, 0; pass < s.r.p.EarPasses && idle < s.r.p.EarIdle; pass++ {
		before := slices.Clone(s.slot)
		if entered := s.enter(pass % 3); len(entered) > 0 {
			s.rebuild()
			for g := range int32(len(s.slot)) {
				s.touch(g)
			}
			s.merge()
			s.leave(entered)
			s.canonical()
		}
		if idle++; !slices.Equal(before, s.slot) {
			idle = 0
		}
	}
}

// An identifier of too many groups speaks once some of them have joined, also
// between two groups that did not change.
func TestFanoutOpens(t *testing.T) {
	g := Bipartite(4, 4, []Link{{0, 0}, {1, 0}, {2, 0}, {3, 0}, {0, 1}, {1, 1}, {0, 2}, {1, 2}, {2, 3}, {3, 3}}, nil)
	p := DefaultParams()
	p.MaxFanout = 3
	var c component
	split(g).load(0, &c)
	var s growth
	s.start(&c, newRule(p, newLogs(10), 100_000, nil), g.TypeOf)
	s.merge()
	if s.slot[2] != s.slot[3] || s.slot[0] != s.slot[1] || s.slot[0] == s.slot[2] {
		t.Errorf("slots %v", s.slot)
	}
}
