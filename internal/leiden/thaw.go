package leiden

import "github.com/ringtrace/ringtrace/internal/dice"

// thawed is what a local iteration works on: the nodes of the communities that
// changed, and one node that may not move for every other community that they
// have links to.
type thawed struct {
	level  level
	nodes  []int32 // of the base, those that may move first; then labels
	before []int32 // the partition when the base had moved
	shaken []int32 // a node of each community that changed while it did
	asked  []bool  // the labels that were touched before
	place  []int32 // of each base node that may move in level, by node
	ice    []int32 // node of level that stands for a community, by label; or -1
}

func (t *thawed) fit(n int) {
	t.before, t.place, t.ice = grown(t.before, n), grown(t.place, n), grown(t.ice, n)
	t.asked = grown(t.asked, n)
}

// settleTouched repeats local iterations until one changes nothing. What has
// not changed since it was last looked at is not looked at again, so an
// iteration costs what its changes cost.
func (s *search) settleTouched(pass *int) error {
	for again := true; again; {
		*pass++
		var err error
		if again, err = s.iterateTouched(*pass); err != nil {
			return err
		}
	}
	return nil
}

// iterateTouched is one iteration of Leiden in and around the communities
// whose labels s.touched names: nodes in them or beside them may move, then
// those that changed are refined and climb, the others stand still. It leaves
// in s.touched what changed and reports whether anything did.
func (s *search) iterateTouched(pass int) (moved bool, err error) {
	t := &s.thawed
	waiting := s.enqueueTouched(s.stream(pass, 0, 0))
	t.fit(len(s.bottom))
	copy(t.asked, s.touched)
	moved = s.moveBase(waiting)
	for c, asked := range t.asked {
		s.touched[c] = s.touched[c] || asked
	}
	s.thaw()
	depth, above, err := s.climb(&t.level, pass)
	if err != nil {
		return false, err
	}
	stuck := len(s.parts.free) > 0
	if above {
		s.freeze(s.unwind(depth))
	}
	s.settle()
	s.touch()
	if stuck { // on a partition that was not settled: they are refined again
		for _, v := range t.nodes[:t.level.movable] {
			s.touched[s.bottom[v]] = true
		}
	}
	return moved || above, nil
}

// enqueueTouched lists the nodes that are in a touched community or have a
// neighbour there, and returns how many.
func (s *search) enqueueTouched(dice dice.Stream) int {
	l, of := &s.base, s.parts.of
	for v, c := range of {
		if !s.touched[c] {
			continue
		}
		s.queued[v] = true
		for _, w := range l.adj[l.start[v]:l.start[v+1]] {
			s.queued[w] = true
		}
	}
	s.queue = s.queue[:l.nodes()]
	waiting := 0
	for v, in := range s.queued {
		if in {
			s.queue[waiting] = int32(v)
			waiting++
		}
	}
	shuffle(s.queue[:waiting], dice)
	return waiting
}

// thaw builds the level of the touched communities, and s.parts upon it.
func (s *search) thaw() {
	t, b, p := &s.thawed, &s.base, &s.parts
	t.nodes = t.nodes[:0]
	for v, c := range s.bottom {
		t.ice[v] = -1
		if s.touched[c] {
			t.place[v] = int32(len(t.nodes))
			t.nodes = append(t.nodes, int32(v))
		}
	}
	l, n := &t.level, len(t.nodes)
	l.movable, l.root = int32(n), append(l.root[:0], t.nodes...)
	l.start, l.adj, l.wide, l.size = append(l.start[:0], 0), l.adj[:0], l.wide[:0], l.size[:0]
	for _, v := range t.nodes {
		s.thawRow(v)
		l.size = append(l.size, b.size[v])
	}
	roots := s.roots(t.nodes[:n])
	for _, c := range t.nodes[n:] {
		l.size = append(l.size, p.size[c])
		l.root = append(l.root, roots[c])
	}
	s.mirror()
	s.stand()
}

