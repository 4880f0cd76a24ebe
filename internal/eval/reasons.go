package eval

import (
	"maps"
	"slices"
)

// Reason counts the true rings, pairs among them, of which the truth says the
// same about whether they can be found.
type Reason struct {
	Reason string `json:"reason"` // "yes": it can
	Met    Share  `json:"met"`    // rings that a found group matches with a Jaccard index of .5 and more
}

// byReason counts rings by reason, those that can be found first.
func (s *subject) byReason(c *Comparison) []Reason {
	if s.reasons == nil {
		return nil
	}
	best := c.matches().truth
	count := map[string]Share{}
	for ring, name := range s.ringNames {
		n := count[s.reasons[name]]
		n.Of++
		if best[ring] >= .5 {
			n.Hits++
		}
		count[s.reasons[name]] = n
	}
	var out []Reason
	if n, some := count[findableYes]; some {
		out = append(out, Reason{findableYes, n})
	}
	for _, why := range slices.Sorted(maps.Keys(count)) {
		if why != findableYes {
			out = append(out, Reason{why, count[why]})
		}
	}
	return out
}

// OfSize counts the groups of a size.
type OfSize struct {
	From  int `json:"from"` // storefronts
	To    int `json:"to"`   // the last size that is counted here, 0 for no end
	True  int `json:"true"`
	Found int `json:"found"`
}

// sizes counts true rings and found groups of two and more by size.
func (s *subject) sizes() []OfSize {
	out := []OfSize{{From: 2, To: 2}, {From: 3, To: 3}, {From: 4, To: 5}, {From: 6, To: 10}, {From: 11, To: 20}, {From: 21, To: 50}, {From: 51, To: 100}, {From: 101}}
	of := func(size int) *OfSize {
		i := len(out) - 1
		for out[i].From > size {
			i--
		}
		return &out[i]
	}
	for _, n := range s.rings.sizes[:s.rings.named] {
		if n > 1 {
			of(n).True++
		}
	}
	for _, n := range s.groups.sizes[:s.groups.named] {
		if n > 1 {
			of(n).Found++
		}
	}
	return out
}
