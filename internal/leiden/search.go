package leiden

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/dice"
)

// search goes through components one after the other, in memory that it keeps.
// Everything below is by node of the level at hand, or by label; labels are
// numbers of nodes, so there are never more of them.
type search struct {
	ctx   context.Context
	costs *cost
	o     Options

	base level
	up   [2]level  // the levels above, in turn
	maps [][]int32 // of each level: which node of the next one holds a node

	parts     parts
	bottom    []int32 // the communities of the base
	acc       []int64 // weight towards each label, 0 where none
	keys      []int32 // the labels of which acc is not 0
	queue     []int32
	queued    []bool
	late      []int32 // popular nodes that wait for the queue to be empty
	refined   refinement
	number    []int32
	labels    []int32
	touched   []bool // labels of communities that changed
	thawed    thawed
	polishing polishing

	gain   int64 // of all moves since each node stood alone
	passes int   // iterations of the component at hand
	proof  proof // kept where asked for
}

// parts is a partition of the nodes of a level.
type parts struct {
	of    []int32 // label of each node
	size  []int64 // sum of sizes, by label
	count []int32 // number of nodes, by label
	free  []int32 // labels that no node has
}

// grown returns a slice of n elements, of the memory of s where that is
// enough; what they hold is not defined.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// fit makes the memory large enough for a component of n nodes.
func (s *search) fit(n int) {
	s.parts.of, s.parts.size, s.parts.count = grown(s.parts.of, n), grown(s.parts.size, n), grown(s.parts.count, n)
	s.parts.free = grown(s.parts.free, n)[:0]
	s.bottom, s.number, s.labels = grown(s.bottom, n), grown(s.number, n+1), grown(s.labels, n)
	if cap(s.acc) < n {
		s.acc = make([]int64, n) // always 0 between uses
		s.queued = make([]bool, n)
	}
	s.acc, s.queued, s.touched = s.acc[:n], s.queued[:n], grown(s.touched, n)
	s.keys, s.queue = grown(s.keys, n), grown(s.queue, n)
	s.refined.fit(n)
}

// singletons puts each node of l into a community of its own.
func (p *parts) singletons(l *level) {
	p.of = p.of[:l.nodes()]
	for v := range p.of {
		p.of[v] = int32(v)
	}
	p.tally(l)
}

// tally computes everything else from p.of, a partition of the nodes of l.
func (p *parts) tally(l *level) {
	n := l.nodes()
	p.size, p.count, p.free = p.size[:n], p.count[:n], p.free[:0]
	clear(p.size)
	clear(p.count)
	for v, c := range p.of {
		p.size[c] += l.size[v]
		p.count[c]++
	}
	for c := n - 1; c >= 0; c-- {
		if p.count[c] == 0 {
			p.free = append(p.free, c)
		}
	}
}

// run finds the communities of the component in s.base and leaves them in
// s.bottom. It reports whether they are settled: nobody wants to move.
func (s *search) run() (stable bool, err error) {
	s.gain, s.passes = 0, 0
	s.fit(int(s.base.nodes()))
	switch s.o.Objective {
	case LabelPropagation:
		return s.propagate()
	case Components:
		clear(s.bottom)
		s.settle()
		return true, nil
	default:
		return s.leiden()
	}
}

// enough is the share of the quality which a whole iteration and its local ones
// must add, one in so many, for another one in a component that is too large to
// be searched on: its last few hundredths of a per cent take most of the time.
const enough = 1 << 11

// leiden repeats iterations: whole ones, the second and later ones followed by
// local ones until nobody wants to move, until a whole one moves nothing or, in
// a large component, next to nothing.
func (s *search) leiden() (stable bool, err error) {
	s.parts.singletons(&s.base)
	copy(s.bottom, s.parts.of)
	polishable := s.o.Iterations == 0 && len(s.bottom) <= polished
	for ; s.o.Iterations == 0 || s.passes < s.o.Iterations; s.passes++ {
		before := s.gain
		moved, err := s.iterate(s.passes)
		if err != nil {
			return false, err
		}
		if moved && s.passes > 0 && s.o.Iterations == 0 {
			if err := s.settleTouched(&s.passes); err != nil {
				return false, err
			}
			if len(s.bottom) > polished && (s.gain-before) < s.gain/enough {
				return true, nil
			}
		}
		if !moved && polishable {
			if err := s.polish(); err != nil {
				return false, err
			}
			polishable = false
			continue
		}
		if !moved {
			return true, nil
		}
	}
	return false, nil
}

