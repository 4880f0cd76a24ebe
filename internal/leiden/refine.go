package leiden

import "github.com/ringtrace/ringtrace/internal/dice"

// refinement is a partition below that of the level, by label of a first node.
type refinement struct {
	of    []int32
	size  []int64
	cut   []int64 // weight from each part to the rest of its community
	alone []bool  // whether a node stands alone in its part
}

func (r *refinement) fit(n int) {
	r.of, r.size, r.cut, r.alone = grown(r.of, n), grown(r.size, n), grown(r.cut, n), grown(r.alone, n)
}

// refine breaks each community into nodes and lets them join again, within it
// and only where both sides are well connected to the rest of it: their links
// to it are worth what being in one community with it costs. Every part is
// therefore connected, and gamma-connected: it came about by joins that were
// each worth their cost (Traag et al. 2019, algorithm A.2, lines 33-43). A join
// is drawn with chances in proportion to what it adds: the paper's exponential
// of it needs a temperature, and floating point. Where members are paid for, a
// first pair may cost more than it is worth in a community that is worth having
// whole; there the least bad join is taken. It reports whether any joined.
func (s *search) refine(l *level, dice dice.Stream) (merged bool) {
	s.breakUp(l)
	shuffle(s.queue, dice)
	p, r, c, acc := &s.parts, &s.refined, s.costs, s.acc
	for _, v := range s.queue {
		in, size := p.of[v], l.size[v]
		if !r.alone[v] {
			continue
		}
		whole := p.size[in]
		if c.scale*r.cut[v] < c.join(size, whole-size) {
			continue
		}
		s.gatherWithin(l, v, in)
		to, best, sum := int32(-1), int64(0), uint64(0)
		for _, d := range s.keys {
			worth := c.scale*acc[d] - c.join(size, r.size[d])
			if worth < 0 && c.table == nil || c.scale*r.cut[d] < c.join(r.size[d], whole-r.size[d]) {
				continue
			}
			if to < 0 || worth > best && best <= 0 {
				to, best = d, worth
			}
			if worth > 0 {
				if sum += uint64(worth); dice.Below(sum) < uint64(worth) {
					to, best = d, worth
				}
			}
		}
		if to >= 0 {
			merged = true
			r.of[v], r.alone[v], r.alone[to] = to, false, false
			r.size[to] += size
			r.cut[to] += r.cut[v] - 2*acc[to]
			if s.o.Prove {
				s.proof.join(l.root[v], l.root[to])
			}
		}
		for _, d := range s.keys {
			acc[d] = 0
		}
	}
	return merged
}

// breakUp makes every node a part of its own, and lists those that are not
// alone in their community and may move.
func (s *search) breakUp(l *level) {
	n := l.nodes()
	r, of, count := &s.refined, s.parts.of, s.parts.count
	r.fit(int(n))
	queue := s.queue[:0]
	for v := range n {
		r.of[v], r.alone[v] = v, true
		in := of[v]
		if count[in] == 1 {
			continue
		}
		if v < l.movable {
			queue = append(queue, v)
		}
		cut := int64(0)
		for i := l.start[v]; i < l.start[v+1]; i++ {
			if of[l.adj[i]] == in {
				cut += l.weight(i)
			}
		}
		r.cut[v] = cut
	}
	copy(r.size, l.size)
	s.queue = queue
}

// gatherWithin sums the weights of the links of v inside its community by the
// part of their other end.
func (s *search) gatherWithin(l *level, v, in int32) {
	acc, keys, of, part := s.acc, s.keys[:0], s.parts.of, s.refined.of
	for i := l.start[v]; i < l.start[v+1]; i++ {
		w := l.adj[i]
		if of[w] != in {
			continue
		}
		d := part[w]
		if acc[d] == 0 {
			keys = append(keys, d)
		}
		acc[d] += l.weight(i)
	}
	s.keys = keys
}
