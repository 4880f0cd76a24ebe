package ingest

import (
	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// What follows from a value itself, by rule: an address's keys and region, a
// name's keys. It rests on the row that brought the value and is as sure as
// that row, but was not seen at any time.

// derivedOnce names a value, a class and a file: what follows from the value is
// stated once for them, however many rows repeat it; once more for a value that
// comes back after very many others, which a load does not remember.
type derivedOnce struct {
	of    entity.Key
	class entity.Class
	file  uint32
}

// derived returns what a derived fact cites, and false when the same was said
// before.
func (l *loader) derived(n node, c cite) (cite, bool) {
	class := l.facts.stamps[c.stamp].class
	if l.derivedBefore.has(derivedOnce{l.facts.keys[n], class, c.record.File()}) {
		return cite{}, false
	}
	return cite{c.record, l.facts.stamp(stamp{class: class})}, true
}

// recently is a set that forgets: of what was asked for, it holds the last 2 ×
// memoryHalf at most, and the last memoryHalf for sure.
type recently struct{ young, old map[derivedOnce]bool }

// has adds x and reports whether it was there.
func (s *recently) has(x derivedOnce) bool {
	if s.young[x] {
		return true
	}
	if len(s.young) >= memoryHalf || s.young == nil {
		s.young, s.old = map[derivedOnce]bool{}, s.young
	}
	s.young[x] = true
	return s.old[x]
}

// placeAddress states the coarser keys of an address and the region that its
// text names.
func (l *loader) placeAddress(n node, id string, c cite) {
	d, ok := l.derived(n, c)
	if !ok {
		return
	}
	keys := canon.KeysOfAddress(id)
	l.facts.attr(n, "building", entity.String(keys.Building), d)
	l.facts.attr(n, "site", entity.String(keys.Site), d)
	l.facts.attr(n, "area", entity.String(keys.Area), d)
	if keys.Region != "" {
		l.facts.link(n, entity.LinkInRegion, "", l.facts.node(entity.Key{Kind: entity.KindRegion, ID: keys.Region}), d)
	}
}

// addressRegion states the region that a field gives beside an address, unless
// the address itself names another one.
func (s statement) addressRegion(column, code string) {
	if code == "" {
		return
	}
	v, issue := canon.Canonicalise(entity.KindRegion, "", code)
	named := canon.KeysOfAddress(s.l.facts.keys[s.node].ID).Region
	if issue.Links() && !canon.RegionsAgree(named, v.ID) {
		s.r.fail(column, canon.RegionConflict, "is another region than the address names; the address's own is taken")
		return
	}
	s.region(entity.LinkInRegion, column, code)
}

// nameKeys states what the name in a field can be found under.
func (s statement) nameKeys(column string) {
	text := canon.Redact(canon.Text(string(s.r.raw(column))))
	if text == "" {
		return
	}
	keys := canon.Name(text)
	said := s
	said.cite = cite{s.cite.record, s.l.facts.stamp(stamp{class: s.l.facts.stamps[s.cite.stamp].class})}
	said.value("name_key.han", entity.String(keys.Han))
	said.value("name_key.pinyin", entity.String(keys.Pinyin))
	said.value("name_key.latin", entity.String(keys.Latin))
}
