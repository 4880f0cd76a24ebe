package canon_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/ringtrace/ringtrace/internal/canon"
)

// table returns the rows of a CSV file behind its head; # begins remarks.
func table(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// Every row of the table of platforms finds the shop of its own example, by
// every ending of its host.
func TestEveryPlatformRuleFindsItsExample(t *testing.T) {
	for _, row := range table(t, "platforms.csv") {
		platform, pattern, example, want := row[0], row[1], row[5], row[6]
		for _, url := range endings(pattern, example) {
			p, shop, issue := canon.PlatformOfURL(url)
			if p != platform || (url == example && shop != want) || shop == "" || issue.Code != "" {
				t.Errorf("%s: %s %q %s, want %s %q", url, p, shop, issue.Code, platform, want)
			}
		}
		if !canon.BuiltinPlatform(platform) {
			t.Errorf("%s is no platform", platform)
		}
		if name, ok := canon.Platform(platform); !ok || name != platform {
			t.Errorf("%s cannot name a platform", platform)
		}
	}
}

// endings returns an example with each ending that its pattern lists.
func endings(pattern, example string) []string {
	_, list, ok := strings.Cut(pattern, ".{")
	if !ok {
		return []string{example}
	}
	list, _, _ = strings.Cut(list, "}")
	ends := strings.Split(list, ",")
	var was string // the ending of the example, the longest that fits
	host, rest, _ := strings.Cut(strings.TrimPrefix(example, "https://"), "/")
	for _, e := range ends {
		if strings.HasSuffix(host, "."+e) && len(e) > len(was) {
			was = e
		}
	}
	var out []string
	for _, e := range ends {
		out = append(out, "https://"+strings.TrimSuffix(host, was)+e+"/"+rest)
	}
	return append(out, example)
}

func TestGoldenURLs(t *testing.T) {
	var want, got [][]string
	for _, row := range table(t, filepath.Join("testdata", "url.csv")) {
		platform, shop, issue := canon.PlatformOfURL(row[0])
		want = append(want, row)
		got = append(got, []string{row[0], platform, shop, string(issue.Code), row[4]})
		if alone, _ := canon.ShopURL(row[0]); alone != shop {
			t.Errorf("%s: %q alone, %q with its platform", row[0], alone, shop)
		}
		if row[4] == "" {
			t.Errorf("%s has no origin", row[0])
		}
	}
	if len(want) < 40 {
		t.Errorf("%d rows; there are at least 40", len(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shops (-want +got):\n%s", diff)
	}
}

func TestPlatformsByOtherNames(t *testing.T) {
	for raw, want := range map[string]string{"淘宝": "taobao", "淘寶": "taobao", "Taobao.com": "taobao", "www.ebay.de": "ebay", "amazon.co.uk": "amazon", "tmall.hk": "tmall",
		"Taobao": "taobao", "shopee.sg": "shopee.sg", "mall.example": "mall.example", "jd.com": "jd"} {
		if got, ok := canon.Platform(raw); !ok || got != want {
			t.Errorf("%s: %q %v, want %q", raw, got, ok, want)
		}
	}
}

// FuzzShopURL holds that the shop of an address is fit to be a key, and that
// the address of an own domain is its own form.
func FuzzShopURL(f *testing.F) {
	for _, s := range []string{"https://shop1.taobao.com/x", "https://shop.example/a?b=1&utm_x=2", "m.tb.cn/h.1", "//", "https://xn--/", "a.taobao.com/\u0301", "https://[::1]/", "www.www.a.b", "https://a.b/%ff?%zz", "x@y.z", "shopee.sg/a-i.1.2",
		"https://a.b.wixsite.com/c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		platform, shop, issue := canon.PlatformOfURL(raw)
		if (shop == "") != (issue.Level == canon.Refuses) {
			t.Fatalf("%q: shop %q with issue %+v", raw, shop, issue)
		}
		if !utf8.ValidString(shop) || !norm.NFC.IsNormalString(shop) || canon.Line(shop) != shop {
			t.Fatalf("%q is not fit to be stored", shop)
		}
		if shop == "" || platform != "" {
			return
		}
		if _, again, _ := canon.PlatformOfURL(shop); again != shop {
			t.Fatalf("%q became %q, then %q", raw, shop, again)
		}
	})
}
