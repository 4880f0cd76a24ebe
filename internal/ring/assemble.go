package ring

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// AlgorithmVersion is raised by hand whenever assembly or identity may give
// other results. It is part of a run's identity.
const AlgorithmVersion = 3

// assembler reads one run's artefacts; it writes to none of them.
type assembler struct {
	snap   *snapshot.Snapshot
	graph  *projection.Graph
	result *community.Result
	damped map[int32]projection.Damped
}

// Assemble turns the groups of a run into rings without identity, in the
// order of the groups. Peripheral members, values seen and not used, and what
// speaks against a member are added here; identity comes from Identify.
func Assemble(s *snapshot.Snapshot, g *projection.Graph, r *community.Result) []Ring {
	a := &assembler{s, g, r, make(map[int32]projection.Damped, len(g.Damped))}
	for _, d := range g.Damped {
		a.damped[d.Identifier] = d
	}
	rings := make([]Ring, len(r.Groups))
	for i := range r.Groups {
		rings[i] = a.ring(&r.Groups[i])
	}
	return rings
}

func (a *assembler) ring(g *community.Group) Ring {
	r := Ring{Status: statusOf(g.Status), CycleRank: g.CycleRank, Bonds: a.bonds(g), Weakest: a.cut(g.Weakest), Refused: a.refused(g.Refused)}
	r.RestsOnOne = len(g.Bonds) == 1
	for i := range g.Members {
		r.Members = append(r.Members, a.member(g, &g.Members[i]))
	}
	r.SeenNotUsed = a.seenNotUsed(g)
	r.Members = append(r.Members, a.peripheral(g)...)
	slices.SortFunc(r.Members, func(x, y Member) int { return cmp.Compare(x.Storefront, y.Storefront) })
	r.Against = append(against(&r), a.suspected(g)...)
	return r
}

func statusOf(s community.Status) Status {
	switch s {
	case community.Ring:
		return StatusRing
	case community.AccountGroup:
		return StatusAccountGroup
	case community.Pair:
		return StatusPair
	}
	return StatusCandidate
}

func (a *assembler) bonds(g *community.Group) []Bond {
	out := make([]Bond, len(g.Bonds))
	for i, b := range g.Bonds {
		id := a.graph.Identifier(b.Identifier)
		out[i] = Bond{Identifier: a.snap.IDs[id], Users: len(a.snap.OfID(id)), Exclusive: b.Exclusive, Holders: make([]string, len(b.Holders))}
		for j, h := range b.Holders {
			out[i].Holders[j] = a.snap.Shops[h]
		}
	}
	return joined(out)
}

// joined makes one bond of those of one identifier: a value used twice, by
// others after a silence, is shown once.
func joined(bonds []Bond) []Bond {
	var out []Bond
	for _, b := range bonds {
		if last := len(out) - 1; last >= 0 && out[last].Identifier == b.Identifier {
			out[last].Holders = append(out[last].Holders, b.Holders...)
			slices.Sort(out[last].Holders)
			out[last].Exclusive = out[last].Exclusive && b.Exclusive
			continue
		}
		out = append(out, b)
	}
	return out
}

func (a *assembler) cut(c *community.Cut) *Cut {
	if c == nil {
		return nil
	}
	out := &Cut{SizeA: c.SizeA, SizeB: c.SizeB, A: a.shops(c.A), B: a.shops(c.B), Bits: c.Bits.Float(), Needed: c.Needed.Float()}
	for _, v := range c.Identifiers {
		out.Identifiers = append(out.Identifiers, a.snap.IDs[a.graph.Identifier(v)])
	}
	out.Identifiers = slices.Compact(out.Identifiers)
	return out
}

func (a *assembler) member(g *community.Group, m *community.Member) Member {
	out := Member{Storefront: a.snap.Shops[m.Node], Tier: Attached, ByAccountOnly: m.ByAccountOnly}
	if m.Tier == community.Core {
		out.Tier = Core
	}
	for _, v := range m.Shared {
		at, ok := slices.BinarySearchFunc(g.Bonds, v, func(b community.Bond, v int32) int { return cmp.Compare(b.Identifier, v) })
		if !ok {
			continue
		}
		b := &g.Bonds[at]
		id := a.graph.Identifier(v)
		out.Facts = append(out.Facts, Fact{Identifier: a.snap.IDs[id], Class: a.class(m.Node, id),
			Inside: len(b.Holders), Users: len(a.snap.OfID(id)), Exclusive: b.Exclusive})
	}
	SortFacts(out.Facts)
	out.Against = AgainstMember(&out)
	return out
}

