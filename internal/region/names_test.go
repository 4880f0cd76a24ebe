package region_test

import (
	"slices"
	"testing"

	"github.com/ringtrace/ringtrace/internal/region"
)

func shippedNames(t *testing.T) (*region.Table, *region.Names) {
	t.Helper()
	table := shipped(t)
	names, err := table.Names()
	if err != nil {
		t.Fatal(err)
	}
	return table, names
}

func TestCalled(t *testing.T) {
	_, names := shippedNames(t)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"广州市", []string{"GB2260:440100"}},
		{"广州", []string{"GB2260:440100"}},
		{"广东省广州市", []string{"GB2260:440100"}},
		{"广东广州番禺", []string{"GB2260:440113"}},
		{"中国广东", []string{"GB2260:440000"}},
		{"番禺", []string{"GB2260:440113"}},
		{"鼓楼区", []string{"GB2260:320106", "GB2260:320302", "GB2260:350102", "GB2260:410204"}},
		{"福建省鼓楼区", []string{"GB2260:350102"}},
		{"江苏鼓楼区", []string{"GB2260:320106", "GB2260:320302"}},
		{"市中区", []string{"GB2260:370103", "GB2260:370402", "GB2260:370800", "GB2260:510802", "GB2260:510900", "GB2260:511002", "GB2260:511102"}}, // three of them once
		{"吉林", []string{"GB2260:220000"}},
		{"海南", []string{"GB2260:460000"}},
		{"海南藏族自治州", []string{"GB2260:632500"}},
		{"淮安", []string{"GB2260:320800"}},
		{"中山", []string{"GB2260:210202", "GB2260:442000"}},
		{"神农架", []string{"GB2260:429021"}},
		{"襄樊市", []string{"GB2260:420600"}},
		{"四川省成都市新津县", []string{"GB2260:510118"}},
		{"内蒙古", []string{"GB2260:150000"}},
		{"巴音郭楞", []string{"GB2260:652800"}},
		{"浦东", []string{"GB2260:310115"}},
		{"香港", []string{"GB2260:810000"}},
		{"Hong Kong", []string{"GB2260:810000"}},
		{"中国", []string{"ISO3166-1:CN"}},
		{"中华人民共和国", []string{"ISO3166-1:CN"}},
		{"PRC", []string{"ISO3166-1:CN"}},
		{"P.R. China", []string{"ISO3166-1:CN"}},
		{"156", []string{"ISO3166-1:CN"}},
		{"CHN", []string{"ISO3166-1:CN"}},
		{"德国", []string{"ISO3166-1:DE"}},
		{"deutschland", []string{"ISO3166-1:DE"}},
		{"Türkiye", []string{"ISO3166-1:TR"}},
		{"Guangdong", []string{"GB2260:440000"}},
		{"guangzhou city", []string{"GB2260:440100"}},
		{"Guangzhou, Guangdong, China", []string{"GB2260:440100"}},
		{"Suzhou", []string{"GB2260:320500", "GB2260:341300"}},
		{"Suzhou, Anhui", []string{"GB2260:341300"}},
		{"Georgia", []string{"ISO3166-1:GE", "ISO3166-2:US-GA"}},
		{"Georgia, USA", []string{"ISO3166-2:US-GA"}},
		{"Luxembourg", []string{"ISO3166-1:LU"}},
		{"东区", []string{"GB2260:510402"}}, // the whole text is the name
		{"", nil}, {"nowhere", nil}, {"广州路", nil}, {"广东省南京市", nil},
	} {
		if got := ids(names.Called(c.text)); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

func TestBegin(t *testing.T) {
	table, names := shippedNames(t)
	for _, c := range []struct {
		text, within string
		want         []string
		form         region.Form
		bytes        int
	}{
		{"广州市天河区", "", []string{"GB2260:440100"}, region.Full, 9},
		{"海南藏族自治州x", "", []string{"GB2260:632500"}, region.Full, 21},
		{"海南x", "", []string{"GB2260:460000"}, region.Short, 6},
		{"番禺大道", "", nil, 0, 0}, // a county's short name needs its city
		{"番禺大道", "GB2260:440100", []string{"GB2260:440113"}, region.Short, 6},
		{"东区3栋", "", nil, 0, 0},
		{"新市区x", "", nil, 0, 0},
		{"新市区x", "GB2260:650100", []string{"GB2260:650104"}, region.Full, 9},
		{"朝阳区x", "", []string{"GB2260:110105", "GB2260:220104"}, region.Full, 9},
		{"朝阳区x", "GB2260:220000", []string{"GB2260:220104"}, region.Full, 9},
		{"淮安清江浦区", "GB2260:320000", []string{"GB2260:320800"}, region.Short, 6},
		{"襄樊市x", "", []string{"GB2260:420600"}, region.Renamed, 9},
		{"新津县x", "GB2260:510100", []string{"GB2260:510118"}, region.Renamed, 9},
		{"大同县x", "GB2260:140200", []string{"GB2260:140215"}, region.Merged, 9},
		{"", "", nil, 0, 0}, {"x", "", nil, 0, 0}, {"\xe5", "", nil, 0, 0},
	} {
		within, _ := table.Region(c.within)
		got := names.Begin(c.text, within)
		if !slices.Equal(ids(got.Regions), c.want) || got.Form != c.form || got.Bytes != c.bytes {
			t.Errorf("%q in %q: %v form %d, %d bytes; want %v %d %d", c.text, c.within, ids(got.Regions), got.Form, got.Bytes, c.want, c.form, c.bytes)
		}
	}
}

// The counts stand in the design note: names that occur more than once.
func TestTwinNames(t *testing.T) {
	_, names := shippedNames(t)
	for name, want := range map[string]int{"鼓楼区": 4, "白云区": 2, "通州区": 2} {
		if got := len(names.Called(name)); got != want {
			t.Errorf("%s: %d regions, want %d", name, got, want)
		}
	}
}

// FuzzNames holds that every text has an answer, of regions in force that lie
// where they were looked for.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"广东省广州市天河区", "海南藏族自治州", "P.R. China", "Suzhou, Anhui", "新市区", "\xe5\xb9", "广州, ,", "中国中国", ",,", "İzmir"} {
		f.Add(s, "GB2260:440000")
		f.Add(s, "")
	}
	table, err := region.Shipped()
	if err != nil {
		f.Fatal(err)
	}
	names, err := table.Names()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, in string) {
		within, _ := table.Region(in)
		found := names.Begin(text, within)
		if (found.Bytes > 0) != (len(found.Regions) > 0) || found.Bytes > len(text) {
			t.Fatalf("%d regions in %d of %d bytes", len(found.Regions), found.Bytes, len(text))
		}
		for _, r := range found.Regions {
			if within != nil && !table.Holds(within.ID, r) {
				t.Fatalf("%s does not lie in %s", r.ID, within.ID)
			}
		}
		for _, r := range names.Called(text) {
			if again, ok := table.Region(r.ID); !ok || again != r {
				t.Fatalf("%s is not in force", r.ID)
			}
		}
	})
}
