package leiden

// split makes a community of each connected piece of those in s.bottom, and
// returns how many were in pieces. Refinement builds connected communities
// only; this looks again, because nothing may be called a ring that does not
// hang together.
func (s *search) split() (broken int) {
	l, p := &s.base, &s.parts
	of := p.of[:l.nodes()]
	copy(of, s.bottom) // s.bottom takes the answer
	seen, queue := s.refined.alone[:len(of)], s.queue[:0]
	clear(seen)
	met := s.queued // a label's first piece keeps the label
	for v := range of {
		if seen[v] {
			continue
		}
		c, label := of[v], of[v]
		if met[c] {
			broken++
			label = p.free[len(p.free)-1]
			p.free = p.free[:len(p.free)-1]
		}
		met[c] = true
		seen[v] = true
		for queue = append(queue[:0], int32(v)); len(queue) > 0; {
			u := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			s.bottom[u] = label
			for _, w := range l.adj[l.start[u]:l.start[u+1]] {
				if of[w] == c && !seen[w] {
					seen[w] = true
					queue = append(queue, w)
				}
			}
		}
	}
	clear(met)
	if broken > 0 {
		before := s.priced(of)
		s.settle()
		s.gain += before - s.priced(s.bottom)
	}
	return broken
}

// priced sums what the communities cost.
func (s *search) priced(of []int32) (sum int64) {
	size := make([]int64, len(of))
	for v, c := range of {
		sum += s.costs.join(size[c], s.base.size[v])
		size[c] += s.base.size[v]
	}
	return sum
}
