package dossier

import (
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// The uses of a shared value.
const (
	useTie      = "tie"      // it holds members together
	useDeclared = "declared" // it leads to a peripheral storefront only
)

// identifiers lists every shared value that the ring speaks of.
func (c *composer) identifiers() []Identifier {
	out := []Identifier{}
	for _, k := range c.identifierKeys() {
		out = append(out, c.identifier(k))
	}
	return out
}

func (c *composer) identifierKeys() []entity.Key {
	var keys []entity.Key
	for k := range c.names {
		if k.Kind.Identifier() {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b entity.Key) int { return compareNames(c.names[a], c.names[b]) })
	return keys
}

func (c *composer) identifier(k entity.Key) Identifier {
	id := Identifier{ID: c.names[k], Kind: k.Kind.String(), Use: useDeclared, Holders: []string{}}
	r := &c.m.Ring
	for _, m := range r.Members {
		for _, f := range m.Facts {
			if f.Identifier == k {
				id.Users = max(id.Users, f.Users)
			}
		}
	}
	for _, h := range r.SeenNotUsed {
		if h.Identifier == k {
			id.Use, id.Users, id.Reason = h.Verdict, h.Users, h.Reason
		}
	}
	if b := c.bond(k); b != nil {
		id.Use, id.Users, id.Exclusive = useTie, b.Users, b.Exclusive
		for _, h := range b.Holders {
			id.Holders = append(id.Holders, c.shop(h))
		}
		byName(id.Holders)
	}
	scheme, value := schemeOf(k)
	id.Scheme, id.Value = scheme, textOf(c.valueClass(k, id.Use), value)
	if region := c.regionOf(k); region != "" {
		id.Region, id.Value.district = textOf(classRegion, region), region
	}
	return id
}

func (c *composer) bond(k entity.Key) *ring.Bond {
	for i := range c.m.Ring.Bonds {
		if c.m.Ring.Bonds[i].Identifier == k {
			return &c.m.Ring.Bonds[i]
		}
	}
	return nil
}

// valueClass says what a shared value is. One that ties nobody belongs to
// somebody else: a courier, an agency, a shop that was framed.
func (c *composer) valueClass(k entity.Key, use string) class {
	switch {
	case k.Kind == entity.KindAddress && use == useTie && c.isSite(k):
		return classSite
	case k.Kind == entity.KindAddress && use == useTie:
		return classAddress
	case use != useTie:
		return classBystander
	}
	switch k.Kind {
	case entity.KindPaymentAccount:
		return classAccount
	case entity.KindPhone:
		return classPhone
	case entity.KindDevice:
		return classDevice
	case entity.KindDomain, entity.KindImageHash, entity.KindTemplate:
		return classMark
	case entity.KindUSCC:
		return classBusiness
	}
	return classHandle
}

// isSite reports whether goods leave from or return to an address. An address
// in any other role, or in none, may be somebody's home.
func (c *composer) isSite(k entity.Key) bool {
	return slices.ContainsFunc(c.in[k], func(l *entity.Link) bool {
		return l.Type == entity.LinkShipsFrom || l.Role == "PRODUCTION"
	})
}

func (c *composer) regionOf(k entity.Key) string {
	for _, l := range c.out[k] {
		if l.Type == entity.LinkInRegion {
			return c.place(l.To.ID)
		}
	}
	return ""
}

// ties lists, for every member, its links to the shared values, with every
// claim of them.
func (c *composer) ties() []Tie {
	out := []Tie{}
	for _, m := range c.m.Ring.Members {
		shop := entity.Key{Kind: entity.KindStorefront, ID: m.Storefront}
		claims := map[entity.Key][]Claim{}
		span := map[entity.Key]*entity.Link{}
		for _, l := range c.carriers(shop) {
			if !l.To.Kind.Identifier() {
				continue
			}
			claims[l.To] = append(claims[l.To], c.claims(l)...)
			whole := span[l.To]
			if whole == nil {
				whole = &entity.Link{}
				span[l.To] = whole
			}
			whole.Claims = append(whole.Claims, l.Claims...)
		}
		for _, k := range c.identifierKeys() {
			if span[k] != nil {
				out = append(out, c.tie(&m, k, span[k], claims[k]))
			}
		}
	}
	return out
}

// carriers are the links of a storefront and of the sellers that operate it.
func (c *composer) carriers(shop entity.Key) []*entity.Link {
	out := slices.Clone(c.out[shop])
	for _, l := range c.in[shop] {
		if l.Type == entity.LinkOperates && c.names[l.From] != "" {
			out = append(out, c.out[l.From]...)
		}
	}
	return out
}

func (c *composer) tie(m *ring.Member, k entity.Key, whole *entity.Link, claims []Claim) Tie {
	first, last := whole.Span()
	t := Tie{Storefront: c.shop(m.Storefront), Identifier: c.names[k], Class: whole.Class().String(), First: first.String(), Last: last.String(), Claims: claims}
	if b := c.bond(k); b != nil && m.Tier != ring.Peripheral {
		t.Counts = slices.Contains(b.Holders, m.Storefront)
	}
	slices.SortStableFunc(t.Claims, func(a, b Claim) int {
		return compareRefs(a.Row, b.Row)
	})
	return t
}

func (c *composer) claims(l *entity.Link) []Claim {
	out := []Claim{}
	for _, claim := range l.Claims {
		via := ""
		if l.From.Kind == entity.KindSeller {
			via = c.names[l.From]
		}
		out = append(out, Claim{Row: c.cites.ref(claim.Record), Class: claim.Class.String(), Observed: claim.Observed.String(),
			Until: claim.Until.String(), Role: word(l.Role), Via: via})
	}
	return out
}

// compareRefs orders row references by file, then row.
func compareRefs(a, b string) int {
	fa, ra, _ := strings.Cut(a, "/")
	fb, rb, _ := strings.Cut(b, "/")
	if n := compareNames(fa, fb); n != 0 {
		return n
	}
	return compareNames("r"+ra, "r"+rb)
}
