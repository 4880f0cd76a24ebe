package community

// rule holds what the tie test needs, in logarithms; it is shared by all
// workers and never written.
type rule struct {
	p          Params
	logs       *logs
	population Bits // log2 of it
	needed     Bits // log2(1/alpha)
	granted    [256]bool
	lent       [256]bool
	doubtful   [256]bool
	ordinary   Bits // log2(population / 2c) for the two sorts of type
	exclusive  Bits
	small      bool // the sterner form for small populations holds
}

func newRule(p Params, l *logs, population int, exclusive []uint8) *rule {
	r := &rule{p: p, logs: l, population: log2(uint64(population)), needed: million - log2(uint64(p.AlphaPPM))}
	against := func(ppm int) Bits { return r.population + million - oneBit - log2(uint64(ppm)) }
	r.ordinary, r.exclusive = against(p.OrdinaryPPM), against(p.ExclusivePPM)
	for _, t := range exclusive {
		r.granted[t] = true
	}
	for _, t := range p.Lent {
		r.lent[t] = p.Objective == Ties && !p.Without.Has(OneService)
	}
	for _, t := range p.Doubtful {
		r.doubtful[t] = !p.Without.Has(Doubts)
	}
	r.small = p.Objective == Ties && population < p.SmallPopulation && !p.Without.Has(SmallForm)
	return r
}

// million is log2(10^6), rounded.
const million Bits = 20410

// worth returns the evidence of one crossing identifier between two single
// members, before it pays for group sizes.
func (r *rule) worth(users int32, exclusive bool) Bits {
	w := r.ordinary
	if exclusive {
		w = r.exclusive
	}
	if users > int32(r.p.PopularStep) && !r.p.Without.Has(Popularity) {
		w -= r.logs.of[users] - r.logs.of[r.p.PopularStep]
	}
	return w
}

// size returns what a group of n members pays for its size.
func (r *rule) size(n int32) Bits {
	if r.p.Without.Has(SizeTerms) {
		return 0
	}
	return r.logs.of[n]
}

// search returns what a merge pays for the partners that the larger of its
// groups, of this logarithm, could have met.
func (r *rule) search(larger Bits) Bits {
	if r.p.Without.Has(SearchTerm) {
		return 0
	}
	return r.population - larger
}

// balanced reports whether so many crossing identifiers are enough beside
// those that the poorer side has of its own.
func (r *rule) balanced(cross, own int32) bool {
	return r.p.Without.Has(Balance) || 1000*int(cross) >= r.p.BalancePM*int(own)
}

// growth is the state of one component while its groups grow. A group lives
// in a slot, the number of one of its members; its key is the rank of its first
// member.
type growth struct {
	c *component
	r *rule

	worth     []Bits // of each identifier
	exclusive []bool // of each identifier: of a granted type
	typeOf    func(id int32) uint8
	doubtful  []bool // of each identifier

	apart [][2]int32 // pairs of members that a person set apart

	of     *component // as it is in stable numbers
	walked *walk      // what grows in its place, nil where it grows itself
	rank   []int32    // of each member in the stable order; nil where it is its number

	slot []int32 // of each member
	next []int32 // chains the members of a group, -1 at the end
	// The fields below are those of a slot; a dead slot has size 0.
	size, own       []int32
	key, head, tail []int32
	logSize         []Bits
	best            []int32 // partner with most evidence, -1 for none
	bestBits        []Bits
	weakest         []*Cut
	pending         []pendingCut // cuts whose sides are not written down yet
	proof           *Proof       // nil unless asked for
	dirty           []bool
	queue           []int32 // dirty slots
	moved           []int32 // slots whose best was set since the last round
	isMoved         []bool

	// Groups that hold identifier i: group[start:start+fan] with the number
	// of holders beside it, where start is that of c.ofID.
	group, holders []int32
	fan            []int32

	row            row
	stamp          []int32 // of each identifier: the last walk that met it
	walk           int32
	rounds, merges int
}

// row gathers the evidence between one slot and all others.
type row struct {
	bits    []Bits
	cross   []int32
	tied    []bool // an exclusive identifier crosses
	touched []int32
}

