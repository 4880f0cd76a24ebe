package ring

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/community"
)

// known is a ring of the register as its last event left it.
type known struct {
	id       string
	founded  string
	revision int
	retired  bool
	core     []string
	attached []string
}

// Identify gives every ring of a run its id, revision and founding run, and
// returns the events to append to the register, the run's own first. It is a
// pure function of the rings, the register as it stood before the run, and
// the run's id.
//
// A ring carries on an old one, retired ones included, by overlap of members
// (core counts 2, attached 1): candidates have Jaccard >= 0.3 or hold half of
// the smaller side; the largest overlap is given first, then the larger
// Jaccard, then the older ring. Source: Greene, Doyle, Cunningham 2010; the
// order of choice is ours.
func Identify(rings []Ring, prior casebook.Register, run string) []casebook.Event {
	old := replay(prior)
	heir := match(rings, old)
	taken := make(map[string]bool, len(old))
	for i := range old {
		taken[old[i].id] = true
	}
	events := []casebook.Event{}
	carried := make([]bool, len(old))
	for i := range rings {
		r := &rings[i]
		core, attached := r.names(Core), r.names(Attached)
		if heir[i] < 0 {
			r.ID, r.Founded, r.Revision = issue(run, core, attached, taken), run, 1
			events = append(events, casebook.Event{Run: run, Kind: casebook.Born, Ring: r.ID, Revision: 1, Core: core, Attached: attached})
			continue
		}
		k := &old[heir[i]]
		carried[heir[i]] = true
		r.ID, r.Founded, r.Revision = k.id, k.founded, k.revision
		kind := casebook.Changed
		same := slices.Equal(core, k.core) && slices.Equal(attached, k.attached)
		switch {
		case k.retired:
			kind = casebook.Revived
		case same:
			continue
		}
		if !same {
			r.Revision++
		}
		events = append(events, casebook.Event{Run: run, Kind: kind, Ring: r.ID, Revision: r.Revision, Core: core, Attached: attached})
	}
	for i := range old {
		if !carried[i] && !old[i].retired {
			events = append(events, casebook.Event{Run: run, Kind: casebook.Retired, Ring: old[i].id, Revision: old[i].revision,
				Core: old[i].core, Attached: old[i].attached})
		}
	}
	slices.SortFunc(events, func(a, b casebook.Event) int { return cmp.Compare(a.Ring, b.Ring) })
	return append([]casebook.Event{{Run: run, Kind: casebook.Ran}}, events...)
}

// replay folds the register into its rings, oldest first.
func replay(prior casebook.Register) []known {
	var old []known
	at := map[string]int{}
	for _, e := range prior.Events {
		if e.Kind == casebook.Ran {
			continue
		}
		i, ok := at[e.Ring]
		if !ok {
			i = len(old)
			at[e.Ring] = i
			old = append(old, known{id: e.Ring, founded: e.Run})
		}
		k := &old[i]
		k.revision, k.core, k.attached, k.retired = e.Revision, e.Core, e.Attached, e.Kind == casebook.Retired
	}
	return old
}

// pairing is an old ring and a new one that may be the same.
type pairing struct {
	ring, old       int
	overlap         int // weighted
	common, union   int
	smaller         int
	jaccardPerMille int
}

// match returns, for each ring, the index of the old ring that it carries on,
// or -1.
func match(rings []Ring, old []known) []int {
	heir := make([]int, len(rings))
	for i := range heir {
		heir[i] = -1
	}
	taken := make([]bool, len(old))
	for _, p := range pairings(rings, old) {
		if heir[p.ring] < 0 && !taken[p.old] {
			heir[p.ring] = p.old
			taken[p.old] = true
		}
	}
	return heir
}

func pairings(rings []Ring, old []known) []pairing {
	type place struct{ old, weight int }
	where := map[string][]place{}
	for i := range old {
		for _, s := range old[i].core {
			where[s] = append(where[s], place{i, 2})
		}
		for _, s := range old[i].attached {
			where[s] = append(where[s], place{i, 1})
		}
	}
	var out []pairing
	for i := range rings {
		met := map[int]*pairing{}
		for j := range rings[i].Members {
			m := &rings[i].Members[j]
			for _, p := range where[m.Storefront] {
				if m.Tier == Peripheral {
					continue
				}
				if met[p.old] == nil {
					met[p.old] = &pairing{ring: i, old: p.old}
				}
				met[p.old].common++
				met[p.old].overlap += min(p.weight, weightOf(m.Tier))
			}
		}
		for _, p := range met {
			before, now := len(old[p.old].core)+len(old[p.old].attached), rings[i].Size()
			p.union, p.smaller = before+now-p.common, min(before, now)
			p.jaccardPerMille = 1000 * p.common / p.union
			if p.jaccardPerMille >= 300 || 2*p.common >= p.smaller {
				out = append(out, *p)
			}
		}
	}
	slices.SortFunc(out, func(a, b pairing) int {
		return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(b.jaccardPerMille, a.jaccardPerMille),
			cmp.Compare(a.old, b.old), cmp.Compare(a.ring, b.ring))
	})
	return out
}

func weightOf(t Tier) int {
	switch t {
	case Core:
		return 2
	case Attached:
		return 1
	}
	return 0
}

func (r *Ring) names(t Tier) []string {
	out := []string{}
	for i := range r.Members {
		if r.Members[i].Tier == t {
			out = append(out, r.Members[i].Storefront)
		}
	}
	return out
}

// issue makes a new id from the founding run and the smallest core key (the
// smallest attached one where there is no core), unlike any that was issued.
func issue(run string, core, attached []string, taken map[string]bool) string {
	least := ""
	for _, list := range [][]string{core, attached} {
		if len(list) > 0 {
			least = list[0]
			break
		}
	}
	for try := 0; ; try++ {
		sum := sha256.Sum256([]byte(run + "\x00" + least + "\x00" + strconv.Itoa(try)))
		id := "R-" + base32.HexEncoding.EncodeToString(sum[:])[:10]
		if !taken[id] {
			taken[id] = true
			return id
		}
	}
}

// NameRivals fills in, once ids are known, the other group that an attached
// member could as well belong to. Rings stand in the order of r's groups.
func NameRivals(rings []Ring, r *community.Result, shops []string) {
	for i := range r.Groups {
		for _, m := range r.Groups[i].Members {
			if m.Rival < 0 {
				continue
			}
			at, ok := slices.BinarySearchFunc(rings[i].Members, shops[m.Node],
				func(m Member, name string) int { return cmp.Compare(m.Storefront, name) })
			if ok {
				rings[i].Members[at].Rival = rings[m.Rival].ID
			}
		}
	}
}
