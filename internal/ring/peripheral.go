package ring

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// peripheral returns the storefronts outside the group that only weak ties
// reach: over an identifier that is no hub, that at least two members carry,
// and of whose users at least half are members, where one of the two links is
// DECLARED or INFERRED. A tie has the weaker class of its links, so a ring
// that merely declares an innocent's address reaches that innocent here and
// nowhere else. Whom a person set apart from a member is not among them.
func (a *assembler) peripheral(g *community.Group) []Member {
	inside := make(map[int32]bool, len(g.Members))
	carried := map[int32][]int32{}
	for _, m := range g.Members {
		inside[m.Node] = true
		for _, l := range a.snap.OfShop(m.Node) {
			carried[l.ID] = append(carried[l.ID], m.Node)
		}
	}
	apart := a.apart(inside)
	found := map[int32]*Member{}
	for _, id := range slices.Sorted(keysOf(carried)) {
		holders := carried[id]
		users := a.snap.OfID(id)
		if _, damped := a.damped[id]; damped || len(holders) < 2 || 2*len(holders) < len(users) {
			continue
		}
		// A tie by hard links of both sides was weighed and refused; it makes
		// nobody peripheral.
		proven := a.proven(holders, id)
		for _, at := range users {
			l := &a.snap.Links[at]
			if !inside[l.Shop] && !apart[l.Shop] && !(proven && l.Class.Hard()) {
				a.reach(found, l.Shop, id, l.Class, len(holders), len(users))
			}
		}
	}
	out := make([]Member, 0, len(found))
	for _, m := range found {
		out = append(out, *m)
	}
	slices.SortFunc(out, func(x, y Member) int { return cmp.Compare(x.Storefront, y.Storefront) })
	return out
}

// apart holds the storefronts that a person set apart from one inside: they are
// not shown beside it either.
func (a *assembler) apart(inside map[int32]bool) map[int32]bool {
	out := map[int32]bool{}
	for _, pair := range a.graph.CSR.Apart {
		if inside[pair[0]] {
			out[pair[1]] = true
		}
		if inside[pair[1]] {
			out[pair[0]] = true
		}
	}
	return out
}

func keysOf[V any](m map[int32]V) func(yield func(int32) bool) {
	return func(yield func(int32) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// proven reports whether any of the holders carries the identifier by a hard
// link.
func (a *assembler) proven(holders []int32, id int32) bool {
	return slices.ContainsFunc(holders, func(h int32) bool { return a.class(h, id).Hard() })
}

func (a *assembler) reach(found map[int32]*Member, shop, id int32, class entity.Class, inside, users int) {
	m := found[shop]
	if m == nil {
		m = &Member{Storefront: a.snap.Shops[shop], Tier: Peripheral}
		found[shop] = m
	}
	key := a.snap.IDs[id]
	m.Facts = append(m.Facts, Fact{Identifier: key, Class: class, Inside: inside, Users: users})
	note := Note{Code: "DECLARED_ONLY", Subject: []entity.Key{key},
		Text: "Only declared or inferred links tie this storefront to the ring; it is shown, and counts for nothing."}
	if class.Hard() {
		note = Note{Code: "CLAIMED_BY_OTHERS", Subject: []entity.Key{key},
			Text: fmt.Sprintf("%d members claim a value that is proven for this storefront and for none of them: it may be framed.", inside)}
	}
	m.Against = append(m.Against, note)
}
