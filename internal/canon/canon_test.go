package canon_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

func TestCanonicalise(t *testing.T) {
	const (
		address, domain, region, other = entity.KindAddress, entity.KindDomain, entity.KindRegion, entity.KindOther
	)
	tests := []struct {
		kind        entity.Kind
		scheme, raw string
		id          string
		code        canon.Code
	}{
		{domain, "", "https://User@Shop.Example.:443/a?b", "shop.example", ""},
		{domain, "", "shop one", "", canon.BadURL},
		{address, "", "广东省　广州市 １号", "广东省广州市1号", canon.AddressNoLocality},
		{address, "", "12 HIGH  Street, Springfield", "12 high street springfield", ""},
		{address, "", "广东省广州市***", "广东省广州市***", canon.MaskedOnly},
		{region, "", "440100", "GB2260:440100", ""},
		{region, "gb2260", "440100", "GB2260:440100", ""},
		{region, "", "cn-gd", "ISO3166-2:CN-GD", ""},
		{region, "", "NUTS:de21", "NUTS:DE21", ""},
		{region, "", "CUSTOM:South", "CUSTOM:South", ""},
		{region, "", "广州", "GB2260:440100", ""},
		{region, "", "040100", "", canon.RegionUnknown},
		{other, "", " a  b ", "a b", ""},
		{other, "", "--", "--", canon.Placeholder},
		{other, "", "00:00:00:00:00:00", "00:00:00:00:00:00", canon.Placeholder},
		{other, "", "0000", "0000", canon.Placeholder},
		{other, "", "000", "000", ""},
		{other, "", "0000.7", "0000.7", ""},
		{other, "", "Test", "Test", canon.Placeholder},
		{other, "", "testa rossa", "testa rossa", ""},
		{other, "", strings.Repeat("x", 3000), "", canon.TooLong},
	}
	for _, tt := range tests {
		v, issue := canon.Canonicalise(tt.kind, tt.scheme, tt.raw)
		if v.ID != tt.id || issue.Code != tt.code {
			t.Errorf("%s %q %q: id %q code %q, want %q %q", tt.kind, tt.scheme, tt.raw, v.ID, issue.Code, tt.id, tt.code)
		}
		if issue.Links() != (tt.code == "") {
			t.Errorf("%s %q: links %v with code %q", tt.kind, tt.raw, issue.Links(), issue.Code)
		}
	}
}

func TestStorefrontReference(t *testing.T) {
	known := func(p string) bool { return p == "taoyi" }
	for raw, want := range map[string]string{
		"taoyi:s1":       "taoyi:s1",
		" taoyi:S1 ":     "taoyi:S1",
		"taoyi:a:b":      "taoyi:a:b",
		"taoyi:":         "default:taoyi:",
		"Taoyi:s1":       "default:Taoyi:s1",
		"elsewhere:s1":   "default:elsewhere:s1",
		"https://a.b/c":  "default:https://a.b/c",
		"shop\u200b one": "default:shop one",
	} {
		key, issue := canon.StorefrontReference(raw, known)
		if key.ID != want || issue.Code != "" {
			t.Errorf("%q: %q %q, want %q", raw, key.ID, issue.Code, want)
		}
	}
	if _, issue := canon.StorefrontReference(" ", known); issue.Code != canon.Empty {
		t.Errorf("blank: %q", issue.Code)
	}
}

func TestPlatform(t *testing.T) {
	for raw, want := range map[string]bool{"Taoyi": true, " a.b_c-1 ": true, "": false, "a b": false, "a:b": false, "seller": false, "Phone": false,
		strings.Repeat("a", 41): false} {
		if name, ok := canon.Platform(raw); ok != want || (ok && entity.ParseKey(name+":x").Kind != entity.KindStorefront) {
			t.Errorf("%q: %q %v", raw, name, ok)
		}
	}
}

func TestShopURL(t *testing.T) {
	tests := []struct {
		raw, want string
		code      canon.Code
	}{
		{"https://shop00000.taobao.com/index.htm", "shop00000", ""},
		{"https://item.taobao.com/item.htm?id=1", "", canon.UnknownShop},
		{"https://www.taobao.com", "", canon.UnknownShop},
		{"m.shop00000.1688.com", "shop00000", ""},
		{"https://mall.jd.com/index-000.html", "000", ""},
		{"https://www.aliexpress.com/store/000/", "000", ""},
		{"https://www.ebay.com/usr/Nobody", "nobody", ""},
		{"https://www.ebay.com/itm/1", "", canon.UnknownShop},
		{"https://www.amazon.com/sp?seller=A000", "A000", ""},
		{"https://WWW.Shop.Example/a/?utm=1#x", "shop.example/a", ""},
		{"https://nottaobao.com/", "nottaobao.com", ""},
		{"http://%zz", "", canon.BadURL},
	}
	for _, tt := range tests {
		got, issue := canon.ShopURL(tt.raw)
		if got != tt.want || issue.Code != tt.code {
			t.Errorf("%q: %q %q, want %q %q", tt.raw, got, issue.Code, tt.want, tt.code)
		}
	}
}

