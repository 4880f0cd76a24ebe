package leiden

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ringtrace/ringtrace/internal/community"
)

// Result is a partition of a graph.
type Result struct {
	// Of is the community of each node. Communities are numbered by their
	// first nodes.
	Of []int32
	// Communities is how many there are, isolated nodes among them.
	Communities int
	Stats       Stats
	// Joins build each community from its nodes, one worthy join after the
	// other; nil unless Options.Prove asks for them.
	Joins []Join

	costs *cost
	total int64 // quality as integer, kept while nodes moved
}

// Join is the join of the sets of nodes that A and B stand in.
type Join struct{ A, B int32 }

// Stats say how a result came about.
type Stats struct {
	Components int // connected components of two nodes or more
	Largest    int // nodes of the largest of them
	Iterations int // most iterations that a component took
	Unstable   int // components given up with nodes that may still want to move
	Split      int // communities that were not connected, and were split: 0, or a defect
}

// Detect partitions a graph. The error is a breach of the graph's or the
// options' rules, ErrTooFine, or the context's.
func Detect(ctx context.Context, g *community.CSR, o Options) (*Result, error) {
	costs, err := o.prepare(g)
	if err != nil {
		return nil, err
	}
	o.Prove = o.Prove && o.Objective.optimises()
	r := &Result{Of: make([]int32, g.Nodes()), costs: costs}
	for v := range r.Of {
		r.Of[v] = int32(v)
	}
	d := &detection{ctx: ctx, g: g, o: o, costs: costs, order: arrange(g), r: r}
	d.joins = make([][]Join, d.order.components())
	if err := d.spread(); err != nil {
		return nil, err
	}
	r.number()
	if o.Prove {
		r.Joins = slices.Concat(append(d.joins, []Join{})...)
	}
	return r, nil
}

// detection is one call of Detect.
type detection struct {
	ctx   context.Context
	g     *community.CSR
	o     Options
	costs *cost
	order *order
	r     *Result
	joins [][]Join // by component
	next  atomic.Int64
}

// spread lets the workers take one component after the other, largest first.
// They write to different nodes; what they count is added in any order.
func (d *detection) spread() error {
	list := d.order.bySize()
	d.r.Stats.Components = len(list)
	if len(list) > 0 {
		d.r.Stats.Largest = len(d.order.of(list[0]))
	}
	workers := d.o.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = max(1, min(workers, len(list)))
	work, failed := make([]worker, workers), make([]error, workers)
	var wait sync.WaitGroup
	for i := range work {
		wait.Go(func() { failed[i] = work[i].take(d, list) })
	}
	wait.Wait()
	for i := range work {
		if failed[i] != nil {
			return fmt.Errorf("leiden: %w", failed[i])
		}
		d.r.total += work[i].total
		d.r.Stats.Iterations = max(d.r.Stats.Iterations, work[i].stats.Iterations)
		d.r.Stats.Unstable += work[i].stats.Unstable
		d.r.Stats.Split += work[i].stats.Split
	}
	return nil
}

// worker goes through components in memory of its own.
type worker struct {
	search search
	stats  Stats
	total  int64
}

func (w *worker) take(d *detection, list []int32) error {
	w.search = search{ctx: d.ctx, costs: d.costs, o: d.o}
	for {
		i := d.next.Add(1) - 1
		if i >= int64(len(list)) {
			return nil
		}
		if err := w.component(d, list[i]); err != nil {
			return err
		}
	}
}

func (w *worker) component(d *detection, c int32) error {
	s := &w.search
	s.base.load(d.g, d.order, c, d.costs)
	stable, err := s.run()
	if err != nil {
		return err
	}
	w.stats.Iterations = max(w.stats.Iterations, s.passes)
	if !stable {
		w.stats.Unstable++
	}
	w.stats.Split += s.split()
	w.total += s.gain
	nodes := d.order.of(c)
	first := s.number[:len(nodes)]
	for i := range first {
		first[i] = -1
	}
	for v, label := range s.bottom {
		if f := first[label]; f < 0 || nodes[v] < f {
			first[label] = nodes[v]
		}
	}
	for v, label := range s.bottom {
		d.r.Of[nodes[v]] = first[label]
	}
	if d.o.Prove {
		d.joins[c] = s.proof.joins(nodes)
	}
	return nil
}

// number turns first nodes into numbers.
func (r *Result) number() {
	for v, first := range r.Of {
		if int(first) == v {
			r.Of[v] = int32(r.Communities)
			r.Communities++
		} else {
			r.Of[v] = r.Of[first]
		}
	}
}
