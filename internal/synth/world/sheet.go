package world

import "strconv"

// sheet is rows of one file, as CSV, in order.
type sheet struct {
	b    []byte
	rows int
}

// The files of a world; output holds one sheet for each.
const (
	sheetStorefronts = iota
	sheetSellers
	sheetAddresses
	sheetAccounts
	sheetContacts
	sheetLinks
	sheetListings
	sheetComplaints
	sheetPurchases
	sheetShipments
	sheetOrders
	sheetEnforcements
	sheetRegions
	sheetBrands
	truthRings
	truthOperations
	truthLinks
	truthLabels
	truthStock
	truthMalicious
	truthComplainants
	truthHubs
	truthClusters
	truthVictims
	truthReturns
	truthBrushed
	truthAmounts
	truthFunnel
	truthSuppliers
	truthBought
	sheets
)

// file is the path and the header of a sheet.
type file struct{ path, header string }

var files = [sheets]file{
	{"input/storefronts.csv", "source,source_record_id,platform,shop_id,shop_name,seller_ref,ship_from_region,ship_to_regions,opened_at,closed_at,status"},
	{"input/sellers.csv", "source,source_record_id,name,name_lang,registered_at,banned_at,ban_reason"},
	{"input/addresses.csv", "source,source_record_id,raw,role,country,admin_code,owner_ref,evidence_class,observed_at"},
	{"input/payment_accounts.csv", "source,source_record_id,scheme,value,holder_name,owner_ref,evidence_class,observed_at"},
	{"input/contacts.csv", "source,source_record_id,kind,value,owner_ref,evidence_class,observed_at"},
	{"input/links.csv", "storefront,kind,value,evidence_class,observed_at,source,source_record_id"},
	{"input/listings.csv", "source,source_record_id,listing_id,storefront_ref,title,brand_claimed,price,currency,image_refs,sku,listed_at,removed_at,sales_count,goods_score_0_100"},
	{"input/complaints.csv", "source,source_record_id,complaint_id,target_ref,complainant_kind,complainant_ref,reason,filed_at,outcome,refutation_due_at"},
	{"input/test_purchases.csv", "source,source_record_id,purchase_id,storefront_ref,bought_at,amount,currency,pay_to_account_ref,received_at,verdict,examiner,exhibit_id"},
	{"input/shipments.csv", "source,source_record_id,waybill,carrier,purchase_ref,origin_address_ref,origin_scan_site,sender_phone,weight_g,shipped_at"},
	{"input/order_aggregates.csv", "source,source_record_id,storefront_ref,period_start,period_end,orders,amount,currency,refunds,buyers"},
	{"input/enforcements.csv", "source,source_record_id,subject_ref,step,at,by,policy,reason,reversed_at"},
	{"input/regions.csv", "source,source_record_id,scheme,code,name,parent"},
	{"input/brands.csv", "source,source_record_id,name,owner,registration_no,office,nice_class"},
	{"truth/rings.csv", "storefront,ring,role,from,to,template,findable"},
	{"truth/operations.csv", "storefront,operation,kind"},
	{"truth/true_links.csv", "a,b,kind,why"},
	{"truth/labels.csv", "storefront,illicit,from,to"},
	{"truth/stock.csv", "storefront,q"},
	{"truth/malicious_complaints.csv", "complaint_id"},
	{"truth/complainants.csv", "complainant,reliability,abusive"},
	{"truth/hubs.csv", "value,kind,type,regional"},
	{"truth/innocent_clusters.csv", "operation,kind,size"},
	{"truth/victims.csv", "storefront,framed_by,with_phone"},
	{"truth/reentry_pairs.csv", "banned,new,kind,days,wrong_dates"},
	{"truth/brushed_orders.csv", "storefront,period_start,brushed,amount"},
	{"truth/amounts.csv", "ring,true_sales,true_gains,unsold_value"},
	{"truth/funnel_propensity.csv", "operation,lead_source,pursued_propensity,pursued,convicted"},
	{"truth/suppliers.csv", "value,ring,supplier_of"},
	{"truth/bought_shops.csv", "storefront,ring,on"},
}

// output is the rows of one part of a world.
type output [sheets]sheet

func newOutput() *output { return &output{} }

// text adds a cell, quoted where CSV wants it.
func (s *sheet) text(cell string) *sheet {
	for _, c := range []byte(cell) {
		if c == ',' || c == '"' || c == '\n' {
			s.b = append(s.b, '"')
			for _, c := range []byte(cell) {
				if c == '"' {
					s.b = append(s.b, '"')
				}
				s.b = append(s.b, c)
			}
			s.b = append(s.b, '"', ',')
			return s
		}
	}
	s.b = append(append(s.b, cell...), ',')
	return s
}

// plain adds a cell that needs no quotes.
func (s *sheet) plain(cell []byte) *sheet {
	s.b = append(append(s.b, cell...), ',')
	return s
}

func (s *sheet) number(n int) *sheet {
	s.b = append(strconv.AppendInt(s.b, int64(n), 10), ',')
	return s
}

// money adds an amount with two decimals.
func (s *sheet) money(yuan float64) *sheet {
	s.b = append(strconv.AppendFloat(s.b, yuan, 'f', 2, 64), ',')
	return s
}

func (s *sheet) share(x float64) *sheet {
	s.b = append(strconv.AppendFloat(s.b, x, 'f', 4, 64), ',')
	return s
}

func (s *sheet) shop(x *shop) *sheet {
	s.b = append(x.key(s.b), ',')
	return s
}

// id adds a record id that says no more than whose record it is and which.
func (s *sheet) id(prefix string, code uint32, i int) *sheet {
	s.b = append(recordID(s.b, prefix, code, i), ',')
	return s
}

func recordID(b []byte, prefix string, code uint32, i int) []byte {
	b = digits(append(b, prefix...), uint64(code), 8)
	return strconv.AppendInt(append(b, '-'), int64(i), 10)
}

func (s *sheet) end() {
	s.b[len(s.b)-1] = '\n'
	s.rows++
}

// day writes a day of the world, "" for none.
func (g *generator) day(d int) string {
	if d <= 0 {
		return ""
	}
	return g.dates[min(d, len(g.dates)-1)]
}
