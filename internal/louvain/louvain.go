// Package louvain is the plain method for communities that the trade reaches
// for, kept as a yardstick: to print beside ours, and to tell whether an
// invented world is too easy. It shares nothing with the engine that is
// measured by it but the form of a graph.
//
// What bites: it is meant to stay plain. Whoever wants good communities takes
// internal/leiden.
package louvain

import "github.com/ringtrace/ringtrace/internal/community"

// level is a graph whose nodes Louvain moves: rows of neighbours, what lies
// inside each node (counted twice) and the weight of all links (each twice).
type level struct {
	start, to []int32
	weight    []int64
	inside    []int64
	total     int64
}

// Group groups nodes by modularity at resolution 1 (Blondel, Guillaume,
// Lambiotte and Lefebvre 2008), nodes in order, and after the first round only
// those next to a node that moved (Ozaki, Tezuka and Inaba 2016). It is kept
// plain: without the refinement that Leiden adds, and without ours. Weights of
// links are not read. The result gives each node the number of its group, in
// the order of their first nodes.
func Group(g *community.CSR) []int32 {
	l := &level{start: g.Start, to: g.Adj, weight: make([]int64, len(g.Adj)), inside: make([]int64, g.Nodes()), total: int64(len(g.Adj))}
	for i := range l.weight {
		l.weight[i] = 1
	}
	of := make([]int32, g.Nodes())
	for i := range of {
		of[i] = int32(i)
	}
	for {
		group, n := l.move()
		for i := range of {
			of[i] = group[of[i]]
		}
		if n == len(l.inside) {
			return of
		}
		l = l.merge(group, n)
	}
}

// move puts nodes into the neighbouring group that gains most until none
// gains, and numbers the groups. Gains are compared as whole numbers:
// modularity times the square of the total.
func (l *level) move() (group []int32, groups int) {
	n := len(l.inside)
	group = make([]int32, n)
	degree, sum, near := make([]int64, n), make([]int64, n), make([]int64, n)
	stirred := make([]bool, n)
	for v := range n {
		group[v], stirred[v] = int32(v), true
		degree[v] = l.inside[v]
		for e := l.start[v]; e < l.start[v+1]; e++ {
			degree[v] += l.weight[e]
		}
		sum[v] = degree[v]
	}
	for moved := true; moved; {
		moved = false
		for v := range n {
			if !stirred[v] {
				continue
			}
			stirred[v] = false
			row, from := l.to[l.start[v]:l.start[v+1]], group[v]
			for k, w := range row {
				near[group[w]] += l.weight[int(l.start[v])+k]
			}
			sum[from] -= degree[v]
			best, most := from, near[from]*l.total-sum[from]*degree[v]
			for _, w := range row {
				c := group[w]
				if gain := near[c]*l.total - sum[c]*degree[v]; gain > most {
					best, most = c, gain
				}
			}
			for _, w := range row {
				near[group[w]] = 0
			}
			sum[best] += degree[v]
			if best == from {
				continue
			}
			group[v], moved = best, true
			for _, w := range row {
				stirred[w] = stirred[w] || group[w] != best
			}
		}
	}
	return group, renumber(group)
}

// renumber gives groups the numbers 0, 1, 2 ... in the order of their first
// nodes, and returns how many there are.
func renumber(group []int32) int {
	number := make([]int32, len(group))
	for c := range number {
		number[c] = -1
	}
	next := int32(0)
	for v, c := range group {
		if number[c] < 0 {
			number[c] = next
			next++
		}
		group[v] = number[c]
	}
	return int(next)
}

// merge makes each group a node.
func (l *level) merge(group []int32, n int) *level {
	first, members := gather(group, n)
	next := &level{start: make([]int32, 1, n+1), inside: make([]int64, n), total: l.total}
	weight := make([]int64, n)
	var met []int32
	for c := range int32(n) {
		met = met[:0]
		for _, v := range members[first[c]:first[c+1]] {
			next.inside[c] += l.inside[v]
			for e := l.start[v]; e < l.start[v+1]; e++ {
				d := group[l.to[e]]
				if d == c {
					next.inside[c] += l.weight[e]
					continue
				}
				if weight[d] == 0 {
					met = append(met, d)
				}
				weight[d] += l.weight[e]
			}
		}
		for _, d := range met {
			next.to, next.weight = append(next.to, d), append(next.weight, weight[d])
			weight[d] = 0
		}
		next.start = append(next.start, int32(len(next.to)))
	}
	return next
}

// gather lists the nodes of each group, in order.
func gather(group []int32, n int) (first, members []int32) {
	first = make([]int32, n+1)
	for _, c := range group {
		first[c+1]++
	}
	for c := range n {
		first[c+1] += first[c]
	}
	members = make([]int32, len(group))
	at := append([]int32(nil), first...)
	for v, c := range group {
		members[at[c]] = int32(v)
		at[c]++
	}
	return first, members
}
