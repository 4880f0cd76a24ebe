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

// findable says "yes" when the ring's own hard evidence in the input holds at
// least half of it together, three storefronts and more, by a cycle or by one
// account of four; otherwise why no detector can be asked to find it. It looks
// at what was written, not at what was meant.
func findable(members []shop) string {
	if len(members) == 2 {
		return "pair"
	}
	hard := joined(members, func(f *fact) bool { return f.class.Hard() && !f.isHub() && !f.supplied(members) })
	if hard.most >= 3 {
		switch {
		case 2*hard.most < len(members):
			return "disconnected"
		case hard.cycle || hard.account >= 4:
			return "yes"
		}
		return "tree"
	}
	switch {
	case hard.most == 2:
		return "disconnected"
	case joined(members, func(f *fact) bool { return !f.isHub() && f.class == entity.ClassDeclared }).most >= 3:
		return "declared_only"
	case joined(members, func(f *fact) bool { return f.class.Hard() }).most >= 3:
		return "behind_hub"
	}
	return "no_hard_identifier"
}

// supplied reports whether a value is a workshop that two rings use.
func (f *fact) supplied(members []shop) bool {
	o := members[0].op
	return f.kind == entity.KindAddress && (o.supplied != nil && f.serial == o.supplied.workshop().serial || o.supplies && f.serial == o.workshop().serial)
}

// hold is how far values hold members together: the largest piece, whether it
// has a cycle, and the most members on one account in it.
type hold struct {
	most    int
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
	size := make([]int, len(members))
	var h hold
	for i := range members {
		r := find(i)
		if size[r]++; size[r] > h.most {
			h.most = size[r]
		}
	}
	for r, n := range size {
		if n == h.most && h.most > 1 {
			h.cycle, h.account = h.cycle || cycle[r], max(h.account, account[r])
		}
	}
	return h
}
