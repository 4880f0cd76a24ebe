package community

import "slices"

// component is one connected part of the graph with nodes of its own: members
// and identifiers both from 0, each in the order of the whole graph.
type component struct {
	members, ids []int32 // nodes of the whole graph
	ofMember     rows    // local identifiers of each local member
	ofID         rows    // local members of each local identifier
	apart        [][2]int32
}

// rows are compressed adjacency in one direction.
type rows struct{ start, adj []int32 }

func (r *rows) of(i int32) []int32 { return r.adj[r.start[i]:r.start[i+1]] }
func (r *rows) len(i int32) int32  { return r.start[i+1] - r.start[i] }

// parts lists the components of a graph that hold at least two members,
// ordered by their first member.
type parts struct {
	g     *CSR
	nodes []int32 // by component; within it ascending, so members stand first
	start []int32
	local []int32              // each node's number within its component, among its own sort
	apart map[int32][][2]int32 // pairs set apart, by component, in local numbers
}

func split(g *CSR) *parts {
	p := &parts{g: g, local: make([]int32, g.Nodes())}
	label, sizes := labels(g)
	p.start = make([]int32, 1, len(sizes)+1)
	at := make([]int32, len(sizes)) // where the next node of a component goes, -1 for lone members
	total := int32(0)
	for c, s := range sizes {
		if s.members < 2 {
			at[c] = -1
			continue
		}
		at[c] = total
		total += s.nodes
		p.start = append(p.start, total)
	}
	p.nodes = make([]int32, total)
	first := slices.Clone(at)
	for v := range int32(g.Nodes()) {
		c := label[v]
		if c < 0 || at[c] < 0 {
			continue
		}
		p.nodes[at[c]] = v
		p.local[v] = at[c] - first[c]
		if int(v) >= g.Members {
			p.local[v] -= sizes[c].members
		}
		at[c]++
	}
	p.setApart(label, first)
	return p
}

// setApart sorts the pairs set apart by component; first is where each begins
// among the nodes, -1 for lone members. Pairs of two components are apart
// already.
func (p *parts) setApart(label, first []int32) {
	p.apart = make(map[int32][][2]int32)
	for _, pair := range p.g.Apart {
		if c := label[pair[0]]; c == label[pair[1]] && first[c] >= 0 {
			n, _ := slices.BinarySearch(p.start, first[c])
			p.apart[int32(n)] = append(p.apart[int32(n)], [2]int32{p.local[pair[0]], p.local[pair[1]]})
		}
	}
}

type extent struct{ members, nodes int32 }

// labels numbers components by their first member; identifiers without users
// get -1.
func labels(g *CSR) (label []int32, sizes []extent) {
	label = make([]int32, g.Nodes())
	for i := range label {
		label[i] = -1
	}
	var queue []int32
	for m := range int32(g.Members) {
		if label[m] >= 0 {
			continue
		}
		c := int32(len(sizes))
		label[m] = c
		var e extent
		for queue = append(queue[:0], m); len(queue) > 0; {
			v := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			e.nodes++
			if int(v) < g.Members {
				e.members++
			}
			for _, w := range g.Row(v) {
				if label[w] < 0 {
					label[w] = c
					queue = append(queue, w)
				}
			}
		}
		sizes = append(sizes, e)
	}
	return label, sizes
}

func (p *parts) len() int { return len(p.start) - 1 }

// bySize lists the components, the one with most nodes first, so that workers
// end together.
func (p *parts) bySize() []int32 {
	order := make([]int32, p.len())
	for i := range order {
		order[i] = int32(i)
	}
	size := func(c int32) int32 { return p.start[c+1] - p.start[c] }
	slices.SortStableFunc(order, func(a, b int32) int { return int(size(b) - size(a)) })
	return order
}

// load fills c with component n, reusing its memory.
func (p *parts) load(n int32, c *component) {
	nodes := p.nodes[p.start[n]:p.start[n+1]]
	m, _ := slices.BinarySearch(nodes, int32(p.g.Members))
	c.members, c.ids = nodes[:m], nodes[m:]
	p.copyRows(&c.ofMember, c.members)
	p.copyRows(&c.ofID, c.ids)
	c.apart = p.apart[n]
}

func (p *parts) copyRows(r *rows, nodes []int32) {
	r.start = append(r.start[:0], 0)
	r.adj = r.adj[:0]
	for _, v := range nodes {
		for _, w := range p.g.Row(v) {
			r.adj = append(r.adj, p.local[w])
		}
		r.start = append(r.start, int32(len(r.adj)))
	}
}
