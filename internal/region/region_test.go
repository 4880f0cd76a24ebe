package region_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/region"
)

func shipped(t *testing.T) *region.Table {
	t.Helper()
	table, err := region.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func ids(rs []*region.Region) []string {
	out := []string{}
	for _, r := range rs {
		out = append(out, r.ID)
	}
	return out
}

func TestResolve(t *testing.T) {
	table := shipped(t)
	for _, c := range []struct {
		id     string
		status region.Status
		how    region.How
		until  string
		now    []string
	}{
		{"GB2260:350300", region.Current, "", "", []string{"GB2260:350300"}},
		{"GB2260:441900", region.Current, "", "", []string{"GB2260:441900"}},
		{"GB2260:810000", region.Current, "", "", []string{"GB2260:810000"}},
		{"ISO3166-2:CN-GD", region.Current, region.HowEqual, "", []string{"GB2260:440000"}},
		{"ISO3166-2:US-CA", region.Current, "", "", []string{"ISO3166-2:US-CA"}},
		{"GB2260:652200", region.Retired, region.HowStem, "201509", []string{"GB2260:650500"}},
		{"GB2260:542424", region.Retired, region.HowName, "201607", []string{"GB2260:540623"}},
		{"GB2260:371200", region.Retired, region.HowHand, "201607", []string{"GB2260:370100"}},
		{"GB2260:341400", region.Retired, region.HowHand, "201010", []string{"GB2260:340100", "GB2260:340200", "GB2260:340500"}},
		{"GB2260:220381", region.Retired, region.HowDated, "201607", []string{"GB2260:220184"}},
		{"GB2260:110103", region.Retired, region.HowPrefecture, "200912", []string{"GB2260:110000"}},
		// Two steps: the county in 2011, its prefecture's code before.
		{"GB2260:522201", region.Retired, region.HowPrefecture, "201010", []string{"GB2260:520600"}},
		{"GB2260:110100", region.Retired, region.HowPlaceholder, "", []string{"GB2260:110000"}},
		{"GB2260:440101", region.Retired, region.HowPlaceholder, "201607", []string{"GB2260:440100"}},
		{"GB2260:999999", region.Unknown, "", "", []string{}},
		{"440100", region.Unknown, "", "", []string{}}, // no scheme: not a region's id
		{"CUSTOM:north", region.Unknown, "", "", []string{}},
		{"", region.Unknown, "", "", []string{}},
	} {
		got := table.Resolve(c.id)
		if got.Status != c.status || got.How != c.how || got.Until != c.until || !slices.Equal(ids(got.Successors), c.now) {
			t.Errorf("%q: %v %q until %q now %v, want %v %q until %q now %v",
				c.id, got.Status, got.How, got.Until, ids(got.Successors), c.status, c.how, c.until, c.now)
		}
	}
}

// What stands for a place at each level; "" where it is too coarse to tell.
func TestAt(t *testing.T) {
	table := shipped(t)
	for _, c := range []struct{ id, country, province, prefecture, county string }{
		{"GB2260:440111", "ISO3166-1:CN", "GB2260:440000", "GB2260:440100", "GB2260:440111"},
		{"GB2260:440100", "ISO3166-1:CN", "GB2260:440000", "GB2260:440100", ""},
		{"GB2260:440000", "ISO3166-1:CN", "GB2260:440000", "", ""},
		{"GB2260:441900", "ISO3166-1:CN", "GB2260:440000", "GB2260:441900", "GB2260:441900"}, // a prefecture without counties
		{"GB2260:110105", "ISO3166-1:CN", "GB2260:110000", "GB2260:110000", "GB2260:110105"}, // a municipality
		{"GB2260:110000", "ISO3166-1:CN", "GB2260:110000", "GB2260:110000", ""},
		{"GB2260:429004", "ISO3166-1:CN", "GB2260:420000", "GB2260:429004", "GB2260:429004"}, // a county directly under its province
		{"GB2260:420000", "ISO3166-1:CN", "GB2260:420000", "", ""},
		{"GB2260:820000", "ISO3166-1:CN", "GB2260:820000", "GB2260:820000", "GB2260:820000"},
		{"ISO3166-2:US-CA", "ISO3166-1:US", "ISO3166-2:US-CA", "ISO3166-2:US-CA", "ISO3166-2:US-CA"},
		{"ISO3166-2:FR-69", "ISO3166-1:FR", "ISO3166-2:FR-ARA", "ISO3166-2:FR-69", "ISO3166-2:FR-69"},
		{"ISO3166-1:FR", "ISO3166-1:FR", "", "", ""},
	} {
		r, ok := table.Region(c.id)
		if !ok {
			t.Errorf("%s is not in force", c.id)
			continue
		}
		for level, want := range map[region.Level]string{region.Country: c.country, region.Province: c.province, region.Prefecture: c.prefecture, region.County: c.county} {
			got := ""
			if a, ok := table.At(r, level); ok {
				got = a.ID
			}
			if got != want {
				t.Errorf("%s at %s: %q, want %q", c.id, level, got, want)
			}
		}
	}
}

func TestNamesAndPoints(t *testing.T) {
	table := shipped(t)
	titles := map[string]string{}
	for _, id := range []string{"GB2260:350300", "GB2260:440111", "GB2260:440515", "GB2260:330782", "GB2260:350582", "GB2260:350581", "GB2260:330300", "GB2260:650100"} {
		r, ok := table.Region(id)
		if !ok || r.Point == nil || r.Point.Lon < 73 || r.Point.Lon > 136 || r.Point.Lat < 3 || r.Point.Lat > 54 {
			t.Errorf("%s is not in force or lies outside China", id)
			continue
		}
		titles[r.Code()] = r.Title()
	}
	want := map[string]string{"350300": "Putian 莆田市", "440111": "白云区", "440515": "澄海区", "330782": "义乌市", "350582": "晋江市", "350581": "石狮市",
		"330300": "Wenzhou 温州市", "650100": "Ürümqi 乌鲁木齐市"}
	if d := cmp.Diff(want, titles); d != "" {
		t.Error(d)
	}
}

func TestGroups(t *testing.T) {
	table := shipped(t)
	sizes := map[string]int{}
	for _, g := range table.Groups() {
		sizes[g.ID] = len(g.Members)
		if g.Source == "" || g.Name == "" {
			t.Errorf("%s: no name or no source", g.ID)
		}
	}
	want := map[string]int{"MACRO:prd": 9, "MACRO:gba": 11, "MACRO:yrd": 4, "MACRO:yrd-core": 27, "MACRO:southeast": 2, "MACRO:southeast-wide": 3}
	if d := cmp.Diff(want, sizes); d != "" {
		t.Error(d)
	}
	for _, c := range []struct {
		group, id string
		in        bool
	}{
		{"MACRO:prd", "GB2260:440111", true}, {"MACRO:prd", "GB2260:440515", false}, {"MACRO:prd", "GB2260:810000", false},
		{"MACRO:gba", "GB2260:810000", true}, {"MACRO:yrd", "GB2260:310115", true}, {"MACRO:southeast", "GB2260:350582", true},
		{"GB2260:440000", "GB2260:440111", true}, {"GB2260:440000", "GB2260:440000", true}, {"GB2260:440100", "GB2260:440000", false},
		{"ISO3166-1:CN", "GB2260:820000", true}, {"MACRO:nowhere", "GB2260:440111", false},
	} {
		r, _ := table.Region(c.id)
		if got := table.Holds(c.group, r); got != c.in {
			t.Errorf("%s holds %s: %v", c.group, c.id, got)
		}
	}
}

func TestParseLevel(t *testing.T) {
	for _, word := range region.Levels() {
		var l region.Level
		if err := l.UnmarshalText([]byte(word)); err != nil || l.String() != word {
			t.Errorf("%q reads as %v, %v", word, l, err)
		}
	}
	for _, word := range []string{"", "village", "PREFECTURE"} {
		if _, ok := region.ParseLevel(word); ok {
			t.Errorf("%q is taken for a level", word)
		}
	}
}
