package graph_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/hotspot"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/region"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

// fake answers from memory: one ring of n shops that are paid to one account
// and ship from one address, a depot that they share with everybody, and a
// bystander who only declares the address.
type fake struct {
	n    int
	run  string
	fail error // returned by every call, when set

	mu    sync.Mutex
	calls []string
}

const (
	fakeRing  = "R-0001"
	bystander = "mall:bystander"
)

var (
	account = entity.Key{Kind: entity.KindPaymentAccount, ID: "ALIPAY:PAYEE"}
	address = entity.Key{Kind: entity.KindAddress, ID: "1 example road"}
	depot   = entity.Key{Kind: entity.KindAddress, ID: "courier depot"}
	buy     = entity.Key{Kind: entity.KindTestPurchase, ID: "lab:1"}
)

func newFake(n int) *fake { return &fake{n: n, run: "run-a"} }

func (f *fake) called(format string, a ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, a...))
	return f.fail
}

func (f *fake) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

func shop(i int) string { return fmt.Sprintf("mall:shop-%03d", i) }

func shopKey(id string) entity.Key { return entity.Key{Kind: entity.KindStorefront, ID: id} }

func points(p score.Points) *score.Points { return &p }

func (f *fake) summary() investigate.RingSummary {
	return investigate.RingSummary{
		ID: fakeRing, Status: ring.StatusRing, Risk: points(8123), Points: points(8210), Coverage: "3/6",
		Members: f.n, Core: f.n, Peripheral: 1, Regions: []string{"region:GB2260:350300"}, Founded: "run-0", Revision: 2, Run: f.run,
	}
}

// ranked is the ring and four pairs.
func (f *fake) ranked() []investigate.RingSummary {
	all := []investigate.RingSummary{f.summary()}
	for i := 2; i <= 5; i++ {
		all = append(all, investigate.RingSummary{ID: fmt.Sprintf("R-%04d", i), Status: ring.StatusPair, Members: 2, Founded: "run-0", Run: f.run})
	}
	return all
}

func (f *fake) Rings(_ context.Context, filter investigate.RingFilter, offset, limit int) (*investigate.RingPage, error) {
	if err := f.called("rings %d %d", offset, limit); err != nil {
		return nil, err
	}
	all := f.ranked()
	if len(filter.Status) > 0 {
		all = slices.DeleteFunc(all, func(s investigate.RingSummary) bool { return !slices.Contains(filter.Status, s.Status) })
	}
	lo := min(offset, len(all))
	hi := len(all)
	if limit > 0 {
		hi = min(lo+limit, len(all))
	}
	return &investigate.RingPage{Run: f.run, Rings: all[lo:hi], Total: len(all), HasMore: hi < len(all)}, nil
}

func (f *fake) Ring(_ context.Context, id string) (*investigate.RingView, error) {
	if err := f.called("ring %s", id); err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(f.ranked(), func(s investigate.RingSummary) bool { return s.ID == id }); i > 0 {
		return &investigate.RingView{Summary: f.ranked()[i], Ring: ring.Ring{ID: id, Status: ring.StatusPair}}, nil
	} else if i < 0 {
		return nil, &errs.Error{Op: "ring", Kind: errs.NotFound, Message: "there is no such ring in the current run"}
	}
	return f.view(), nil
}

