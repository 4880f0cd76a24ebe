package dossier_test

import (
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Canaries: values that may be seen at one level and above only. None is a
// word that stands anywhere else.
const (
	canaryComplainant = "informant-4c19aa"              // L0
	canaryCollector   = "collector-77d0e1"              // L0
	canaryAccount     = "8831000455512047"              // L1; 2047 may be seen at L2
	canaryPhone       = "+15550104711"                  // L1; 4711 may be seen at L2
	canaryHome        = "7 quiet lane flat 19, nowhere" // L1: an address of no known role
	canaryExaminer    = "examiner-b02f6e"               // L1
	canaryFreeText    = "she told me that the boxes"    // L1
	canaryDepot       = "depot of a courier 5521"       // L1: a bystander's
	canaryFileName    = "export-of-inspector-91"        // L1
	canarySite        = "warehouse 12, dock road"       // L2
	canarySeller      = "Quillon Vexmoor"               // L2 in a lead
)

// world is a ring with its files in a vault, before anything is built of it.
type world struct {
	dossier.Material
	vault  *vault.Vault
	dir    string // of the vault
	docket *score.Docket
}

// shape says which ring is made.
type shape struct {
	members     int
	counterfeit int // test purchases with that verdict
	status      ring.Status
	shopName    string // of the first member
	claims      int    // claims of each tie; 0 is one
	before      string // a file that is in the vault first, so that numbers differ
	backwards   bool   // the last file is put first
}

func lead() shape { return shape{members: 5, counterfeit: 2, status: ring.StatusRing} }

// sheet is a CSV file that is being written, row by row.
type sheet struct {
	kind, name string
	rows       [][]string
}

func (s *sheet) add(fields ...string) uint32 {
	s.rows = append(s.rows, fields)
	return uint32(len(s.rows) - 1)
}

func (s *sheet) text(t testing.TB) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(s.rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type builder struct {
	t     testing.TB
	w     *world
	nodes []entity.Node
	links map[entity.LinkKey]*entity.Link
	keys  []entity.LinkKey
}

// at is a claim on a row of a file, which gets its number when the file is in
// the vault.
func at(file int, row uint32, class entity.Class, day int) entity.Claim {
	return entity.Claim{Record: entity.NewRecord(uint32(file), row), Class: class, Observed: entity.Day(2024, time.March, day)}
}

const (
	fileShops = iota + 1
	fileSellers
	fileLinks
	fileComplaints
	filePurchases
	fileSanctions
)

func shopKey(i int) entity.Key {
	return entity.Key{Kind: entity.KindStorefront, ID: fmt.Sprintf("norvo:s%03d", i)}
}

// build makes a world: members share an account (all), a warehouse (all but
// the last), a phone of the seller's (the first two); the courier's depot is a
// hub; a home address leads to a peripheral storefront.
func build(t testing.TB, s shape) *world {
	t.Helper()
	w := &world{docket: score.NewDocket()}
	w.dir = t.TempDir()
	v, err := vault.Open(w.dir, vault.Options{Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	w.vault = v
	b := &builder{t: t, w: w, links: map[entity.LinkKey]*entity.Link{}}
	sheets := []*sheet{
		{kind: "storefronts", name: "storefronts.csv", rows: [][]string{{"platform", "shop_id", "shop_name", "ship_from_region"}}},
		{kind: "sellers", name: "sellers.csv", rows: [][]string{{"source_record_id", "name", "contact_phone"}}},
		{kind: "links", name: canaryFileName + ".csv", rows: [][]string{{"storefront", "kind", "value", "observed_at"}}},
		{kind: "complaints", name: "complaints.csv", rows: [][]string{{"complaint_id", "target_ref", "complainant_ref", "reason", "outcome"}}},
		{kind: "test_purchases", name: "test_purchases.csv", rows: [][]string{{"purchase_id", "storefront_ref", "verdict", "examiner", "collected_by"}}},
		{kind: "enforcements", name: "enforcements.csv", rows: [][]string{{"subject_ref", "step", "at", "reason"}}},
	}
	b.shops(s, sheets)
	b.sellers(sheets)
	b.ties(s, sheets)
	b.cases(s, sheets)
	b.store(s, sheets)
	b.assess(s)
	return w
}

func (b *builder) node(k entity.Key, attrs ...entity.Attr) {
	b.nodes = append(b.nodes, entity.Node{Key: k, Attrs: entity.FoldAttrs(attrs)})
}

func attr(name string, v entity.Value, c entity.Claim) entity.Attr {
	return entity.Attr{Name: name, Value: v, Claim: c}
}

func (b *builder) link(from entity.Key, t entity.LinkType, role string, to entity.Key, cs ...entity.Claim) {
	k := entity.LinkKey{From: from, Type: t, Role: role, To: to}
	if b.links[k] == nil {
		b.links[k] = &entity.Link{From: from, Type: t, Role: role, To: to}
		b.keys = append(b.keys, k)
	}
	b.links[k].Claims = entity.FoldClaims(append(b.links[k].Claims, cs...))
}

func region(code string) entity.Key { return entity.Key{Kind: entity.KindRegion, ID: "GB2260:" + code} }

func (b *builder) shops(s shape, sheets []*sheet) {
	for i := range s.members + 1 { // the last is the peripheral one
		name := fmt.Sprintf("Shop number %d", i)
		if i == 0 && s.shopName != "" {
			name = s.shopName
		}
		k := shopKey(i)
		c := at(fileShops, sheets[0].add("norvo", k.ID[6:], name, "440300"), entity.ClassObserved, 1+i%27)
		b.node(k, attr("shop_name", entity.String(name), c), attr("opened_at", entity.Time(entity.Day(2023, time.May, 1+i%27), ""), c), attr("status", entity.String("OPEN"), c))
		b.link(k, entity.LinkShipsFrom, "", region("440300"), c)
	}
}

func seller() entity.Key { return entity.Key{Kind: entity.KindSeller, ID: "registry:77"} }

func phone() entity.Key { return entity.Key{Kind: entity.KindPhone, ID: canaryPhone} }

func (b *builder) sellers(sheets []*sheet) {
	c := at(fileSellers, sheets[1].add("77", canarySeller, canaryPhone), entity.ClassVerified, 2)
	b.node(seller(), attr("name", entity.String(canarySeller), c))
	b.link(seller(), entity.LinkHasPhone, "", phone(), c)
	for i := range 2 {
		b.link(seller(), entity.LinkOperates, "", shopKey(i), c)
	}
}

func account() entity.Key {
	return entity.Key{Kind: entity.KindPaymentAccount, ID: "BANK_CN:" + canaryAccount}
}
func site() entity.Key  { return entity.Key{Kind: entity.KindAddress, ID: canarySite} }
func depot() entity.Key { return entity.Key{Kind: entity.KindAddress, ID: canaryDepot} }
func home() entity.Key  { return entity.Key{Kind: entity.KindAddress, ID: canaryHome} }

func (b *builder) ties(s shape, sheets []*sheet) {
	for i := range s.members {
		for n := range max(1, s.claims) {
			day := 1 + (i+n)%27
			add := func(kind, value string) entity.Claim {
				return at(fileLinks, sheets[2].add(shopKey(i).ID, kind, value, fmt.Sprintf("2024-03-%02d/%d", day, n)), entity.ClassObserved, day)
			}
			b.link(shopKey(i), entity.LinkPaidTo, "", account(), add("PAYMENT_ACCOUNT", canaryAccount))
			if i < s.members-1 || s.members == 2 {
				b.link(shopKey(i), entity.LinkShipsFrom, "SHIP_FROM", site(), add("ADDRESS", canarySite))
			}
			b.link(shopKey(i), entity.LinkShipsFrom, "RETURN_TO", depot(), add("ADDRESS", canaryDepot))
		}
	}
	c := at(fileLinks, sheets[2].add(shopKey(s.members).ID, "ADDRESS", canaryHome, "2024-03-05"), entity.ClassDeclared, 5)
	b.link(shopKey(s.members), entity.LinkLocatedAt, "CONTACT", home(), c)
	b.link(site(), entity.LinkInRegion, "", region("440306"), at(fileLinks, 1, entity.ClassObserved, 1))
}

func (b *builder) cases(s shape, sheets []*sheet) {
	complaint := func(i int, outcome, who, reason string) {
		id := fmt.Sprintf("cm%d", i)
		k := entity.Key{Kind: entity.KindComplaint, ID: "desk:" + id}
		c := at(fileComplaints, sheets[3].add(id, shopKey(i).ID, who, reason, outcome), entity.ClassDeclared, 9+i)
		b.node(k, attr("complaint_id", entity.String(id), c), attr("complainant_ref", entity.String(who), c), attr("reason", entity.String(reason), c),
			attr("outcome", entity.String(outcome), c), attr("complainant_kind", entity.String("CONSUMER"), c), attr("filed_at", entity.Time(entity.Day(2024, time.March, 9+i), ""), c))
		b.link(k, entity.LinkTargets, "", shopKey(i), c)
		b.w.docket.AddComplaint(shopKey(i).ID, score.Complaint{Key: k, Complainant: who, Outcome: outcome})
	}
	complaint(0, "UPHELD", canaryComplainant, canaryFreeText)
	complaint(1, "WITHDRAWN", "buyer-2", "counterfeit")
	for i := range min(s.members, s.counterfeit+1) {
		verdict := "COUNTERFEIT"
		if i >= s.counterfeit {
			verdict = "GENUINE"
		}
		if s.counterfeit == 0 {
			verdict = "INCONCLUSIVE"
		}
		id := fmt.Sprintf("tp%d", i)
		k := entity.Key{Kind: entity.KindTestPurchase, ID: "desk:" + id}
		c := at(filePurchases, sheets[4].add(id, shopKey(i).ID, verdict, canaryExaminer, canaryCollector), entity.ClassObserved, 12+i)
		b.node(k, attr("purchase_id", entity.String(id), c), attr("verdict", entity.String(verdict), c), attr("examiner", entity.String(canaryExaminer), c),
			attr("amount", entity.Float(100.25), c), attr("currency", entity.String("CNY"), c), attr("bought_at", entity.Time(entity.Day(2024, time.March, 12+i), ""), c))
		b.link(k, entity.LinkBoughtFrom, "", shopKey(i), c)
		b.link(k, entity.LinkPaidTo, "", account(), c)
		b.w.docket.AddPurchase(shopKey(i).ID, score.Purchase{Key: k, Verdict: verdict})
	}
	k := entity.Key{Kind: entity.KindEnforcement, ID: "desk:en1"}
	c := at(fileSanctions, sheets[5].add(shopKey(0).ID, "CLOSE_SHOP", "2024-03-20", "upheld complaints"), entity.ClassVerified, 20)
	b.node(k, attr("step", entity.String("CLOSE_SHOP"), c), attr("reason", entity.String("upheld complaints"), c), attr("at", entity.Time(entity.Day(2024, time.March, 20), ""), c))
	b.link(k, entity.LinkEnforcedOn, "", shopKey(0), c)
	b.w.docket.AddEnforcement(shopKey(0).ID, score.Enforcement{Key: k, Reason: "upheld complaints"})
	b.w.docket.Seal()
}

// store puts the files in the vault and gives every claim the file's number.
func (b *builder) store(s shape, sheets []*sheet) {
	put := func(name, kind, text string) uint32 {
		f, err := b.w.vault.Put(b.t.Context(), strings.NewReader(text), vault.Arrival{Name: name, Kind: kind})
		if err != nil {
			b.t.Fatal(err)
		}
		return f.Number
	}
	if s.before != "" {
		put("before.csv", "links", s.before)
	}
	numbers := map[uint32]uint32{}
	for n := range sheets {
		i := n
		if s.backwards {
			i = len(sheets) - 1 - n
		}
		numbers[uint32(i+1)] = put(sheets[i].name, sheets[i].kind, sheets[i].text(b.t))
	}
	moved := func(c entity.Claim) entity.Claim {
		c.Record = entity.NewRecord(numbers[c.Record.File()], c.Record.Row())
		return c
	}
	for i := range b.nodes {
		for j := range b.nodes[i].Attrs {
			b.nodes[i].Attrs[j].Claim = moved(b.nodes[i].Attrs[j].Claim)
		}
	}
	b.w.Nodes = b.nodes
	for _, k := range b.keys {
		l := b.links[k]
		for i := range l.Claims {
			l.Claims[i] = moved(l.Claims[i])
		}
		b.w.Links = append(b.w.Links, *l)
	}
}

// assess makes the ring and its score.
func (b *builder) assess(s shape) {
	r := ring.Ring{ID: "R-TESTRING01", Revision: 2, Status: s.status, Founded: "run0", CycleRank: 3, Weakest: &ring.Cut{SizeA: 2, SizeB: s.members - 2, Identifiers: []entity.Key{account()}, Bits: 31.25, Needed: 17.5},
		SeenNotUsed: []ring.Hub{{Identifier: depot(), Verdict: "hub", Users: 240, Inside: s.members, Reason: "240 storefronts use it; of 200 sampled pairs of them 3 share anything else"}}}
	holders := func(n int) (out []string) {
		for i := range n {
			out = append(out, shopKey(i).ID)
		}
		return out
	}
	r.Bonds = []ring.Bond{{Identifier: site(), Holders: holders(s.members - 1), Users: s.members + 2}, {Identifier: account(), Holders: holders(s.members), Users: s.members, Exclusive: true},
		{Identifier: phone(), Holders: holders(2), Users: 2}}
	for i := range s.members {
		m := ring.Member{Storefront: shopKey(i).ID, Tier: ring.Core, Facts: []ring.Fact{{Identifier: account(), Class: entity.ClassObserved, Inside: s.members, Users: s.members, Exclusive: true}}}
		if i == s.members-1 {
			m.Tier, m.ByAccountOnly = ring.Attached, true
			m.Against = []ring.Note{{Code: "BY_ACCOUNT_ONLY", Text: "One account or device alone holds this storefront; a lent, bought or mistyped one would clear it.", Subject: []entity.Key{account()}}}
		}
		r.Members = append(r.Members, m)
	}
	r.Members = append(r.Members, ring.Member{Storefront: shopKey(s.members).ID, Tier: ring.Peripheral, Facts: []ring.Fact{{Identifier: home(), Class: entity.ClassDeclared, Inside: 2, Users: 3}},
		Against: []ring.Note{{Code: "CLAIMED_BY_OTHERS", Text: "2 members claim a value that is proven for this storefront and for none of them: it may be framed.", Subject: []entity.Key{home()}}}})
	card, err := score.Shipped()
	if err != nil {
		b.t.Fatal(err)
	}
	b.w.Ring, b.w.Card, b.w.Assessment = r, card, card.Ring(b.w.docket, &r)
	b.w.MemberRisk = map[string]score.Points{}
	for _, m := range r.Members {
		b.w.MemberRisk[m.Storefront] = card.Storefront(b.w.docket, m.Storefront, &r).Risk
	}
	b.w.Run = dossier.Run{ID: "0123456789abcdef", Snapshot: strings.Repeat("5a", 32), Register: strings.Repeat("17", 32), Params: `{"a":1}`,
		Versions: []dossier.Version{{Stage: "community", Version: 1}}, Notes: []string{"PAYMENT_ACCOUNT: exclusive."}, Counts: []dossier.Counted{{What: "storefronts", N: 900}}}
}

func options(l dossier.Level) dossier.Options {
	return dossier.Options{Level: l, Profile: "cn-psb", Languages: []string{"en", "zh"}, Recipient: "Unit 7"}
}

func built(t testing.TB, w *world, opt dossier.Options) *dossier.Package {
	t.Helper()
	p, err := dossier.Build(t.Context(), w.Material, w.vault, opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func zipped(t testing.TB, p *dossier.Package) []byte {
	t.Helper()
	z, err := p.Zip()
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func wantError(t testing.TB, err error, kind errs.Kind, code string) {
	t.Helper()
	if !errors.Is(err, &errs.Error{Kind: kind, Code: code}) {
		t.Fatalf("got %v, want %s %s", err, kind, code)
	}
}
