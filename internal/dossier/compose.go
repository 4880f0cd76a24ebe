package dossier

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// composer holds what the sections of one dossier share: the material, looked
// up by key, and the short names.
type composer struct {
	m     *Material
	opt   Options
	nodes map[entity.Key]*entity.Node
	out   map[entity.Key][]*entity.Link // by its from
	in    map[entity.Key][]*entity.Link // by its to
	tiers map[string]ring.Tier
	names map[entity.Key]string // S1, P1, I1, T1, C1, E1
	cites *citations
	lead  bool
	basis string
}

// compose makes the whole dossier, before anything is withheld.
func compose(ctx context.Context, m *Material, from Evidence, opt Options) (*Dossier, *citations, error) {
	c := &composer{m: m, opt: opt, nodes: map[entity.Key]*entity.Node{}, out: map[entity.Key][]*entity.Link{}, in: map[entity.Key][]*entity.Link{},
		tiers: map[string]ring.Tier{}, names: map[entity.Key]string{}}
	if err := c.judge(); err != nil {
		return nil, nil, err
	}
	c.lookUp()
	var err error
	if c.cites, err = cite(ctx, from, c.records()); err != nil {
		return nil, nil, err
	}
	if err := c.cites.checkWhole(); err != nil {
		return nil, nil, err
	}
	c.name()
	return c.dossier(), c.cites, nil
}

// judge decides what the ring may be handed over as. A lead needs evidence
// about goods beside the evidence that the storefronts belong together.
func (c *composer) judge() error {
	r := &c.m.Ring
	switch r.Status {
	case ring.StatusRing:
		c.lead = c.m.Assessment.LeadGrade()
		switch {
		case c.lead:
			c.basis = "TWO_KEYS"
		case c.m.Assessment.TwoKeys():
			c.basis = "WEAK_PRODUCT_EVIDENCE"
		default:
			c.basis = "NO_PRODUCT_EVIDENCE"
		}
	case ring.StatusAccountGroup:
		c.basis = "ACCOUNT_GROUP"
	default:
		return &errs.Error{Op: "package", Kind: errs.Conflict, Code: "NEVER_A_LEAD", Subject: r.ID,
			Message: fmt.Sprintf("a group of status %s is never handed over: what joins it may be chance", r.Status),
			Remedy:  "Collect evidence that confirms or clears it, then detect again"}
	}
	if c.opt.Level == L4 && r.Size() < minPublic {
		return &errs.Error{Op: "package", Kind: errs.Conflict, Code: "TOO_FEW", Subject: r.ID,
			Message: fmt.Sprintf("has fewer than %d members; a public package of so few would point at persons", minPublic)}
	}
	return nil
}

// minPublic is the smallest group that is spoken of in public.
const minPublic = 5

func (c *composer) lookUp() {
	for i := range c.m.Nodes {
		c.nodes[c.m.Nodes[i].Key] = &c.m.Nodes[i]
	}
	slices.SortFunc(c.m.Links, func(a, b entity.Link) int { return a.Key().Compare(b.Key()) })
	for i := range c.m.Links {
		l := &c.m.Links[i]
		c.out[l.From] = append(c.out[l.From], l)
		c.in[l.To] = append(c.in[l.To], l)
	}
	for _, m := range c.m.Ring.Members {
		c.tiers[m.Storefront] = m.Tier
	}
}

// carried are the attributes that a dossier carries. All others stay at home.
var carried = map[entity.Kind][]string{
	entity.KindStorefront:   {"shop_name", "name", "status", "opened_at", "closed_at"},
	entity.KindSeller:       {"name", "legal_name", "uscc", "registered_at", "banned_at"},
	entity.KindComplaint:    {"complaint_id", "complainant_kind", "complainant_ref", "reason", "filed_at", "outcome"},
	entity.KindTestPurchase: {"purchase_id", "bought_at", "received_at", "verdict", "amount", "currency", "examiner", "exhibit_id"},
	entity.KindEnforcement:  {"step", "at", "by", "policy", "reason", "reversed_at"},
}

