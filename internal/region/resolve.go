package region

import (
	"iter"
	"maps"
	"slices"
)

// Resolve says what a code means today. The id is a scheme and a code, as
// region nodes bear it; every text has an answer.
func (t *Table) Resolve(id string) Resolution {
	if r := t.regions[id]; r != nil {
		return Resolution{Status: Current, Successors: []*Region{r}}
	}
	return t.changes[id]
}

// Region returns a region in force by its id.
func (t *Table) Region(id string) (*Region, bool) {
	r := t.regions[id]
	return r, r != nil
}

// Chain returns a region and all that hold it, the smallest first; nothing for
// an id that is not in force.
func (t *Table) Chain(id string) []*Region {
	var out []*Region
	for r := t.regions[id]; r != nil; r = t.regions[r.Parent] {
		out = append(out, r)
	}
	return out
}

// At returns the region of the asked level that r lies in, or false when r is
// too coarse to tell. The regions of a level cover every place once:
//
//   - a region whose own parts are all smaller than the level stands for
//     itself, so a municipality (Beijing) is a prefecture too, and so are
//     Hong Kong and a state of another country;
//   - a county directly under a province (Xiantao) is a prefecture of its own;
//   - a province that is divided into prefectures is too coarse for them.
func (t *Table) At(r *Region, level Level) (*Region, bool) {
	var below *Region
	for a := r; a != nil; a = t.regions[a.Parent] {
		if a.Level > level {
			below = a
			continue
		}
		parts, divided := t.parts[a.ID]
		if a.Level == level || !divided || parts > level {
			return a, true
		}
		break
	}
	return below, below != nil
}

// Holds reports whether a region lies in (or is) the region or group of the
// given id. A group or region that does not exist holds nothing.
func (t *Table) Holds(id string, r *Region) bool {
	if g, ok := t.Group(id); ok {
		return slices.ContainsFunc(t.Chain(r.ID), func(a *Region) bool {
			_, in := slices.BinarySearch(g.Members, a.ID)
			return in
		})
	}
	return slices.ContainsFunc(t.Chain(r.ID), func(a *Region) bool { return a.ID == id })
}

// Group returns a group by its id.
func (t *Table) Group(id string) (Group, bool) {
	for _, g := range t.groups {
		if g.ID == id {
			return g, true
		}
	}
	return Group{}, false
}

// Groups returns every group, ordered by id.
func (t *Table) Groups() []Group { return slices.Clone(t.groups) }

// All yields every region in force, ordered by id.
func (t *Table) All() iter.Seq[*Region] {
	return func(yield func(*Region) bool) {
		for _, id := range slices.Sorted(maps.Keys(t.regions)) {
			if !yield(t.regions[id]) {
				return
			}
		}
	}
}
