package eval

import (
	"maps"
	"slices"
)

// OfKind is what links by one kind of value come to. The truth has a chain
// through the storefronts of a value, so it is links that are counted here and
// not all pairs.
type OfKind struct {
	Kind string `json:"kind"`
	// Precision is, of the links by the kind that a found group holds, the
	// share whose two storefronts belong to one operation; Recall, of those
	// links of the truth that are genuine, the share that a found group holds.
	PRF
	Links []OfReason `json:"links"` // genuine, accidental, hub, planted
}

// OfReason counts the links of one reason.
type OfReason struct {
	Why  string `json:"why"`
	Held Share  `json:"held"` // links whose storefronts are in one found group
}

// byKind measures links by each kind of value that the truth names.
func (s *subject) byKind(b *bounds) []OfKind {
	of := map[string][]link{}
	for _, l := range s.links {
		of[l.kind] = append(of[l.kind], l)
	}
	out := []OfKind{}
	for _, kind := range slices.Sorted(maps.Keys(of)) {
		out = append(out, s.ofKind(b, kind, of[kind]))
	}
	return out
}

func (s *subject) ofKind(b *bounds, kind string, links []link) OfKind {
	precision, recall := newTally(), newTally()
	counts := map[string]Share{}
	for _, l := range links {
		group := s.groups.of[l.a]
		held := int(group) < s.groups.named && group == s.groups.of[l.b]
		n := counts[l.why]
		n.Of++
		if held {
			n.Hits++
			precision.count(s.operationOf(l.a), s.together(l))
		}
		counts[l.why] = n
		if l.why == Genuine {
			recall.count(s.operationOf(l.a), held)
		}
	}
	k := OfKind{Kind: kind, PRF: b.prf(kindName(kind), precision, recall)}
	for _, why := range []string{Genuine, Accidental, ByHub, Planted} {
		k.Links = append(k.Links, OfReason{why, counts[why]})
	}
	return k
}

// together reports whether one operation runs both storefronts of a link.
func (s *subject) together(l link) bool {
	if s.operations == nil {
		return l.why == Genuine
	}
	return s.operations.of[l.a] == s.operations.of[l.b]
}

// ThroughHub is how far hubs brought strangers into found groups.
type ThroughHub struct {
	// Groups is the share of found groups of three and more that hold a user of
	// a hub whom another party runs than most of the group. That bounds what
	// hubs did from above: such a member may have come in otherwise.
	Groups  Share `json:"groups"`
	Members int   `json:"members"` // such members of all groups
}

func (s *subject) throughHubs(b *bounds) *ThroughHub {
	if s.operations == nil {
		return nil
	}
	own := s.majorities()
	foreign := make([]int, s.groups.named)
	out := &ThroughHub{}
	for shop, user := range s.hubUser {
		group, ring := s.groups.within(int32(shop))
		if user && ring && s.operations.of[shop] != own[group] {
			foreign[group]++
			out.Members++
		}
	}
	t := newTally()
	for group, n := range foreign {
		if s.groups.sizes[group] >= smallest {
			t.count(group, n > 0)
		}
	}
	out.Groups = b.share("hub_contamination", t)
	return out
}

// majorities returns the operation that runs most of each named group, the
// first of equal ones.
func (s *subject) majorities() []int32 {
	own, most := make([]int32, s.groups.named), make([]int, s.groups.named)
	for _, x := range cross(s.groups.of[:len(s.operations.of)], s.operations.of) {
		if group := int(x.truth); group < s.groups.named && x.n > most[group] {
			own[group], most[group] = x.found, x.n
		}
	}
	return own
}
