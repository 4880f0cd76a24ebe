package standing

import (
	"container/heap"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// A verdict is reached on the users of a value, on what else they share, and
// on the verdicts of values that come before it. So a change bears on the
// values that share a user with one whose users it changes, those that left
// among them, and, one verdict later, on those that share a user with one that
// became a hub or is none any more.

// verdicts are those that stand.
type verdicts struct {
	judge *projection.Judge
	under int32                        // the value under test
	given marks                        // hubs by the table of statistics, whatever happens
	named map[entity.Key]bool          // the same, by key
	of    map[int32]projection.Verdict // those that are not unknown
	types [projection.Private + 1][256]uint8
}

// ground is the standing as its judge sees it.
type ground struct{ s *Standing }

func (g ground) Key(id int32) entity.Key              { return g.s.ids.key(id) }
func (g ground) Compare(a, b int32) int               { return g.s.ids.compare(a, b) }
func (g ground) Degree(id int32) int32                { return int32(len(g.s.ofID.of(id))) }
func (g ground) Users(list []int32, id int32) []int32 { return append(list, g.s.ofID.of(id)...) }
func (g ground) Values(shop int32, visit func(int32)) {
	for _, id := range g.s.ofShop.of(shop) {
		visit(id)
	}
}

func (g ground) Common(x, y int32, found func(id int32) bool) bool {
	u, v := g.s.ofShop.of(x), g.s.ofShop.of(y)
	for len(u) > 0 && len(v) > 0 {
		switch c := g.s.ids.compare(u[0], v[0]); {
		case c < 0:
			u = u[1:]
		case c > 0:
			v = v[1:]
		case found(u[0]):
			return true
		default:
			u, v = u[1:], v[1:]
		}
	}
	return false
}

// Hub answers as in a judgement of the whole, which goes through the values in
// one order and does not know yet of those behind.
func (g ground) Hub(id int32) bool {
	v := &g.s.verdicts
	return v.given.has(id) || v.of[id] == projection.Hub && v.judge.Before(id, v.under) < 0
}

// judged takes over the verdicts of the base.
func (s *Standing) judged(from *snapshot.Snapshot, g *projection.Graph, t *projection.Statistics) {
	v := &s.verdicts
	v.judge = projection.NewJudge(s.p.Projection, t.Population, ground{s})
	v.named, v.of = make(map[entity.Key]bool), make(map[int32]projection.Verdict)
	for _, h := range t.Hubs {
		v.named[h.Key] = true
	}
	v.given.reset(len(from.IDs))
	for _, d := range g.Damped {
		v.of[d.Identifier] = d.Verdict
		if v.named[from.IDs[d.Identifier]] {
			v.given.put(d.Identifier)
		}
	}
	// A strong kind has a second index, for its suspected values.
	for index, k := range g.Kinds {
		v.types[projection.Suspected][k] = uint8(index)
		v.types[projection.Hub][k] = hub
	}
	for index, k := range slices.Backward(g.Kinds) {
		v.types[projection.Unknown][k] = uint8(index)
	}
	s.types = make([]uint8, len(from.IDs))
	for id := range s.types {
		s.typed(int32(id))
	}
}

// typed notes how an identifier ties.
func (s *Standing) typed(id int32) {
	s.types[id] = s.verdicts.types[s.verdicts.of[id]][s.ids.key(id).Kind]
}

// arrived gives the identifiers from one on their first verdict.
func (s *Standing) arrived(first int) {
	v := &s.verdicts
	v.given.grow(s.ids.len())
	for id := int32(first); int(id) < s.ids.len(); id++ {
		if v.named[s.ids.key(id)] {
			v.given.put(id)
			v.of[id] = projection.Hub
		}
		s.types = append(s.types, 0)
		s.typed(id)
	}
}

// agenda are the values still to be judged, the least shared first.
type agenda struct {
	ids    []int32
	on     map[int32]bool
	before func(a, b int32) int
}

func (a *agenda) Len() int           { return len(a.ids) }
func (a *agenda) Less(i, j int) bool { return a.before(a.ids[i], a.ids[j]) < 0 }
func (a *agenda) Swap(i, j int)      { a.ids[i], a.ids[j] = a.ids[j], a.ids[i] }
func (a *agenda) Push(id any)        { a.ids = append(a.ids, id.(int32)) }
func (a *agenda) Pop() any {
	last := a.ids[len(a.ids)-1]
	a.ids = a.ids[:len(a.ids)-1]
	return last
}

// rejudge reaches verdicts anew where it matters that storefronts came to the
// identifiers or left them. changing is called before a value ties otherwise
// than it did.
func (s *Standing) rejudge(left, ids []int32, changing func(id int32), r *Report) {
	v := &s.verdicts
	a := &agenda{on: make(map[int32]bool), before: v.judge.Before}
	call := func(id int32) {
		if !a.on[id] && !v.given.has(id) && (v.of[id] != projection.Unknown || v.judge.Tests(id)) {
			a.on[id] = true
			heap.Push(a, id)
		}
	}
	s.bearing(left, ids, call)
	for a.Len() > 0 {
		id := heap.Pop(a).(int32)
		was, is := v.of[id], s.verdict(id, r)
		if was == is {
			continue
		}
		changing(id)
		if v.of[id] = is; is == projection.Unknown {
			delete(v.of, id)
		}
		s.typed(id)
		if was == projection.Hub || is == projection.Hub {
			s.beside(id, func(other int32) {
				if v.judge.Before(id, other) < 0 {
					call(other)
				}
			})
		}
	}
}

// bearing calls the values on which it bears that storefronts came to the
// identifiers or left them, some of them more than once.
func (s *Standing) bearing(left, ids []int32, call func(id int32)) {
	for _, m := range left {
		for _, id := range s.ofShop.of(m) {
			call(id)
		}
	}
	for _, id := range ids {
		if !s.verdicts.given.has(id) {
			call(id) // which may be beside nothing by now
			s.beside(id, call)
		}
	}
}

// verdict reaches the verdict on a value.
func (s *Standing) verdict(id int32, r *Report) projection.Verdict {
	v := &s.verdicts
	if !v.judge.Tests(id) {
		return projection.Unknown
	}
	v.under = id
	r.Judged++
	return v.judge.On(id).Verdict
}

// beside visits the values that share a user with a value, some of them more
// than once.
func (s *Standing) beside(id int32, visit func(other int32)) {
	for _, m := range s.ofID.of(id) {
		for _, other := range s.ofShop.of(m) {
			visit(other)
		}
	}
}
