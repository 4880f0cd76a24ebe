package ingest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// trade is a load of what is sold, in five kinds of file.
func trade() files {
	return files{
		"storefronts.csv": lines("platform,shop_id", "x,1"),
		"addresses.csv":   lines("source,source_record_id,raw,country", "dir,A1,\"12 High Street, Springfield\",US"),
		"listings.csv": lines("source,listing_id,storefront_ref,title,brand_claimed,price,currency,image_refs,listed_at,sales_count,goods_score_0_100",
			"crawl,L1,x:1,Bag,Brandy,12.5,USD,a;b,2025-01-01,3,99", "crawl,L2,x:1,Bag,Brandy,-5,USD,,2025-01-01,x,101", "crawl,L3,x:9,Bag,,,,,,,"),
		"brands.csv": lines("source,source_record_id,name,owner,registration_no,nice_class", "reg,B1,Brandy,Brandy Inc,123,18"),
		"order_aggregates.csv": lines("source,source_record_id,storefront_ref,period_start,period_end,orders,amount,currency,refunds",
			"api,O1,x:1,2025-01-01,2025-01-31,10,1250.5,USD,1", "api,O2,x:1,2025-02-01,2025-01-31,10,1,USD,", "api,O3,x:1,2025-01-01,2025-01-31,-1,1,USD,"),
		"sites.csv":          lines("kind,address_ref,role,last_confirmed", "WORKSHOP,address:dir:A1,PRODUCTION,2025-05-01", "WORKSHOP,address:dir:A2,,"),
		"test_purchases.csv": lines("source,purchase_id,listing_ref,bought_at,verdict", "desk,T1,listing:crawl:L1,2025-02-01,COUNTERFEIT", "desk,T2,listing:crawl:L9,2025-02-01,GENUINE"),
		"shipments.csv": lines("source,waybill,carrier,purchase_ref,origin_address_ref,sender_phone,weight_g,shipped_at",
			"desk,W1,fast,test_purchase:desk:T1,address:dir:A1,+1 201 555 0101,500,2025-02-02", "desk,W2,fast,test_purchase:desk:T9,,,heavy,"),
	}
}

func TestTrade(t *testing.T) {
	d := newDesk(t)
	conserved(t, d.mustLoad(trade()), trade())
	golden(t, "trade.graph", lines(dump(t, d.graph, withoutRecord)...))
	want := []string{
		"sites.csv:3 row address_ref DANGLING_REF",
		"listings.csv:3 field price BAD_NUMBER", "listings.csv:3 field sales_count BAD_NUMBER", "listings.csv:3 field goods_score_0_100 BAD_NUMBER", "listings.csv:4 row storefront_ref DANGLING_REF",
		"order_aggregates.csv:3 row period_end BAD_DATE", "order_aggregates.csv:4 row orders BAD_NUMBER",
		"test_purchases.csv:3 row listing_ref DANGLING_REF",
		"shipments.csv:3 field weight_g BAD_NUMBER", "shipments.csv:3 field purchase_ref DANGLING_REF"}
	if diff := cmp.Diff(want, d.rejected()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

// TestPurchaseOfAnEarlierListing holds that a listing of an earlier load names
// the shop that was bought from.
func TestPurchaseOfAnEarlierListing(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{"storefronts.csv": "platform,shop_id\nx,1\n", "listings.csv": "source,listing_id,storefront_ref\ncrawl,L1,x:1\n"})
	d.mustLoad(files{"test_purchases.csv": "source,purchase_id,listing_ref\ndesk,T1,listing:crawl:L1\n"})
	if got := strings.Join(dump(t, d.graph, withoutRecord), "\n"); !strings.Contains(got, "test_purchase:desk:T1 -BOUGHT_FROM-> x:1 OBSERVED") {
		t.Errorf("graph:\n%s", got)
	}
}