func TestTextKeepsLinesAndDropsWhatIsUnseen(t *testing.T) {
	if diff := cmp.Diff("a\nb\tc e\u0301x\ufffd", norm.NFD.String(canon.Text(" a\nb\tc\u200b \x00e\u0301x\xff "))); diff != "" {
		t.Error(diff)
	}
}

func TestEveryKindHasARuleVersion(t *testing.T) {
	for _, k := range entity.Kinds() {
		if name, number, ok := strings.Cut(canon.RuleVersion(k), "/"); !ok || name == "" || number == "" {
			t.Errorf("%s: %q", k, canon.RuleVersion(k))
		}
	}
}

// FuzzCanonicalise holds that the forms are total, fit to be keys, and their
// own form.
func FuzzCanonicalise(f *testing.F) {
	for _, s := range []string{"ETH:0xAb", "139 0000 1234", "+-", "ｅｔｈ：1", "@@x", "a@b.c", "http:http://x", "440100", "İstanbul ß", "½", "´a", "CRYPTO:CRYPTO:ETH:BTC:x",
		"OTHER:OTHER:FOO:x", "\u1100\u1161\u11a8", "a\u0338=\u0338", "QQ:@QQ:@a", "138****8000", "x.:8", "\u0345\u03b1", "ﬅ", "00+1"} {
		for k := entity.KindAddress; k <= entity.KindOther; k++ {
			f.Add(uint8(k), "", s)
		}
		f.Add(uint8(entity.KindRegion), "CUSTOM", s)
		f.Add(uint8(entity.KindPaymentAccount), "eth", s)
		f.Add(uint8(entity.KindPaymentAccount), "x:", s)
		f.Add(uint8(entity.KindHandle), "wechat", s)
		f.Add(uint8(entity.KindHandle), "s:", s)
	}
	f.Fuzz(func(t *testing.T, kind uint8, scheme, raw string) {
		k := entity.Kind(kind)
		if !k.Identifier() && k != entity.KindRegion {
			return
		}
		v, issue := canon.Canonicalise(k, scheme, raw)
		if (v.ID == "") != (issue.Level == canon.Refuses) {
			t.Fatalf("id %q with issue %+v", v.ID, issue)
		}
		if v.ID == "" {
			return
		}
		for _, s := range []string{v.ID, v.Display} {
			if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) || strings.ContainsRune(s, 0) || len(s) > 2048 {
				t.Fatalf("%q is not fit to be stored", s)
			}
		}
		again, issue2 := canon.Canonicalise(k, "", v.ID)
		if again.ID != v.ID || issue2.Code != issue.Code {
			t.Fatalf("%q became %q (%s), then %q (%s)", raw, v.ID, issue.Code, again.ID, issue2.Code)
		}
	})
}

// FuzzText holds the same of text, lines, references and shop addresses.
func FuzzText(f *testing.F) {
	for _, s := range []string{"a\u200b b", "\xff", "e\u0301", "taoyi:\u0301x", "https://a.taobao.com/\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		known := func(p string) bool { return p == "taoyi" }
		key, _ := canon.StorefrontReference(raw, known)
		shop, _ := canon.ShopURL(raw)
		for _, s := range []string{canon.Text(raw), canon.Line(raw), key.ID, canon.Line(shop)} {
			if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) || strings.ContainsRune(s, 0) {
				t.Fatalf("%q is not fit to be stored", s)
			}
		}
		if s := canon.Text(raw); canon.Text(s) != s {
			t.Fatalf("text %q became %q", s, canon.Text(s))
		}
		if s := canon.Line(raw); canon.Line(s) != s {
			t.Fatalf("line %q became %q", s, canon.Line(s))
		}
		if again, _ := canon.StorefrontReference(key.ID, func(p string) bool { return p == entity.DefaultPlatform || known(p) }); key.ID != "" && again.ID != key.ID {
			t.Fatalf("reference %q became %q, then %q", raw, key.ID, again.ID)
		}
	})
}
