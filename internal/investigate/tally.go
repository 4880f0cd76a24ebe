package investigate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/hotspot"
	"github.com/ringtrace/ringtrace/internal/region"
)

// tally counts places at one level, inside one study area.
type tally struct {
	table *region.Table
	req   HotspotRequest
	*places

	found  []finding                // of each region of the data
	cells  []*region.Region         // regions shown
	cellOf map[*region.Region]int32 // their numbers
	groups []region.Group

	coverage   Coverage
	storefront []int         // of each cell
	parts      []map[int]int // of each ring: cell to members
	inGroup    []HotspotGroup
	groupRings []map[int32]bool // of each group
	uses       []CodeUse        // of each region of the data
}

// finding is what a code of the data comes to at the level asked.
type finding struct {
	cell    int32 // -1 where it is not counted
	outside bool
	groups  []int // that hold it
	use     CodeUse
}

func newTally(table *region.Table, req HotspotRequest, p *places) *tally {
	t := &tally{table: table, req: req, places: p, groups: table.Groups(), cellOf: map[*region.Region]int32{},
		parts: make([]map[int]int, p.rings), found: make([]finding, len(p.regions)), uses: make([]CodeUse, len(p.regions))}
	for _, g := range t.groups {
		t.inGroup = append(t.inGroup, HotspotGroup{ID: g.ID, Name: g.Name, Source: g.Source})
		t.groupRings = append(t.groupRings, map[int32]bool{})
	}
	for i := range t.parts {
		t.parts[i] = map[int]int{}
	}
	for i := range p.regions {
		t.found[i] = t.find(int32(i))
		t.uses[i] = t.found[i].use
	}
	return t
}

// find places one code. A code that the table does not know is placed by the
// region that the data says holds it.
func (t *tally) find(i int32) finding {
	f := finding{cell: -1, use: CodeUse{ID: t.regions[i], Means: []string{}}}
	res := t.resolve(i, 0)
	f.use.Name, f.use.How, f.use.Until, f.use.Means = res.Name, res.How, res.Until, idsOf(res.Successors)
	if res.Status == region.Unknown {
		f.use.Outcome = UnknownCode
		return f
	}
	if len(res.Successors) > 1 || res.Successors[0].ID != f.use.ID {
		f.use.Outcome = Translated
	}
	t.toCell(&f, res.Successors)
	return f
}

// toCell finds the one cell in which all of a code's successors lie.
func (t *tally) toCell(f *finding, successors []*region.Region) {
	var cell *region.Region
	for _, r := range successors {
		at, ok := t.table.At(r, t.req.Level)
		if !ok {
			f.use.Outcome = TooCoarse
			return
		}
		if cell != nil && at != cell {
			f.use.Outcome = Divided
			return
		}
		cell = at
	}
	all := func(id string) bool {
		return !slices.ContainsFunc(successors, func(r *region.Region) bool { return !t.table.Holds(id, r) })
	}
	if t.req.Within != "" && !all(t.req.Within) {
		f.outside = true
		return
	}
	for g := range t.groups {
		if all(t.groups[g].ID) {
			f.groups = append(f.groups, g)
		}
	}
	n, ok := t.cellOf[cell]
	if !ok {
		n = int32(len(t.cells))
		t.cellOf[cell] = n
		t.cells, t.storefront = append(t.cells, cell), append(t.storefront, 0)
	}
	f.cell = n
}

// deepest bounds how far a user's own regions are followed upwards.
const deepest = 8

func (t *tally) resolve(i int32, depth int) region.Resolution {
	res := t.table.Resolve(t.regions[i])
	if res.Status != region.Unknown || depth == deepest {
		return res
	}
	above := slices.SortedFunc(slices.Values(t.parents[i]), func(a, b int32) int { return strings.Compare(t.regions[a], t.regions[b]) })
	for _, up := range above {
		if above := t.resolve(up, depth+1); above.Status != region.Unknown {
			return above
		}
	}
	return res
}

// count goes through the storefronts once.
func (t *tally) count() {
	t.coverage.Storefronts = len(t.shops)
	var cells []int32
	var groups []int
	for shop, at := range t.shops {
		cells, groups = cells[:0], groups[:0]
		outside := false
		ring := t.ringOf[shop]
		for _, r := range at {
			f := &t.found[r]
			t.uses[r].Storefronts++
			if ring >= 0 {
				t.uses[r].RingStorefronts++
			}
			outside = outside || f.outside
			if f.cell >= 0 {
				cells, groups = append(cells, f.cell), append(groups, f.groups...)
			}
		}
		t.place(sorted(cells), sorted(groups), ring)
		switch {
		case len(cells) > 0:
		case outside:
			t.coverage.Outside++
		case len(at) > 0:
			t.coverage.Unresolved++
		default:
			t.coverage.WithoutRegion++
		}
	}
}