func (f *fake) view() *investigate.RingView {
	v := &investigate.RingView{Summary: f.summary(), MemberRisk: map[string]score.Points{shop(0): 7750}}
	v.Ring = ring.Ring{
		ID: fakeRing, Revision: 2, Status: ring.StatusRing, Founded: "run-0",
		Weakest:     &ring.Cut{SizeA: 1, SizeB: f.n - 1, A: []string{shop(0)}, B: []string{shop(1), shop(2)}, Identifiers: []entity.Key{account}, Bits: 31.5, Needed: 20},
		Refused:     &ring.Refused{Why: ring.OneIdentifierOnly, With: bystander, Ring: "R-0002", Size: f.n, WithSize: 3, Identifiers: []entity.Key{account}, Bits: 3.25, Needed: 6.64, Own: 2},
		SeenNotUsed: []ring.Hub{{Identifier: depot, Verdict: "hub", Users: 400, Inside: f.n, Reason: "its users share nothing else"}},
	}
	cohesion := .875
	v.Ring.Cohesion = &cohesion
	v.Ring.Chance = &ring.Chance{Least: 10, Most: 24, Worlds: 20, AsExtreme: 1, Q: .125}
	v.Ring.SecondOpinion = &ring.Opinion{Verdict: ring.Splits, Parts: []int{2, 1}, Others: 3, Rings: []string{"R-0002"}}
	var ids []string
	for i := range f.n {
		ids = append(ids, shop(i))
		v.Ring.Members = append(v.Ring.Members, ring.Member{Storefront: shop(i), Tier: ring.Core, Facts: []ring.Fact{
			{Identifier: account, Class: entity.ClassObserved, Inside: f.n, Users: f.n, Exclusive: true},
			{Identifier: address, Class: entity.ClassVerified, Inside: f.n, Users: f.n + 1},
		}})
	}
	v.Ring.Members = append(v.Ring.Members, ring.Member{Storefront: bystander, Tier: ring.Peripheral, Rival: "R-0002",
		Facts:   []ring.Fact{{Identifier: address, Class: entity.ClassDeclared, Inside: f.n, Users: f.n + 1}},
		Against: []ring.Note{{Code: "DECLARED_ONLY", Text: "only declared", Subject: []entity.Key{address, {Kind: entity.KindRing, ID: "R-0002"}}}}})
	slices.SortFunc(v.Ring.Members, func(a, b ring.Member) int { return strings.Compare(a.Storefront, b.Storefront) })
	v.Ring.Bonds = []ring.Bond{{Identifier: account, Holders: ids, Users: f.n, Exclusive: true}, {Identifier: address, Holders: ids, Users: f.n + 1}}
	v.Assessment = &score.Assessment{Card: "card-1", Risk: 8123, Points: 8210, Label: "expert weights, uncalibrated", Product: true, CoverageHave: 3, CoverageOf: 6,
		Contributions: []score.Contribution{
			{Family: "base", Feature: "prior", Points: 3000, Detail: "one in a hundred"},
			{Family: "product", Feature: "test_purchases", Points: 3440, Detail: "2 of 2 counterfeit", Evidence: []score.Fact{{Record: buy, Storefront: shop(0)}}},
			{Family: "network", Feature: "exclusive_account", Points: 1770, Detail: "one account", Evidence: []score.Fact{{Storefront: shop(0), Identifier: account}}},
			{Family: "arithmetic", Feature: "compression", Points: -87, Detail: "above the knee"},
		}}
	return v
}

func (f *fake) RingsOf(_ context.Context, storefronts []string, peripheral bool) ([]string, error) {
	if err := f.called("rings-of %d %t", len(storefronts), peripheral); err != nil {
		return nil, err
	}
	out := make([]string, len(storefronts))
	for i, s := range storefronts {
		if strings.HasPrefix(s, "mall:shop-") || peripheral && s == bystander {
			out[i] = fakeRing
		}
	}
	return out, nil
}

func (f *fake) Explain(_ context.Context, ringID, storefront string) (*investigate.Membership, error) {
	if err := f.called("explain"); err != nil {
		return nil, err
	}
	m := &investigate.Membership{Ring: ringID, Run: f.run, Text: []string{"an argument"}, Member: ring.Member{Storefront: storefront}}
	for _, member := range f.view().Ring.Members {
		if member.Storefront == storefront {
			m.Member, m.Against = member, member.Against
		}
	}
	for _, fact := range m.Member.Facts {
		m.Facts = append(m.Facts, investigate.FactView{Fact: fact, With: []string{shop(1)}, Claims: []investigate.ClaimView{claim(1)}})
	}
	if m.Member.Tier == 0 {
		m.Against = []ring.Note{{Code: "NOTHING_SHARED", Text: "shares nothing with the ring"}}
	}
	return m, nil
}

func claim(row int) investigate.ClaimView {
	return investigate.ClaimView{Class: entity.ClassObserved, Observed: "2026-03-01", File: "links.csv", SHA256: strings.Repeat("ab", 32), Row: row}
}

func (f *fake) Claims(_ context.Context, refs []investigate.LinkRef) ([][]investigate.ClaimView, error) {
	if err := f.called("claims %d", len(refs)); err != nil {
		return nil, err
	}
	out := make([][]investigate.ClaimView, len(refs))
	for i := range refs {
		out[i] = []investigate.ClaimView{claim(i + 1)}
	}
	return out, nil
}

