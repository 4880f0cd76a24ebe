package projection

import (
	"cmp"
	"hash/fnv"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Ground is what a verdict on a shared value is reached on: which storefronts
// tie by which identifiers, and which of those are known to be hubs. Both are
// numbers; rows stand in the order of keys.
type Ground interface {
	Key(id int32) entity.Key
	// Compare orders identifiers by key.
	Compare(a, b int32) int
	// Degree is the number of users of an identifier.
	Degree(id int32) int32
	// Users appends the users of an identifier to a list.
	Users(list []int32, id int32) []int32
	// Values visits the identifiers by which a storefront ties.
	Values(shop int32, visit func(id int32))
	// Common visits those by which two storefronts tie, until found returns
	// true, and returns what it returned last.
	Common(x, y int32, found func(id int32) bool) bool
	// Hub reports whether an identifier is a hub, as far as verdicts have been
	// reached: on those before it in the order of Before, and on what people
	// and a table of statistics say.
	Hub(id int32) bool
}

// Judge reaches verdicts on shared values by the rules. It is for one
// goroutine.
type Judge struct {
	p          Params
	population int
	strong     [256]bool // by kind
	on         Ground
	users      []int32 // of the value under test
}

// NewJudge returns a judge by these rules, for data of so many storefronts.
func NewJudge(p Params, population int, on Ground) *Judge {
	j := &Judge{p: p, population: population, on: on}
	for _, k := range p.Strong {
		j.strong[k] = !p.Without.Has(StrongKinds)
	}
	return j
}

// Before orders values as they must be judged: the least shared first, because
// a value vouches only for others that are shared twice as widely. Among few
// storefronts strong ones come last, when the hubs among the others are known.
func (j *Judge) Before(a, b int32) int {
	if s, t := j.strong[j.on.Key(a).Kind], j.strong[j.on.Key(b).Kind]; s != t && j.small() {
		if t {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(j.on.Degree(a), j.on.Degree(b)), j.on.Compare(a, b))
}

// Tests reports whether an identifier has users enough to be tested; nothing
// speaks against the others.
func (j *Judge) Tests(id int32) bool {
	least := j.p.HubDegree
	switch {
	case j.strong[j.on.Key(id).Kind] && !j.small():
		least = j.p.StrongDegree + 1
	case j.small():
		least = min(j.p.HubDegree, j.p.SmallDegree)
	}
	return int(j.on.Degree(id)) >= least
}

// small reports whether the sterner rules for small data sets hold.
func (j *Judge) small() bool { return j.population < j.p.SmallPopulation }

// On tests one identifier. Users who share nothing else never make a hub of a
// strong value, since one account behind many shops is the best evidence there
// is; but among few storefronts the clients of a payment service look like that
// too, so it is for a person to say. Users and Declared are left to the caller.
func (j *Judge) On(id int32) Damped {
	j.users = j.on.Users(j.users[:0], id)
	d := Damped{Identifier: id}
	strong := j.strong[j.on.Key(id).Kind]
	if len(j.users) >= j.p.HubDegree && (!strong || len(j.users) > j.p.StrongDegree) && !j.p.Without.Has(HubCohesion) {
		d.Sampled, d.Cohesive = j.of(id)
		if 1000*d.Cohesive < j.p.CohesionPM*d.Sampled {
			d.Verdict, d.Reason = Hub, LowCohesion
			if strong && len(j.users) <= j.p.StrongHub {
				d.Verdict = Suspected
			}
			return d
		}
	}
	if j.small() && !j.p.Without.Has(SmallScatter) {
		d.Sampled, d.Cohesive = len(j.users), j.together(id)
		switch scattered := 2*d.Cohesive <= d.Sampled; {
		case scattered && !strong:
			d.Verdict, d.Reason = Hub, Scattered
		case scattered && j.settled(id):
			d.Verdict, d.Reason = Suspected, Scattered
		}
	}
	return d
}

// of returns how many pairs of the users of id were looked at and how many of
// them share another value that is no hub and has at most half as many users.
// Without that half, an agency and the building it stands in, with one
// clientele, would vouch for each other.
func (j *Judge) of(id int32) (sampled, cohesive int) {
	n := len(j.users)
	half := j.on.Degree(id) / 2
	if j.p.Without.Has(HalfAsWide) {
		half = j.on.Degree(id)
	}
	look := func(a, b int) {
		sampled++
		if j.share(j.users[a], j.users[b], half) {
			cohesive++
		}
	}
	if n*(n-1)/2 <= j.p.Pairs {
		for b := range n {
			for a := range b {
				look(a, b)
			}
		}
		return sampled, cohesive
	}
	// The sample depends on the value's own text and on ranks among its
	// users, so that unrelated data never change it.
	draw := sampler(j.on.Key(id))
	for range j.p.Pairs {
		a := draw(n)
		b := draw(n - 1)
		if b >= a {
			b++
		}
		look(a, b)
	}
	return sampled, cohesive
}

// share reports whether two storefronts carry a common value, by hard links,
// that is no hub and has at most limit users.
func (j *Judge) share(u, v, limit int32) bool {
	return j.on.Common(u, v, func(id int32) bool { return j.on.Degree(id) <= limit && !j.on.Hub(id) })
}

// sampler returns numbers below a bound, drawn by SplitMix64 from a seed made
// of the value's text.
func sampler(k entity.Key) func(below int) int {
	h := fnv.New64a()
	h.Write([]byte{byte(k.Kind)})
	h.Write([]byte(k.ID))
	x := h.Sum64()
	return func(below int) int {
		x += 0x9e3779b97f4a7c15
		z := x
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		return int(z % uint64(below))
	}
}

// settled reports whether one of the users of id is held elsewhere: a
// storefront that does not use id shares two other values with it.
func (j *Judge) settled(id int32) bool {
	var others []int32
	shared := make(map[int32]int)
	return slices.ContainsFunc(j.users, func(u int32) bool {
		clear(shared)
		twice := false
		j.on.Values(u, func(v int32) {
			if v == id || j.on.Hub(v) {
				return
			}
			others = j.on.Users(others[:0], v)
			for _, o := range others {
				if o != u && !slices.Contains(j.users, o) {
					shared[o]++
					twice = twice || shared[o] >= 2
				}
			}
		})
		return twice
	})
}
