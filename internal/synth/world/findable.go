package world

import (
	"cmp"
	"iter"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// holding is a value and a member that shows it.
type holding struct {
	v      value
	member int
}

// sharers yields every value that at least two members show, as no reader can
// tell apart, with those members in order. It passes over values that keep
// says no to.
func sharers(members []shop, keep func(value) bool) iter.Seq2[value, []int] {
	return shared(members, func(f *fact) bool { return keep(f.value) })
}

func shared(members []shop, keep func(*fact) bool) iter.Seq2[value, []int] {
	var all []holding
	for m := range members {
		for i := range members[m].facts {
			if f := &members[m].facts[i]; keep(f) {
				all = append(all, holding{f.same(), m})
			}
		}
	}
	slices.SortFunc(all, func(x, y holding) int {
		return cmp.Or(cmp.Compare(x.v.kind, y.v.kind), cmp.Compare(x.v.serial, y.v.serial), cmp.Compare(x.v.region, y.v.region),
			cmp.Compare(x.v.spelling, y.v.spelling), cmp.Compare(x.member, y.member))
	})
	all = slices.Compact(all)
	return func(yield func(value, []int) bool) {
		for i := 0; i < len(all); {
			j := i + 1
			for j < len(all) && all[j].v == all[i].v {
				j++
			}
			if j-i > 1 {
				users := make([]int, 0, j-i)
				for _, h := range all[i:j] {
					users = append(users, h.member)
				}
				if !yield(all[i].v, users) {
					return
				}
			}
			i = j
		}
	}
}

// findable says "yes" of the members that the ring's own hard evidence in the
// input holds together, and "apart" of the others, when those are at least half
// of it, three storefronts and more, and held by a cycle or by one account of
// four; otherwise it says of all why no detector can be asked to find the ring.
// It looks at what was written, not at what was meant.
func findable(members []shop) []string {
	if len(members) == 2 {
		return of(members, "pair")
	}
	hard := joined(members, func(f *fact) bool { return f.class.Hard() && !f.isHub() && !f.supplied(members) })
	n := len(hard.piece)
	switch {
	case n < 3:
		return of(members, unfindable(members, n))
	case 2*n < len(members):
		return of(members, "disconnected")
	case !hard.cycle && hard.account < 4:
		return of(members, "tree")
	}
	why := of(members, "apart")
	for _, m := range hard.piece {
		why[m] = "yes"
	}
	return why
}

func of(members []shop, why string) []string {
	all := make([]string, len(members))
	for i := range all {
		all[i] = why
	}
	return all
}

// unfindable says why hard evidence holds fewer than three members together.
func unfindable(members []shop, most int) string {
	switch {
	case most == 2:
		return "disconnected"
	case len(joined(members, func(f *fact) bool { return !f.isHub() && f.class == entity.ClassDeclared }).piece) >= 3:
		return "declared_only"
	case len(joined(members, func(f *fact) bool { return f.class.Hard() }).piece) >= 3:
		return "behind_hub"
	}
	return "no_hard_identifier"
}

// supplied reports whether a value is a workshop that two rings use.
func (f *fact) supplied(members []shop) bool {
	o := members[0].op
	return f.kind == entity.KindAddress && (o.supplied != nil && f.serial == o.supplied.workshop().serial || o.supplies && f.serial == o.workshop().serial)
}

// hold is how far values hold members together: the largest piece, empty when
// all are alone; whether it has a cycle; and the most members on one account
// of it.
type hold struct {
	piece   []int
	cycle   bool
	account int
}

func joined(members []shop, keep func(*fact) bool) hold {
	root := make([]int, len(members))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			i = root[i]
		}
		return i
	}
	cycle, account := make([]bool, len(members)), make([]int, len(members)) // by root
	for v, users := range shared(members, keep) {
		at := find(users[0])
		for _, m := range users[1:] {
			r := find(m)
			if r == at {
				cycle[at] = true
				continue
			}
			root[r] = at
			cycle[at] = cycle[at] || cycle[r]
			account[at] = max(account[at], account[r])
		}
		if v.kind == entity.KindPaymentAccount {
			account[at] = max(account[at], len(users))
		}
	}
	pieces := make([][]int, len(members))
	var h hold
	for i := range members {
		r := find(i)
		pieces[r] = append(pieces[r], i)
	}
	for r, piece := range pieces {
		if len(piece) > max(1, len(h.piece)) {
			h = hold{piece, cycle[r], account[r]}
		}
	}
	return h
}