func (f *fake) exists(k entity.Key) bool {
	switch k.Kind {
	case entity.KindStorefront:
		return strings.HasPrefix(k.ID, "mall:shop-") || k.ID == bystander
	case entity.KindRegion:
		return true
	}
	return slices.Contains([]entity.Key{account, address, depot, buy, seller}, k)
}

var seller = entity.Key{Kind: entity.KindSeller, ID: "register:7"}

func (f *fake) node(k entity.Key) *investigate.NodeView {
	if !f.exists(k) {
		return nil
	}
	v := &investigate.NodeView{Key: k}
	if k.Kind == entity.KindStorefront {
		v.Name = "Name of " + k.ID
		v.Facts = []investigate.AttrView{{Name: "name", Value: v.Name, Source: claim(9)}}
	}
	if k == buy {
		v.Facts = []investigate.AttrView{{Name: "verdict", Value: "COUNTERFEIT", Source: claim(3)}, {Name: "bought_at", Value: "2026-02-01", Source: claim(3)}}
	}
	return v
}

func (f *fake) Links(_ context.Context, keys []entity.Key, _ []entity.LinkType) ([][]investigate.LinkView, error) {
	if err := f.called("links %d", len(keys)); err != nil {
		return nil, err
	}
	out := make([][]investigate.LinkView, len(keys))
	for i, k := range keys {
		out[i] = f.links(k)
	}
	return out, nil
}

func (f *fake) Show(_ context.Context, key entity.Key, _ int) (*investigate.NodeView, error) {
	if err := f.called("show %s", key.Kind); err != nil {
		return nil, err
	}
	v := f.node(key)
	if v == nil {
		return nil, &errs.Error{Op: "show", Kind: errs.NotFound, Message: "there is no such record"}
	}
	v.Links = f.links(key)
	return v, nil
}

func (f *fake) links(key entity.Key) (links []investigate.LinkView) {
	link := func(t entity.LinkType, out bool, other entity.Key) {
		links = append(links, investigate.LinkView{Type: t, Out: out, Other: other, Class: entity.ClassObserved, First: "2026-01-01", Last: "2026-03-01", Claims: []investigate.ClaimView{claim(1)}})
	}
	switch key.Kind {
	case entity.KindStorefront:
		link(entity.LinkPaidTo, true, account)
		link(entity.LinkShipsFrom, true, address)
		link(entity.LinkShipsFrom, true, entity.Key{Kind: entity.KindRegion, ID: "GB2260:350300"})
		link(entity.LinkMemberOf, true, entity.Key{Kind: entity.KindRing, ID: fakeRing})
		link(entity.LinkOperates, false, seller)
		link(entity.LinkBoughtFrom, false, buy)
	case entity.KindSeller:
		link(entity.LinkOperates, true, shopKey(shop(0)))
	default:
		for i := range f.n {
			link(entity.LinkPaidTo, false, shopKey(shop(i)))
		}
	}
	return links
}

func (f *fake) Nodes(_ context.Context, keys []entity.Key) ([]*investigate.NodeView, error) {
	if err := f.called("nodes %d", len(keys)); err != nil {
		return nil, err
	}
	out := make([]*investigate.NodeView, len(keys))
	for i, k := range keys {
		out[i] = f.node(k)
	}
	return out, nil
}

func (f *fake) Search(_ context.Context, text string, kinds []entity.Kind, limit int) ([]investigate.Hit, error) {
	if err := f.called("search"); err != nil {
		return nil, err
	}
	hits := []investigate.Hit{{Key: shopKey(shop(0)), Name: "Name of " + shop(0), Ring: fakeRing}, {Key: account}}
	hits = slices.DeleteFunc(hits, func(h investigate.Hit) bool { return len(kinds) > 0 && !slices.Contains(kinds, h.Key.Kind) })
	return hits[:min(limit, len(hits))], nil
}

func (f *fake) Runs(context.Context) ([]investigate.RunView, error) {
	if err := f.called("runs"); err != nil {
		return nil, err
	}
	return []investigate.RunView{{ID: f.run, At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Current: true, Snapshot: "5a", Register: "7e", Params: "{}", Card: "card-1",
		Counts: investigate.Counts{Storefronts: f.n + 1, Rings: 1}, Notes: []string{"too few accounts to test exclusive kinds"}}}, nil
}

