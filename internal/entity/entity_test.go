package entity_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
)

func TestKeyText(t *testing.T) {
	for text, want := range map[string]entity.Key{
		"shop":                      {Kind: entity.KindStorefront, ID: "default:shop"},
		"market:shop":               {Kind: entity.KindStorefront, ID: "market:shop"},
		"https://a/b":               {Kind: entity.KindStorefront, ID: "https://a/b"},
		"payment_account:ETH:0xab":  {Kind: entity.KindPaymentAccount, ID: "ETH:0xab"},
		"seller:registry:42":        {Kind: entity.KindSeller, ID: "registry:42"},
		"address:路 7":               {Kind: entity.KindAddress, ID: "路 7"},
		"storefront:market:shop":    {Kind: entity.KindStorefront, ID: "market:shop"},
		"invalid:x":                 {Kind: entity.KindStorefront, ID: "invalid:x"},
		"":                          {Kind: entity.KindStorefront, ID: "default:"},
		"test_purchase:desk:tp:001": {Kind: entity.KindTestPurchase, ID: "desk:tp:001"},
	} {
		if got := entity.ParseKey(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestKeysSurviveTheirText(t *testing.T) {
	kinds := entity.Kinds()
	noKind := func(id string) bool { // a platform is never named like a kind
		_, is := entity.ParseKind(id[:3])
		return !is
	}
	ids := rapid.StringMatching(`[a-z]{3}:[^\x00]{0,8}`).Filter(noKind)
	rapid.Check(t, func(t *rapid.T) {
		k := entity.Key{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), ID: ids.Draw(t, "id")}
		if got := entity.ParseKey(k.String()); got != k {
			t.Fatalf("%v became %v", k, got)
		}
	})
}

func TestEveryWordIsReadBack(t *testing.T) {
	for _, k := range entity.Kinds() {
		if got, ok := entity.ParseKind(k.String()); !ok || got != k {
			t.Errorf("%s is not read back", k)
		}
	}
	for _, l := range entity.LinkTypes() {
		if got, ok := entity.ParseLinkType(l.String()); !ok || got != l {
			t.Errorf("%s is not read back", l)
		}
	}
	if _, ok := entity.ParseKind("invalid"); ok {
		t.Error("the invalid kind is read")
	}
	for _, word := range []string{"OBSERVED", "observed", "Verified", "DECLARED", "INFERRED"} {
		if _, ok := entity.ParseClass(word); !ok {
			t.Errorf("%s is not read", word)
		}
	}
	if _, ok := entity.ParseClass("UNKNOWN"); ok {
		t.Error("UNKNOWN is no class that a row may claim")
	}
}

func TestWhen(t *testing.T) {
	day := entity.Day(2026, 5, 4)
	dawn := entity.Instant(time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC))
	noon := entity.Instant(time.Date(2026, 5, 4, 20, 0, 0, 1500, time.FixedZone("", 8*3600)))
	for _, tc := range []struct {
		w    entity.When
		want string
	}{{entity.When{}, ""}, {day, "2026-05-04"}, {noon, "2026-05-04T12:00:00.000001Z"}} {
		if got := tc.w.String(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	order := []entity.When{{}, day, dawn, noon}
	for i := range order {
		for j := range order {
			if got := order[i].Compare(order[j]); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%v against %v: %d", order[i], order[j], got)
			}
		}
	}
	if entity.Earliest(entity.When{}, noon) != noon || entity.Earliest(noon, day) != day || entity.Latest(day, noon) != noon {
		t.Error("earliest or latest is wrong")
	}
}

func TestTheValueThatHolds(t *testing.T) {
	attr := func(v string, class entity.Class, day int) entity.Attr {
		a := entity.Attr{Name: "name", Value: entity.String(v), Claim: entity.Claim{Class: class}}
		if day > 0 {
			a.Claim.Observed = entity.Day(2026, 1, day)
		}
		return a
	}
	for _, tc := range []struct {
		why   string
		attrs []entity.Attr
		want  string
	}{
		{"latest", []entity.Attr{attr("old", entity.ClassObserved, 1), attr("new", entity.ClassDeclared, 2)}, "new"},
		{"strongest of the same day", []entity.Attr{attr("weak", entity.ClassDeclared, 1), attr("strong", entity.ClassVerified, 1)}, "strong"},
		{"smallest of equals", []entity.Attr{attr("b", entity.ClassDeclared, 0), attr("a", entity.ClassDeclared, 0)}, "a"},
		{"none", nil, ""},
	} {
		for range 2 {
			n := entity.Node{Attrs: tc.attrs}
			if got := n.Text("name"); got != tc.want {
				t.Errorf("%s: %q, want %q", tc.why, got, tc.want)
			}
			if len(tc.attrs) == 2 {
				tc.attrs[0], tc.attrs[1] = tc.attrs[1], tc.attrs[0]
			}
		}
	}
}

// What the rows of one file say alike is one attribute, whatever the order and
// however often it is folded.
func TestAttributesFoldByFile(t *testing.T) {
	attr := func(name, value string, file, row uint32, c entity.Class) entity.Attr {
		return entity.Attr{Name: name, Value: entity.String(value), Claim: entity.Claim{Record: entity.NewRecord(file, row), Class: c}}
	}
	first, other := attr("name", "x", 1, 2, entity.ClassObserved), attr("name", "x", 2, 1, entity.ClassObserved)
	weaker, value := attr("name", "x", 1, 7, entity.ClassDeclared), attr("name", "y", 1, 3, entity.ClassObserved)
	in := []entity.Attr{attr("name", "x", 1, 9, entity.ClassObserved), value, attr("name", "x", 2, 4, entity.ClassObserved), weaker, first, other,
		attr("name", "x", 1, 5, entity.ClassObserved)}
	want := []entity.Attr{first, weaker, other, value}
	for range 2 {
		in = entity.FoldAttrs(in)
		if d := cmp.Diff(want, in); d != "" {
			t.Fatalf("folded (-want +got):\n%s", d)
		}
	}
}

func TestLinkFoldsItsClaims(t *testing.T) {
	l := entity.Link{Claims: []entity.Claim{
		{Record: entity.NewRecord(2, 7), Class: entity.ClassDeclared, Observed: entity.Day(2026, 3, 1), Until: entity.Day(2026, 9, 1)},
		{Record: entity.NewRecord(1, 9), Class: entity.ClassObserved, Observed: entity.Day(2026, 5, 1)},
		{Record: entity.NewRecord(2, 7), Class: entity.ClassDeclared, Observed: entity.Day(2026, 3, 1), Until: entity.Day(2026, 9, 1)},
	}}
	l.Claims = entity.FoldClaims(l.Claims)
	if len(l.Claims) != 2 || l.Claims[0].Record.File() != 1 || l.Claims[0].Record.Row() != 9 {
		t.Errorf("claims %v", l.Claims)
	}
	first, last := l.Span()
	got := []string{l.Class().String(), first.String(), last.String()}
	if diff := cmp.Diff([]string{"OBSERVED", "2026-03-01", "2026-09-01"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestValuesAreToldApart(t *testing.T) {
	values := []entity.Value{{}, entity.String(""), entity.String("1"), entity.Int(1), entity.Int(1 << 60), entity.Float(1), entity.Bool(true),
		entity.Time(entity.Day(2026, 1, 1), ""), entity.Time(entity.Day(2026, 1, 1), "+08:00"), entity.List(), entity.List("1"), entity.List("1", "")}
	for i := range values {
		for j := range values {
			if got := values[i].Equal(values[j]); got != (i == j) {
				t.Errorf("value %d equals value %d: %v", i, j, got)
			}
		}
	}
	if entity.Int(1<<60).AsInt() != 1<<60 || entity.Float(-2.5).AsFloat() != -2.5 || !entity.Bool(true).AsBool() {
		t.Error("a number does not survive")
	}
}
