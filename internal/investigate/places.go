package investigate

import (
	"context"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/store"
)

// places holds, on one basis, the regions of every storefront and the ring
// that it counts in. Storefronts, regions and rings are numbered here.
type places struct {
	regions []string  // ids, as the data has them
	parents [][]int32 // regions that the data says hold a region
	shops   [][]int32 // regions of each storefront, ordered, without repeats
	ringOf  []int32   // of each storefront, -1 for none
	rings   int
}

// reading is the state of reading places: dense numbers of the store to
// numbers here.
type reading struct {
	*places
	regionN map[int64]int32
	shopN   map[int64]int32
	sited   map[int64][]int32 // regions of an address
	sellers map[int64][]int32 // storefronts of a seller
	claims  []claimed
}

// claimed is a link from a storefront or a seller to a region or an address.
type claimed struct{ from, to int64 }

// readPlaces reads the whole store in three scans, never node by node. What a
// seller's address says holds for each storefront that the seller operates.
func readPlaces(ctx context.Context, g store.Graph, basis Basis, members []MemberRow) (*places, error) {
	r := &reading{places: &places{}, regionN: map[int64]int32{}, shopN: map[int64]int32{}, sited: map[int64][]int32{}, sellers: map[int64][]int32{}}
	ringOf, rings := ringNumbers(members)
	r.rings = rings
	for row, err := range g.Scan(ctx, store.Selection{Kinds: []entity.Kind{entity.KindRegion, entity.KindStorefront}}, store.Range{}) {
		if err != nil {
			return nil, err
		}
		r.node(row, ringOf)
	}
	held := entity.AddressLink(string(basis))
	types := []entity.LinkType{entity.LinkInRegion, entity.LinkOperates, held}
	for row, err := range g.Scan(ctx, store.Selection{Types: types}, store.Range{}) {
		if err != nil {
			return nil, err
		}
		r.link(row, basis, held)
	}
	for _, c := range r.claims {
		r.place(c)
	}
	for i, at := range r.shops {
		slices.Sort(at)
		r.shops[i] = slices.Compact(at)
	}
	return r.places, nil
}

// ringNumbers numbers the rings by id; peripheral members are in none.
func ringNumbers(members []MemberRow) (of map[string]int32, rings int) {
	of, number := map[string]int32{}, map[string]int32{}
	for _, m := range members {
		if m.Tier == ring.Peripheral {
			continue
		}
		n, ok := number[m.Ring]
		if !ok {
			n = int32(len(number))
			number[m.Ring] = n
		}
		of[m.Storefront] = n
	}
	return of, len(number)
}

func (r *reading) node(row store.Row, ringOf map[string]int32) {
	if row.Key.Kind == entity.KindRegion {
		r.regionN[row.N] = int32(len(r.regions))
		r.regions = append(r.regions, row.Key.ID)
		r.parents = append(r.parents, nil)
		return
	}
	in, ok := ringOf[row.Key.ID]
	if !ok {
		in = -1
	}
	r.shopN[row.N] = int32(len(r.shops))
	r.shops = append(r.shops, nil)
	r.ringOf = append(r.ringOf, in)
}

func (r *reading) link(row store.Row, basis Basis, held entity.LinkType) {
	switch row.Type {
	case entity.LinkOperates:
		if shop, ok := r.shopN[row.To]; ok {
			r.sellers[row.From] = append(r.sellers[row.From], shop)
		}
	case entity.LinkInRegion:
		region, ok := r.regionN[row.To]
		if !ok {
			return
		}
		if inner, ok := r.regionN[row.From]; ok {
			r.parents[inner] = append(r.parents[inner], region)
			return
		}
		r.sited[row.From] = append(r.sited[row.From], region)
	case held:
		if row.Role == string(basis) || r.shipsFromRegion(row, basis) {
			r.claims = append(r.claims, claimed{row.From, row.To})
		}
	}
}

// shipsFromRegion reports whether the link names a region itself: only the
// ship-from region of a storefront does, and it has no role.
func (r *reading) shipsFromRegion(row store.Row, basis Basis) bool {
	_, toRegion := r.regionN[row.To]
	return toRegion && basis == ByShipFrom
}

func (r *reading) place(c claimed) {
	at := r.sited[c.to]
	if region, ok := r.regionN[c.to]; ok {
		at = []int32{region}
	}
	if shop, ok := r.shopN[c.from]; ok {
		r.shops[shop] = append(r.shops[shop], at...)
		return
	}
	for _, shop := range r.sellers[c.from] {
		r.shops[shop] = append(r.shops[shop], at...)
	}
}
