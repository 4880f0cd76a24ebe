package leiden

// aggregate makes the refined parts of l the nodes of next, in the order of
// their first nodes, and s.parts the partition of l upon them. It returns which
// node of next each node of l went into, in the memory of into.
func (s *search) aggregate(l, next *level, into []int32) []int32 {
	n := int(l.nodes())
	into = grown(into, n)
	parts := s.numberParts(l, next, into)
	next.size = grown(next.size, parts)
	clear(next.size)
	members, end := s.sortByPart(into, parts)
	next.start = append(grown(next.start, parts+1)[:0], 0)
	next.adj, next.wide = grown(next.adj, len(l.adj))[:0], grown(next.wide, len(l.adj))[:0]
	next.merged = next.merged[:0]
	acc, from := s.acc, int32(0)
	for part := range int32(parts) {
		keys := s.keys[:0]
		if end[part]-from > 1 && part < next.movable {
			next.merged = append(next.merged, part)
		}
		for _, v := range members[from:end[part]] {
			next.size[part] += l.size[v]
			for i := l.start[v]; i < l.start[v+1]; i++ {
				d := into[l.adj[i]]
				if d == part {
					continue
				}
				if acc[d] == 0 {
					keys = append(keys, d)
				}
				acc[d] += l.weight(i)
			}
		}
		from = end[part]
		for _, d := range keys {
			next.adj = append(next.adj, d)
			next.wide = append(next.wide, acc[d])
			acc[d] = 0
		}
		next.start = append(next.start, int32(len(next.adj)))
	}
	s.lift(next, members, end)
	return into
}

// numberParts numbers the refined parts by their first nodes, those behind all
// others that hold a node which may not move, and notes their roots.
func (s *search) numberParts(l, next *level, into []int32) int {
	number, part := s.number[:len(into)], s.refined.of
	for v := range number {
		number[v] = unseen
	}
	for _, r := range part[l.movable:len(into)] {
		number[r] = fixed
	}
	parts := int32(0)
	for _, r := range part[:l.movable] {
		if number[r] == unseen {
			number[r] = parts
			parts++
		}
	}
	next.movable = parts
	for v, r := range part[:len(into)] {
		if number[r] == fixed {
			number[r] = parts
			parts++
		}
		into[v] = number[r]
	}
	next.root = grown(next.root, int(parts))
	for v, r := range part[:len(into)] {
		if int(r) == v {
			next.root[into[v]] = l.root[v]
		}
	}
	return int(parts)
}

// marks of parts without a number
const (
	unseen = -1
	fixed  = -2
)

// sortByPart lists the nodes by their part (a counting sort) and where each
// part ends. It borrows the memory of the refinement, which has served.
func (s *search) sortByPart(into []int32, parts int) (members, end []int32) {
	members, end = s.refined.of[:len(into)], s.number[:parts+1]
	clear(end)
	for _, r := range into {
		end[r+1]++
	}
	for r := range parts {
		end[r+1] += end[r]
	}
	for v, r := range into {
		members[end[r]] = int32(v)
		end[r]++
	}
	return members, end[:parts]
}

// lift carries s.parts from the level below to next: the label of a community
// is its first node there.
func (s *search) lift(next *level, members, end []int32) {
	p, n := &s.parts, int(next.nodes())
	label := s.labels[:len(members)]
	for i := range label {
		label[i] = -1
	}
	below := p.of
	at := int32(0)
	lifted := s.keys[:n]
	for part := range int32(n) {
		c := below[members[at]]
		at = end[part]
		if label[c] < 0 {
			label[c] = part
		}
		lifted[part] = label[c]
	}
	p.of = p.of[:n]
	copy(p.of, lifted)
	p.tally(next)
}
