package investigate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/ring"
)

// wireOutside is the kept form of the cells of the weakest tie, by the numbers
// of their members, and of what stands beside the ring.
type wireOutside struct {
	A       []int         `json:"a,omitempty"`
	B       []int         `json:"b,omitempty"`
	Refused *ring.Refused `json:"refused,omitempty"`
	Opinion *ring.Opinion `json:"secondOpinion,omitempty"`
}

// encodeOutside returns it, and the weakest tie without its cells.
func encodeOutside(r *ring.Ring) (wireOutside, *ring.Cut) {
	w := wireOutside{Refused: r.Refused, Opinion: r.SecondOpinion}
	if r.Weakest == nil {
		return w, nil
	}
	bare := *r.Weakest
	w.A, w.B, bare.A, bare.B = numbersOf(r, bare.A), numbersOf(r, bare.B), nil, nil
	return w, &bare
}

// numbersOf returns the numbers of members among all of a ring's, in their order.
func numbersOf(r *ring.Ring, storefronts []string) []int {
	var out []int
	for _, shop := range storefronts {
		at, ok := slices.BinarySearchFunc(r.Members, shop, func(m ring.Member, s string) int { return strings.Compare(m.Storefront, s) })
		if ok {
			out = append(out, at)
		}
	}
	return out
}

// restore puts back what encodeOutside took, into a ring that has its members.
func (w *wireOutside) restore(r *ring.Ring) error {
	r.Refused, r.SecondOpinion = w.Refused, w.Opinion
	for _, cell := range []struct {
		numbers []int
		names   func(c *ring.Cut) *[]string
	}{{w.A, func(c *ring.Cut) *[]string { return &c.A }}, {w.B, func(c *ring.Cut) *[]string { return &c.B }}} {
		for _, at := range cell.numbers {
			if r.Weakest == nil || at < 0 || at >= len(r.Members) {
				return fmt.Errorf("a cell holds member %d of %d", at, len(r.Members))
			}
			names := cell.names(r.Weakest)
			*names = append(*names, r.Members[at].Storefront)
		}
	}
	return nil
}
