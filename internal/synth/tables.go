package synth

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// table is one file to be written.
type table struct {
	path string
	rows [][]string // the first is the header
}

func newTable(path string, header ...string) *table { return &table{path, [][]string{header}} }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// id numbers the next row; the number says nothing but the place in the file.
func (t *table) id(prefix string) string { return fmt.Sprintf("%s%05d", prefix, len(t.rows)) }

func day(d int) string {
	if d == 0 {
		return ""
	}
	return date(d).Format(time.DateOnly)
}

// input lays the world out in the files that `load` reads.
func (b *builder) input() []*table {
	out := append(b.shopTables(), b.factTables()...)
	return append(out, b.regionTable(), b.complaintTable(), b.enforcementTable(), b.brandTable(), b.listingTable(), b.orderTable())
}

func (b *builder) shopTables() []*table {
	sellers := newTable("input/sellers.csv", "source", "source_record_id", "name", "name_lang", "registered_at")
	shops := newTable("input/storefronts.csv", "source", "source_record_id", "platform", "shop_id", "shop_name", "seller_ref",
		"ship_from_region", "ship_to_regions", "opened_at", "closed_at", "status")
	registered := map[*operation]string{} // looked up, never ranged over
	for n := range b.shops {
		s := &b.shops[n]
		draw := newStream(b.seed, "face", n)
		ref := registered[s.op]
		if ref == "" && draw.percent(88) {
			id := sellers.id("se")
			ref = "seller:seller-registry:" + id
			if !s.op.illicit() {
				registered[s.op] = ref // honest people run all their shops under one name
			}
			sellers.add("seller-registry", id, firm(draw), "zh", day(max(1, s.opened-draw.intn(200))))
		}
		status := "OPEN"
		if s.closed > 0 {
			status = "CLOSED"
		}
		var to []string
		for range draw.intn(4) {
			to = append(to, b.regions[draw.intn(len(b.regions))].Code)
		}
		slices.Sort(to)
		shops.add("platform-export", shops.id("sf"), s.platform, s.id, shopName(draw), ref, b.regions[s.region].Code,
			strings.Join(slices.Compact(to), ";"), day(max(1, s.opened)), day(s.closed), status)
	}
	return []*table{shops, sellers}
}

// factTables sorts what the shops show by kind into the files for it, what
// was seen later behind the rest, and adds what names these rows: test
// purchases the account they paid, parcels the address they left.
func (b *builder) factTables() []*table {
	t := factSheets{
		addresses: newTable("input/addresses.csv", "source", "source_record_id", "raw", "role", "country", "admin_code", "owner_ref", "evidence_class", "observed_at"),
		accounts:  newTable("input/payment_accounts.csv", "source", "source_record_id", "scheme", "value", "owner_ref", "evidence_class", "observed_at"),
		contacts:  newTable("input/contacts.csv", "source", "source_record_id", "kind", "value", "owner_ref", "evidence_class", "observed_at"),
		links:     newTable("input/links.csv", "storefront", "kind", "value", "evidence_class", "observed_at", "source", "source_record_id"),
	}
	paidTo, left := make([]string, len(b.shops)), make([]string, len(b.shops)) // references to each shop's first account and address
	for n := range b.shops {
		s := &b.shops[n]
		slices.SortFunc(s.facts, fact.compare)
		for _, f := range s.facts {
			id := t.add(b, s, f, f.text)
			switch {
			case f.kind == entity.KindPaymentAccount && paidTo[n] == "":
				paidTo[n] = "payment_account:settlement-report:" + id
			case f.kind == entity.KindAddress && f.class.Hard() && f.role == "SHIP_FROM" && left[n] == "":
				left[n] = "address:parcel-desk:" + id
			}
		}
	}
	for _, l := range b.later {
		t.add(b, &b.shops[l.shop], l.fact, l.spelled)
	}
	return []*table{t.addresses, t.accounts, t.contacts, t.links, b.purchaseTable(paidTo), b.shipmentTable(left)}
}

// factSheets are the files of what shops show.
type factSheets struct{ addresses, accounts, contacts, links *table }