// thawRow adds the row of a node that may move.
func (s *search) thawRow(v int32) {
	t, b, acc, keys := &s.thawed, &s.base, s.acc, s.keys[:0]
	for i := b.start[v]; i < b.start[v+1]; i++ {
		w := b.adj[i]
		to, c := t.place[w], s.bottom[w]
		if !s.touched[c] {
			if t.ice[c] < 0 {
				t.ice[c] = int32(len(t.nodes))
				t.nodes = append(t.nodes, c)
			}
			to = t.ice[c]
		}
		if acc[to] == 0 {
			keys = append(keys, to)
		}
		acc[to] += b.weight(i)
	}
	l := &t.level
	for _, to := range keys {
		l.adj = append(l.adj, to)
		l.wide = append(l.wide, acc[to])
		acc[to] = 0
	}
	l.start = append(l.start, int32(len(l.adj)))
}

// mirror adds the rows of the nodes that may not move: their links to those
// that may.
func (s *search) mirror() {
	l, nodes := &s.thawed.level, len(s.thawed.nodes)
	arcs, next := len(l.adj), s.number[:nodes-int(l.movable)+1]
	clear(next)
	for _, w := range l.adj {
		if w >= l.movable {
			next[w-l.movable+1]++
		}
	}
	for i := range next[1:] {
		next[i+1] += next[i]
		l.start = append(l.start, int32(arcs)+next[i+1])
	}
	mirrored := int(next[len(next)-1])
	l.adj, l.wide = append(l.adj, make([]int32, mirrored)...), append(l.wide, make([]int64, mirrored)...)
	for v := range l.movable {
		for i := l.start[v]; i < l.start[v+1]; i++ {
			if w := l.adj[i] - l.movable; w >= 0 {
				at := int32(arcs) + next[w]
				next[w]++
				l.adj[at], l.wide[at] = v, l.wide[i]
			}
		}
	}
}

// stand puts the partition in s.bottom upon the thawed level.
func (s *search) stand() {
	t, p, label := &s.thawed, &s.parts, s.labels[:len(s.bottom)]
	for c := range label {
		label[c] = -1
	}
	p.of = p.of[:t.level.nodes()]
	for v := range t.level.nodes() {
		p.of[v] = v
		if v >= t.level.movable {
			continue
		}
		if c := s.bottom[t.nodes[v]]; label[c] < 0 {
			label[c] = v
		} else {
			p.of[v] = label[c]
		}
	}
	p.tally(&t.level)
}

// freeze writes the communities of the thawed level into s.bottom.
func (s *search) freeze(of []int32) {
	t := &s.thawed
	label := s.labels[:len(of)]
	for c := range label {
		label[c] = -1 - int32(c)
	}
	for v := int(t.level.movable); v < len(of); v++ {
		label[of[v]] = t.nodes[v]
	}
	for v := range t.level.movable {
		s.bottom[t.nodes[v]] = label[of[v]]
	}
	s.relabel(s.bottom)
}

// moveBase lets the waiting nodes of the base move, and notes in s.touched and
// by a node of each which communities that changed, were it for a while: who
// joins or leaves changes what a community costs members and neighbours that
// were not woken, or looked at it in between.
func (s *search) moveBase(waiting int) (moved bool) {
	t := &s.thawed
	t.fit(len(s.bottom))
	clear(s.touched)
	moved = s.move(&s.base, waiting)
	copy(s.bottom, s.parts.of)
	copy(t.before, s.bottom)
	t.shaken = t.shaken[:0]
	noted := s.queued // nobody waits
	for v, c := range s.bottom {
		if s.touched[c] && !noted[c] {
			noted[c] = true
			t.shaken = append(t.shaken, int32(v))
		}
	}
	clear(noted)
	return moved
}

// touch notes the labels of the communities in s.parts that changed since the
// base began to move: by the climb, as comparison shows, or before it.
func (s *search) touch() {
	before := s.thawed.before
	p, n := &s.parts, len(before)
	old, count := s.number[:n], s.labels[:n]
	clear(count)
	for c := range old {
		old[c] = -1
	}
	clear(s.touched)
	for _, c := range before {
		count[c]++
	}
	for v, c := range p.of {
		switch {
		case old[c] < 0:
			old[c] = before[v]
			s.touched[c] = count[before[v]] != p.count[c]
		case old[c] != before[v]:
			s.touched[c] = true
		}
	}
	for _, v := range s.thawed.shaken {
		s.touched[p.of[v]] = true
	}
}
