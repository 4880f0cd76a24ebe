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
	crowded int // storefronts placed by an address that more than crowd storefronts have
}

// crowd is the number of storefronts above which an address may be a courier's
// depot or an agent's office, and its region not theirs.
const crowd = 50

// reading is the state of reading places: dense numbers of the store to
// numbers here.
type reading struct {
	*places
	regionN map[int64]int32
	shopN   map[int64]int32
	sited   map[int64][]int32 // regions of an address
	sellers map[int64][]int32 // storefronts of a seller
	direct  []claimed         // to a region itself
	claims  []claimed         // to an address
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
	r.placeByRegion()
	r.placeByAddress()
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
		if _, toRegion := r.regionN[row.To]; toRegion {
			if basis == ByShipFrom {
				r.direct = append(r.direct, claimed{row.From, row.To})
			}
		} else if row.Role == string(basis) {
			r.claims = append(r.claims, claimed{row.From, row.To})
		}
	}
}

// placeByRegion places storefronts by the region that they are said to ship
// from.
func (r *reading) placeByRegion() {
	for _, c := range r.direct {
		if shop, ok := r.shopN[c.from]; ok {
			r.shops[shop] = append(r.shops[shop], r.regionN[c.to])
		}
	}
}

// placeByAddress places those storefronts that no region was said of: an
// address that goods were seen to leave may be a depot far from the shop.
func (r *reading) placeByAddress() {
	said := make([]bool, len(r.shops))
	for i, at := range r.shops {
		said[i] = len(at) > 0
	}
	users := map[int64]int{}
	for _, c := range r.claims {
		users[c.to] += len(r.shopsOf(c.from))
	}
	inCrowd := map[int32]bool{}
	for _, c := range r.claims {
		for _, shop := range r.shopsOf(c.from) {
			if said[shop] || len(r.sited[c.to]) == 0 {
				continue
			}
			r.shops[shop] = append(r.shops[shop], r.sited[c.to]...)
			if users[c.to] > crowd {
				inCrowd[shop] = true
			}
		}
	}
	r.crowded = len(inCrowd)
}

// shopsOf returns the storefront of a number of the store, or those that the
// seller of this number operates.
func (r *reading) shopsOf(n int64) []int32 {
	if shop, ok := r.shopN[n]; ok {
		return []int32{shop}
	}
	return r.sellers[n]
}
