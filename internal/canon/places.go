package canon

import (
	"strings"
	"sync"

	"github.com/ringtrace/ringtrace/internal/region"
)

// atlas is the region table with its index of names.
type atlas struct {
	*region.Table
	names *region.Names
}

// places reads the embedded regions when they are first asked for: values
// without places need not wait the milliseconds that takes. The tables are
// part of the program, and a test reads them; were they damaged, no place
// would be known and no value lost.
var places = sync.OnceValue(func() atlas {
	table, err := region.Shipped()
	if err != nil {
		return atlas{&region.Table{}, &region.Names{}}
	}
	names, err := table.Names()
	if err != nil {
		names = &region.Names{}
	}
	return atlas{table, names}
})

// title writes a Chinese region with all that hold it, from the larger to the
// smaller: 广东省广州市天河区.
func (a atlas) title(r *region.Region) string {
	title := r.Name
	for _, up := range a.Chain(r.ID)[1:] {
		if up.Level > region.Country && !strings.HasPrefix(title, up.Name) { // 秦皇岛市经济技术开发区 names its city
			title = up.Name + title
		}
	}
	return title
}

// agree reports whether one of two regions holds the other.
func (a atlas) agree(x, y *region.Region) bool { return a.Holds(x.ID, y) || a.Holds(y.ID, x) }

// RegionsAgree reports whether two ids of regions can be of one place: one holds
// the other, or what is known of them does not tell.
func RegionsAgree(x, y string) bool {
	a := places()
	xs, ys := a.Resolve(x).Successors, a.Resolve(y).Successors
	if len(xs) == 0 || len(ys) == 0 {
		return true
	}
	for _, x := range xs {
		for _, y := range ys {
			if a.agree(x, y) {
				return true
			}
		}
	}
	return false
}
