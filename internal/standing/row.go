package standing

import "slices"

// rows are the neighbours of each node of one side, in the order of the other.
// The base's stand in columns that are never written; a node whose row has
// changed has a row of its own beside them, which hides the base's.
type rows struct {
	start, adj []int32
	changed    marks
	own        map[int32][]int32
	entries    int // of all rows in own
}

// newRows makes room for n rows; the caller fills them in their order.
func newRows(n, entries int) rows {
	r := rows{start: make([]int32, 1, n+1), adj: make([]int32, 0, entries), own: make(map[int32][]int32)}
	r.changed.reset(n)
	return r
}

// close ends the row to which the last neighbours were appended.
func (r *rows) close() { r.start = append(r.start, int32(len(r.adj))) }

// of returns the neighbours of v. The caller must not write to it.
func (r *rows) of(v int32) []int32 {
	switch {
	case r.changed.has(v):
		return r.own[v]
	case int(v)+1 >= len(r.start):
		return nil // it came later, and nothing is linked to it yet
	}
	return r.adj[r.start[v]:r.start[v+1]]
}

// grow makes room for n rows.
func (r *rows) grow(n int) { r.changed.grow(n) }

// put gives v a row of its own.
func (r *rows) put(v int32, row []int32) {
	r.entries += len(row) - len(r.own[v])
	r.own[v] = row
	r.changed.put(v)
}

// edit takes neighbours from a row and adds others. What is taken is in the
// row, what is added is not, and neither list has repeats.
func (r *rows) edit(v int32, take, add []int32, by *order) {
	old := r.of(v)
	row := make([]int32, 0, len(old)+len(add)-len(take))
	slices.SortFunc(take, by.compare)
	slices.SortFunc(add, by.compare)
	for _, w := range old {
		if len(take) > 0 && take[0] == w {
			take = take[1:]
			continue
		}
		for len(add) > 0 && by.compare(add[0], w) < 0 {
			row, add = append(row, add[0]), add[1:]
		}
		row = append(row, w)
	}
	r.put(v, append(row, add...))
}

// holds reports whether w is a neighbour of v.
func (r *rows) holds(v, w int32, by *order) bool {
	_, ok := slices.BinarySearchFunc(r.of(v), w, by.compare)
	return ok
}

// settle writes the columns anew, with the rows that have changed among them.
func (r *rows) settle(n int) {
	total := 0
	for v := range int32(n) {
		total += len(r.of(v))
	}
	fresh := newRows(n, total)
	for v := range int32(n) {
		fresh.adj = append(fresh.adj, r.of(v)...)
		fresh.close()
	}
	*r = fresh
}