// iterate is one iteration of Leiden (V. A. Traag, L. Waltman, N. J. van Eck,
// Sci. Rep. 9, 5233 (2019), algorithm A.2) from the partition in s.parts and
// s.bottom: move nodes, refine the communities, take what was refined as
// nodes, and so on until every node is a community. It leaves in s.touched
// which communities changed.
func (s *search) iterate(pass int) (moved bool, err error) {
	s.proof.reset(s.o.Prove, len(s.bottom))
	moved = s.moveBase(s.enqueueAll(&s.base, s.stream(pass, 0, 0)))
	depth, above, err := s.climb(&s.base, pass)
	if err != nil {
		return false, err
	}
	copy(s.bottom, s.unwind(depth))
	s.settle()
	s.touch()
	return moved || above, nil
}

// climb refines the communities of l, takes what was refined as nodes, lets
// them move, and so on until every node is a community. It returns how many
// levels above l that is.
func (s *search) climb(l *level, pass int) (depth int, moved bool, err error) {
	for ; len(s.parts.free) > 0; depth++ {
		if err := s.ctx.Err(); err != nil {
			return depth, moved, err
		}
		if !s.refine(l, s.stream(pass, depth, 1)) {
			break
		}
		if len(s.maps) == depth {
			s.maps = append(s.maps, nil)
		}
		next := &s.up[depth&1]
		s.maps[depth] = s.aggregate(l, next, s.maps[depth])
		l = next
		if s.move(l, s.enqueueMerged(l, s.stream(pass, depth+1, 0))) {
			moved = true
		}
	}
	return depth, moved, nil
}

// unwind carries the communities of the level at depth down to the level that
// the climb began on, and returns them by its nodes.
func (s *search) unwind(depth int) []int32 {
	top := s.parts.of
	for depth--; depth >= 0; depth-- {
		for v, up := range s.maps[depth] {
			s.maps[depth][v] = top[up]
		}
		top = s.maps[depth]
	}
	return top
}

// settle makes s.parts the partition in s.bottom, on the base.
func (s *search) settle() {
	s.parts.of = s.parts.of[:len(s.bottom)]
	copy(s.parts.of, s.bottom)
	s.parts.tally(&s.base)
}

// stream returns the numbers of one step. They depend on the seed and the step
// alone, not on the component: it gets the same answer beside any others.
func (s *search) stream(pass, depth, step int) dice.Stream {
	key := dice.Mix(s.o.Seed + dice.Step)
	key = dice.Mix(key + uint64(pass))
	return dice.From(dice.Mix(key + uint64(2*depth+step)))
}

// block is how many neighbouring nodes are shuffled among themselves: enough
// for chance to try something else with every seed, few enough to stay in the
// cache.
const block = 1 << 12

// enqueueAll lists all nodes of l that may move, and returns how many.
func (s *search) enqueueAll(l *level, dice dice.Stream) int {
	s.queue = s.queue[:l.movable]
	for v := range s.queue {
		s.queue[v] = int32(v)
		s.queued[v] = true
	}
	shuffle(s.queue, dice)
	return len(s.queue)
}

// enqueueMerged lists the nodes of l that were several on the level below, and
// returns how many. Nobody else can want to move: they did not there, and the
// communities are the same.
func (s *search) enqueueMerged(l *level, dice dice.Stream) int {
	s.queue = s.queue[:l.movable]
	for i, v := range l.merged {
		s.queue[i] = v
		s.queued[v] = true
	}
	shuffle(s.queue[:len(l.merged)], dice)
	return len(l.merged)
}

// shuffle brings each block of nodes into random order.
func shuffle(queue []int32, dice dice.Stream) {
	n := len(queue)
	for from := 0; from < n; from += block {
		b := queue[from:min(from+block, n)]
		for i := len(b) - 1; i > 0; i-- {
			j := dice.Below(uint64(i) + 1)
			b[i], b[j] = b[j], b[i]
		}
	}
}
