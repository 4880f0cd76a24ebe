package snapshot

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Builder collects links in any order. It is for one goroutine and one
// snapshot. Its zero value is ready for use.
type Builder struct {
	shops    map[string]int32
	ids      map[entity.Key]int32
	shopText []string
	idKeys   []entity.Key
	links    []Link
	rest     []byte // digest of evidence beside the links
	late     bool   // the hash is reckoned when it is asked for: no pair has two links
}

// AddShop makes sure that a storefront is in the snapshot, even if it carries
// nothing: chance is reckoned against all of them. It returns the builder's
// number of it.
func (b *Builder) AddShop(shop string) int32 {
	if n, ok := b.shops[shop]; ok {
		return n
	}
	if b.shops == nil {
		b.shops = make(map[string]int32)
	}
	n := int32(len(b.shopText))
	shop = strings.Clone(shop)
	b.shops[shop] = n
	b.shopText = append(b.shopText, shop)
	return n
}

// AddID makes sure that an identifier has a number, and returns the builder's
// number of it.
func (b *Builder) AddID(id entity.Key) int32 {
	if n, ok := b.ids[id]; ok {
		return n
	}
	if b.ids == nil {
		b.ids = make(map[entity.Key]int32)
	}
	n := int32(len(b.idKeys))
	id.ID = strings.Clone(id.ID)
	b.ids[id] = n
	b.idKeys = append(b.idKeys, id)
	return n
}

// Add records that a storefront carries an identifier. shop is the
// storefront's id; first and last may be unknown.
func (b *Builder) Add(shop string, t entity.LinkType, id entity.Key, class entity.Class, first, last entity.When) {
	b.AddNumbered(b.AddShop(shop), t, b.AddID(id), class, first, last)
}

// AddNumbered is Add for callers that hold the builder's numbers.
func (b *Builder) AddNumbered(shop int32, t entity.LinkType, id int32, class entity.Class, first, last entity.When) {
	b.links = append(b.links, Link{
		Shop: shop, ID: id, Type: t, Class: class,
		first: first.Micros, firstPrec: first.Precision,
		last: last.Micros, lastPrec: last.Precision,
	})
}

// Build returns the snapshot. The builder must not be used afterwards.
func (b *Builder) Build() *Snapshot {
	s := &Snapshot{}
	var rank []int32
	s.Shops, rank = ordered(b.shopText, strings.Compare)
	b.shops, b.shopText = nil, nil
	for i := range b.links {
		b.links[i].Shop = rank[b.links[i].Shop]
	}
	s.IDs, rank = ordered(b.idKeys, entity.Key.Compare)
	b.ids, b.idKeys = nil, nil
	for i := range b.links {
		b.links[i].ID = rank[b.links[i].ID]
	}
	links := fold(byShop(b.links, len(s.Shops)), sameTyped)
	b.links = nil
	if !b.late {
		s.hash = digest(s.Shops, s.IDs, links, b.rest)
	}
	s.Links = fold(links, samePair)
	s.index()
	return s
}

// ordered returns the items sorted, and the rank of each former number.
func ordered[T any](items []T, compare func(a, b T) int) (sorted []T, rank []int32) {
	order := make([]int32, len(items))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return compare(items[a], items[b]) })
	sorted, rank = make([]T, len(items)), make([]int32, len(items))
	for r, n := range order {
		sorted[r] = items[n]
		rank[n] = int32(r)
	}
	return sorted, rank
}

// byShop sorts links by storefront, identifier, type: a counting sort, then
// each storefront's few links by comparison.
func byShop(links []Link, shops int) []Link {
	start := make([]int32, shops+1)
	for i := range links {
		start[links[i].Shop+1]++
	}
	for i := range shops {
		start[i+1] += start[i]
	}
	out := make([]Link, len(links))
	next := slices.Clone(start)
	for i := range links {
		out[next[links[i].Shop]] = links[i]
		next[links[i].Shop]++
	}
	for i := range shops {
		slices.SortFunc(out[start[i]:start[i+1]], func(a, b Link) int {
			return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Type, b.Type))
		})
	}
	return out
}

func samePair(a, b *Link) bool  { return a.Shop == b.Shop && a.ID == b.ID }
func sameTyped(a, b *Link) bool { return samePair(a, b) && a.Type == b.Type }

// fold merges neighbours that are the same, in place.
func fold(links []Link, same func(a, b *Link) bool) []Link {
	n := 0
	for i := range links {
		if n > 0 && same(&links[n-1], &links[i]) {
			links[n-1].absorb(&links[i])
			continue
		}
		links[n] = links[i]
		n++
	}
	return links[:n]
}

// absorb widens l by o; l has the smaller type or the same.
func (l *Link) absorb(o *Link) {
	if o.Class > l.Class {
		l.Class, l.Type = o.Class, o.Type
	}
	first := entity.Earliest(l.First(), o.First())
	last := entity.Latest(l.Last(), o.Last())
	l.first, l.firstPrec = first.Micros, first.Precision
	l.last, l.lastPrec = last.Micros, last.Precision
}

// index makes the rows from the sorted links.
func (s *Snapshot) index() {
	s.shopStart = make([]int32, len(s.Shops)+1)
	for i := range s.Links {
		s.shopStart[s.Links[i].Shop+1]++
	}
	for i := range s.Shops {
		s.shopStart[i+1] += s.shopStart[i]
	}
	s.indexIDs()
}

// indexIDs makes the rows of the identifiers. Two goroutines read all links,
// and each does half of the identifiers.
func (s *Snapshot) indexIDs() {
	s.idStart = make([]int32, len(s.IDs)+1)
	s.idLinks = make([]int32, len(s.Links))
	half, all := int32(len(s.IDs)/2), int32(len(s.IDs))
	count := func(from, to int32) {
		for i := range s.Links {
			if id := s.Links[i].ID; id >= from && id < to {
				s.idStart[id+1]++
			}
		}
	}
	both(func() { count(0, half) }, func() { count(half, all) })
	for i := range s.IDs {
		s.idStart[i+1] += s.idStart[i]
	}
	next := slices.Clone(s.idStart)
	put := func(from, to int32) {
		for i := range s.Links {
			if id := s.Links[i].ID; id >= from && id < to {
				s.idLinks[next[id]] = int32(i)
				next[id]++
			}
		}
	}
	both(func() { put(0, half) }, func() { put(half, all) })
}

func search(n int, compare func(i int) int) (int32, bool) {
	i, ok := sort.Find(n, func(i int) int { return -compare(i) })
	return int32(i), ok
}
