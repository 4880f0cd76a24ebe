package standing

import (
	"cmp"
	"slices"
)

// change brings rows and verdicts up to date and returns the storefronts in
// whose components something is otherwise than before.
func (s *Standing) change(add, take []pair, r *Report) (seeds []int32) {
	var left, ids []int32
	before := make(map[int32]uint8) // of the identifiers that may tie otherwise: how they tied
	for _, p := range slices.Concat(add, take) {
		ids = append(ids, p.id)
		before[p.id] = s.tied(p.id)
	}
	for _, p := range take {
		left = append(left, p.shop)
		if before[p.id] != hub {
			seeds = append(seeds, p.shop)
		}
	}
	s.edit(add, take)
	s.rejudge(distinct(left, cmp.Compare), distinct(ids, cmp.Compare), func(id int32) {
		r.Changed++
		if _, noted := before[id]; !noted {
			before[id] = s.tied(id)
		}
	}, r)
	for id, was := range before {
		if was != hub || s.tied(id) != hub {
			seeds = append(seeds, s.ofID.of(id)...)
		}
	}
	return distinct(seeds, cmp.Compare)
}

// tied returns the type by which an identifier ties, hub where it does not.
func (s *Standing) tied(id int32) uint8 {
	if s.ties(id) {
		return s.types[id]
	}
	return hub
}

// edit writes a change into the rows of both sides.
func (s *Standing) edit(add, take []pair) {
	byShop := func(p pair) (int32, int32) { return p.shop, p.id }
	byID := func(p pair) (int32, int32) { return p.id, p.shop }
	edit(&s.ofShop, add, take, byShop, &s.ids.order)
	edit(&s.ofID, add, take, byID, &s.shops.order)
}

// edit writes a change into the rows of one side; by turns a pair so that the
// node of this side stands first.
func edit(rows *rows, add, take []pair, by func(pair) (int32, int32), o *order) {
	type turned struct{ node, other int32 }
	turn := func(pairs []pair) []turned {
		out := make([]turned, len(pairs))
		for k, p := range pairs {
			out[k].node, out[k].other = by(p)
		}
		slices.SortFunc(out, func(a, b turned) int { return cmp.Compare(a.node, b.node) })
		return out
	}
	plus, minus := turn(add), turn(take)
	of := func(list *[]turned, v int32) (others []int32) {
		for len(*list) > 0 && (*list)[0].node == v {
			others = append(others, (*list)[0].other)
			*list = (*list)[1:]
		}
		return others
	}
	for len(plus) > 0 || len(minus) > 0 {
		var v int32
		switch {
		case len(minus) == 0 || len(plus) > 0 && plus[0].node < minus[0].node:
			v = plus[0].node
		default:
			v = minus[0].node
		}
		rows.edit(v, of(&minus, v), of(&plus, v), o)
	}
}

// settle writes the rows anew when too many of them have changed.
func (s *Standing) settle() {
	if 1000*(s.ofShop.entries+s.ofID.entries) > s.p.OverlayPM*(len(s.ofShop.adj)+len(s.ofID.adj)) {
		s.ofShop.settle(s.shops.len())
		s.ofID.settle(s.ids.len())
	}
}
