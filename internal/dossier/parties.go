package dossier

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// parties lists the sellers that operate core and attached members, as
// registered.
func (c *composer) parties() []Party {
	out := []Party{}
	name, number := c.operatorClasses()
	for _, k := range c.named(entity.KindSeller) {
		n := c.nodes[k]
		p := Party{ID: c.names[k], Names: c.claimedNames(n, name, "name", "legal_name"), Record: textOf(number, k.ID),
			Business: textOf(classBusiness, n.Text("uscc")), Registered: dateOf(n, "registered_at"), Banned: dateOf(n, "banned_at"), Storefronts: []string{}}
		rows := recordsOf(n)
		for _, l := range c.out[k] {
			if l.Type == entity.LinkOperates && c.names[l.To] != "" {
				p.Storefronts = append(p.Storefronts, c.names[l.To])
				rows = append(rows, claimRecords(l)...)
			}
		}
		byName(p.Storefronts)
		p.Evidence = c.cites.refs(rows...)
		out = append(out, p)
	}
	return out
}

// operatorClasses says what sellers' names and numbers are: in a lead the
// registered seller of a member is a suspect, in an association report nobody
// is.
func (c *composer) operatorClasses() (name, number class) {
	if c.lead {
		return classOperator, classSellerNo
	}
	return classPerson, classPersonNo
}

// named lists the keys of a kind that have a name, in the order of names.
func (c *composer) named(kind entity.Kind) []entity.Key {
	var keys []entity.Key
	for k := range c.names {
		if k.Kind == kind && c.nodes[k] != nil {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b entity.Key) int { return compareNames(c.names[a], c.names[b]) })
	return keys
}

func claimRecords(l *entity.Link) []entity.Record {
	out := make([]entity.Record, len(l.Claims))
	for i, claim := range l.Claims {
		out[i] = claim.Record
	}
	return out
}

// claimedNames lists every distinct value of the attributes, with the rows
// that claim it. Nothing is chosen: sources that differ are shown to differ.
func (c *composer) claimedNames(n *entity.Node, as class, attrs ...string) []Named {
	out := []Named{}
	if n == nil {
		return out
	}
	for _, attr := range attrs {
		rows := map[string][]entity.Record{}
		var order []string
		for _, a := range n.Attrs {
			if v := a.Value.Text(); a.Name == attr && v != "" {
				if rows[v] == nil {
					order = append(order, v)
				}
				rows[v] = append(rows[v], a.Claim.Record)
			}
		}
		slices.Sort(order)
		for _, v := range order {
			out = append(out, Named{Kind: attr, Name: textOf(as, v), Evidence: c.cites.refs(rows[v]...)})
		}
	}
	return out
}

func (c *composer) storefronts() []Storefront {
	out := []Storefront{}
	for _, m := range c.m.Ring.Members {
		k := entity.Key{Kind: entity.KindStorefront, ID: m.Storefront}
		n := c.nodes[k]
		s := Storefront{ID: c.names[k], Key: textOf(classShop, m.Storefront), Tier: m.Tier.String(), ByAccountOnly: m.ByAccountOnly,
			Names: []Named{}, ShipsFrom: []Text{}, Parties: []string{}}
		if risk, ok := c.m.MemberRisk[m.Storefront]; ok {
			s.Risk = risk.String()
		}
		if m.Confidence != nil {
			s.Confidence = strconv.FormatFloat(*m.Confidence, 'f', 3, 64)
		}
		if m.Tier != ring.Peripheral {
			c.describe(&s, k, n)
		}
		out = append(out, s)
	}
	return out
}

// describe adds what is known of a member beside its ties. Of a peripheral
// storefront nothing more is told than why it is shown.
func (c *composer) describe(s *Storefront, k entity.Key, n *entity.Node) {
	s.Names = c.claimedNames(n, classShopName, "shop_name", "name")
	s.Opened, s.Closed = dateOf(n, "opened_at"), dateOf(n, "closed_at")
	s.Status = word(textAttr(n, "status"))
	rows := recordsOf(n)
	for _, l := range c.out[k] {
		if l.Type == entity.LinkShipsFrom && l.To.Kind == entity.KindRegion {
			s.ShipsFrom = append(s.ShipsFrom, textOf(classRegion, c.place(l.To.ID)))
			rows = append(rows, claimRecords(l)...)
		}
	}
	for _, l := range c.in[k] {
		if l.Type == entity.LinkOperates && c.names[l.From] != "" {
			s.Parties = append(s.Parties, c.names[l.From])
			rows = append(rows, claimRecords(l)...)
		}
	}
	byName(s.Parties)
	s.Evidence = c.cites.refs(rows...)
}

// place returns a region's id with its name.
func (c *composer) place(id string) string {
	return strings.TrimSpace(id + " " + c.m.Places[id])
}

// codeWord is a word of a fixed list of somebody, as opposed to free text.
var codeWord = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,39}$`)

// word lets a value through that is a code word.
func word(s string) string {
	if codeWord.MatchString(s) {
		return s
	}
	return ""
}

func textAttr(n *entity.Node, name string) string {
	if n == nil {
		return ""
	}
	return n.Text(name)
}

// dateOf returns a time attribute as RFC 3339 or a day; "" for anything that
// is no time.
func dateOf(n *entity.Node, name string) string {
	if n == nil {
		return ""
	}
	v, _ := n.Get(name)
	w, _ := v.AsWhen()
	return w.String()
}

// digest orders keys without showing their order.
func digest(k entity.Key) string {
	sum := sha256.Sum256([]byte(k.Kind.String() + "\x00" + k.ID))
	return hex.EncodeToString(sum[:])
}

// schemeOf splits the scheme off a payment account's id.
func schemeOf(k entity.Key) (scheme, value string) {
	head, tail, ok := strings.Cut(k.ID, ":")
	if k.Kind == entity.KindPaymentAccount && ok && codeWord.MatchString(head) {
		return head, tail
	}
	return "", k.ID
}