func (f *fake) Judgements(_ context.Context, about *entity.Key, standing bool) ([]investigate.JudgementView, error) {
	if err := f.called("judgements"); err != nil {
		return nil, err
	}
	at := time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)
	left, right := entity.ParseKey(shop(0)), entity.ParseKey(bystander)
	if about != nil && *about != left && *about != right {
		return nil, nil
	}
	out := []investigate.JudgementView{
		{Left: left, Right: right, Verdict: "unsure", User: "ann", Reason: "only the address", At: at},
		{Left: left, Right: right, Verdict: "negative", User: "ann", Reason: "another owner", At: at.Add(time.Hour), Standing: true},
	}
	if standing {
		out = out[1:]
	}
	return out, nil
}

func (f *fake) Verdicts(context.Context, *entity.Key, bool) ([]investigate.VerdictView, error) {
	if err := f.called("verdicts"); err != nil {
		return nil, err
	}
	at := time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)
	until := at.AddDate(1, 0, 0)
	return []investigate.VerdictView{{Key: depot, Verdict: "hub", User: "ann", Reason: "a courier's depot", At: at, Expires: &until, InForce: true}}, nil
}

func (f *fake) Original(_ context.Context, _ string, row int) (*investigate.OriginalView, error) {
	if err := f.called("original"); err != nil {
		return nil, err
	}
	switch row {
	case 1:
		return &investigate.OriginalView{Raw: []byte("mall:shop-000,PAYMENT_ACCOUNT,PAYEE")}, nil
	case 2:
		return &investigate.OriginalView{Raw: []byte{0xff, 0xfe}}, nil
	}
	return nil, &errs.Error{Op: "original", Kind: errs.NotFound, Message: "the file is no longer kept"}
}

// Hotspots echoes the request, with one region that has all the ring's shops
// and one that has none.
func (f *fake) Hotspots(_ context.Context, req investigate.HotspotRequest) (*investigate.HotspotReport, error) {
	if err := f.called("hotspots"); err != nil {
		return nil, err
	}
	half, two := 5000.0, 2.0
	stat := hotspot.Stat{Value: 1, Expected: 0.5, Low: 0.25, High: 0.75, P: 0.002}
	return &investigate.HotspotReport{
		Run: f.run, Basis: req.Basis, Level: req.Level, Within: req.Within, Status: req.Status, Params: req.Params, AlgorithmVersion: 1, RegionEdition: "202306",
		RatesPer: hotspot.Per, Coverage: investigate.Coverage{Storefronts: 2*f.n + 1, Placed: 2 * f.n, WithoutRegion: 1}, Rings: 1, RingStorefronts: f.n,
		Placements: 2 * f.n, Average: &half, Spread: &half,
		Concentration: &hotspot.Concentration{Measure: req.Params.Measure, Total: f.n, Regions: 2, Top: []hotspot.TopStat{{K: 1, Stat: stat}}, Gini: stat, HHI: stat},
		Regions: []investigate.HotspotRegion{
			{Figure: hotspot.Figure{ID: "GB2260:350300", Rings: 1, RingStorefronts: f.n, Storefronts: f.n, RawRate: 10000, BayesRate: 9000, BayesLow: &half, BayesHigh: &half,
				Quotient: &two, Small: true}, Name: "莆田市", Latin: "Putian", Parent: "GB2260:350000", Groups: []string{"MACRO:southeast"}, Point: &region.Point{Lon: 119.008, Lat: 25.454}},
			{Figure: hotspot.Figure{ID: "GB2260:440111", Storefronts: f.n}, Name: "白云区", Groups: []string{}},
		},
		Groups: []investigate.HotspotGroup{{ID: "MACRO:southeast", Name: "Southeast China", Source: "editorial", Rings: 1, RingStorefronts: f.n, Storefronts: f.n, RawRate: &half}},
		Codes: []investigate.CodeUse{
			{ID: "GB2260:652200", Name: "哈密地区", Outcome: investigate.Translated, How: region.HowStem, Until: "201509", Means: []string{"GB2260:650500"}, Storefronts: 1},
			{ID: "GB2260:999999", Outcome: investigate.UnknownCode, Means: []string{}, Storefronts: 1},
		},
		Notes: []hotspot.Note{{Code: "WHERE_PEOPLE_LOOKED", Text: "Rings are found where people looked."}},
	}, nil
}

