package projection

import (
	"cmp"
	"hash/fnv"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// judge gives every identifier its verdict: people's first, then that of the
// table of statistics, then the rule's, the least shared identifiers first,
// because a value vouches only for others that are shared twice as widely.
func (b *builder) judge(verdicts map[entity.Key]Verdict, hubs map[int32]Damped) {
	var tested []int32
	for id := range int32(len(b.s.IDs)) {
		if v := verdicts[b.s.IDs[id]]; v != Unknown {
			b.verdict[id] = v
			b.figures[id] = Damped{Identifier: id, Verdict: v, Reason: ByPerson}
			continue
		}
		if d, ok := hubs[id]; ok {
			b.verdict[id], b.figures[id] = Hub, d
			continue
		}
		if b.hard[id] >= b.threshold(b.s.IDs[id].Kind) {
			tested = append(tested, id)
		}
	}
	slices.SortFunc(tested, func(x, y int32) int { return cmp.Or(cmp.Compare(b.hard[x], b.hard[y]), cmp.Compare(x, y)) })
	c := cohesion{b: b}
	for _, id := range tested {
		if d := c.judge(id); d.Verdict != Unknown {
			b.verdict[id], b.figures[id] = d.Verdict, d
		}
	}
}

// threshold is the number of users from which an identifier of a kind is
// tested.
func (b *builder) threshold(k entity.Kind) int32 {
	switch {
	case b.strong[k]:
		return int32(b.p.StrongDegree) + 1
	case b.small():
		return int32(min(b.p.HubDegree, b.p.SmallDegree))
	}
	return int32(b.p.HubDegree)
}

// small reports whether the sterner rules for small data sets hold.
func (b *builder) small() bool { return b.population < b.p.SmallPopulation }

// cohesion measures what the users of a value share beside it.
type cohesion struct {
	b     *builder
	users []int32
}

// judge tests one identifier. Low cohesion alone never makes a hub of a
// strong value: one account behind many shops that share nothing else is the
// best evidence there is.
func (c *cohesion) judge(id int32) Damped {
	c.users = c.users[:0]
	for _, l := range c.b.s.OfID(id) {
		if c.b.ties(&c.b.s.Links[l]) {
			c.users = append(c.users, c.b.s.Links[l].Shop)
		}
	}
	d := Damped{Identifier: id}
	strong := c.b.strong[c.b.s.IDs[id].Kind]
	if len(c.users) >= c.b.p.HubDegree && !c.b.p.Without.Has(HubCohesion) {
		d.Sampled, d.Cohesive = c.of(id)
		if 1000*d.Cohesive < c.b.p.CohesionPM*d.Sampled {
			d.Verdict, d.Reason = Hub, LowCohesion
			if strong && len(c.users) <= c.b.p.StrongHub {
				d.Verdict = Suspected
			}
			return d
		}
	}
	if c.b.small() && !strong && !c.b.p.Without.Has(SmallScatter) {
		d.Sampled, d.Cohesive = len(c.users), c.together(id)
		if 2*d.Cohesive <= d.Sampled {
			d.Verdict, d.Reason = Hub, Scattered
		}
	}
	return d
}

// of returns how many pairs of the users of id were looked at and how many of
// them share another value that is no hub and has at most half as many users.
// Without that half, an agency and the building it stands in, with one
// clientele, would vouch for each other.
func (c *cohesion) of(id int32) (sampled, cohesive int) {
	n := len(c.users)
	half := c.b.hard[id] / 2
	if c.b.p.Without.Has(HalfAsWide) {
		half = c.b.hard[id]
	}
	look := func(i, j int) {
		sampled++
		if c.share(c.users[i], c.users[j], half) {
			cohesive++
		}
	}
	if n*(n-1)/2 <= c.b.p.Pairs {
		for j := range n {
			for i := range j {
				look(i, j)
			}
		}
		return sampled, cohesive
	}
	// The sample depends on the value's own text and on ranks among its
	// users, so that unrelated data never change it.
	draw := sampler(c.b.s.IDs[id])
	for range c.b.p.Pairs {
		i := draw(n)
		j := draw(n - 1)
		if j >= i {
			j++
		}
		look(i, j)
	}
	return sampled, cohesive
}

// share reports whether two storefronts carry a common value, by hard links,
// that is no hub and has at most limit users.
func (c *cohesion) share(u, v, limit int32) bool {
	return c.b.common(u, v, func(id int32) bool { return c.b.hard[id] <= limit && c.b.verdict[id] != Hub })
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
