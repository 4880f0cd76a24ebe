package hotspot

import "github.com/ringtrace/ringtrace/internal/dice"

// replicate draws worlds in which regions mean nothing, and returns the
// figures of each: one slice for each figure of shape.
//
// Chance moves whole rings. Members of a ring sit together because it is one
// operation, so drawing them one by one would call every ring a hotspot: a
// ring's parts (ten members here, three there) keep their sizes, and each part
// is put into a region drawn by its number of storefronts, no two of a ring
// into the same. Those numbers include the rings' own storefronts, which makes
// the comparison a little too careful.
//
// Each replicate has a stream of its own, so the result depends neither on
// workers nor on the number of replicates before it.
func replicate(c *counts, p Params, topK []int) [][]float64 {
	weights := make([]int, len(c.figures))
	for i, f := range c.figures {
		weights[i] = f.Storefronts
	}
	urn := newUrn(weights)
	drawn := make([][]float64, 2+len(topK))
	for i := range drawn {
		drawn[i] = make([]float64, p.Replicates)
	}
	world, figures := make([]float64, len(weights)), make([]float64, len(drawn))
	taken := make([]int, len(weights)) // the ring that took the region last, counted from 1
	ring := 0
	for r := range p.Replicates {
		clear(world)
		s := newStream(p.Seed, r)
		for _, parts := range c.rings {
			ring++
			for _, members := range parts {
				at := urn.drawFree(s, taken, ring)
				taken[at] = ring
				if p.Measure == Rings {
					members = 1
				}
				world[at] += float64(members)
			}
		}
		shape(world, topK, figures)
		for i, x := range figures {
			drawn[i][r] = x
		}
	}
	return drawn
}

// urn draws indexes by weight in constant time.
//
// Source: A. J. Walker's alias method (1977), with integers: the weights are
// scaled by their number, so that every column holds exactly the total.
type urn struct {
	weights []int
	total   uint64
	keep    []uint64 // of a column's total, the part that is its own
	other   []int    // whose the rest is
}

// newUrn takes weights of at least 1.
func newUrn(weights []int) *urn {
	n := len(weights)
	u := &urn{weights: weights, keep: make([]uint64, n), other: make([]int, n)}
	for _, w := range weights {
		u.total += uint64(w)
	}
	var less, more []int
	for i, w := range weights {
		u.keep[i], u.other[i] = uint64(w)*uint64(n), i
		if u.keep[i] < u.total {
			less = append(less, i)
		} else {
			more = append(more, i)
		}
	}
	for len(less) > 0 {
		i, j := less[len(less)-1], more[len(more)-1]
		less = less[:len(less)-1]
		u.other[i] = j
		u.keep[j] -= u.total - u.keep[i]
		if u.keep[j] < u.total {
			more = more[:len(more)-1]
			less = append(less, j)
		}
	}
	return u
}

func (u *urn) draw(s *dice.Stream) int {
	i := s.Below(uint64(len(u.keep)))
	if s.Below(u.total) < u.keep[i] {
		return int(i)
	}
	return u.other[i]
}

// drawFree draws an index that the ring has not taken. Where most of the
// weight is taken it counts out what is left.
func (u *urn) drawFree(s *dice.Stream, taken []int, ring int) int {
	for range 32 {
		if i := u.draw(s); taken[i] != ring {
			return i
		}
	}
	left := uint64(0)
	for i, w := range u.weights {
		if taken[i] != ring {
			left += uint64(w)
		}
	}
	at := s.Below(left)
	for i, w := range u.weights {
		if taken[i] == ring {
			continue
		}
		if at < uint64(w) {
			return i
		}
		at -= uint64(w)
	}
	return 0 // a ring has no more parts than there are regions
}
