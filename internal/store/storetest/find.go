package storetest

import (
	"fmt"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

func findCases() []testCase {
	return []testCase{
		{"words, prefixes and case", findWords},
		{"what is searched", findWhere},
		{"kinds, order and limit", findOrder},
		{"later names, deleted nodes", findChanges},
	}
}

func (f *fixture) finds(text string, want ...entity.Key) {
	f.Helper()
	got, err := f.Find(f.ctx(), text, nil, 1000)
	f.mustNot(err)
	f.same(got, want, fmt.Sprintf("found for %q", text))
}

func findWords(f *fixture) {
	f.apply(store.Batch{Nodes: []entity.Node{
		named(shop(1), "Blue-Lantern Trading Co."),
		named(shop(2), "blue MOON", "Second Lantern"),
		named(shop(3), "深圳蓝灯 贸易"),
		named(shop(4), "Café Straße ΣΊΣΥΦΟΣ"),
	}})
	f.finds("blue", shop(1), shop(2))
	f.finds("BLUE", shop(1), shop(2))
	f.finds("blu", shop(1), shop(2))
	f.finds("lue")
	f.finds("blue lantern", shop(1), shop(2))
	f.finds("lantern blue", shop(1), shop(2))
	f.finds("lan blu trad", shop(1))
	f.finds("co lantern", shop(1))
	f.finds("lantern second", shop(2))
	f.finds("lan, (blu)", shop(1), shop(2))
	f.finds("blue blue", shop(1), shop(2))
	f.finds("blue nothing")
	f.finds("bluelantern")
	f.finds("深圳", shop(3))
	f.finds("贸易", shop(3))
	f.finds("蓝灯", shop(3))
	f.finds("圳蓝", shop(3))
	f.finds("蓝贸")
	f.finds("灯 贸", shop(3))
	f.finds("café", shop(4))
	f.finds("CAFE\u0301", shop(4))
	f.finds("cafe")
	f.finds("STRASSE", shop(4))
	f.finds("straß", shop(4))
	f.finds("σίσυφος", shop(4))
	for _, nothing := range []string{"", " ", "-", "%", "*", "\"", "'", "😀"} {
		f.finds(nothing)
	}
	for _, odd := range []string{"blue*", "blue%", "\"blue\"", "blue OR", "NOT blue", "b_ue", "name:blue"} {
		got, err := f.Find(f.ctx(), odd, nil, 10)
		f.mustNot(err)
		want := []entity.Key{shop(1), shop(2)}
		if len(store.Words(odd)) > 1 || odd == "b_ue" {
			want = nil // no node holds the other word
		}
		f.same(got, want, fmt.Sprintf("found for %q", odd))
	}
}

func findWhere(f *fixture) {
	phone, source := key(entity.KindPhone, "+86-555-0100"), key(entity.KindSource, "555ff")
	other := entity.Node{Key: shop(1), Attrs: []entity.Attr{
		{Name: "note", Value: entity.String("555 in a note"), Claim: claim(1)},
		{Name: store.NameAttr, Value: entity.Int(555), Claim: claim(1)},
		{Name: store.NameAttr, Value: entity.List("555"), Claim: claim(1)},
	}}
	f.apply(store.Batch{Nodes: []entity.Node{{Key: phone}, {Key: source}, other}})
	f.finds("555", phone)
	f.finds("86 0100", phone)
	f.finds("p", shop(1))
	got, err := f.Find(f.ctx(), "555", []entity.Kind{entity.KindSource}, 10)
	f.mustNot(err)
	f.same(got, []entity.Key{}, "found among sources")
	f.putRun(image("run555", map[int][]int{555: {1}}))
	f.finds("R555")
	f.finds("run555")
}

func findOrder(f *fixture) {
	const n = 5000                     // more than a backend would look up one by one
	for part := 4; part >= 0; part-- { // later numbers for smaller keys
		var b store.Batch
		for i := part * n / 5; i < (part+1)*n/5; i++ {
			b.Nodes = append(b.Nodes, named(shop(i), "common"), named(account(i), "common"))
		}
		f.apply(b)
	}
	check := func(text string, kinds []entity.Kind, limit int, want ...entity.Key) {
		f.Helper()
		got, err := f.Find(f.ctx(), text, kinds, limit)
		f.mustNot(err)
		f.same(got, want, "found in order")
	}
	check("common", nil, 3, shop(0), shop(1), shop(2))
	check("common", []entity.Kind{entity.KindPaymentAccount}, 2, account(0), account(1))
	check("common", []entity.Kind{entity.KindPaymentAccount, entity.KindStorefront, entity.KindStorefront}, 1, shop(0))
	check("common", []entity.Kind{entity.KindPhone}, 2)
	check("common s0004", nil, 100, shop(40), shop(41), shop(42), shop(43), shop(44), shop(45), shop(46), shop(47), shop(48), shop(49))
	check("common", nil, 0)
	check("common", nil, -1)
	if got, err := f.Find(f.ctx(), "common", nil, 3*n); err != nil || len(got) != 2*n {
		f.Fatalf("found %d of %d: %v", len(got), 2*n, err)
	}
}

func findChanges(f *fixture) {
	f.apply(store.Batch{Nodes: []entity.Node{named(shop(1), "first"), named(shop(2), "first")}})
	f.apply(store.Batch{Nodes: []entity.Node{named(shop(1), "second")}})
	f.finds("first", shop(1), shop(2))
	f.finds("second", shop(1))
	f.finds("first second", shop(1))
	f.apply(store.Batch{Nodes: bare(shop(3)), DeleteNodes: []entity.Key{shop(1)}})
	f.finds("first", shop(2))
	f.finds("second")
	f.finds("s00003", shop(3))
}
