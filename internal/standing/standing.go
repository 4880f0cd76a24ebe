// Package standing keeps a detection up to date while links come and go. Only
// the components that a change touches are detected again; for one table of
// statistics the answer is that of a detection of the whole, bit for bit.
//
// It can be, because the tie rule works component by component and settles
// equal evidence by the order of keys: a touched component is taken out as a
// graph of its own, its nodes numbered in the order of their keys, and given
// the population of the whole. What is touched needs no record of components:
// when one falls apart, every piece holds an end of a link that left.
//
// Three things bite. A standing's numbers are its own: those of the base
// snapshot first, then what came later as it came, so that only order.compare
// knows which of two keys is lower. It holds plain links only: all of them
// OBSERVED, without times, and no words of people. And after an error it is
// in no defined state.
package standing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Standing is a detection that stands. It is for one goroutine.
type Standing struct {
	p     Params
	shops *catalog[string]
	ids   *catalog[entity.Key]
	// ofShop and ofID are all links, those to hubs and single values among
	// them.
	ofShop, ofID rows
	types        []uint8 // of each identifier: its type index, or hub
	verdicts     verdicts
	groups       groups
	parts        []part // all components of two members or more, in any order

	met, crossed marks // members and identifiers of the region under way
	queue        []int32
}

// hub stands for the type of an identifier that never ties.
const hub = 255

// Params say by which rules the base was detected, and how the standing keeps
// house.
type Params struct {
	Projection projection.Params
	// Community needs to name neither the population nor what the data say of
	// types; that is the base's.
	Community community.Params
	// OverlayPM is the size of the rows that changed, in thousandths of all
	// rows, above which all are written anew; 0 means 250.
	OverlayPM int
}

// New starts from a base: its links, the graph that detection read, what it
// found there, and the table of statistics that holds from then on. What the
// base says of the exclusive types holds too. The snapshot must not be changed
// afterwards; graph and result may be let go.
func New(s *snapshot.Snapshot, g *projection.Graph, r *community.Result, t *projection.Statistics, p Params) (*Standing, error) {
	if err := plain(s, g); err != nil {
		return nil, err
	}
	if p.OverlayPM == 0 {
		p.OverlayPM = 250
	}
	p.Community.Population, p.Community.Tested = t.Population, r.Types
	p.Community.Exclusive, p.Community.Lent, p.Community.Doubtful = g.Exclusive, g.Lent, g.Doubtful
	st := &Standing{p: p, shops: newCatalog(s.Shops, strings.Compare), ids: newCatalog(s.IDs, entity.Key.Compare)}
	st.columns(s)
	st.judged(s, g, t)
	st.groups.of = slices.Repeat([]int32{-1}, len(s.Shops))
	st.groups.adopt(r, func(v int32) int32 { return v }, g.Identifier)
	st.met.reset(len(s.Shops))
	st.crossed.reset(len(s.IDs))
	for m := range int32(len(s.Shops)) {
		if !st.met.has(m) {
			if p := st.walk(m); p.members > 1 {
				st.parts = append(st.parts, p)
			}
		}
	}
	return st, nil
}

// plain refuses what a standing does not know how to keep up to date.
func plain(s *snapshot.Snapshot, g *projection.Graph) error {
	spoken := len(g.CSR.Apart) > 0 || g.Vouched > 0 || slices.ContainsFunc(g.Damped, func(d projection.Damped) bool { return d.Reason == projection.ByPerson })
	for i := range s.Links {
		l := &s.Links[i]
		if spoken || !l.Class.Hard() || l.First().Known() || l.Last().Known() {
			return &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "base",
				Message: "has weak or dated links or people's words, and is not kept up to date link by link", Remedy: "detect it whole"}
		}
	}
	return nil
}

// columns copies the links, a number for each at either end.
func (s *Standing) columns(from *snapshot.Snapshot) {
	s.ofShop = newRows(len(from.Shops), len(from.Links))
	for m := range int32(len(from.Shops)) {
		for _, l := range from.OfShop(m) {
			s.ofShop.adj = append(s.ofShop.adj, l.ID)
		}
		s.ofShop.close()
	}
	s.ofID = newRows(len(from.IDs), len(from.Links))
	for id := range int32(len(from.IDs)) {
		for _, l := range from.OfID(id) {
			s.ofID.adj = append(s.ofID.adj, from.Links[l].Shop)
		}
		s.ofID.close()
	}
}

// ties reports whether an identifier joins its users.
func (s *Standing) ties(id int32) bool { return s.types[id] != hub && len(s.ofID.of(id)) > 1 }

// Shop returns the id of a storefront by its number.
func (s *Standing) Shop(m int32) string { return s.shops.key(m) }

// ID returns the key of an identifier by its number.
func (s *Standing) ID(id int32) entity.Key { return s.ids.key(id) }

// Groups lists the groups as a detection of the whole would: in the order of
// their first members, members and identifiers in the order of their keys, a
// rival by its place in the list. Numbers are those of Shop and ID.
func (s *Standing) Groups() []community.Group { return s.groups.listed(s.shops.compare) }

// Verdicts returns those that are not unknown. The table's hubs are among them
// while a storefront carries them.
func (s *Standing) Verdicts() map[entity.Key]projection.Verdict {
	out := make(map[entity.Key]projection.Verdict, len(s.verdicts.of))
	for id, v := range s.verdicts.of {
		if len(s.ofID.of(id)) > 0 {
			out[s.ids.key(id)] = v
		}
	}
	return out
}

// largest returns the component with most members, the first of equals; one
// without members where there is none.
func (s *Standing) largest() part {
	var most part
	for _, p := range s.parts {
		if c := cmp.Compare(p.members, most.members); c > 0 || c == 0 && s.shops.compare(p.first, most.first) < 0 {
			most = p
		}
	}
	return most
}

func disagrees(err error) error {
	return &errs.Error{Op: "detect", Kind: errs.Internal, Subject: "groups", Message: "the second check disagrees with the first", Err: err}
}
