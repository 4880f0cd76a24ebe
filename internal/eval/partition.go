package eval

import "slices"

// roster numbers storefronts in the order of their names.
type roster struct {
	names []string
	at    map[string]int32
}

// rosterOf numbers names, each once.
func rosterOf(names []string) *roster {
	slices.Sort(names)
	names = slices.Compact(names)
	r := &roster{names: names, at: make(map[string]int32, len(names))}
	for i, name := range names {
		r.at[name] = int32(i)
	}
	return r
}

// partition puts each numbered storefront into a group; whoever is in none is
// a group alone.
type partition struct {
	of    []int32
	sizes []int
	first []int32 // the first storefront of each group
	named int     // groups numbered below are named ones, the others storefronts alone
}

// partition numbers the groups: the named ones in the order of their first
// storefronts, then each storefront that is in none. Storefronts beyond the
// roster follow it, in the order given.
func (r *roster) partition(g Grouping, beyond []string) *partition {
	return partitionOf(len(r.names)+len(beyond), func(i int) string {
		if i < len(r.names) {
			return g[r.names[i]]
		}
		return g[beyond[i-len(r.names)]]
	})
}

func partitionOf(n int, group func(i int) string) *partition {
	p := &partition{of: make([]int32, n)}
	seen := map[string]int32{} // looked up only
	for i := range p.of {
		name := group(i)
		if name == "" {
			p.of[i] = -1
			continue
		}
		at, known := seen[name]
		if !known {
			at = p.open(i)
			seen[name] = at
		}
		p.of[i] = at
		p.sizes[at]++
	}
	p.named = len(p.sizes)
	for i := range p.of {
		if p.of[i] < 0 {
			p.of[i] = p.open(i)
			p.sizes[p.of[i]] = 1
		}
	}
	return p
}

// open adds an empty group that begins with a storefront.
func (p *partition) open(first int) int32 {
	p.sizes, p.first = append(p.sizes, 0), append(p.first, int32(first))
	return int32(len(p.sizes) - 1)
}

// longer returns the partition of n storefronts, those beyond its own alone.
func (p *partition) longer(n int) *partition {
	if n == len(p.of) {
		return p
	}
	q := &partition{slices.Clone(p.of), slices.Clone(p.sizes), slices.Clone(p.first), p.named}
	for i := len(p.of); i < n; i++ {
		q.of = append(q.of, q.open(i))
		q.sizes[len(q.sizes)-1] = 1
	}
	return q
}

// within returns the group of a storefront, false where it is in none of three
// and more.
func (p *partition) within(shop int32) (group int32, ring bool) {
	group = p.of[shop]
	return group, int(group) < p.named && p.sizes[group] >= smallest
}
