package leiden

// move lets the waiting nodes at the head of the queue go where they add most,
// or be alone, until none gains by it, and reports whether any did. Whoever
// moves wakes the neighbours it did not join (fast local moving, Traag et al.
// 2019, algorithm A.2, lines 13-26). Popular nodes that are woken wait until
// nobody else does: every look at one is a look at all its links. Equal gains
// go to the community a node is in, then to the lower label.
func (s *search) move(l *level, waiting int) (moved bool) {
	p, late := &s.parts, s.late[:0]
	n, head := len(s.queue), 0
	for waiting > 0 || len(late) > 0 {
		if waiting == 0 {
			head, waiting = 0, copy(s.queue, late)
			late = late[:0]
		}
		v := s.queue[head]
		if head++; head == n {
			head = 0
		}
		waiting--
		s.queued[v] = false
		from := p.of[v]
		to, gain := s.better(l, v)
		if to == from {
			continue
		}
		moved = true
		s.gain += gain
		p.take(v, from, to, l.size[v])
		s.touched[from], s.touched[to] = true, true
		for _, w := range l.adj[l.start[v]:l.start[v+1]] {
			if s.queued[w] || p.of[w] == to || w >= l.movable {
				continue
			}
			s.queued[w] = true
			if l.start[w+1]-l.start[w] >= popular {
				late = append(late, w)
				continue
			}
			tail := head + waiting
			if tail >= n {
				tail -= n
			}
			s.queue[tail] = w
			waiting++
		}
	}
	s.late = late
	return moved
}

func (p *parts) take(v, from, to int32, size int64) {
	if p.count[to] == 0 {
		p.free = p.free[:len(p.free)-1]
	}
	p.of[v] = to
	p.size[from] -= size
	p.size[to] += size
	p.count[from]--
	p.count[to]++
	if p.count[from] == 0 {
		p.free = append(p.free, from)
	}
}

// better returns the community that node v adds most to, and by how much more
// than to its own.
func (s *search) better(l *level, v int32) (to int32, gain int64) {
	p, acc, c := &s.parts, s.acc, s.costs
	if from := l.start[v]; l.start[v+1] == from+1 && p.count[p.of[v]] == 1 {
		return s.follow(l, v, from)
	}
	s.gather(l, p.of, v)
	own, size := p.of[v], l.size[v]
	to = own
	stay := c.scale*acc[own] - c.join(size, p.size[own]-size)
	best := stay
	if p.count[own] > 1 && best < 0 {
		to, best = p.free[len(p.free)-1], 0
	}
	acc[own] = 0
	if c.table == nil {
		scale, price := c.scale, c.price*size
		for _, d := range s.keys {
			worth := scale*acc[d] - price*p.size[d]
			acc[d] = 0
			if worth > best || worth == best && d < to && to != own && d != own {
				to, best = d, worth
			}
		}
		return to, best - stay
	}
	for _, d := range s.keys {
		if d == own {
			continue
		}
		worth := c.scale*acc[d] - c.join(size, p.size[d])
		acc[d] = 0
		if worth > best || worth == best && d < to && to != own {
			to, best = d, worth
		}
	}
	return to, best - stay
}

// follow is better for a node that stands alone and has one neighbour.
func (s *search) follow(l *level, v, arc int32) (to int32, gain int64) {
	d := s.parts.of[l.adj[arc]]
	if worth := s.costs.scale*l.weight(arc) - s.costs.join(l.size[v], s.parts.size[d]); worth > 0 {
		return d, worth
	}
	return s.parts.of[v], 0
}

// gather sums the weights of the links of v by the label of their other end.
func (s *search) gather(l *level, of []int32, v int32) {
	acc, keys := s.acc, s.keys[:0]
	from, to := l.start[v], l.start[v+1]
	switch row := l.adj[from:to]; {
	case l.wide != nil:
		weight := l.wide[from:to]
		for i, w := range row {
			d := of[w]
			if acc[d] == 0 {
				keys = append(keys, d)
			}
			acc[d] += weight[i]
		}
	case l.narrow != nil:
		weight := l.narrow[from:to]
		for i, w := range row {
			d := of[w]
			if acc[d] == 0 {
				keys = append(keys, d)
			}
			acc[d] += int64(weight[i])
		}
	default:
		for _, w := range row {
			d := of[w]
			if acc[d] == 0 {
				keys = append(keys, d)
			}
			acc[d]++
		}
	}
	s.keys = keys
}