// records lists every record that is cited.
func (c *composer) records() []entity.Record {
	var out []entity.Record
	for i := range c.m.Nodes {
		out = append(out, recordsOf(&c.m.Nodes[i])...)
	}
	for i := range c.m.Links {
		for _, claim := range c.m.Links[i].Claims {
			out = append(out, claim.Record)
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(r entity.Record) bool { return r == 0 })
}

// recordsOf lists the records of the attributes that are carried, those of
// the given names only where some are given.
func recordsOf(n *entity.Node, names ...string) []entity.Record {
	if n == nil {
		return nil
	}
	if len(names) == 0 {
		names = carried[n.Key.Kind]
	}
	var out []entity.Record
	for _, a := range n.Attrs {
		if slices.Contains(names, a.Name) {
			out = append(out, a.Claim.Record)
		}
	}
	return out
}

// name gives everything its short name. Names follow what the reader may see
// anyway, so that they say nothing about values that are withheld.
func (c *composer) name() {
	for i, m := range c.m.Ring.Members {
		c.names[entity.Key{Kind: entity.KindStorefront, ID: m.Storefront}] = fmt.Sprintf("S%d", i+1)
	}
	counts := map[string]int{}
	for _, k := range c.ordered() {
		prefix := map[entity.Kind]string{entity.KindSeller: "P", entity.KindTestPurchase: "T", entity.KindComplaint: "C", entity.KindEnforcement: "E"}[k.Kind]
		if k.Kind.Identifier() {
			prefix = "I"
		}
		counts[prefix]++
		c.names[k] = fmt.Sprintf("%s%d", prefix, counts[prefix])
	}
}

// ordered lists sellers, identifiers and records: by kind, date and the
// storefronts that they concern, then in an order that says nothing.
func (c *composer) ordered() []entity.Key {
	seen := map[entity.Key]string{}
	for _, k := range c.subjects() {
		if _, ok := seen[k]; !ok {
			seen[k] = c.rank(k)
		}
	}
	keys := make([]entity.Key, 0, len(seen))
	for k := range seen {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b entity.Key) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(seen[a], seen[b]), strings.Compare(digest(a), digest(b)))
	})
	return keys
}

func (c *composer) subjects() []entity.Key {
	var keys []entity.Key
	for i := range c.m.Nodes {
		if k := c.m.Nodes[i].Key; k.Kind != entity.KindStorefront && carried[k.Kind] != nil {
			keys = append(keys, k)
		}
	}
	for _, l := range c.m.Links {
		if l.To.Kind.Identifier() {
			keys = append(keys, l.To)
		}
	}
	r := &c.m.Ring
	for _, b := range r.Bonds {
		keys = append(keys, b.Identifier)
	}
	for _, h := range r.SeenNotUsed {
		keys = append(keys, h.Identifier)
	}
	for _, m := range r.Members {
		for _, f := range m.Facts {
			keys = append(keys, f.Identifier)
		}
	}
	return keys
}

// dates are the attributes that say when a record's matter happened.
var dates = map[entity.Kind]string{entity.KindTestPurchase: "bought_at", entity.KindComplaint: "filed_at", entity.KindEnforcement: "at"}

// rank is the part of the order that a reader sees: the date of a record, and
// the storefronts that are linked with the key.
func (c *composer) rank(k entity.Key) string {
	shops := []string{dateOf(c.nodes[k], dates[k.Kind])}
	for _, l := range slices.Concat(c.in[k], c.out[k]) {
		for _, end := range []entity.Key{l.From, l.To} {
			if n, ok := c.names[end]; ok && end.Kind == entity.KindStorefront {
				shops = append(shops, fmt.Sprintf("%06s", n[1:]))
			}
		}
	}
	slices.Sort(shops[1:])
	return strings.Join(shops, " ")
}

