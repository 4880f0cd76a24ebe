package ingest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What follows from an address and from names stands beside them, once, and is
// as sure as the row that brought them.
func TestWhatFollowsFromValues(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{
		"links.csv": "storefront,kind,value,evidence_class,observed_at\n" +
			"s1,ADDRESS,广州市天河区体育西路103号3栋302室,OBSERVED,2024-01-01\n" +
			"s2,ADDRESS,广东省广州市天河区体育西路１０３号３幢３０２室,OBSERVED,2024-01-02\n" +
			"s3,ADDRESS,广州市天河区体育西路103号3栋302室,DECLARED,2024-01-03\n" +
			"s4,ADDRESS,广州市,OBSERVED,\n",
		"sellers.csv":     "source,source_record_id,name,legal_name\nr,1,Zhang San,广州市蓝天贸易有限公司\n",
		"storefronts.csv": "platform,shop_id,shop_name\nx,1,Lantian Trading Co. Ltd\n",
	})
	var got []string
	for _, line := range dump(t, d.graph, withoutRecord) {
		for _, of := range []string{" building=", " site=", " area=", " name_key.", " unlinked.", "address:广东省广州市天河区体育西路103号3栋302室 -IN_REGION"} {
			if strings.Contains(line, of) {
				got = append(got, line)
			}
		}
	}
	const address = "address:广东省广州市天河区体育西路103号3栋302室 "
	want := []string{
		address + "-IN_REGION-> region:GB2260:440106 DECLARED OBSERVED",
		address + "building=440106|体育西路|103|3 DECLARED",
		address + "building=440106|体育西路|103|3 OBSERVED",
		address + "site=440106|体育西路|103 DECLARED",
		address + "site=440106|体育西路|103 OBSERVED",
		"default:s4 unlinked.address=广州市 OBSERVED",
		"seller:r:1 name_key.han=蓝天贸易 DECLARED",
		"seller:r:1 name_key.latin=zhang san DECLARED",
		"seller:r:1 name_key.pinyin=sanzhang DECLARED",
		"x:1 name_key.latin=lantian trading OBSERVED",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("derived (-want +got):\n%s", diff)
	}
}

// The region beside an address picks one of several that the text may mean,
// stands in for one that it does not name, and yields to one that it does.
func TestRegionBesideAnAddress(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{"addresses.csv": "raw,admin_code\n鼓楼区五四路111号,350100\n人民路5号,440106\n广州市人民路6号,110000\n广州市人民路7号,440106\n广州市人民路8号,Nowhere\n"})
	var got []string
	for _, line := range dump(t, d.graph, withoutRecord) {
		if strings.Contains(line, "IN_REGION") {
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(line, "address:"), " DECLARED"))
		}
	}
	want := []string{
		"广东省广州市人民路6号 -IN_REGION-> region:GB2260:440100",
		"广东省广州市人民路7号 -IN_REGION-> region:GB2260:440100",
		"广东省广州市人民路7号 -IN_REGION-> region:GB2260:440106",
		"广东省广州市人民路8号 -IN_REGION-> region:GB2260:440100",
		"广东省广州市天河区人民路5号 -IN_REGION-> region:GB2260:440106",
		"福建省福州市鼓楼区五四路111号 -IN_REGION-> region:GB2260:350100",
		"福建省福州市鼓楼区五四路111号 -IN_REGION-> region:GB2260:350102",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("regions (-want +got):\n%s", diff)
	}
	rejected := []string{"addresses.csv:4 field admin_code REGION_CONFLICT", "addresses.csv:6 field admin_code REGION_UNKNOWN"}
	if diff := cmp.Diff(rejected, d.rejected()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}
