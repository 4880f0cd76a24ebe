package eval

import (
	"maps"
	"slices"
)

// Comparison is a truth and a finding on the same storefronts.
type Comparison struct {
	Strangers int // storefronts of the finding only: the truth is silent on them
	truth     *partition
	found     *partition
	cells     []cell
	unit      func(truthGroup int32) int // what is resampled together
}

// cell is how many storefronts one true and one found group share.
type cell struct {
	truth, found int32
	n            int
}

// Compare sets a finding beside the truth. Storefronts that only one side
// names are in no group of the other.
func Compare(truth, found Grouping) *Comparison {
	r := rosterOf(slices.Collect(maps.Keys(truth)))
	beyond := r.strangers(found)
	return r.compare(r.partition(truth, nil), r.partition(found, beyond), len(beyond))
}

// strangers returns the storefronts of the finding that the truth does not
// name, in order.
func (r *roster) strangers(found Grouping) []string {
	var out []string
	for shop := range found {
		if _, known := r.at[shop]; !known {
			out = append(out, shop)
		}
	}
	slices.Sort(out)
	return out
}

func (r *roster) compare(truth, found *partition, strangers int) *Comparison {
	truth = truth.longer(len(found.of))
	return &Comparison{Strangers: strangers, truth: truth, found: found, cells: cross(truth.of, found.of), unit: func(t int32) int { return int(t) }}
}

// cross counts the storefronts of each pair of groups, ordered by both.
func cross(truth, found []int32) []cell {
	pairs := make([]uint64, len(truth))
	for i := range truth {
		pairs[i] = uint64(truth[i])<<32 | uint64(found[i])
	}
	slices.Sort(pairs)
	var cells []cell
	for i, p := range pairs {
		if i > 0 && p == pairs[i-1] {
			cells[len(cells)-1].n++
			continue
		}
		cells = append(cells, cell{int32(p >> 32), int32(p & (1<<32 - 1)), 1})
	}
	return cells
}
