package community

import (
	"cmp"
	"slices"
)

// Refusal says why two groups were not joined.
type Refusal uint8

// The refusals.
const (
	// OneOnly: a single ordinary identifier crosses, which chance explains.
	OneOnly Refusal = iota + 1
	// TooLittle: several identifiers cross and are no more than chance
	// explains after paying for the sizes and the search, or the one that
	// crosses is exclusive and is not enough either.
	TooLittle
	// Unbalanced: there is evidence enough, but too small a share of what the
	// poorer side has of its own crosses.
	Unbalanced
	// SetApart: a person set a member of the one apart from one of the other.
	SetApart
	// TooLate: it would do, but came about when the search for members that
	// are tied only together had taken others out again and ended.
	TooLate
)

var refusalNames = [...]string{"", "one identifier only", "no more than chance", "too small a share", "set apart by a person", "after the last round"}

func (r Refusal) String() string { return word(refusalNames[:], uint8(r), "refusal") }

// Refused is the strongest tie of a group with somebody outside that did not
// join them: a possible link. It is what the rule saw when growth had ended,
// before the group was cut to its core and members were attached, so that
// sizes may differ a little from those reported. Identifiers that more groups
// hold than Params.MaxFanout propose no tie and stand in none.
type Refused struct {
	Why Refusal
	// With is the first member of the other side; Result.Of says in which
	// group it was reported, if in any.
	With           int32
	Size, WithSize int // of the group, and of the other side
	Identifiers    []int32
	// Bits may be negative: what crosses is then less than chance gives.
	Bits, Needed Bits
	// Own is how many identifiers the poorer side shares inside itself; of so
	// many, Params.BalancePM thousandths must cross.
	Own int
}

// tie is what the rule gathered between two slots.
type tie struct {
	with       int32
	bits       Bits
	cross, own int32
	tied       bool
}

// refusals answers, for each group of an emission, which tie was the best of
// those that were refused. It is asked when growth has ended.
type refusals struct {
	s        *growth
	ties     map[int32][]tie // of each slot asked for, the strongest first
	attached map[int32]int32 // the groups of the members that were attached
}

func newRefusals(s *growth, e *emission) *refusals {
	r := &refusals{s: s, ties: make(map[int32][]tie), attached: make(map[int32]int32)}
	for k := range e.groups {
		for _, m := range e.groups[k].attached {
			r.attached[m] = int32(k)
		}
	}
	return r
}

// of returns the strongest refused tie of group k, nil when it shares no
// identifier with anybody outside.
func (r *refusals) of(k int32, f *found) *Refused {
	a := r.s.slot[f.members[0]]
	ties, met := r.ties[a]
	if !met {
		ties = r.s.around(a)
		r.ties[a] = ties
	}
	for _, t := range ties {
		if r.joined(t.with, k) {
			continue
		}
		if ids := r.s.crossing(f.members, t.with); len(ids) > 0 {
			return r.refused(a, t, ids)
		}
	}
	return nil
}

// joined reports whether somebody of a slot went into a group after all:
// attached to it.
func (r *refusals) joined(slot, group int32) bool {
	for m := r.s.head[slot]; m >= 0; m = r.s.next[m] {
		if at, ok := r.attached[m]; ok && at == group {
			return true
		}
	}
	return false
}

func (r *refusals) refused(a int32, t tie, ids []int32) *Refused {
	s := r.s
	out := &Refused{With: s.c.members[s.key[t.with]], Size: int(s.size[a]), WithSize: int(s.size[t.with]),
		Bits: t.bits, Needed: s.r.needed, Own: int(t.own)}
	for _, i := range ids {
		out.Identifiers = append(out.Identifiers, s.c.ids[i])
	}
	switch enough := t.bits >= s.r.needed; {
	case s.forbids(a, t.with):
		out.Why = SetApart
	case !enough && t.cross == 1 && !t.tied:
		out.Why = OneOnly
	case !enough:
		out.Why = TooLittle
	case !t.tied && !s.r.balanced(t.cross, t.own):
		out.Why = Unbalanced
	default:
		out.Why = TooLate
	}
	return out
}

// around lists the ties between slot a and all others, by evidence, then by
// key.
func (s *growth) around(a int32) []tie {
	s.gather(a)
	out := make([]tie, 0, len(s.row.touched))
	for _, b := range s.row.touched {
		t := tie{with: b, cross: s.row.cross[b], own: min(s.own[a], s.own[b]), tied: s.row.tied[b]}
		t.bits = s.row.bits[b] + s.r.logs.factorial[min(t.cross, maxCrossing)] - s.r.search(max(s.logSize[a], s.logSize[b]))
		out = append(out, t)
		s.row.bits[b], s.row.cross[b], s.row.tied[b] = 0, 0, false
	}
	s.row.touched = s.row.touched[:0]
	slices.SortFunc(out, func(x, y tie) int {
		return cmp.Or(cmp.Compare(y.bits, x.bits), cmp.Compare(s.key[x.with], s.key[y.with]))
	})
	return out
}

// crossing lists the identifiers that members hold and slot b too, ascending.
func (s *growth) crossing(members []int32, b int32) []int32 {
	var out []int32
	s.walk++
	for _, m := range members {
		for _, i := range s.c.ofMember.of(m) {
			if s.stamp[i] != s.walk && s.fan[i] <= int32(s.r.p.MaxFanout) && s.place(i, b) >= 0 {
				out = append(out, i)
			}
			s.stamp[i] = s.walk
		}
	}
	slices.Sort(out)
	return out
}
