package leiden

import "github.com/ringtrace/ringtrace/internal/dice"

// polishing is what it takes to search on from a settled partition: the best
// one so far, and what two partitions have to say about each region.
type polishing struct {
	best       []int32
	parent     []int32 // of labels, those of the best first, in a forest of regions
	ours       []int64 // worth of each community, by label
	theirs     []int64
	size       []int64
	difference []int64 // theirs less ours, by region
}

func (b *polishing) fit(n int) {
	b.best, b.parent = grown(b.best, n), grown(b.parent, 2*n)
	b.ours, b.theirs, b.size = grown(b.ours, n), grown(b.theirs, n), grown(b.size, n)
	b.difference = grown(b.difference, 2*n)
}

const (
	// polished bounds the nodes of a component that is searched on.
	polished = 1 << 14
	// patience is after how many rounds in vain the search ends; after
	// persistence times as many it ends at the latest. Smaller components get
	// more patience, up to mostPatience or their number of nodes: it costs
	// little there, and they have fewer regions to try at once.
	patience     = 8
	mostPatience = 64
	persistence  = 10
)

// shares are one in how many communities the rounds dissolve, in turn: few, so
// that regions stay apart, to all, which starts over.
var shares = [...]uint64{6, 3, 6, 2, 6, 3, 6, 1}

// patient returns the patience for a component of n nodes.
func patient(n int) int {
	return min(n, mostPatience, max(patience, 2*polished/n))
}

// polish dissolves some communities, lets everything settle again, and keeps
// what came out better, region by region: where the two partitions group other
// nodes the same way, they can be told apart, because a community is worth the
// same wherever it stands. Many small experiments are thus made at once and
// each is judged alone.
func (s *search) polish() error {
	b := &s.polishing
	b.fit(len(s.bottom))
	copy(b.best, s.bottom)
	gain := s.gain
	patience := patient(len(s.bottom))
	for round, idle := 0, 0; round < persistence*patience && idle < patience; round++ {
		s.dissolve(s.stream(round, 0, 2), shares[round%len(shares)])
		if err := s.settleTouched(&s.passes); err != nil {
			return err
		}
		if more := s.choose(); more > 0 {
			gain += more
			idle = 0
		} else {
			idle++
		}
	}
	s.gain = gain
	copy(s.bottom, b.best)
	s.settle()
	return nil
}

// dissolve starts from the best partition, some communities of it broken up.
func (s *search) dissolve(dice dice.Stream, share uint64) {
	copy(s.bottom, s.polishing.best)
	s.settle()
	clear(s.touched)
	doomed, p := s.number[:len(s.bottom)], &s.parts
	for c := range doomed {
		doomed[c] = 0
		if p.count[c] > 1 && dice.Below(share) == 0 {
			doomed[c] = 1
		}
	}
	for v, c := range s.bottom {
		if doomed[c] == 0 || p.count[c] == 1 {
			continue
		}
		to := p.free[len(p.free)-1]
		p.take(int32(v), c, to, s.base.size[v])
		s.touched[c], s.touched[to] = true, true
	}
	copy(s.bottom, p.of)
}

// choose takes into the best partition every region in which s.bottom is
// worth more, and returns by how much.
func (s *search) choose() (gain int64) {
	b, n := &s.polishing, int32(len(s.bottom))
	s.worths(b.best, b.ours)
	s.worths(s.bottom, b.theirs)
	for i := range b.parent {
		b.parent[i] = int32(i)
	}
	for v, c := range b.best {
		b.union(c, n+s.bottom[v])
	}
	clear(b.difference)
	for c := range n {
		b.difference[b.find(c)] -= b.ours[c]
		b.difference[b.find(n+c)] += b.theirs[c]
	}
	for _, d := range b.difference {
		gain += max(d, 0)
	}
	for v, c := range b.best {
		if d := b.difference[b.find(c)]; d > 0 {
			b.best[v] = -1 - s.bottom[v]
		}
	}
	if gain > 0 {
		s.relabel(b.best)
	}
	return gain
}

// relabel gives free labels to communities that are marked by numbers below 0,
// so that they are none of those that stayed.
func (s *search) relabel(of []int32) {
	n := int32(len(of))
	taken := s.queued // by what stayed
	for _, c := range of {
		if c >= 0 {
			taken[c] = true
		}
	}
	label, next := s.number[:n], int32(0)
	for c := range label {
		label[c] = -1
	}
	for v, c := range of {
		if c >= 0 {
			continue
		}
		if c = -1 - c; label[c] < 0 {
			for taken[next] {
				next++
			}
			label[c] = next
			next++
		}
		of[v] = label[c]
	}
	clear(taken)
}

// worths computes what each community is worth beyond its nodes, by label.
func (s *search) worths(of []int32, worth []int64) {
	l, size := &s.base, s.polishing.size
	clear(worth)
	clear(size)
	for v, c := range of {
		inside := int64(0)
		for i := l.start[v]; i < l.start[v+1]; i++ {
			if w := l.adj[i]; int(w) > v && of[w] == c {
				inside += l.weight(i)
			}
		}
		worth[c] += s.costs.scale*inside - s.costs.join(size[c], l.size[v])
		size[c] += l.size[v]
	}
}

func (b *polishing) find(a int32) int32 {
	for b.parent[a] != a {
		b.parent[a] = b.parent[b.parent[a]]
		a = b.parent[a]
	}
	return a
}

func (b *polishing) union(x, y int32) {
	if x, y = b.find(x), b.find(y); x != y {
		b.parent[max(x, y)] = min(x, y)
	}
}
