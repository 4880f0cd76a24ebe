package check

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/eval"
	"github.com/ringtrace/ringtrace/internal/louvain"
)

// components: what the trade does joins strangers.
func (c *checker) components() {
	parent := make([]int, len(c.w.shops))
	for i := range parent {
		parent[i] = i
	}
	first := make([]int, len(c.w.kinds))
	for i := range first {
		first[i] = -1
	}
	for i := range c.w.shops {
		for _, v := range c.w.shops[i].values {
			if first[v] < 0 {
				first[v] = i
				continue
			}
			parent[find(parent, i)] = find(parent, first[v])
		}
	}
	groups := make([]int32, len(parent))
	for i := range groups {
		groups[i] = int32(find(parent, i))
	}
	p := eval.Compare(c.w.operations(), c.w.grouping(groups)).Pairs().Precision
	c.atMost("pair precision of connected components", p.Value, .30)
}

func find(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

// operations groups storefronts by who runs them; whoever has one storefront
// is in no group.
func (w *world) operations() eval.Grouping {
	size := map[string]int{} // looked up, never ranged over
	for i := range w.shops {
		size[w.shops[i].operation]++
	}
	g := make(eval.Grouping, len(w.shops))
	for i := range w.shops {
		g[w.keys[i]] = ""
		if op := w.shops[i].operation; size[op] > 1 {
			g[w.keys[i]] = op
		}
	}
	return g
}

// grouping names groups of two storefronts and more by their numbers.
func (w *world) grouping(of []int32) eval.Grouping {
	size := map[int32]int{} // looked up, never ranged over
	for i := range w.shops {
		size[of[i]]++
	}
	g := make(eval.Grouping, len(w.shops))
	for i := range w.shops {
		if size[of[i]] > 1 {
			g[w.keys[i]] = strconv.Itoa(int(of[i]))
		}
	}
	return g
}

// modularity: plain Louvain is neither right nor hopeless.
func (c *checker) modularity() {
	w := c.w
	users := w.users()
	node := make([]int32, len(users))
	shared := int32(0)
	for v, n := range users {
		node[v] = -1
		if n > 1 {
			node[v] = shared
			shared++
		}
	}
	var links []community.Link
	for i := range w.shops {
		for _, v := range w.shops[i].values {
			if n := node[v]; n >= 0 {
				links = append(links, community.Link{Member: int32(i), Identifier: n})
			}
		}
	}
	of := louvain.Group(community.Bipartite(len(w.shops), int(shared), links, nil))
	f := eval.Compare(w.operations(), w.grouping(of[:len(w.shops)])).BCubed().F
	low := .35
	if w.manifest.knob("hub.clients") > .2 { // a world of buildings is meant to be hard for it
		low = .25
	}
	c.add("B-cubed F of plain Louvain", fmt.Sprintf("%.3f", f.Value), fmt.Sprintf("%.2f to 0.65", low), f.Value >= low && f.Value <= .65, true)
}

// distributions: ring sizes and accounts are as they were measured.
func (c *checker) distributions() {
	w := c.w
	size := map[string]int{} // looked up only
	var names []string
	accounts := make([]int, 4)
	shown := 0
	for i := range w.shops {
		s := &w.shops[i]
		if s.ring != "" {
			if size[s.ring]++; size[s.ring] == 1 {
				names = append(names, s.ring)
			}
		}
		own := 0
		for _, v := range s.values {
			if w.kinds[v] == "PAYMENT_ACCOUNT" && !w.hub[v] {
				own++
			}
		}
		if own > 0 {
			accounts[min(own, 4)-1]++
			shown++
		}
	}
	counts := make([]int, 10)
	for _, name := range names {
		counts[min(size[name], len(counts)+1)-2]++
	}
	var law []float64
	sum := 0.0
	for k := 2; k <= 500; k++ {
		sum += math.Pow(float64(k), -w.manifest.knob("ring.exponent"))
	}
	for k := 2; k < 11; k++ {
		law = append(law, math.Pow(float64(k), -w.manifest.knob("ring.exponent"))/sum)
	}
	c.near("ring sizes", distance(counts, law), len(names))
	two, three, four := w.manifest.knob("account.two"), w.manifest.knob("account.three"), w.manifest.knob("account.four")
	c.near("accounts of a shop", distance(accounts, []float64{1 - two - three - four, two, three, four}), shown)
	if w.manifest.knob("ring.evasive") > .3 { // who shares nothing shares no account
		return
	}
	users := w.accountUsers()
	total := 0
	for _, n := range users {
		total += n
	}
	c.near("illicit shops of an account", distance(users, []float64{.808, .129, .033, .011, .019}), total)
}

// accountUsers counts accounts by how many illicit storefronts show them, five
// standing for more. The shares they are held against were measured on the
// scam sites of 2020 that have an account.
func (w *world) accountUsers() []int {
	users := make([]int, len(w.kinds))
	for i := range w.shops {
		if !w.shops[i].illicit {
			continue
		}
		for _, v := range w.shops[i].values {
			if w.kinds[v] == "PAYMENT_ACCOUNT" && !w.hub[v] {
				users[v]++
			}
		}
	}
	counts := make([]int, 5)
	for _, n := range users {
		if n > 0 {
			counts[min(n, 5)-1]++
		}
	}
	return counts
}

// near allows what chance does at one in a thousand, and a twentieth for what
// returns and camouflage add.
func (c *checker) near(name string, d float64, n int) {
	c.atMost("distance of "+name+" from the table", d, .05+1.95/math.Sqrt(float64(max(1, n))))
}

// hubs: rings hide among innocents.
func (c *checker) hubs() {
	w := c.w
	ringers := make([]int, len(w.kinds))
	for i := range w.shops {
		if w.shops[i].ring != "" {
			for _, v := range w.shops[i].values {
				ringers[v]++
			}
		}
	}
	innocents, members := 0, 0
	for i := range w.shops {
		s := &w.shops[i]
		if !slices.ContainsFunc(s.values, func(v int) bool { return w.hub[v] && ringers[v] > 0 }) {
			continue
		}
		if s.ring != "" {
			members++
		} else if !s.illicit {
			innocents++
		}
	}
	c.add("innocents who share a hub with a ring", fmt.Sprint(innocents), fmt.Sprintf(">= 3 x %d members of rings on it", members), innocents >= 3*members, true)
}

// unfounded lists rings that the truth calls findable though the input does
// not hold those of their storefronts together.
func (w *world) unfounded() (problems []string) {
	members := map[string][]int{} // looked up only
	var names []string
	for i := range w.shops {
		if s := &w.shops[i]; s.findable == "yes" {
			if members[s.ring] == nil {
				names = append(names, s.ring)
			}
			members[s.ring] = append(members[s.ring], i)
		}
	}
	for _, name := range names {
		if !w.holds(members[name]) {
			problems = append(problems, "a ring is called findable that nothing holds together")
		}
	}
	return problems
}

// holds reports whether hard values that are no hubs join all of the
// storefronts, three and more.
func (w *world) holds(shops []int) bool {
	parent := make([]int, len(shops))
	first := map[int]int{} // looked up only
	for m := range shops {
		parent[m] = m
	}
	for m, i := range shops {
		for _, v := range w.shops[i].hard {
			if w.hub[v] {
				continue
			}
			if at, met := first[v]; met {
				parent[find(parent, m)] = find(parent, at)
			} else {
				first[v] = m
			}
		}
	}
	size := make([]int, len(shops))
	for m := range shops {
		size[find(parent, m)]++
	}
	return len(shops) >= 3 && slices.Max(size) == len(shops)
}
