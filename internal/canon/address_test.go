package canon_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

func addressID(hint, raw string) string {
	v, _ := canon.Canonicalise(entity.KindAddress, hint, raw)
	return v.ID
}

func TestParseAddress(t *testing.T) {
	for _, c := range []struct {
		text, hint string
		want       canon.Parts
	}{
		{"广东省广州市天河区体育西路103号3栋2单元3层302室", "", canon.Parts{Country: "CN", Admin6: "440106", Road: "体育西路", RoadNo: "103", Building: "3", Unit: "2", Floor: "3", Room: "302",
			Numbers: []string{"103", "3", "2", "3", "302"}}},
		{"上海市浦东新区东明路街道三林路15号", "", canon.Parts{Country: "CN", Admin6: "310115", Town: "东明路街道", Road: "三林路", RoadNo: "15", Numbers: []string{"15"}}},
		{"上海浦东达尔文路88号22号楼4楼", "", canon.Parts{Country: "CN", Admin6: "310115", Road: "达尔文路", RoadNo: "88", Building: "22", Floor: "4", Numbers: []string{"88", "22", "4"}}},
		{"松江区永航路188弄1号", "", canon.Parts{Country: "CN", Admin6: "310117", Road: "永航路", RoadNo: "188弄1", Numbers: []string{"188", "1"}}},
		{"北京市朝阳区建国门外大街甲3号通用中心1号楼A座二层", "", canon.Parts{Country: "CN", Admin6: "110105", Road: "建国门外大街", RoadNo: "甲3", Building: "1", Floor: "2",
			POI: "通用中心", Residual: "a", Numbers: []string{"3", "1", "2"}}},
		{"东莞市虎门镇赤岗社区88号", "", canon.Parts{Country: "CN", Admin6: "441900", Town: "虎门镇", Road: "赤岗社区", RoadNo: "88", Numbers: []string{"88"}}},
		{"南京经济技术开发区兴智路6-3号南段4层", "", canon.Parts{Country: "CN", Admin6: "320100", Town: "经济技术开发区", Road: "兴智路", RoadNo: "6-3", Floor: "4", POI: "南段", Numbers: []string{"6", "3", "4"}}},
		{"台湾省屏东县太原1路84号", "", canon.Parts{Country: "CN", Admin6: "710000", Road: "屏东县太原1路", RoadNo: "84", Numbers: []string{"1", "84"}}},
		{"天津市静海区北区三号路23号", "", canon.Parts{Country: "CN", Admin6: "120118", Road: "北区三号路", RoadNo: "23", Numbers: []string{"23"}}},
		{"杭州市西湖大道149号", "", canon.Parts{Country: "CN", Admin6: "330100", Road: "西湖大道", RoadNo: "149", Numbers: []string{"149"}}},
		{"佛山市禅城区绿景西路美居中心8座4楼", "", canon.Parts{Country: "CN", Admin6: "440604", Road: "绿景西路", Building: "8", Floor: "4", POI: "美居中心", Numbers: []string{"8", "4"}}},
		{"人民路5号", "番禺区", canon.Parts{Country: "CN", Admin6: "440113", Road: "人民路", RoadNo: "5", Numbers: []string{"5"}}},
		{"Room 302, Building 3, No. 103 Tiyu West Rd, Guangzhou, China", "", canon.Parts{Country: "CN", Admin6: "440100", Road: "tiyu west road", RoadNo: "103", Building: "3", Room: "302",
			Numbers: []string{"302", "3", "103"}}},
		{"3rd Floor, 12 Nanjing Road, Shanghai", "", canon.Parts{Country: "CN", Admin6: "310000", Road: "nanjing road", RoadNo: "12", Floor: "3rd", Numbers: []string{"3", "12"}}},
		{"rue Exemple 7, France", "", canon.Parts{Country: "FR", Town: "france", Road: "rue exemple", RoadNo: "7", Numbers: []string{"7"}}},
		{"\xff", "", canon.Parts{}},
		{"", "", canon.Parts{}},
	} {
		if diff := cmp.Diff(c.want, canon.ParseAddress(c.text, c.hint)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestKeysOfAddress(t *testing.T) {
	for raw, want := range map[string]canon.AddressKeys{
		"广东省广州市天河区体育西路103号3栋302室":       {Building: "440106|体育西路|103|3", Site: "440106|体育西路|103", Region: "GB2260:440106"},
		"天河区体育西路103号3幢305":              {Building: "440106|体育西路|103|3", Site: "440106|体育西路|103", Region: "GB2260:440106"},
		"东莞市虎门镇人民路5号":                   {Site: "441900|人民路|5", Area: "441900|虎门镇", Region: "GB2260:441900"},
		"东莞市虎门镇":                        {Area: "441900|虎门镇", Region: "GB2260:441900"},
		"上海浦东达尔文路88号":                   {Site: "310115|达尔文路|88", Region: "GB2260:310000"}, // the district is likely, not certain
		"天河区人民路5 8号":                    {Site: "440106|人民路|5 8", Region: "GB2260:440106"}, // neither 5 nor 58 for certain
		"天河区人民路5 8栋":                    {Building: "440106|人民路|5|8", Site: "440106|人民路|5", Region: "GB2260:440106"},
		"人民路5号":                         {}, // in which city?
		"朝阳区人民路5号":                      {}, // in Beijing or in Changchun?
		"广州国际采购中心1401":                  {Region: "GB2260:440100"},
		"103 Tiyu West Road, Guangzhou": {Site: "440100|tiyu west road|103", Region: "GB2260:440100"},
		"12 Example Road, Suzhou":       {Site: "suzhou|example road|12"}, // two cities
		"12 Example Road":               {},
	} {
		if diff := cmp.Diff(want, canon.KeysOfAddress(addressID("", raw))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", raw, diff)
		}
	}
}

// Marks, width and spaces beside characters never matter, and a changed number
// always does.
func TestAddressWritings(t *testing.T) {
	cities := []string{"广东省广州市天河区", "广州市天河区", "广东广州天河区", "天河区", "中国广东省广州市天河区", "廣東省廣州市天河區", "广东 广州市，天河区"}
	const plain = "广东省广州市天河区"
	rapid.Check(t, func(t *rapid.T) {
		road := rapid.SampledFrom([]string{"琅笙路", "体育西路", "砚珩大道", "赤岗一街"}).Draw(t, "road")
		var no [3]int
		for i := range no {
			no[i] = rapid.IntRange(1, 2000).Draw(t, "number")
		}
		write := func(city string, no [3]int, how func(string) string) string {
			return addressID("", how(city+road+strconv.Itoa(no[0])+"号"+strconv.Itoa(no[1])+"栋"+strconv.Itoa(no[2])+"室"))
		}
		straight := func(s string) string { return s }
		want := write(plain, no, straight)
		distort := rapid.SampledFrom([]func(string) string{straight, fullWidth, spaced, comma,
			func(s string) string { return strings.ReplaceAll(s, "栋", "幢") },
			func(s string) string { return strings.ReplaceAll(s, "号", "#") },
		}).Draw(t, "writing")
		if got := write(rapid.SampledFrom(cities).Draw(t, "city"), no, distort); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
		other := no
		other[rapid.IntRange(0, 2).Draw(t, "which")] += rapid.IntRange(1, 50).Draw(t, "more")
		if write(plain, other, distort) == want {
			t.Fatalf("%v and %v are one address", no, other)
		}
	})
}

func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, s)
}

func spaced(s string) string {
	return strings.NewReplacer("号", "号 ", "栋", " 栋", "市", "市　").Replace(s)
}

func comma(s string) string { return strings.NewReplacer("号", "号，", "室", "室。").Replace(s) }

// FuzzAddress holds that the form is total, its own form, and never loses or
// glues a number; and that the keys are total.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"广东省广州市天河区体育西路103号3栋302室", "12½号", "人民路8号大厦-1层", "廣東省，东莞市", "秦皇岛市经济技术开发区1号", "Room 302, Building 3, No. 103 Tiyu West Rd", "ул. Ленина 12",
		"上海上海市上海市", "中国中国", "二〇八室百十号", "16f 16F", "#1#2#", "-1层", "St, St", "a\u0301-\u0301号", "½①Ⅲ", "鼓楼区", "no. 5 no", "*", "、、", "路路1路", "1弄2弄3号"} {
		f.Add("", s)
		f.Add("GB2260:440106", s)
	}
	f.Fuzz(func(t *testing.T, hint, raw string) {
		v, issue := canon.Canonicalise(entity.KindAddress, hint, raw)
		if (v.ID == "") != (issue.Level == canon.Refuses) {
			t.Fatalf("id %q with issue %+v", v.ID, issue)
		}
		if v.ID == "" {
			return
		}
		again, second := canon.Canonicalise(entity.KindAddress, "", v.ID)
		if again.ID != v.ID || second.Code != issue.Code {
			t.Fatalf("%q became %q (%s), then %q (%s)", raw, v.ID, issue.Code, again.ID, second.Code)
		}
		if !utf8.ValidString(v.ID) || !norm.NFC.IsNormalString(v.ID) {
			t.Fatalf("%q is not fit to be stored", v.ID)
		}
		keys := canon.KeysOfAddress(v.ID)
		if keys.Building != "" && !strings.HasPrefix(keys.Building, keys.Site+"|") {
			t.Fatalf("%+v: the building is not at the site", keys)
		}
		p := canon.ParseAddress(v.ID, "")
		for _, n := range p.Numbers {
			if !strings.Contains(v.ID, n) {
				t.Fatalf("number %q is not in %q", n, v.ID)
			}
		}
	})
}
