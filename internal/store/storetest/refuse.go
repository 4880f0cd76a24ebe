package storetest

import (
	"errors"
	"math"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

func refuseCases() []testCase {
	return []testCase{
		{"batches that break a rule", invalidBatches},
		{"links that end nowhere", dangling},
		{"selections and filters", invalidQuestions},
	}
}

// refused applies bad beside something good and wants that neither is kept.
func (f *fixture) refused(bad store.Batch, kind errs.Kind) error {
	f.Helper()
	info, before := f.info(), f.dump()
	bad.Nodes = append([]entity.Node{named(shop(900), "good")}, bad.Nodes...)
	_, err := f.Apply(f.ctx(), bad)
	f.wantKind(err, kind)
	if f.info() != info {
		f.Fatalf("a refused batch changed the store: %+v, then %+v", info, f.info())
	}
	f.same(f.dump(), before, "graph after a refused batch")
	return err
}

func invalidBatches(f *fixture) {
	f.apply(star(2))
	node := func(k entity.Key) store.Batch { return store.Batch{Nodes: bare(k)} }
	value := func(v entity.Value) store.Batch {
		return store.Batch{Nodes: []entity.Node{{Key: shop(1), Attrs: []entity.Attr{{Name: "x", Value: v, Claim: claim(1)}}}}}
	}
	link := func(change func(*entity.Link)) store.Batch {
		l := paid(shop(1), account(0), 1)
		change(&l)
		return store.Batch{Links: []entity.Link{l}}
	}
	for name, b := range map[string]store.Batch{
		"kind out of the set":      node(key(200, "x")),
		"no kind":                  node(key(entity.KindInvalid, "x")),
		"ring in evidence":         node(ring(1)),
		"run in evidence":          node(key(entity.KindRun, "x")),
		"empty id":                 node(key(entity.KindPhone, "")),
		"id too long":              node(key(entity.KindPhone, strings.Repeat("x", store.MaxKeyBytes+1))),
		"id not UTF-8":             node(key(entity.KindPhone, "a\xff")),
		"id not NFC":               node(key(entity.KindPhone, "e\u0301")),
		"id with NUL":              node(key(entity.KindPhone, "a\x00b")),
		"absent value":             value(entity.Value{}),
		"NaN":                      value(entity.Float(math.NaN())),
		"infinity":                 value(entity.Float(math.Inf(-1))),
		"minus zero":               value(entity.Float(math.Copysign(0, -1))),
		"text not UTF-8":           value(entity.String("\xc0")),
		"list not NFC":             value(entity.List("ok", "e\u0301")),
		"day with a time":          value(entity.Time(entity.When{Micros: 5, Precision: entity.ToDay}, "")),
		"unknown time that counts": value(entity.Time(entity.When{Micros: 5}, "")),
		"precision out of the set": value(entity.Time(entity.When{Precision: 9}, "")),
		"attribute without name":   {Nodes: []entity.Node{{Key: shop(1), Attrs: []entity.Attr{{Value: entity.Int(1), Claim: claim(1)}}}}},
		"attribute without class":  {Nodes: []entity.Node{{Key: shop(1), Attrs: []entity.Attr{{Name: "x", Value: entity.Int(1)}}}}},
		"type out of the set":      link(func(l *entity.Link) { l.Type = 200 }),
		"membership in evidence":   link(func(l *entity.Link) { l.Type = entity.LinkMemberOf }),
		"link to a ring":           link(func(l *entity.Link) { l.To = ring(1) }),
		"link without claim":       link(func(l *entity.Link) { l.Claims = nil }),
		"claim without class":      link(func(l *entity.Link) { l.Claims[0].Class = entity.ClassUnknown }),
		"class out of the set":     link(func(l *entity.Link) { l.Claims[0].Class = 9 }),
		"claim at a crooked day":   link(func(l *entity.Link) { l.Claims[0].Observed.Micros++ }),
		"evidence with attributes": link(func(l *entity.Link) { l.Attrs = named(shop(1), "x").Attrs }),
		"role with NUL":            link(func(l *entity.Link) { l.Role = "\x00" }),
		"role too long":            link(func(l *entity.Link) { l.Role = strings.Repeat("x", store.MaxKeyBytes+1) }),
		"deleted ring":             {DeleteNodes: []entity.Key{ring(1)}},
		"deleted membership":       {DeleteLinks: []entity.LinkKey{{From: shop(1), Type: entity.LinkMemberOf, To: ring(1)}}},
		"deleted nothing":          {DeleteNodes: []entity.Key{{}}},
	} {
		if err := f.refused(b, errs.Invalid); strings.Contains(err.Error(), "\x00") {
			f.Errorf("%s: the message holds the value", name)
		}
	}
	f.apply(node(key(entity.KindPhone, strings.Repeat("x", store.MaxKeyBytes)))) // just short enough
}

func dangling(f *fixture) {
	f.apply(store.Batch{Nodes: bare(shop(1), account(1))})
	for _, l := range []entity.Link{paid(shop(1), account(9), 1), paid(shop(9), account(1), 1), paid(shop(8), account(8), 1), paid(shop(7), shop(7), 1)} {
		err := f.refused(store.Batch{Links: []entity.Link{paid(shop(1), account(1), 1), l}}, errs.NotFound)
		if !errors.Is(err, &errs.Error{Kind: errs.NotFound, Code: store.CodeDangling}) {
			f.Errorf("error without its code: %v", err)
		}
	}
	// What is deleted in the same batch was there when the link was.
	f.refused(store.Batch{Links: []entity.Link{paid(shop(1), account(9), 1)}, DeleteLinks: []entity.LinkKey{{From: shop(1), Type: entity.LinkPaidTo, To: account(9)}}}, errs.NotFound)
	f.apply(store.Batch{Nodes: bare(account(9)), Links: []entity.Link{paid(shop(1), account(9), 1)}})
}

func invalidQuestions(f *fixture) {
	f.apply(star(1))
	for _, sel := range []store.Selection{
		{},
		{Kinds: entity.Kinds(), Types: entity.LinkTypes()},
		{Kinds: []entity.Kind{99}},
		{Types: []entity.LinkType{99}},
	} {
		f.wantKind(firstError(f.Scan(f.ctx(), sel, store.Range{})), errs.Invalid)
	}
	for _, filter := range []store.Filter{{Direction: 9}, {Limit: -1}, {Types: []entity.LinkType{0}}} {
		f.wantKind(firstError(f.Neighbours(f.ctx(), []entity.Key{shop(0)}, filter)), errs.Invalid)
	}
}
