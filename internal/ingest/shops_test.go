package ingest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A shop is found in the address that a row gives, on the platform that the
// row names.
func TestShopsByAddress(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{"storefronts.csv": "platform,url\n" +
		"taobao,https://shop00000.taobao.com/index.htm?spm=a1\n" +
		"淘宝,https://shop00001.m.taobao.com\n" +
		"tmall,https://detail.tmall.com/item.htm?id=1000\n" + // names no shop
		"etsy,https://www.ebay.com/usr/nobody\n" + // another platform
		"norvo,https://www.ebay.com/usr/nobody\n" + // a source's own word for it
		"own,https://www.shop.example/?utm_source=x\n"})
	var shops []string
	for _, line := range dump(t, d.graph, withoutRecord) {
		key, _, _ := strings.Cut(line, " ")
		if !strings.Contains(key, "platform:") {
			shops = append(shops, key)
		}
	}
	want := []string{"norvo:nobody", "own:shop.example", "taobao:shop00000", "taobao:shop00001"}
	if diff := cmp.Diff(want, slices.Compact(shops)); diff != "" {
		t.Errorf("shops (-want +got):\n%s", diff)
	}
	rejected := []string{"storefronts.csv:4 row url UNKNOWN_SHOP", "storefronts.csv:5 row url BAD_URL"}
	if diff := cmp.Diff(rejected, d.rejected()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}