func sorted[T cmp.Ordered](xs []T) []T {
	slices.Sort(xs)
	return slices.Compact(xs)
}

func (t *tally) place(cells []int32, groups []int, ring int32) {
	if len(cells) > 0 {
		t.coverage.Placed++
	}
	if len(cells) > 1 {
		t.coverage.InSeveral++
	}
	for _, c := range cells {
		t.storefront[c]++
		if ring >= 0 {
			t.parts[ring][int(c)]++
		}
	}
	for _, g := range groups {
		t.inGroup[g].Storefronts++
		if ring >= 0 {
			t.inGroup[g].RingStorefronts++
			t.groupRings[g][ring] = true
		}
	}
}

// input hands the counts over. What is found does not depend on their order.
func (t *tally) input() hotspot.Input {
	in := hotspot.Input{Regions: make([]hotspot.Region, len(t.cells)), Rings: make([]hotspot.Footprint, len(t.parts))}
	for i, c := range t.cells {
		in.Regions[i] = hotspot.Region{ID: c.ID, Storefronts: t.storefront[i]}
	}
	for i, parts := range t.parts {
		for cell, members := range parts {
			in.Rings[i] = append(in.Rings[i], hotspot.Part{Region: cell, Members: members})
		}
	}
	return in
}

// view names a figure's region.
func (t *tally) view(f hotspot.Figure) HotspotRegion {
	r, _ := t.table.Region(f.ID)
	v := HotspotRegion{Figure: f, Name: r.Name, Latin: r.Latin, Parent: r.Parent, Groups: []string{}, Point: r.Point}
	for _, g := range t.groups {
		if t.table.Holds(g.ID, r) {
			v.Groups = append(v.Groups, g.ID)
		}
	}
	return v
}

func (t *tally) groupFigures() []HotspotGroup {
	for g := range t.inGroup {
		f := &t.inGroup[g]
		f.Rings = len(t.groupRings[g])
		if f.Storefronts > 0 {
			raw := float64(f.RingStorefronts) * hotspot.Per / float64(f.Storefronts)
			f.RawRate = &raw
		}
	}
	return t.inGroup
}

// codes lists the codes that storefronts have and that did not simply name a
// region shown.
func (t *tally) codes() []CodeUse {
	out := slices.DeleteFunc(slices.Clone(t.uses), func(u CodeUse) bool { return u.Outcome == "" || u.Storefronts == 0 })
	slices.SortFunc(out, func(a, b CodeUse) int {
		return cmp.Or(cmp.Compare(b.Storefronts, a.Storefronts), strings.Compare(a.ID, b.ID))
	})
	return out
}

// notes says what the counting left out.
func (t *tally) notes() []hotspot.Note {
	var out []hotspot.Note
	if c := t.coverage; c.Unresolved > 0 {
		out = append(out, hotspot.Note{Code: "UNRESOLVED", Text: fmt.Sprintf("Storefronts whose codes cannot be placed at this level: %d. The codes are listed; the storefronts are not counted.", c.Unresolved)})
	}
	if c := t.coverage; c.Storefronts > 0 && 2*(c.Unresolved+c.WithoutRegion) > c.Storefronts {
		out = append(out, hotspot.Note{Code: "LOW_COVERAGE", Text: fmt.Sprintf("Storefronts with a region on this basis: %d of %d. They may not be like the rest.", c.Placed+c.Outside, c.Storefronts)})
	}
	if c := t.coverage; c.InSeveral > 0 {
		out = append(out, hotspot.Note{Code: "IN_SEVERAL", Text: fmt.Sprintf("Storefronts in more than one region: %d. They count in each.", c.InSeveral)})
	}
	if t.crowded > 0 {
		out = append(out, hotspot.Note{Code: "CROWDED_ADDRESSES", Text: fmt.Sprintf("Storefronts placed by an address that more than %d have: %d. "+
			"It may be a courier's depot or an agent's office, and the region not theirs.", crowd, t.crowded)})
	}
	return out
}
