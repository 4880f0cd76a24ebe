package investigate

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/store"
)

// recordKinds are the kinds of node that speak about storefronts.
var recordKinds = []entity.Kind{entity.KindComplaint, entity.KindTestPurchase, entity.KindEnforcement}

// recordLinks lead from such a node to what it speaks about.
var recordLinks = []entity.LinkType{entity.LinkTargets, entity.LinkBoughtFrom, entity.LinkEnforcedOn}

// pageOf bounds how many keys one store call is asked for.
const pageOf = 1000

// docket reads every complaint, test purchase and enforcement. One against a
// seller counts against each storefront that the seller is observed or verified
// to operate: who merely declares to run a shop hangs nothing on it.
func docket(ctx context.Context, g store.Graph) (*score.Docket, error) {
	d := score.NewDocket()
	keys, err := scanKeys(ctx, g, recordKinds...)
	if err != nil {
		return nil, err
	}
	for len(keys) > 0 {
		page := keys[:min(pageOf, len(keys))]
		keys = keys[len(page):]
		if err := addRecords(ctx, g, d, page); err != nil {
			return nil, err
		}
	}
	d.Seal()
	return d, nil
}

func scanKeys(ctx context.Context, g store.Graph, kinds ...entity.Kind) ([]entity.Key, error) {
	var keys []entity.Key
	for row, err := range g.Scan(ctx, store.Selection{Kinds: kinds}, store.Range{}) {
		if err != nil {
			return nil, err
		}
		keys = append(keys, row.Key)
	}
	return keys, nil
}

func addRecords(ctx context.Context, g store.Graph, d *score.Docket, keys []entity.Key) error {
	nodes, err := g.Nodes(ctx, keys)
	if err != nil {
		return err
	}
	type aim struct {
		node   *entity.Node
		target entity.Key
		class  entity.Class
	}
	var aims []aim
	var sellers []entity.Key
	for adj, err := range g.Neighbours(ctx, keys, store.Filter{Types: recordLinks, Direction: store.Out}) {
		if err != nil {
			return err
		}
		aims = append(aims, aim{nodes[adj.Of], adj.Link.To, adj.Link.Class()})
		if adj.Link.To.Kind == entity.KindSeller {
			sellers = append(sellers, adj.Link.To)
		}
	}
	operated, err := operatedBy(ctx, g, sellers)
	if err != nil {
		return err
	}
	for _, a := range aims {
		if a.target.Kind == entity.KindStorefront {
			addRecord(d, a.node, a.target.ID, a.class)
		}
		for _, shop := range operated[a.target] {
			addRecord(d, a.node, shop, a.class)
		}
	}
	return nil
}

// operatedBy returns the storefronts that each seller operates by hard links.
func operatedBy(ctx context.Context, g store.Graph, sellers []entity.Key) (map[entity.Key][]string, error) {
	out := map[entity.Key][]string{}
	for adj, err := range g.Neighbours(ctx, sellers, store.Filter{Types: []entity.LinkType{entity.LinkOperates}, Direction: store.Out}) {
		if err != nil {
			return nil, err
		}
		if adj.Link.Class().Hard() {
			out[adj.Link.From] = append(out[adj.Link.From], adj.Link.To.ID)
		}
	}
	return out, nil
}

// addRecord hands a record over. A complaint is somebody's word by nature and
// is weighed as such whatever its class.
func addRecord(d *score.Docket, n *entity.Node, shop string, class entity.Class) {
	switch n.Key.Kind {
	case entity.KindComplaint:
		d.AddComplaint(shop, score.Complaint{Key: n.Key, Complainant: n.Text("complainant_ref"), Outcome: n.Text("outcome")})
	case entity.KindTestPurchase:
		d.AddPurchase(shop, score.Purchase{Key: n.Key, Verdict: n.Text("verdict"), Weak: !class.Hard()})
	case entity.KindEnforcement:
		d.AddEnforcement(shop, score.Enforcement{Key: n.Key, Reason: n.Text("reason"), Reversed: n.Text("reversed_at") != "", Weak: !class.Hard()})
	}
}
