package check

// edge leads to a neighbour with a weight.
type edge struct {
	to     int
	weight float64
}

// graph is undirected; self holds what lies inside a node twice.
type graph struct {
	near  [][]edge
	self  []float64
	total float64 // of all weights, each edge twice
}

// louvain groups nodes by modularity at resolution 1 (Blondel et al. 2008):
// the plain method that the trade reaches for, kept as a yardstick. Nodes are
// visited in order, so the result is one and the same every time.
func louvain(g graph) []int {
	of := make([]int, len(g.near))
	for i := range of {
		of[i] = i
	}
	for {
		group, n := oneLevel(&g)
		for i := range of {
			of[i] = group[of[i]]
		}
		if n == len(g.near) {
			return of
		}
		g = g.merge(group, n)
	}
}

// oneLevel moves nodes to the neighbouring group that gains most, until none
// gains.
func oneLevel(g *graph) (group []int, groups int) {
	n := len(g.near)
	group = make([]int, n)
	degree, sum := make([]float64, n), make([]float64, n)
	for i := range n {
		group[i] = i
		degree[i] = g.self[i]
		for _, e := range g.near[i] {
			degree[i] += e.weight
		}
		sum[i] = degree[i]
	}
	to := make([]float64, n)
	for pass, moved := 0, true; moved && pass < 50; pass++ {
		moved = false
		for i := range n {
			from := group[i]
			sum[from] -= degree[i]
			for _, e := range g.near[i] {
				to[group[e.to]] += e.weight
			}
			best, gain := from, to[from]-sum[from]*degree[i]/g.total
			for _, e := range g.near[i] {
				if c := group[e.to]; to[c]-sum[c]*degree[i]/g.total > gain+1e-12 {
					best, gain = c, to[c]-sum[c]*degree[i]/g.total
				}
			}
			for _, e := range g.near[i] {
				to[group[e.to]] = 0
			}
			sum[best] += degree[i]
			group[i] = best
			moved = moved || best != from
		}
	}
	number := make([]int, n)
	for i := range number {
		number[i] = -1
	}
	for i, c := range group {
		if number[c] < 0 {
			number[c] = groups
			groups++
		}
		group[i] = number[c]
	}
	return group, groups
}

// merge makes each group a node.
func (g *graph) merge(group []int, n int) graph {
	next := graph{near: make([][]edge, n), self: make([]float64, n), total: g.total}
	members := make([][]int, n)
	for i, c := range group {
		members[c] = append(members[c], i)
	}
	weight := make([]float64, n)
	for c := range n {
		var met []int
		for _, i := range members[c] {
			next.self[c] += g.self[i]
			for _, e := range g.near[i] {
				d := group[e.to]
				if d == c {
					next.self[c] += e.weight
					continue
				}
				if weight[d] == 0 {
					met = append(met, d)
				}
				weight[d] += e.weight
			}
		}
		for _, d := range met {
			next.near[c] = append(next.near[c], edge{d, weight[d]})
			weight[d] = 0
		}
	}
	return next
}
