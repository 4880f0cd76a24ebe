package main

import (
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// quality is what an answer is worth. Speed is never shown without it.
type quality struct {
	groups       int        // of three storefronts and more
	half, most   eval.Ratio // rings met with a Jaccard index of .5 and .8
	precision    eval.Ratio // pairs held together that somebody runs
	recall       eval.Ratio // pairs of rings that are held together
	disconnected int        // communities that are not connected inside
	surplus      float64    // CPM: links inside less gamma for each pair of nodes, over all links
	whole        bool       // whether the surplus is known: identifiers have communities too
}

// judge measures an answer against the truth of the graph and by itself.
func judge(g *graph, rings, operations eval.Grouping, a answer) quality {
	of := a.renumbered()
	found := groups(g, of)
	against := eval.Compare(rings, found)
	r := against.Recovery()
	q := quality{groups: r.Found, half: r.Half, most: r.Most, recall: against.Pairs().Recall, precision: eval.Compare(operations, found).Pairs().Precision,
		disconnected: disconnected(g, of, a.whole), whole: a.whole}
	if a.whole {
		q.surplus = surplus(g, of)
	}
	return q
}

// renumbered gives communities the numbers 0, 1, 2 ... in the order of their
// first nodes, so that equal answers are equal.
func (a answer) renumbered() []int32 {
	number := make(map[int64]int32, len(a.of)/2)
	out := make([]int32, len(a.of))
	for v, c := range a.of {
		n, met := number[c]
		if !met {
			n = int32(len(number))
			number[c] = n
		}
		out[v] = n
	}
	return out
}

// groups are the communities of two storefronts and more.
func groups(g *graph, of []int32) eval.Grouping {
	size := make([]int32, len(of))
	for _, c := range of[:g.storefronts] {
		size[c]++
	}
	out := make(eval.Grouping, g.storefronts)
	for s, c := range of[:g.storefronts] {
		out[strconv.Itoa(s)] = ""
		if size[c] > 1 {
			out[strconv.Itoa(s)] = strconv.Itoa(int(c))
		}
	}
	return out
}

// surplus is the constant Potts model's quality over the number of links, each
// node of size 1 (Traag, Van Dooren and Nesterov 2011).
func surplus(g *graph, of []int32) float64 {
	inside := 0.
	for _, l := range g.links {
		if of[l.storefront] == of[l.identifier] {
			inside++
		}
	}
	size := make([]float64, len(of))
	for _, c := range of {
		size[c]++
	}
	pairs := 0.
	for _, n := range size {
		pairs += n * (n - 1) / 2
	}
	return (inside - gamma*pairs) / float64(len(g.links))
}

// disconnected counts communities whose nodes are not joined by links inside.
// Where only storefronts are told, any value that two of a community share
// joins them.
func disconnected(g *graph, of []int32, whole bool) int {
	f := forest(make([]int32, len(of)))
	for i := range f {
		f[i] = int32(i)
	}
	first := map[[2]int32]int32{} // of an identifier and a community, a storefront
	for _, l := range g.links {
		c := of[l.storefront]
		if whole {
			if c == of[l.identifier] {
				f.join(int32(l.storefront), int32(l.identifier))
			}
			continue
		}
		if s, met := first[[2]int32{int32(l.identifier), c}]; met {
			f.join(s, int32(l.storefront))
		} else {
			first[[2]int32{int32(l.identifier), c}] = int32(l.storefront)
		}
	}
	nodes := of
	if !whole {
		nodes = of[:g.storefronts]
	}
	parts := make([]int32, len(of))
	n := 0
	for v, c := range nodes {
		if f.root(int32(v)) != int32(v) {
			continue
		}
		if parts[c]++; parts[c] == 2 {
			n++
		}
	}
	return n
}

// forest is a union-find with path halving.
type forest []int32

func (f forest) root(v int32) int32 {
	for f[v] != v {
		f[v] = f[f[v]]
		v = f[v]
	}
	return v
}

func (f forest) join(a, b int32) { f[f.root(a)] = f.root(b) }
