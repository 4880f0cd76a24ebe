package community

import (
	"fmt"
	"slices"
)

func sortInt32(s []int32) { slices.Sort(s) }

// Detect groups the members of g. The graph must be bipartite (members on one
// side, identifiers on the other). It fails when g breaks the rules of CSR or
// a parameter is out of range.
func Detect(g *CSR, p Params) (*Result, error) {
	return nil, fmt.Errorf("community: not there yet")
}

// Verify proves a result against its graph by a way of its own: groups are
// disjoint and connected, every core is a 2-core, tiers, bonds, cycle ranks
// and statuses are as defined. It returns the first breach, or nil.
func Verify(g *CSR, p Params, r *Result) error {
	return fmt.Errorf("community: not there yet")
}
