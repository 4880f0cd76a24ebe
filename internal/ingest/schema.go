package ingest

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/mapping"
)

// schema is one kind of file.
type schema struct {
	kind     string   // the plural, as files are named
	singular string   // as references name it
	required []string // a row without one is rejected, a file without the column refused
	optional []string
	either   [][]string // of each of these the file has one column at least
	refs     []string   // columns that point at other rows or storefronts
	record   bool       // a row is a node of its own, named by its source and id
	natural  string     // column that names the record when source_record_id does not
	read     func(*loader, *row)
}

// provenance are the columns that every kind of row may carry.
var provenance = []string{"source", "source_record_id", "observed_at", "collected_by", "evidence_class", "evidence_ref"}

// schemas lists the kinds in the order in which they are read, so that rows
// find what they point at: links come before the records that speak about
// storefronts, because a link alone may bring a storefront in.
func schemas() []schema {
	return []schema{
		{kind: "regions", singular: "region", read: (*loader).region,
			required: []string{"scheme", "code"}, optional: []string{"name", "parent", "lat", "lon", "edition"}},
		{kind: "sellers", singular: "seller", record: true, read: (*loader).seller,
			required: []string{"name"}, refs: []string{"predecessor_seller_ref"},
			optional: []string{"name_lang", "legal_name", "uscc", "resident_id", "resident_id_hash", "contact_phone", "contact_email", "wechat", "qq",
				"registered_at", "banned_at", "ban_reason", "predecessor_seller_ref"}},
		{kind: "storefronts", singular: "storefront", read: (*loader).storefront, refs: []string{"seller_ref"}, either: [][]string{{"shop_id", "url"}},
			required: []string{"platform"}, optional: []string{"url", "shop_id", "shop_name", "seller_ref", "ship_from_region", "ship_to_regions",
				"opened_at", "closed_at", "status"}},
		{kind: "links", singular: "link", read: (*loader).link,
			required: []string{"storefront", "kind", "value"}, optional: []string{"until", "name", "region"}},
		{kind: "payment_accounts", singular: "payment_account", read: (*loader).account, refs: []string{"owner_ref"},
			required: []string{"scheme", "value"}, optional: []string{"holder_name", "bank_code", "owner_ref", "verified_at"}},
		{kind: "addresses", singular: "address", read: (*loader).address, refs: []string{"owner_ref"},
			required: []string{"raw"}, optional: []string{"role", "country", "admin_code", "lat", "lon", "datum", "owner_kind", "owner_ref"}},
		{kind: "contacts", singular: "contact", read: (*loader).contact, refs: []string{"owner_ref"},
			required: []string{"kind", "value"}, optional: []string{"country", "owner_ref", "verified_at"}},
		{kind: "sites", singular: "site", read: (*loader).site, refs: []string{"address_ref"},
			required: []string{"kind", "address_ref"}, optional: []string{"role", "last_confirmed"}},
		{kind: "brands", singular: "brand", record: true, read: (*loader).brand,
			required: []string{"name"}, optional: []string{"owner", "registration_no", "office", "nice_class"}},
		{kind: "listings", singular: "listing", record: true, read: (*loader).listing, refs: []string{"storefront_ref"}, natural: "listing_id",
			required: []string{"listing_id", "storefront_ref"}, optional: []string{"title", "brand_claimed", "price", "currency", "image_refs", "sku",
				"listed_at", "removed_at", "sales_count", "goods_score_0_100"}},
		{kind: "order_aggregates", singular: "order_aggregate", record: true, read: (*loader).orderAggregate, refs: []string{"storefront_ref"},
			required: []string{"storefront_ref", "period_start", "period_end", "orders", "amount", "currency"}, optional: []string{"refunds", "buyers"}},
		{kind: "complaints", singular: "complaint", record: true, read: (*loader).complaint, refs: []string{"target_ref"}, natural: "complaint_id",
			required: []string{"complaint_id", "target_ref"},
			optional: []string{"complainant_kind", "complainant_ref", "reason", "filed_at", "outcome", "refutation_due_at"}},
		{kind: "test_purchases", singular: "test_purchase", record: true, read: (*loader).purchase, natural: "purchase_id",
			refs: []string{"storefront_ref", "listing_ref", "pay_to_account_ref"}, required: []string{"purchase_id"},
			either: [][]string{{"storefront_ref", "listing_ref"}},
			optional: []string{"listing_ref", "storefront_ref", "bought_at", "amount", "currency", "pay_to_account_ref", "received_at",
				"verdict", "examiner", "exhibit_id"}},
		{kind: "enforcements", singular: "enforcement", record: true, read: (*loader).enforcement, refs: []string{"subject_ref"},
			required: []string{"subject_ref", "step", "at"}, optional: []string{"by", "policy", "reason", "until", "reversed_at"}},
		{kind: "shipments", singular: "shipment", record: true, read: (*loader).shipment, refs: []string{"purchase_ref", "origin_address_ref"}, natural: "waybill",
			required: []string{"waybill"}, optional: []string{"carrier", "purchase_ref", "origin_address_ref", "origin_scan_site", "sender_phone", "weight_g", "shipped_at"}},
		// Last: these are no evidence, and are taken off the end.
		{kind: judgementsKind, singular: "judgement", read: (*loader).judgement, refs: []string{"left_ref", "right_ref"},
			required: []string{"left_ref", "right_ref", "verdict", "user", "reason"}, optional: []string{"at"}},
	}
}

// knows reports whether the kind has the column.
func (s *schema) knows(column string) bool {
	return slices.Contains(s.required, column) || slices.Contains(s.optional, column) ||
		(slices.Contains(provenance, column) && (s.kind != "links" || (column != "collected_by" && column != "evidence_ref")))
}

// schemaOf returns the kind of that name, singular or plural.
func schemaOf(name string) (schema, bool) {
	name = columnName(name)
	for _, s := range schemas() {
		if name == s.kind || name == s.singular {
			return s, true
		}
	}
	return schema{}, false
}

// kindOfFile returns the kind that a file's name says: links.csv,
// links.ndjson.gz.
func kindOfFile(path string) (schema, bool) {
	base := strings.ToLower(filepath.Base(path))
	for _, packed := range []string{".gz", ".zst"} {
		base = strings.TrimSuffix(base, packed)
	}
	ext := filepath.Ext(base)
	switch ext {
	case ".csv", ".tsv", ".ndjson", ".jsonl", ".parquet":
		return schemaOf(strings.TrimSuffix(base, ext))
	}
	return schema{}, false
}

// kindNames lists the file names that are looked for, for messages.
func kindNames(suffix string) string {
	var names []string
	for _, s := range schemas() {
		names = append(names, s.kind+suffix)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// columnName brings a header field to the form in which columns are named.
func columnName(raw string) string { return mapping.Name(raw) }

// evidence reports whether rows of the kind join storefronts to identifiers,
// so that their class decides about membership.
func (s *schema) evidence() bool {
	switch s.kind {
	case "links", "payment_accounts", "addresses", "contacts":
		return true
	}
	return false
}