func (c *composer) dossier() *Dossier {
	d := &Dossier{Format: Format, Lead: c.lead, Title: title(c.lead), Status: Draft,
		Handling:    Handling{c.opt.Level, c.opt.Profile, c.opt.Recipient, c.opt.Languages},
		Parties:     c.parties(),
		Storefronts: c.storefronts(),
		Identifiers: c.identifiers(),
		Ties:        c.ties(),
		Purchases:   c.purchases(),
		Complaints:  c.complaints(),
		Sanctions:   c.sanctions(),
		Evidence:    c.cites.index(),
		Provenance:  c.provenance(),
	}
	if c.opt.Final {
		d.Status = Final
	}
	d.Ring = c.ring()
	d.Score = c.score()
	d.Amounts = amounts(d.Purchases)
	d.Timeline = timeline(d)
	d.Against = c.against(d)
	d.Unknown = unknown(d)
	d.Readiness = readiness(d)
	d.Summary = c.summary(d)
	return d
}

func title(lead bool) string {
	if lead {
		return "Lead package"
	}
	return "Association report, not a lead"
}

func (c *composer) ring() Ring {
	r := &c.m.Ring
	out := Ring{ID: r.ID, Revision: r.Revision, Status: r.Status.String(), Founded: r.Founded, Core: r.CoreSize(),
		Attached: r.Size() - r.CoreSize(), Peripheral: len(r.Members) - r.Size(), CycleRank: r.CycleRank, RestsOnOne: r.RestsOnOne}
	if w := r.Weakest; w != nil {
		out.Weakest = &Cut{SizeA: w.SizeA, SizeB: w.SizeB, Identifiers: c.ids(w.Identifiers),
			Bits: fmt.Sprintf("%.2f", w.Bits), Needed: fmt.Sprintf("%.2f", w.Needed)}
	}
	return out
}

// ids returns the short names of keys, in their order; a key without one is
// left out.
func (c *composer) ids(keys []entity.Key) []string {
	out := []string{}
	for _, k := range keys {
		if n := c.names[k]; n != "" {
			out = append(out, n)
		}
	}
	byName(out)
	return out
}

func (c *composer) shop(id string) string {
	return c.names[entity.Key{Kind: entity.KindStorefront, ID: id}]
}

// byName sorts short names as people count: I2 before I10.
func byName(names []string) {
	slices.SortFunc(names, compareNames)
}

func compareNames(a, b string) int {
	return cmp.Or(strings.Compare(a[:min(1, len(a))], b[:min(1, len(b))]), cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func (c *composer) provenance() Provenance {
	r := &c.m.Run
	return Provenance{Run: r.ID, Snapshot: r.Snapshot, Register: r.Register, Card: c.m.Card.ID, Parameters: r.Params, Algorithms: r.Versions,
		Notes: r.Notes, Counts: r.Counts, Verify: "ringtrace verify FILE.zip"}
}

func (c *composer) summary(d *Dossier) Summary {
	s := Summary{Risk: d.Score.Risk, Basis: c.basis, Strongest: strongest(d.Score), Weakest: []string{}, Platforms: []string{}}
	for _, p := range d.Against {
		if len(s.Weakest) < 3 && !slices.Contains(s.Weakest, p.Code) {
			s.Weakest = append(s.Weakest, p.Code)
		}
	}
	seen := map[string]bool{}
	for _, shop := range d.Storefronts {
		platform, _, _ := strings.Cut(shop.Key.Value, ":")
		if shop.Tier != ring.Peripheral.String() && !slices.Contains(s.Platforms, platform) {
			s.Platforms = append(s.Platforms, platform)
		}
		for _, r := range shop.ShipsFrom {
			if shop.Tier != ring.Peripheral.String() && !seen[r.Value] {
				seen[r.Value] = true
				s.Regions = append(s.Regions, r)
			}
		}
	}
	slices.Sort(s.Platforms)
	slices.SortFunc(s.Regions, func(a, b Text) int { return strings.Compare(a.Value, b.Value) })
	s.AsOf = asOf(d)
	return s
}

// strongest names the three features that add most.
func strongest(s Score) []string {
	rows := slices.DeleteFunc(slices.Clone(s.Rows), func(r Row) bool {
		return r.Family == "base" || r.Family == "arithmetic" || hundredths(r.Points) <= 0
	})
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(hundredths(b.Points), hundredths(a.Points)) })
	out := []string{}
	for _, r := range rows[:min(3, len(rows))] {
		out = append(out, r.Feature)
	}
	return out
}