// start makes every member a group of its own, twins apart.
func (s *growth) start(c *component, r *rule, typeOf func(id int32) uint8) {
	s.r, s.typeOf = r, typeOf
	n, m := len(c.members), len(c.ids)
	s.measure(c)
	s.slot, s.next = sized(s.slot, n), sized(s.next, n)
	s.size, s.own = sized(s.size, n), sized(s.own, n)
	s.key, s.head, s.tail = sized(s.key, n), sized(s.head, n), sized(s.tail, n)
	s.logSize, s.bestBits = sized(s.logSize, n), sized(s.bestBits, n)
	s.best, s.weakest = sized(s.best, n), sized(s.weakest, n)
	s.dirty, s.isMoved = sized(s.dirty, n), sized(s.isMoved, n)
	s.row.bits, s.row.cross, s.row.tied = sized(s.row.bits, n), sized(s.row.cross, n), sized(s.row.tied, n)
	s.stamp, s.fan = sized(s.stamp, m), sized(s.fan, m)
	s.group, s.holders = sized(s.group, len(c.ofID.adj)), sized(s.holders, len(c.ofID.adj))
	s.walk, s.rounds, s.merges = 0, 0, 0
	s.pending = s.pending[:0]
	s.queue, s.moved = s.queue[:0], s.moved[:0]
	for i := range n {
		s.slot[i] = int32(i)
		s.weakest[i] = nil
	}
	s.twins()
	s.begin()
	s.rebuild()
	for i := range int32(n) {
		if s.size[i] > 0 {
			s.touch(i)
		}
	}
}

// measure weighs the identifiers of a component and makes it the one that grows.
func (s *growth) measure(c *component) {
	s.c, s.apart = c, c.apart
	if s.r.p.Without.Has(WordsApart) {
		s.apart = nil
	}
	m := len(c.ids)
	s.worth, s.exclusive, s.doubtful = sized(s.worth, m), sized(s.exclusive, m), sized(s.doubtful, m)
	for i := range m {
		t := s.typeOf(c.ids[i])
		s.doubtful[i], s.exclusive[i] = s.r.doubtful[t], s.r.granted[t]
		s.worth[i] = s.r.worth(c.ofID.len(int32(i)), s.exclusive[i])
	}
}

// stable returns the place of member m in the order that settles equal
// evidence.
func (s *growth) stable(m int32) int32 {
	if s.rank == nil {
		return m
	}
	return s.rank[m]
}

// sized returns a slice of n zero values, reusing memory.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// rebuild derives everything from s.slot. It keeps which slots are dirty and
// forgets no best partner, since among clean slots there is none.
func (s *growth) rebuild() {
	for g := range s.size {
		s.size[g], s.own[g], s.best[g], s.head[g] = 0, 0, -1, -1
	}
	for m := range int32(len(s.slot)) {
		g := s.slot[m]
		if s.size[g] == 0 {
			s.key[g], s.head[g] = s.stable(m), m
		} else {
			s.next[s.tail[g]] = m
			s.key[g] = min(s.key[g], s.stable(m))
		}
		s.tail[g], s.next[m] = m, -1
		s.size[g]++
	}
	for g, n := range s.size {
		if n > 0 {
			s.logSize[g] = s.r.size(n)
		}
	}
	for i := range int32(len(s.fan)) {
		s.recount(i)
	}
}

// recount derives the groups that hold identifier i. If they were too many
// and no longer are, what it says is news to all of them.
func (s *growth) recount(i int32) {
	lo, limit := s.c.ofID.start[i], int32(s.r.p.MaxFanout)
	users := s.c.ofID.of(i)
	n := int32(0)
	for _, m := range users {
		g := s.slot[m]
		// row.cross is zero between walks: it remembers each group's place.
		if at := s.row.cross[g]; at > 0 {
			s.holders[lo+at-1]++
			continue
		}
		s.group[lo+n], s.holders[lo+n] = g, 1
		n++
		s.row.cross[g] = n
	}
	opens := s.fan[i] > limit && n <= limit
	s.fan[i] = n
	for k := lo; k < lo+n; k++ {
		if opens {
			s.touch(s.group[k])
		}
		s.row.cross[s.group[k]] = 0
		if s.holders[k] >= 2 {
			s.own[s.group[k]]++
		}
	}
}

// touch marks a slot whose evidence must be gathered anew.
func (s *growth) touch(g int32) {
	if !s.dirty[g] {
		s.dirty[g] = true
		s.queue = append(s.queue, g)
	}
}

