package storetest

import (
	"math"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

func valueCases() []testCase {
	return []testCase{
		{"every value comes back as it went in", roundTrip},
		{"claims come back as they went in", claimsRoundTrip},
		{"case, accents and scripts keep keys apart", unicodeKeys},
		{"an empty text is not absent", emptyText},
	}
}

func roundTrip(f *fixture) {
	instant := time.Date(2026, 3, 1, 23, 59, 59, 123_456_789, time.FixedZone("", 8*3600))
	n := entity.Node{Key: shop(1)}
	add := func(name string, v entity.Value) {
		n.Attrs = append(n.Attrs, entity.Attr{Name: name, Value: v, Claim: claim(len(n.Attrs) + 1)})
	}
	for _, i := range []int64{0, 1, -1, 1 << 53, 1<<53 + 1, -(1<<53 + 1), math.MaxInt64, math.MinInt64} {
		add("int", entity.Int(i))
	}
	for _, x := range []float64{0, 1.5, -1e300, math.SmallestNonzeroFloat64, math.MaxFloat64, 1 << 53} {
		add("float", entity.Float(x))
	}
	add("bool", entity.Bool(true))
	add("bool", entity.Bool(false))
	for _, s := range []string{"", " ", "null", "0", "深圳市 é 🧵", "line\nline\ttab", "'\"`;--{}$", strings.Repeat("长", 30_000)} {
		add("text", entity.String(s))
	}
	add("when", entity.Time(entity.Instant(instant), "+08:00"))
	add("when", entity.Time(entity.Instant(instant), ""))
	add("when", entity.Time(entity.Day(2026, 3, 1), ""))
	add("when", entity.Time(entity.When{}, ""))
	add("when", entity.Time(entity.Day(1066, 10, 14), "Z"))
	add("when", entity.Time(entity.When{Micros: math.MinInt64, Precision: entity.ToInstant}, ""))
	add("list", entity.List())
	add("list", entity.List(""))
	add("list", entity.List("b", "a", "b"))
	add("名 {odd}.name`", entity.Int(1))
	f.apply(store.Batch{Nodes: []entity.Node{n}})
	f.unchanged(store.Batch{Nodes: []entity.Node{n}})
	want := entity.FoldAttrs(n.Attrs)
	f.same(f.nodes(shop(1))[0].Attrs, want, "attributes")
	// An instant is kept in microseconds and a day stays a day.
	if w, zone := want[len(want)-2].Value.AsWhen(); w.Known() && zone == "" && w.Micros%1000 == 0 && w.Precision == entity.ToInstant {
		f.Fatalf("the case has lost its instant")
	}
}

func claimsRoundTrip(f *fixture) {
	l := entity.Link{From: shop(1), Type: entity.LinkPaidTo, To: account(1)}
	times := []entity.When{{}, day(1), {Micros: day(1).Micros, Precision: entity.ToInstant}, {Micros: -1, Precision: entity.ToInstant}}
	for _, c := range []entity.Class{entity.ClassInferred, entity.ClassDeclared, entity.ClassVerified, entity.ClassObserved} {
		for _, r := range []entity.Record{0, entity.NewRecord(0, 1), entity.NewRecord(1, 0), entity.NewRecord(math.MaxUint32, math.MaxUint32)} {
			for _, from := range times {
				for _, until := range times {
					l.Claims = append(l.Claims, entity.Claim{Record: r, Class: c, Observed: from, Until: until})
				}
			}
		}
	}
	f.apply(store.Batch{Nodes: bare(shop(1), account(1)), Links: []entity.Link{l}})
	f.unchanged(store.Batch{Links: []entity.Link{l}})
	l.Claims = entity.FoldClaims(l.Claims)
	f.same(f.dump().Links, []entity.Link{l}, "links")
	first, last := l.Span()
	rows := f.scan(everyLink(), store.Range{})
	if len(rows) != 1 || rows[0].First != first || rows[0].Last != last || rows[0].Class != l.Class() {
		f.Fatalf("scanned %+v, want class %s, first %v, last %v", rows, l.Class(), first, last)
	}
}

// unicodeKeys are given in the order of their bytes.
func unicodeKeys(f *fixture) {
	ids := []string{" ", "A", "B", "a", "a ", "a b", "aa", "ab", "b", "z", "~", "É", "é", "ß", "Ω", "İ", "ı", "中", "中文", "ﬁ", "😀"}
	var nodes []entity.Node
	var links []entity.Link
	var keys []entity.Key
	for _, id := range ids {
		k := key(entity.KindHandle, id)
		keys = append(keys, k)
		nodes = append(nodes, named(k, id))
		links = append(links, typed(shop(1), entity.LinkHasHandle, "", k), typed(shop(1), entity.LinkLocatedAt, id, shop(1)))
	}
	f.apply(store.Batch{Nodes: append(bare(shop(1)), nodes...), Links: links})
	for i, n := range f.nodes(keys...) {
		if n == nil || n.Text(store.NameAttr) != ids[i] {
			f.Fatalf("node %d came back as %+v", i, n)
		}
	}
	var others []entity.Key
	for _, a := range f.neighbours(store.Filter{Types: []entity.LinkType{entity.LinkHasHandle}}, shop(1)) {
		others = append(others, a.Other())
	}
	f.same(others, sortedKeys(keys), "keys in order")
	var roles []string
	for _, a := range f.neighbours(store.Filter{Types: []entity.LinkType{entity.LinkLocatedAt}, Direction: store.In}, shop(1)) {
		roles = append(roles, a.Link.Role)
	}
	f.same(roles, sortedTexts(ids), "roles in order")
}

func emptyText(f *fixture) {
	f.apply(store.Batch{Nodes: []entity.Node{named(shop(1), ""), {Key: shop(2)}}})
	ns := f.nodes(shop(1), shop(2))
	if v, ok := ns[0].Get(store.NameAttr); !ok || v.Kind() != entity.ValueString || v.Text() != "" {
		f.Fatalf("an empty text became %v, %v", v, ok)
	}
	if _, ok := ns[1].Get(store.NameAttr); ok {
		f.Fatalf("an absent value became one")
	}
}