// SortFacts orders facts as arguments are read: exclusive ones first, then by
// the share of users inside, then by identifier.
func SortFacts(facts []Fact) {
	slices.SortFunc(facts, func(x, y Fact) int {
		if x.Exclusive != y.Exclusive {
			if x.Exclusive {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(y.Inside*x.Users, x.Inside*y.Users), x.Identifier.Compare(y.Identifier))
	})
}

// AgainstMember says what speaks against a core or attached member.
func AgainstMember(m *Member) []Note {
	if !m.ByAccountOnly {
		return nil
	}
	return []Note{{Code: "BY_ACCOUNT_ONLY", Subject: factKeys(m.Facts),
		Text: "One account or device alone holds this storefront; a lent, bought or mistyped one would clear it."}}
}

func factKeys(facts []Fact) []entity.Key {
	keys := make([]entity.Key, len(facts))
	for i, f := range facts {
		keys[i] = f.Identifier
	}
	return keys
}

// class returns the class of one storefront's own link.
func (a *assembler) class(shop, id int32) entity.Class {
	links := a.snap.OfShop(shop)
	at, ok := slices.BinarySearchFunc(links, id, func(l snapshot.Link, id int32) int { return cmp.Compare(l.ID, id) })
	if !ok {
		return entity.ClassUnknown
	}
	return links[at].Class
}

// seenNotUsed lists the damped values that at least two members carry and
// that are no bonds: a suspected value may be one.
func (a *assembler) seenNotUsed(g *community.Group) []Hub {
	inside := map[int32]int{}
	used := make(map[int32]bool, len(g.Bonds))
	for _, b := range g.Bonds {
		used[a.graph.Identifier(b.Identifier)] = true
	}
	for _, m := range g.Members {
		for _, l := range a.snap.OfShop(m.Node) {
			if _, ok := a.damped[l.ID]; ok {
				inside[l.ID]++
			}
		}
	}
	var out []Hub
	for id, n := range inside {
		d := a.damped[id]
		if n < 2 || used[id] || d.Verdict == projection.Private {
			continue
		}
		out = append(out, Hub{Identifier: a.snap.IDs[id], Verdict: d.Verdict.String(), Users: len(a.snap.OfID(id)), Inside: n, Reason: hubReason(d)})
	}
	slices.SortFunc(out, func(x, y Hub) int { return x.Identifier.Compare(y.Identifier) })
	return out
}

// hubReason says in one sentence why a value was damped. Users are those by
// hard links, as the rules count them.
func hubReason(d projection.Damped) string {
	switch d.Reason {
	case projection.ByPerson:
		return "a person judged it"
	case projection.Scattered:
		return fmt.Sprintf("%d storefronts use it; at most %d of them hang together by anything else", d.Users, d.Cohesive)
	}
	return fmt.Sprintf("%d storefronts use it; of %d sampled pairs of them %d share a rarer value", d.Users, d.Sampled, d.Cohesive)
}

// suspected names the suspected values among the bonds.
func (a *assembler) suspected(g *community.Group) []Note {
	var out []Note
	for _, b := range g.Bonds {
		id := a.graph.Identifier(b.Identifier)
		if d, ok := a.damped[id]; ok && d.Verdict == projection.Suspected {
			out = append(out, Note{Code: "SUSPECTED_VALUE", Subject: []entity.Key{a.snap.IDs[id]},
				Text: "A value that ties this group has many users who share little else (" + hubReason(d) + "); a person should judge it."})
		}
	}
	return out
}

// against says what speaks against the ring as a whole.
func against(r *Ring) []Note {
	var out []Note
	if r.RestsOnOne && len(r.Bonds) == 1 {
		out = append(out, Note{Code: "RESTS_ON_ONE_VALUE", Subject: []entity.Key{r.Bonds[0].Identifier},
			Text: "One value alone holds this group together; without it nothing is left."})
	}
	if r.CycleRank == 0 {
		out = append(out, Note{Code: "NOT_CORROBORATED", Text: "No second, independent chain of evidence joins these storefronts."})
	}
	return out
}
