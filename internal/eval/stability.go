package eval

import (
	"maps"
	"slices"
)

// Stability is how far the groups of an earlier run stand in a later one, which
// read more evidence. Groups of both are known by their ids.
type Stability struct {
	Before int `json:"before"` // groups
	After  int `json:"after"`
	// Kept is the share of the earlier groups whose id is in the later run;
	// Same, of those that have the same members there.
	Kept Share `json:"idsKept"`
	Same Share `json:"membersSame"`
	// Strayed counts ids whose later group shares less with the earlier one
	// than a group of another id does.
	Strayed int `json:"idsStrayed"`
	// Mean is the mean over the earlier groups of the best Jaccard index with a
	// later group, Least the smallest of them.
	Mean  Ratio `json:"meanJaccard"`
	Least Ratio `json:"leastJaccard"`
	// Moved is the share of the earlier members that are later in no group or
	// in one of another id; Joined counts later members who were in none.
	Moved  Share `json:"moved"`
	Joined int   `json:"joined"`
	// Untouched is, of the groups that the new evidence is not about, the share
	// that changed its id or its members: one too many. Nil where nobody told
	// what the evidence is about.
	Untouched *Share              `json:"untouchedChanged"`
	Intervals map[string]Interval `json:"intervals"`
}

// Stable sets two runs side by side. Touched are the storefronts that the new
// evidence is about, nil where that is not known; a group is touched when one
// of its members is, or one of a later group that took some of them.
func Stable(before, after Grouping, touched map[string]bool) Stability {
	was, is := before.members(), after.members()
	s := Stability{Before: len(was), After: len(is), Intervals: map[string]Interval{}}
	kept, same, moved, changed := newTally(), newTally(), newTally(), newTally()
	total := 0.0
	for unit, id := range slices.Sorted(maps.Keys(was)) {
		f := follow(id, was[id], after, is)
		_, there := is[id]
		kept.count(unit, there)
		same.count(unit, f.own == 1)
		moved.add(unit, float64(f.left), float64(len(was[id])))
		total += f.best
		if !s.Least.Known || f.best < s.Least.Value {
			s.Least = Ratio{f.best, true}
		}
		if there && f.own < f.best {
			s.Strayed++
		}
		if touched != nil && !f.touched(was[id], is, touched) {
			changed.count(unit, f.own != 1)
		}
	}
	for shop, group := range after {
		if group != "" && before[shop] == "" {
			s.Joined++
		}
	}
	b := &bounds{newResampler(), s.Intervals}
	s.Kept, s.Same, s.Moved = b.share("ids_kept", kept), b.share("members_same", same), b.share("moved", moved)
	if touched != nil {
		s.Untouched = new(b.share("untouched_changed", changed))
	}
	s.Mean = ratio(total, float64(s.Before))
	return s
}

// members lists the storefronts of each group.
func (g Grouping) members() map[string][]string {
	out := map[string][]string{}
	for shop, group := range g {
		if group != "" {
			out[group] = append(out[group], shop)
		}
	}
	return out
}

// fate is what became of one group.
type fate struct {
	own, best float64  // Jaccard index with the later group of its id, and with the one it shares most with
	left      int      // members that are not in the group of its id
	into      []string // later groups that have some of its members
}

func follow(id string, members []string, after Grouping, is map[string][]string) fate {
	f := fate{}
	shared := map[string]int{}
	for _, shop := range members {
		group := after[shop]
		if group != id {
			f.left++
		}
		if group != "" {
			shared[group]++
		}
	}
	for group, n := range shared {
		j := float64(n) / float64(len(members)+len(is[group])-n)
		f.best = max(f.best, j)
		if group == id {
			f.own = j
		}
		f.into = append(f.into, group)
	}
	return f
}

func (f *fate) touched(members []string, is map[string][]string, touched map[string]bool) bool {
	in := func(shop string) bool { return touched[shop] }
	return slices.ContainsFunc(members, in) || slices.ContainsFunc(f.into, func(group string) bool { return slices.ContainsFunc(is[group], in) })
}

// Measures lists the figures as they are printed.
func (s *Stability) Measures() []Measure {
	l := &lines{has: s.Intervals}
	l.count("groups_before", s.Before)
	l.count("groups_after", s.After)
	l.ratio("ids_kept", s.Kept.Ratio())
	l.ratio("members_same", s.Same.Ratio())
	l.count("ids_strayed", s.Strayed)
	l.ratio("mean_jaccard", s.Mean)
	l.ratio("least_jaccard", s.Least)
	l.ratio("moved", s.Moved.Ratio())
	l.count("joined", s.Joined)
	changed := Ratio{}
	if s.Untouched != nil {
		changed = s.Untouched.Ratio()
	}
	l.ratio("untouched_changed", changed)
	return l.of
}

// ReadStorefronts reads a CSV file with a column storefront, each as often as
// it likes.
func ReadStorefronts(path string) (map[string]bool, error) {
	out := map[string]bool{}
	return out, readRows(path, func(r *rows) error {
		at, err := r.columns("storefront")
		if err != nil {
			return err
		}
		names := interned{}
		for r.next() {
			shop, err := r.storefront(at[0])
			if err != nil {
				return err
			}
			out[names.of(shop)] = true
		}
		return r.err
	})
}
