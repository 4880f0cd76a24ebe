package investigate

import (
	"context"
	"slices"

	"github.com/ringtrace/ringtrace/internal/baseline"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/snapshot"
	"github.com/ringtrace/ringtrace/internal/store"
)

// offer is the price of one listing that names its article.
type offer struct {
	storefront string
	article    string
	price      float64
}

// numbered are nodes of one kind by the store's dense numbers, in order.
type numbered struct {
	n    []int64
	keys []entity.Key
}

func (r *numbered) at(n int64) (int, bool) { return slices.BinarySearch(r.n, n) }

// offers reads the prices of all listings that name their article. Whose they
// are comes from one pass over the links: asking for each listing's own would
// cost several times as much.
func offers(ctx context.Context, g store.Graph) ([]offer, error) {
	listings, err := scanNumbered(ctx, g, entity.KindListing)
	if err != nil || len(listings.n) == 0 {
		return nil, err
	}
	shops, err := scanNumbered(ctx, g, entity.KindStorefront)
	if err != nil {
		return nil, err
	}
	of := make([]int32, len(listings.n)) // the storefront's place and one, 0 for none
	for row, err := range g.Scan(ctx, store.Selection{Types: []entity.LinkType{entity.LinkAbout}}, store.Range{}) {
		if err != nil {
			return nil, err
		}
		listing, known := listings.at(row.From)
		if shop, is := shops.at(row.To); known && is {
			of[listing] = int32(shop) + 1
		}
	}
	return readOffers(ctx, g, listings.keys, func(listing int) string {
		if of[listing] == 0 {
			return ""
		}
		return shops.keys[of[listing]-1].ID
	})
}

func scanNumbered(ctx context.Context, g store.Graph, kind entity.Kind) (r numbered, err error) {
	for row, err := range g.Scan(ctx, store.Selection{Kinds: []entity.Kind{kind}}, store.Range{}) {
		if err != nil {
			return r, err
		}
		r.n, r.keys = append(r.n, row.N), append(r.keys, row.Key)
	}
	return r, nil
}

func readOffers(ctx context.Context, g store.Graph, listings []entity.Key, shopOf func(listing int) string) ([]offer, error) {
	var out []offer
	articles := map[[2]string]string{}
	for first := 0; first < len(listings); first += pageOf {
		nodes, err := g.Nodes(ctx, listings[first:min(first+pageOf, len(listings))])
		if err != nil {
			return nil, err
		}
		for i, n := range nodes {
			shop := shopOf(first + i)
			if n == nil || shop == "" {
				continue
			}
			price, priced := n.Get("price")
			sku := n.Text("sku")
			if !priced || sku == "" {
				continue
			}
			article := [2]string{sku, n.Text("currency")}
			if articles[article] == "" {
				articles[article] = sku + " " + article[1]
			}
			out = append(out, offer{shop, articles[article], price.AsFloat()})
		}
	}
	return out, nil
}

// placed gives each offer its storefront's number in the snapshot.
func placed(offers []offer, snap *snapshot.Snapshot) []baseline.Offer {
	out := make([]baseline.Offer, 0, len(offers))
	for _, o := range offers {
		if shop, known := snap.ShopIndex(o.storefront); known {
			out = append(out, baseline.Offer{Storefront: shop, Article: o.article, Price: o.price})
		}
	}
	return out
}
