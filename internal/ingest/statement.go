package ingest

import (
	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// statement is what one row says about one node. Its methods turn fields into
// attributes and links; a field that is wrong becomes a problem of the row and
// nothing in the graph.
type statement struct {
	l    *loader
	r    *row
	node node
	cite cite
}

// state begins what a row says about a node. The row must have been admitted.
func (l *loader) state(r *row, key entity.Key, s stamp) statement {
	return statement{l, r, l.facts.node(key), l.cite(r, s)}
}

func (l *loader) cite(r *row, s stamp) cite {
	return cite{entity.NewRecord(r.t.src.number, r.Number), l.facts.stamp(s)}
}

// text states a field as an attribute of that name, without the resident
// identity numbers in it.
func (s statement) text(column, attr string) {
	if v := canon.Redact(canon.Text(string(s.r.raw(column)))); v != "" {
		s.value(attr, entity.String(v))
	}
}

// texts states fields under their own names.
func (s statement) texts(columns ...string) {
	for _, c := range columns {
		s.text(c, c)
	}
}

// times states days and times under their own names.
func (s statement) times(t tense, columns ...string) {
	for _, c := range columns {
		s.value(c, s.r.when(s.l, c, t))
	}
}

func (s statement) value(attr string, v entity.Value) { s.l.facts.attr(s.node, attr, v, s.cite) }

// link states a link from the row's node.
func (s statement) link(t entity.LinkType, role string, to entity.Key) {
	s.l.facts.link(s.node, t, role, s.l.facts.node(to), s.cite)
}

// rest states the columns that the kind does not know and the provenance that
// has no other place.
func (s statement) rest() {
	s.texts("collected_by", "evidence_ref")
	for _, i := range s.r.t.unknown {
		if i < len(s.r.t.fields) {
			if v := canon.Redact(canon.Text(string(s.r.t.fields[i]))); v != "" {
				s.value("extra."+s.r.t.names[i], entity.String(v))
			}
		}
	}
}

// region states a link to the region whose code a field holds.
func (s statement) region(t entity.LinkType, column, code string) {
	if code == "" {
		return
	}
	v, issue := canon.Canonicalise(entity.KindRegion, "", code)
	if !issue.Links() {
		s.r.fail(column, issue.Code, "%s", issue.Message)
		return
	}
	s.link(t, "", entity.Key{Kind: entity.KindRegion, ID: v.ID})
}

// identifier states that the node has the value of a field, or the values where
// it holds several.
func (s statement) identifier(kind entity.Kind, scheme, column string) {
	for _, raw := range canon.Split(kind, s.r.text(column)) {
		if raw == "" {
			return
		}
		v, issue := canon.Canonicalise(kind, scheme, raw)
		if issue.Code != "" {
			s.r.fail(column, issue.Code, "%s", issue.Message)
		}
		s.identified(kind, v, issue)
	}
}

// identified states that the node has a value, as far as its issue lets it
// join anything.
func (s statement) identified(kind entity.Kind, v canon.Value, issue canon.Issue) {
	switch {
	case issue.Level == canon.Refuses:
	case !issue.Links():
		s.unlinked(kind, v)
	default:
		at := s.l.facts.stamps[s.cite.stamp]
		at.class = issue.Class(at.class)
		s.cite.stamp = s.l.facts.stamp(at)
		s.link(entity.LinkTo(kind), "", s.l.identifierNode(kind, v, s.cite))
	}
}

// unlinked keeps, beside its owner, a value that may not join anything.
func (s statement) unlinked(kind entity.Kind, v canon.Value) {
	s.value("unlinked."+kind.String(), entity.String(v.Display))
}

// identifierNode adds the node of a value and what there is to say of it.
func (l *loader) identifierNode(kind entity.Kind, v canon.Value, c cite) entity.Key {
	key := entity.Key{Kind: kind, ID: v.ID}
	l.describe(l.facts.node(key), kind, v, c)
	return key
}

// describe states how a value was written, what weaker value it implies, and
// what else should be known of it.
func (l *loader) describe(n node, kind entity.Kind, v canon.Value, c cite) {
	if v.Display != v.ID {
		l.facts.attr(n, "display", entity.String(v.Display), c)
	}
	key := entity.Key{Kind: kind, ID: v.ID}
	for _, weaker := range canon.Weaker(key) {
		l.facts.attr(n, "weaker", entity.String(weaker.String()), c)
	}
	for _, flag := range canon.Flags(key) {
		l.facts.attr(n, "flag", entity.String(flag), c)
	}
	if kind == entity.KindAddress {
		l.placeAddress(n, v.ID, c)
	}
}
