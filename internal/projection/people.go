package projection

import (
	"cmp"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// People is what people said of the data; it outranks every rule. What is said
// of records that the snapshot does not hold is passed over.
type People struct {
	Verdicts map[entity.Key]Verdict // on shared values
	// Together and Apart are pairs of storefronts that belong together, and
	// that do not.
	Together, Apart [][2]string
}

// apart returns the pairs that were set apart, by the snapshot's numbers.
func (b *builder) apart(pairs [][2]string) [][2]int32 {
	var out [][2]int32
	for _, p := range pairs {
		if x, y, ok := b.pair(p); ok {
			out = append(out, [2]int32{x, y})
		}
	}
	slices.SortFunc(out, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(out)
}

// pair returns the numbers of two storefronts, the lower first, false unless
// the snapshot holds both.
func (b *builder) pair(p [2]string) (x, y int32, ok bool) {
	x, known := b.s.ShopIndex(p[0])
	y, both := b.s.ShopIndex(p[1])
	return min(x, y), max(x, y), known && both && x != y
}

// vouch marks the values that storefronts which belong together share with
// nobody else: a person vouches that they are one party's own. A value that a
// third one uses says no more than before, since nobody spoke of the third; and
// a word without any shared value ties nobody, since a ring rests on facts that
// can be shown and withdrawn.
func (b *builder) vouch(pairs [][2]string) {
	party := newClusters(len(b.s.Shops))
	for _, p := range pairs {
		if x, y, ok := b.pair(p); ok {
			party.join([]int32{x, y})
		}
	}
	for _, p := range pairs {
		x, y, ok := b.pair(p)
		if !ok {
			continue
		}
		b.common(x, y, func(id int32) bool {
			if b.verdict[id] != Hub && b.within(id, party, party.root(x)) {
				b.verdict[id] = Private
				b.figures[id] = Damped{Identifier: id, Verdict: Private, Reason: ByPerson}
			}
			return false
		})
	}
}

// within reports whether all storefronts that tie by an identifier are of one
// party.
func (b *builder) within(id int32, party clusters, root int32) bool {
	return !slices.ContainsFunc(b.s.OfID(id), func(l int32) bool {
		return b.ties(&b.s.Links[l]) && party.root(b.s.Links[l].Shop) != root
	})
}

// common calls found for each value by which two storefronts tie, until it
// returns true, and returns what it returned last.
func (b *builder) common(x, y int32, found func(id int32) bool) bool {
	u, v := b.s.OfShop(x), b.s.OfShop(y)
	for i, j := 0, 0; i < len(u) && j < len(v); {
		switch c := cmp.Compare(u[i].ID, v[j].ID); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			if b.ties(&u[i]) && b.ties(&v[j]) && found(u[i].ID) {
				return true
			}
			i, j = i+1, j+1
		}
	}
	return false
}
