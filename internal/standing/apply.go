package standing

import (
	"cmp"
	"context"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// Link says that a storefront carries an identifier.
type Link struct {
	Shop string
	ID   entity.Key
}

// Delta is a change. A link that is both removed and added stays. Links may be
// repeated, and stand in any order.
type Delta struct{ Add, Remove []Link }

// Report says what a change did.
type Report struct {
	// Added and Removed are links that came and went; Known were to come and
	// were there, Absent were to go and were not.
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Known   int `json:"known"`
	Absent  int `json:"absent"`
	// Storefronts and Identifiers are those that nobody had named before.
	Storefronts int `json:"storefronts"`
	Identifiers int `json:"identifiers"`
	// Judged are the values on which a verdict was reached anew, Changed those
	// that tie otherwise than before because of it.
	Judged  int `json:"judged"`
	Changed int `json:"changed"`
	// Components were detected again; they hold Members and Links, and the
	// largest of them LargestMembers. Largest says that it, or a part of it,
	// was the largest of all before the change, or is now.
	Components     int   `json:"components"`
	Members        int   `json:"members"`
	Links          int   `json:"links"`
	LargestMembers int   `json:"largestMembers"`
	Largest        bool  `json:"largest"`
	Groups         Moves `json:"groups"`
}

// pair is a link by numbers.
type pair struct{ shop, id int32 }

// Apply makes a change: it brings the links up to date, reaches verdicts anew
// on the values that it bears on, and detects the touched components again.
// ended is called as each stage ends, and may be nil. It fails when the
// context ends, before anything has changed, or when detection fails.
func (s *Standing) Apply(ctx context.Context, d Delta, ended func(stage string)) (*Report, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if ended == nil {
		ended = func(string) {}
	}
	r := &Report{}
	add, take := s.resolve(d, r)
	seeds := s.change(add, take, r)
	ended("overlay")
	region := s.reach(seeds)
	g := s.graph(region)
	ended("region")
	p := s.p.Community
	result, err := community.Detect(g, p)
	if err != nil {
		return nil, err
	}
	ended("community")
	if err := community.Verify(g, p, result); err != nil {
		return nil, disagrees(err)
	}
	ended("verify")
	s.replace(region, g, result, r)
	s.settle()
	ended("groups")
	return r, nil
}

// resolve numbers the links of a change and leaves out what changes nothing.
func (s *Standing) resolve(d Delta, r *Report) (add, take []pair) {
	storefronts, identifiers := s.shops.len(), s.ids.len()
	for _, l := range d.Add {
		add = append(add, pair{s.shops.add(l.Shop), s.ids.add(l.ID)})
	}
	s.shops.arrange()
	s.ids.arrange()
	s.arrived(identifiers)
	for m := storefronts; m < s.shops.len(); m++ {
		s.groups.of = append(s.groups.of, -1)
	}
	s.ofShop.grow(s.shops.len())
	s.ofID.grow(s.ids.len())
	r.Storefronts, r.Identifiers = s.shops.len()-storefronts, s.ids.len()-identifiers
	add = distinct(add, comparePairs)
	present := func(p pair) bool { return s.ofShop.holds(p.shop, p.id, &s.ids.order) }
	for _, l := range d.Remove {
		m, known := s.shops.find(l.Shop)
		id, met := s.ids.find(l.ID)
		p := pair{m, id}
		if !known || !met || !present(p) {
			r.Absent++
		} else if _, stays := slices.BinarySearchFunc(add, p, comparePairs); !stays {
			take = append(take, p)
		}
	}
	take = distinct(take, comparePairs)
	wanted := len(add)
	add = slices.DeleteFunc(add, present)
	r.Added, r.Known, r.Removed = len(add), wanted-len(add), len(take)
	return add, take
}

func comparePairs(a, b pair) int { return cmp.Or(cmp.Compare(a.shop, b.shop), cmp.Compare(a.id, b.id)) }

// distinct sorts a list and leaves out what is repeated.
func distinct[T comparable](list []T, compare func(a, b T) int) []T {
	slices.SortFunc(list, compare)
	return slices.Compact(list)
}
