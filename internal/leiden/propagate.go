package leiden

// propagations bounds the visits of label propagation, in nodes of the
// component: it has no quality that could only rise, and labels can chase each
// other.
const propagations = 100

// propagate gives each node the label that weighs most among its neighbours,
// in random order, until nobody wants another: the one it has where that is
// among the heaviest, else the lowest. It reports whether it came to an end.
func (s *search) propagate() (stable bool, err error) {
	l, p := &s.base, &s.parts
	p.singletons(l)
	s.enqueueAll(l, s.stream(0, 0, 0))
	n, head, waiting := len(s.queue), 0, len(s.queue)
	for visits := 0; waiting > 0 && visits < propagations*n; visits++ {
		if visits%n == 0 {
			if err := s.ctx.Err(); err != nil {
				return false, err
			}
			s.passes++
		}
		v := s.queue[head]
		if head++; head == n {
			head = 0
		}
		waiting--
		s.queued[v] = false
		to := s.heaviest(l, v)
		if to == p.of[v] {
			continue
		}
		p.of[v] = to
		for _, w := range l.adj[l.start[v]:l.start[v+1]] {
			if !s.queued[w] && p.of[w] != to {
				s.queued[w] = true
				s.queue[(head+waiting)%n] = w
				waiting++
			}
		}
	}
	clear(s.queued)
	copy(s.bottom, p.of)
	s.settle()
	return waiting == 0, nil
}

func (s *search) heaviest(l *level, v int32) int32 {
	s.gather(l, s.parts.of, v)
	to := s.parts.of[v]
	best := s.acc[to]
	s.acc[to] = 0
	for _, d := range s.keys {
		if w := s.acc[d]; w > best || w == best && d < to && to != s.parts.of[v] {
			to, best = d, w
		}
		s.acc[d] = 0
	}
	return to
}
