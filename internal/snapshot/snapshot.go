// Package snapshot holds the immutable image that a run reads: storefronts,
// the identifiers they carry, and the links between them, numbered in the
// order of their keys, with rows both ways.
//
// Two things bite. Numbers are dense and belong to one snapshot: the next may
// number the same storefront otherwise. And the hash covers more than the
// links shown here: a snapshot read from a store also covers complaints, test
// purchases, enforcements and all other evidence, because the scores of a run
// read them.
package snapshot

import (
	"strings"
	"sync"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Snapshot is the image. All of it is for reading only.
type Snapshot struct {
	// Shops holds the storefronts' ids in byte order; a storefront's number
	// is its index.
	Shops []string
	// IDs holds the identifiers in key order; an identifier's number is its
	// index.
	IDs []entity.Key
	// Links holds one link for each storefront and identifier that it
	// carries, ordered by storefront, then identifier.
	Links []Link

	shopStart []int32 // len(Shops)+1, into Links
	idStart   []int32 // len(IDs)+1, into idLinks
	idLinks   []int32 // indexes into Links, by identifier, then storefront
	hashing   sync.Once
	hash      string // "" where nobody asked for that of a file
}

// Link says that a storefront carries an identifier. Parallel links of one
// pair (an address that is both shipped from and returned to) are folded:
// strongest class, widest span, and the type of the strongest, the smallest
// of equals.
type Link struct {
	Shop, ID    int32
	Type        entity.LinkType
	Class       entity.Class
	firstPrec   entity.Precision
	lastPrec    entity.Precision
	first, last int64
}

// First returns when the link was first seen; unknown where no claim has a
// time.
func (l *Link) First() entity.When { return entity.When{Micros: l.first, Precision: l.firstPrec} }

// Last returns when the link was last seen.
func (l *Link) Last() entity.When { return entity.When{Micros: l.last, Precision: l.lastPrec} }

// OfShop returns the links of a storefront, ordered by identifier.
func (s *Snapshot) OfShop(shop int32) []Link {
	return s.Links[s.shopStart[shop]:s.shopStart[shop+1]]
}

// OfID returns the indexes in Links of an identifier's links, ordered by
// storefront.
func (s *Snapshot) OfID(id int32) []int32 { return s.idLinks[s.idStart[id]:s.idStart[id+1]] }

// Names returns a snapshot of the same storefronts and identifiers that holds no
// links, for who needs nothing else and has many of them.
func (s *Snapshot) Names() *Snapshot { return &Snapshot{Shops: s.Shops, IDs: s.IDs} }

// Hash returns the hex SHA-256 of the sorted content. It does not depend on
// the order of loading, on batches or on claim numbers.
func (s *Snapshot) Hash() string {
	s.hashing.Do(func() {
		if s.hash == "" {
			s.hash = digest(s.Shops, s.IDs, s.Links, nil)
		}
	})
	return s.hash
}

// ShopIndex returns the number of a storefront, or false.
func (s *Snapshot) ShopIndex(shop string) (int32, bool) {
	return search(len(s.Shops), func(i int) int { return strings.Compare(s.Shops[i], shop) })
}

// IDIndex returns the number of an identifier, or false.
func (s *Snapshot) IDIndex(id entity.Key) (int32, bool) {
	return search(len(s.IDs), func(i int) int { return s.IDs[i].Compare(id) })
}