// add writes one fact as it is spelled, and returns the id of its row.
func (t *factSheets) add(b *builder, s *shop, f fact, spelled string) (id string) {
	class, seen := f.class.String(), day(f.day)
	switch f.kind {
	case entity.KindAddress:
		source := "parcel-desk"
		if !f.class.Hard() {
			source = "platform-export"
		}
		id = t.addresses.id("ad")
		t.addresses.add(source, id, spelled, f.role, "CN", b.regions[f.region].Code, s.key(), class, seen)
	case entity.KindPaymentAccount:
		scheme, number, _ := strings.Cut(spelled, ":")
		id = t.accounts.id("pa")
		t.accounts.add("settlement-report", id, scheme, number, s.key(), class, seen)
	case entity.KindPhone, entity.KindEmail, entity.KindHandle:
		id = t.contacts.id("co")
		t.contacts.add("platform-export", id, strings.ToUpper(f.kind.String()), spelled, s.key(), class, seen)
	default:
		id = t.links.id("cr")
		t.links.add(s.key(), strings.ToUpper(f.kind.String()), spelled, class, seen, "listing-crawl", id)
	}
	return id
}

// compare puts facts in an order that does not tell who planted them.
func (f fact) compare(o fact) int {
	return cmp.Or(cmp.Compare(f.kind, o.kind), strings.Compare(f.text, o.text), strings.Compare(f.role, o.role),
		cmp.Compare(f.class, o.class), cmp.Compare(f.day, o.day))
}

func (b *builder) purchaseTable(paidTo []string) *table {
	t := newTable("input/test_purchases.csv", "source", "source_record_id", "purchase_id", "storefront_ref", "bought_at", "amount", "currency",
		"pay_to_account_ref", "received_at", "verdict", "examiner", "exhibit_id")
	beijing := time.FixedZone("", 8*3600)
	for i, p := range b.purchases {
		id := t.id("tp")
		bought := date(p.bought).Add(time.Duration(i*7%12) * time.Hour).In(beijing).Format(time.RFC3339)
		t.add("test-buy-desk", id, id, b.shops[p.shop].key(), bought, strconv.Itoa(p.amount)+".00", "CNY",
			paidTo[p.shop], day(p.bought+3+i%8), p.verdict, fmt.Sprintf("lab-%d", 1+i%3), t.id("ex"))
	}
	return t
}

func (b *builder) regionTable() *table {
	t := newTable("input/regions.csv", "source", "source_record_id", "scheme", "code", "name", "parent")
	province := ""
	for _, p := range b.regions {
		if p.ProvinceCode() != province {
			province = p.ProvinceCode()
			t.add("gb2260", province, "GB2260", province, p.Province, "")
		}
		t.add("gb2260", p.Code, "GB2260", p.Code, p.City, province)
	}
	return t
}

func (b *builder) complaintTable() *table {
	t := newTable("input/complaints.csv", "source", "source_record_id", "complaint_id", "target_ref", "complainant_kind", "complainant_ref",
		"reason", "filed_at", "outcome", "refutation_due_at")
	for _, c := range b.complaints {
		id := t.id("cm")
		t.add("complaint-desk", id, id, b.shops[c.shop].key(), c.by, c.complainant, c.why, day(max(1, c.filed)), c.outcome, day(c.filed+3))
	}
	return t
}

func (b *builder) enforcementTable() *table {
	t := newTable("input/enforcements.csv", "source", "source_record_id", "subject_ref", "step", "at", "by", "policy", "reason", "reversed_at")
	for _, e := range b.enforcements {
		t.add("platform-export", t.id("en"), b.shops[e.shop].key(), e.step, day(e.at), "platform", "IP-7", e.why, day(e.reversed))
	}
	for _, e := range b.pursuits {
		t.add("platform-export", t.id("en"), b.shops[e.shop].key(), e.step, day(e.at), e.by, "", e.why, "")
	}
	return t
}

func firm(s *stream) string {
	han, _ := roadName(s)
	return han + [...]string{"商行", "贸易有限公司", "百货店", "电子商务有限公司"}[s.intn(4)]
}
