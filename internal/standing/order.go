package standing

import (
	"cmp"
	"slices"
	"sort"
)

// order knows how numbers stand to each other by the keys of their nodes. The
// base's numbers are in that order themselves; each later one lies before a
// certain number of the base, and has a rank among the later ones.
type order struct {
	base   int32
	before []int32 // of each later one: the base's first number after it
	rank   []int32 // of each later one: its place among the later ones
	sorted []int32 // the later ones, from 0, by rank
}

// compare orders two numbers by the keys of their nodes.
func (o *order) compare(a, b int32) int {
	switch {
	case a < o.base && b < o.base:
		return cmp.Compare(a, b)
	case a >= o.base && b >= o.base:
		return cmp.Compare(o.rank[a-o.base], o.rank[b-o.base])
	case a < o.base:
		return -o.compare(b, a)
	case o.before[a-o.base] <= b:
		return -1
	}
	return 1
}

// catalog gives the nodes of one side their numbers and keeps their keys:
// those of the base from 0 in key order, later ones after them as they come.
type catalog[K comparable] struct {
	order
	keys   []K // of the base
	later  []K
	number map[K]int32 // of the later ones
	cmp    func(a, b K) int
}

func newCatalog[K comparable](keys []K, compare func(a, b K) int) *catalog[K] {
	return &catalog[K]{order: order{base: int32(len(keys))}, keys: keys, number: make(map[K]int32), cmp: compare}
}

func (c *catalog[K]) len() int { return len(c.keys) + len(c.later) }

func (c *catalog[K]) key(v int32) K {
	if v < c.base {
		return c.keys[v]
	}
	return c.later[v-c.base]
}

// find returns the number of a key, or false.
func (c *catalog[K]) find(k K) (int32, bool) {
	if v, ok := c.number[k]; ok {
		return v, true
	}
	v, ok := c.place(k)
	return v, ok
}

// place returns where a key stands, or would stand, in the base.
func (c *catalog[K]) place(k K) (int32, bool) {
	i, ok := sort.Find(len(c.keys), func(i int) int { return c.cmp(k, c.keys[i]) })
	return int32(i), ok
}

// add numbers a key, if it has no number yet. The order holds again when
// arrange was called.
func (c *catalog[K]) add(k K) int32 {
	if v, ok := c.number[k]; ok {
		return v
	}
	at, ok := c.place(k)
	if ok {
		return at
	}
	v := int32(c.len())
	c.number[k] = v
	c.later, c.before = append(c.later, k), append(c.before, at)
	return v
}

// arrange ranks the keys that were added.
func (c *catalog[K]) arrange() {
	if len(c.rank) == len(c.later) {
		return
	}
	for n := len(c.sorted); n < len(c.later); n++ {
		c.sorted = append(c.sorted, int32(n))
	}
	slices.SortFunc(c.sorted, func(a, b int32) int { return c.cmp(c.later[a], c.later[b]) })
	c.rank = append(c.rank, make([]int32, len(c.later)-len(c.rank))...)
	for at, n := range c.sorted {
		c.rank[n] = int32(at)
	}
}
