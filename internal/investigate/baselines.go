package investigate

import (
	"context"
	"math"
	"slices"

	"github.com/ringtrace/ringtrace/internal/baseline"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/snapshot"
	"github.com/ringtrace/ringtrace/internal/store"
)

// queueSeed is the seed of the random queue, so that it is the same queue
// every time.
const queueSeed = 1

// Baselines returns what other methods make of the same evidence, and of the
// rings of the current run: what rings and scores are measured against. None of
// it is kept or shown in a case.
func (s *Service) Baselines(ctx context.Context) (*baseline.Set, error) {
	members, err := s.Members(ctx, RingFilter{})
	if err != nil {
		return nil, err
	}
	snap, err := snapshot.Read(ctx, s.graph)
	if err != nil {
		return nil, err
	}
	records, err := docket(ctx, s.graph)
	if err != nil {
		return nil, err
	}
	e := &baseline.Evidence{Snapshot: snap, Complaints: map[int32]int{}, Rings: ringMembers(snap, members), Seed: queueSeed}
	s.lone(e, records)
	if e.Offers, err = offers(ctx, s.graph, snap); err != nil {
		return nil, err
	}
	return baseline.Measure(e)
}

// lone scores every storefront by its own records. The many of which there is
// no record are all alike.
func (s *Service) lone(e *baseline.Evidence, d *score.Docket) {
	blank := loneOf(s.card.Storefront(d, "", nil))
	e.Alone = make([]baseline.Lone, len(e.Snapshot.Shops))
	for i, shop := range e.Snapshot.Shops {
		e.Alone[i] = blank
		if d.Speaks(shop) {
			e.Alone[i] = loneOf(s.card.Storefront(d, shop, nil))
		}
		if n := d.Complaints(shop); n > 0 {
			e.Complaints[int32(i)] = n
		}
	}
}

// loneOf reads odds from the sum before compression: ten points are a factor of
// ten, fifty are even.
func loneOf(a score.Assessment) baseline.Lone {
	return baseline.Lone{Risk: a.Risk.Float(), Chance: 1 / (1 + math.Pow(10, (50-a.Points.Float())/10))}
}

// ringMembers lists the core and attached members of each ring.
func ringMembers(snap *snapshot.Snapshot, rows []MemberRow) (out [][]int32) {
	last := ""
	for _, m := range rows { // ordered by ring
		shop, known := snap.ShopIndex(m.Storefront)
		if !known || m.Tier == ring.Peripheral {
			continue
		}
		if m.Ring != last || len(out) == 0 {
			out, last = append(out, nil), m.Ring
		}
		out[len(out)-1] = append(out[len(out)-1], shop)
	}
	return out
}

// offers reads the prices of all listings that name their article.
func offers(ctx context.Context, g store.Graph, snap *snapshot.Snapshot) ([]baseline.Offer, error) {
	keys, err := scanKeys(ctx, g, entity.KindListing)
	if err != nil {
		return nil, err
	}
	var out []baseline.Offer
	articles := map[string]string{} // millions of listings name thousands of articles
	for page := range slices.Chunk(keys, pageOf) {
		nodes, err := g.Nodes(ctx, page)
		if err != nil {
			return nil, err
		}
		for adj, err := range g.Neighbours(ctx, page, store.Filter{Types: []entity.LinkType{entity.LinkAbout}, Direction: store.Out}) {
			if err != nil {
				return nil, err
			}
			shop, known := snap.ShopIndex(adj.Link.To.ID)
			price, priced := nodes[adj.Of].Get("price")
			sku := nodes[adj.Of].Text("sku")
			if !known || !priced || sku == "" {
				continue
			}
			article := sku + " " + nodes[adj.Of].Text("currency")
			if _, met := articles[article]; !met {
				articles[article] = article
			}
			out = append(out, baseline.Offer{Storefront: shop, Article: articles[article], Price: price.AsFloat()})
		}
	}
	return out, nil
}