func (f *fake) Deposit(_ context.Context, req investigate.PackageRequest) (*investigate.DepositView, error) {
	if err := f.called("deposit %s %s %s %v %q %q %s", req.Ring, req.Level, req.Profile, req.Languages, req.Recipient, req.Reason, req.Who); err != nil {
		return nil, err
	}
	if req.Level.NeedsReason() && req.Reason == "" {
		return nil, &errs.Error{Op: "package", Kind: errs.Invalid, Subject: "reason", Message: "is needed for level " + req.Level.String()}
	}
	d := &dossier.Dossier{Title: "Lead package", Lead: true, Status: dossier.Draft, Handling: dossier.Handling{Level: req.Level},
		Evidence:   dossier.EvidenceIndex{Files: make([]dossier.File, 2), Rows: make([]dossier.CitedRow, 7)},
		Redactions: dossier.Redactions{Withheld: []dossier.Counted{{What: "account", N: 3}}},
		Readiness:  []dossier.Section{{Section: "rights", State: "missing", Required: true}, {Section: "against", State: "pass", Required: true}}}
	return &investigate.DepositView{PackageView: &investigate.PackageView{Name: "ring-R-0001.zip", Bytes: 1234, SHA256: strings.Repeat("cd", 32),
		CoreDigest: strings.Repeat("ef", 32), Dossier: d}, Token: strings.Repeat("t", 43), Expires: time.Date(2026, 3, 1, 13, 0, 0, 0, time.UTC)}, nil
}

func (f *fake) Withdraw(_ context.Context, req investigate.WithdrawRequest) (*investigate.WithdrawReport, error) {
	if err := f.called("withdraw"); err != nil {
		return nil, err
	}
	return &investigate.WithdrawReport{Withdrawal: withdrawn("W1", "", req.Target, req.Reason, req.By),
		Detect: &investigate.DetectReport{Run: investigate.RunView{ID: f.run}, Changes: []investigate.Change{{Ring: "R-1", Kind: "retired", Was: 4}}}}, nil
}

func (f *fake) Reinstate(_ context.Context, id, reason, by string) (*investigate.WithdrawReport, error) {
	if err := f.called("reinstate"); err != nil {
		return nil, err
	}
	return &investigate.WithdrawReport{Withdrawal: withdrawn("W2", id, id, reason, by)}, nil
}

func withdrawn(id, undoes, target, reason, by string) investigate.WithdrawalView {
	return investigate.WithdrawalView{ID: id, Undoes: undoes, Target: target, Reason: reason, By: by, At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		Files: []investigate.RowsOfFile{{File: "links.csv", SHA256: "5a", Rows: []uint32{1, 2}}}}
}

func (f *fake) Withdrawals(context.Context) ([]investigate.WithdrawalView, error) {
	if err := f.called("withdrawals"); err != nil {
		return nil, err
	}
	w := withdrawn("W1", "", "5a:1", "twice", "A")
	w.UndoneBy = "W2"
	return []investigate.WithdrawalView{w, withdrawn("W2", "W1", "W1", "not twice", "B")}, nil
}

func (f *fake) Erase(_ context.Context, req investigate.EraseRequest) (*investigate.EraseReport, error) {
	if err := f.called("erase"); err != nil {
		return nil, err
	}
	return &investigate.EraseReport{Erasure: investigate.ErasureView{ID: "E1", Kind: "phone", Reason: req.Reason, By: req.By, Done: !req.DryRun}, Rows: 3, Mentions: 1, Named: 2,
		Packages: []investigate.HandoutView{{Core: "c0", Ring: "R-1", Level: "L2", State: "draft", By: "A", Rows: 2}}}, nil
}

func (f *fake) Erasures(context.Context) ([]investigate.ErasureView, error) {
	if err := f.called("erasures"); err != nil {
		return nil, err
	}
	return []investigate.ErasureView{{ID: "E1", Kind: "phone", Reason: "r", By: "A", Done: true}}, nil
}

func (f *fake) Backlog(context.Context) (string, error) {
	if err := f.called("backlog"); err != nil {
		return "", err
	}
	return "An erasure was cut short.", nil
}
