package investigate

import (
	"context"
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

// A seller who declares to operate somebody's shop hangs none of its own
// records on it; nor does a purchase that is only declared.
func TestDocketRestsOnHardLinks(t *testing.T) {
	ctx := context.Background()
	var b store.Batch
	row := uint32(0)
	put := func(k entity.Key, attrs ...string) entity.Key {
		n := entity.Node{Key: k}
		for i := 0; i < len(attrs); i += 2 {
			row++
			n.Attrs = append(n.Attrs, entity.Attr{Name: attrs[i], Value: entity.String(attrs[i+1]), Claim: entity.Claim{Record: entity.NewRecord(1, row), Class: entity.ClassObserved}})
		}
		b.Nodes = append(b.Nodes, n)
		return k
	}
	link := func(from entity.Key, t entity.LinkType, to entity.Key, class entity.Class) {
		row++
		b.Links = append(b.Links, entity.Link{From: from, Type: t, To: to, Claims: []entity.Claim{{Record: entity.NewRecord(1, row), Class: class}}})
	}
	own := put(entity.Key{Kind: entity.KindStorefront, ID: "p:own"})
	framed := put(entity.Key{Kind: entity.KindStorefront, ID: "p:framed"})
	bought := put(entity.Key{Kind: entity.KindStorefront, ID: "p:bought"})
	seller := put(entity.Key{Kind: entity.KindSeller, ID: "p:seller"})
	link(seller, entity.LinkOperates, own, entity.ClassVerified)
	link(seller, entity.LinkOperates, framed, entity.ClassDeclared)
	ban := put(entity.Key{Kind: entity.KindEnforcement, ID: "p:ban"}, "reason", "conviction")
	link(ban, entity.LinkEnforcedOn, seller, entity.ClassVerified)
	upheld := put(entity.Key{Kind: entity.KindComplaint, ID: "p:complaint"}, "outcome", "UPHELD", "complainant_ref", "c")
	link(upheld, entity.LinkTargets, seller, entity.ClassDeclared)
	rumour := put(entity.Key{Kind: entity.KindTestPurchase, ID: "p:rumour"}, "verdict", "COUNTERFEIT")
	link(rumour, entity.LinkBoughtFrom, bought, entity.ClassDeclared)
	g := memory.New()
	if _, err := g.Apply(ctx, b); err != nil {
		t.Fatal(err)
	}
	d, err := docket(ctx, g)
	if err != nil {
		t.Fatal(err)
	}
	card, err := score.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	nothing := card.StorefrontRisk(score.NewDocket(), "p:nobody", nil)
	for shop, want := range map[entity.Key]bool{own: true, framed: false, bought: false} {
		if got := card.StorefrontRisk(d, shop.ID, nil); (got > nothing) != want {
			t.Errorf("%s stands at %s, without any record it is %s", shop, got, nothing)
		}
	}
}