// merge joins groups, round by round, until no merge is admissible: in each
// round every group names its best partner, and those that name each other
// join. Two groups whose evidence has not changed since the last round are
// not looked at again.
func (s *growth) merge() {
	var pairs [][2]int32
	for {
		s.score()
		pairs = s.mutual(pairs[:0])
		if len(pairs) == 0 {
			return
		}
		s.rounds++
		s.tell(Merged, pairs)
		for _, p := range pairs {
			s.note(p[0], p[1])
		}
		for _, p := range pairs {
			s.join(p[0], p[1])
		}
	}
}

// score brings every best partner up to date.
func (s *growth) score() {
	for k := 0; k < len(s.queue); k++ {
		a := s.queue[k]
		s.dirty[a] = false
		if s.size[a] == 0 {
			continue
		}
		s.gather(a)
		s.setBest(a, -1, 0)
		for _, b := range s.row.touched {
			s.offer(a, b)
		}
		s.row.touched = s.row.touched[:0]
	}
	s.queue = s.queue[:0]
}

// gather fills s.row with the evidence between slot a and each other slot.
func (s *growth) gather(a int32) {
	s.walk++
	limit := int32(s.r.p.MaxFanout)
	for m := s.head[a]; m >= 0; m = s.next[m] {
		for _, i := range s.c.ofMember.of(m) {
			if s.stamp[i] == s.walk {
				continue
			}
			s.stamp[i] = s.walk
			if s.fan[i] < 2 || s.fan[i] > limit {
				continue
			}
			worth, tied := s.worth[i]-s.logSize[a], s.exclusive[i]
			lo := s.c.ofID.start[i]
			for _, b := range s.group[lo : lo+s.fan[i]] {
				if b == a {
					continue
				}
				if s.row.cross[b] == 0 {
					s.row.touched = append(s.row.touched, b)
				}
				s.row.cross[b]++
				s.row.tied[b] = s.row.tied[b] || tied
				if w := worth - s.logSize[b]; w > 0 {
					s.row.bits[b] += w
				}
			}
		}
	}
}

// offer takes the gathered evidence between a and b, clears it, and brings
// the best partners of both up to date.
func (s *growth) offer(a, b int32) {
	bits, cross, tied := s.row.bits[b], s.row.cross[b], s.row.tied[b]
	s.row.bits[b], s.row.cross[b], s.row.tied[b] = 0, 0, false
	// Two groups could have met any of N/max(a,b) partners.
	bits += s.r.logs.factorial[min(cross, maxCrossing)] - s.r.search(max(s.logSize[a], s.logSize[b]))
	ok := bits >= s.r.needed && (tied || s.r.balanced(cross, min(s.own[a], s.own[b]))) && !s.forbids(a, b)
	if ok && s.better(bits, a, b) {
		s.setBest(a, b, bits)
	}
	old := s.best[b]
	stale := old == a || (old >= 0 && s.size[old] == 0 && s.slot[old] == a)
	switch {
	case s.dirty[b]:
		// b will gather for itself.
	case stale && !(ok && bits >= s.bestBits[b]):
		s.touch(b)
	case stale:
		s.setBest(b, a, bits)
	case ok && s.better(bits, b, a):
		s.setBest(b, a, bits)
	}
}

// better reports whether b, with these bits, is a better partner for a than
// the one it has: more evidence, then the lower key.
func (s *growth) better(bits Bits, a, b int32) bool {
	old := s.best[a]
	return old < 0 || bits > s.bestBits[a] || (bits == s.bestBits[a] && s.key[b] < s.key[old])
}

func (s *growth) setBest(a, b int32, bits Bits) {
	s.best[a], s.bestBits[a] = b, bits
	if !s.isMoved[a] {
		s.isMoved[a] = true
		s.moved = append(s.moved, a)
	}
}

// mutual appends the pairs that name each other, once each. Only a slot whose
// best was set since the last round can be in a new one.
func (s *growth) mutual(pairs [][2]int32) [][2]int32 {
	for _, a := range s.moved {
		s.isMoved[a] = false
		b := s.best[a]
		if b >= 0 && s.best[b] == a && !s.isMoved[b] {
			pairs = append(pairs, [2]int32{a, b})
		}
	}
	s.moved = s.moved[:0]
	return pairs
}
