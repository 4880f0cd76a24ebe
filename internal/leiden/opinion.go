package leiden

import (
	"cmp"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
)

// Opinion is what a partition makes of a group that another rule found.
type Opinion struct {
	// Parts are the group's members by community, the largest part first, then
	// the one with the lowest member; members ascend. More than one says that
	// the partition would take the group apart.
	Parts [][]int32
	// Others counts the members of the graph that the partition puts with the
	// first part and that are none of the group.
	Others int
}

// Agrees says whether the group is exactly one community, members counted.
func (o *Opinion) Agrees() bool { return len(o.Parts) == 1 && o.Others == 0 }

// Opinions compares groups of members with a partition of the same graph, as
// Result.Of has it. Identifiers, which groups hold none of, count on neither
// side.
func Opinions(g *community.CSR, of []int32, groups [][]int32) []Opinion {
	size := map[int32]int{}
	for _, c := range of[:g.Members] {
		size[c]++
	}
	out := make([]Opinion, len(groups))
	for i, group := range groups {
		parts := map[int32][]int32{}
		for _, m := range group {
			parts[of[m]] = append(parts[of[m]], m)
		}
		o := &out[i]
		for _, part := range parts {
			slices.Sort(part)
			o.Parts = append(o.Parts, part)
		}
		slices.SortFunc(o.Parts, func(a, b []int32) int {
			return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a[0], b[0]))
		})
		if len(o.Parts) > 0 {
			o.Others = size[of[o.Parts[0][0]]] - len(o.Parts[0])
		}
	}
	return out
}
