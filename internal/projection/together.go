package projection

import (
	"cmp"
	"slices"
)

// together returns the most users of identifier id, they are in j.users, that
// hang together by other values: directly or through one another. Left out are
// hubs, values with more users than id, and its companion: the value that most
// of the users share beside it, because an agency and the building it stands
// in have one clientele and would vouch for each other. All users count as one
// where TiedPM of them share a strong value, the companion among them, with
// another user: strangers do not.
func (j *Judge) together(id int32) int {
	shared := j.shared(id)
	companion, tied := -1, make([]bool, len(j.users))
	for k, s := range shared {
		if companion < 0 || len(s.users) > len(shared[companion].users) {
			companion = k
		}
		if j.strong[j.on.Key(s.id).Kind] {
			for _, u := range s.users {
				tied[u] = true
			}
		}
	}
	if n := count(tied); 1000*n >= j.p.TiedPM*len(j.users) {
		return len(j.users)
	}
	// What is shared beside an account was judged before it.
	strong := j.strong[j.on.Key(id).Kind]
	if strong || j.p.Without.Has(Companions) {
		companion = -1
	}
	clusters := newClusters(len(j.users))
	for k, s := range shared {
		if k != companion && (strong || j.on.Degree(s.id) <= j.on.Degree(id)) {
			clusters.join(s.users)
		}
	}
	return clusters.largest()
}

// sharedValue is a value that several of the users carry, by their places in
// j.users.
type sharedValue struct {
	id    int32
	users []int32
}

// shared lists what at least two of the users carry by hard links beside id,
// ordered by identifier, without hubs.
func (j *Judge) shared(id int32) []sharedValue {
	type carried struct{ id, user int32 }
	var all []carried
	for k, u := range j.users {
		j.on.Values(u, func(other int32) {
			if other != id && j.on.Degree(other) >= 2 && !j.on.Hub(other) {
				all = append(all, carried{other, int32(k)})
			}
		})
	}
	slices.SortFunc(all, func(a, b carried) int { return cmp.Or(j.on.Compare(a.id, b.id), cmp.Compare(a.user, b.user)) })
	var out []sharedValue
	for k := 0; k < len(all); {
		s := sharedValue{id: all[k].id}
		for ; k < len(all) && all[k].id == s.id; k++ {
			s.users = append(s.users, all[k].user)
		}
		if len(s.users) >= 2 {
			out = append(out, s)
		}
	}
	return out
}

func count(marks []bool) (n int) {
	for _, m := range marks {
		if m {
			n++
		}
	}
	return n
}

// clusters is a union-find; the lower number is the root.
type clusters []int32

func newClusters(n int) clusters {
	c := make(clusters, n)
	for i := range c {
		c[i] = int32(i)
	}
	return c
}

func (c clusters) root(i int32) int32 {
	for c[i] != i {
		c[i] = c[c[i]]
		i = c[i]
	}
	return i
}

func (c clusters) join(members []int32) {
	for _, m := range members[1:] {
		a, b := c.root(members[0]), c.root(m)
		c[max(a, b)] = min(a, b)
	}
}

func (c clusters) largest() int {
	size := make([]int, len(c))
	for i := range c {
		size[c.root(int32(i))]++
	}
	return slices.Max(size)
}
