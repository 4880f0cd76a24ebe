package snapshot

import "slices"

// Relinked returns the snapshot as it would be if the storefront of each link
// in kept carried what the storefront of ends[k] carries by that link, dates
// and class of the use included; links that are not kept are left out. kept
// and ends hold indexes in Links, kept ascending, and no two links may become
// one pair. Its hash is of the links alone, since it is no evidence.
func (s *Snapshot) Relinked(kept, ends []int32) *Snapshot {
	out := &Snapshot{Shops: s.Shops, IDs: s.IDs, Links: make([]Link, len(kept))}
	for k, from := range kept {
		out.Links[k] = s.Links[ends[k]]
		out.Links[k].Shop = s.Links[from].Shop
	}
	for k := 0; k < len(out.Links); {
		end := k + 1
		for end < len(out.Links) && out.Links[end].Shop == out.Links[k].Shop {
			end++
		}
		slices.SortFunc(out.Links[k:end], func(a, b Link) int { return int(a.ID - b.ID) })
		k = end
	}
	out.index()
	return out
}
