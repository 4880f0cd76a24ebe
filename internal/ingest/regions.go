package ingest

import (
	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

func (l *loader) region(r *row) {
	scheme, code := r.text("scheme"), r.text("code")
	v, issue := canon.Value{}, canon.Issue{}
	if !r.rejected {
		if v, issue = canon.Canonicalise(entity.KindRegion, scheme, code); issue.Code != "" {
			r.reject("code", issue.Code, "%s", issue.Message)
		}
	}
	if _, ok := l.admit(r); !ok {
		return
	}
	s := l.state(r, entity.Key{Kind: entity.KindRegion, ID: v.ID}, stamp{class: r.class("REGION", entity.ClassVerified), observed: r.observed(l)})
	s.texts("name", "edition")
	s.value("lat", r.number("lat", -90, 90))
	s.value("lon", r.number("lon", -180, 180))
	l.regionParent(r, s, scheme)
	s.rest()
}

// regionParent links a region to the one that holds it. A code without a
// scheme is of the region's own.
func (l *loader) regionParent(r *row, s statement, scheme string) {
	parent := r.text("parent")
	if parent == "" {
		return
	}
	v, issue := canon.Canonicalise(entity.KindRegion, "", parent)
	if issue.Code != "" {
		v, issue = canon.Canonicalise(entity.KindRegion, scheme, parent)
	}
	key := entity.Key{Kind: entity.KindRegion, ID: v.ID}
	switch {
	case issue.Code != "":
		r.fail("parent", issue.Code, "%s", issue.Message)
	case l.facts.node(key) == s.node:
		r.fail("parent", danglingRef, "is the region itself")
	default:
		s.link(entity.LinkInRegion, "", key)
	}
}
