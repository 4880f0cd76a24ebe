package synth

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// orders are what a shop sold in a quarter, invented orders among them.
type orders struct {
	shop, from, to   int
	real, brushed    int // how many
	amount, invented int // of the two, in whole yuan
}

const quarter = 91

// trade counts the orders of the shops in rings: nobody watched the others.
// The guilty ring buys orders of its own, and so do some shops of the rest.
func (b *builder) trade() {
	for _, op := range b.ops {
		if op.Kind != "illicit_ring" || op.Size < smallestRing {
			continue
		}
		for _, n := range op.shops {
			b.sell(n, op == b.named["guilty"])
		}
	}
}

// smallestRing is what is more than a pair.
const smallestRing = 3

func (b *builder) sell(n int, brushes bool) {
	s := &b.shops[n]
	draw := newStream(b.seed, "orders", n)
	brushes = draw.percent(b.Brushing) || brushes
	usual, each := 20+draw.intn(160), 60+draw.intn(400)
	for q := range days / quarter {
		o := orders{shop: n, from: q * quarter, to: (q+1)*quarter - 1, real: usual * (70 + draw.intn(61)) / 100}
		o.amount = o.real * each * (85 + draw.intn(31)) / 100
		if brushes {
			o.brushed = 15 + draw.intn(30)
			o.invented = o.brushed * (90 + draw.intn(50))
		}
		if o.to >= s.opened && o.from <= s.end() {
			b.orders = append(b.orders, o)
		}
	}
}

func (b *builder) orderTable() *table {
	t := newTable("input/order_aggregates.csv", "source", "source_record_id", "storefront_ref", "period_start", "period_end", "orders", "amount", "currency", "refunds", "buyers")
	for _, o := range b.orders {
		all := o.real + o.brushed
		t.add("order-watch", t.id("oa"), b.shops[o.shop].key(), day(max(1, o.from)), day(o.to), strconv.Itoa(all), strconv.Itoa(o.amount+o.invented)+".00", "CNY",
			strconv.Itoa(o.real/17), strconv.Itoa(all-all/9))
	}
	return t
}

// shipmentTable has the parcel of each test purchase. It leaves from where the
// shop ships, whatever the shop declares.
func (b *builder) shipmentTable(left []string) *table {
	t := newTable("input/shipments.csv", "source", "source_record_id", "waybill", "carrier", "purchase_ref", "origin_address_ref", "origin_scan_site", "weight_g", "shipped_at")
	for i, p := range b.purchases {
		draw := newStream(b.seed, "parcel", i)
		t.add("parcel-desk", t.id("sh"), fmt.Sprintf("WB%012d", draw.intn(1_000_000_000_000)), [...]string{"suyun-express", "post-mail", "haiyun-cargo"}[draw.weighted(66, 29, 5)],
			fmt.Sprintf("test_purchase:test-buy-desk:tp%05d", i+1), left[p.shop], b.regions[b.shops[p.shop].region].Code, strconv.Itoa(150+draw.intn(4000)), day(p.bought+2))
	}
	return t
}

// pursuit is a step of the police or a court.
type pursuit struct {
	shop, at      int
	step, by, why string
}

// lead is what became of an illicit operation that somebody reported.
type lead struct {
	op                 *operation
	source             string
	pursued, convicted bool
}

// untilJudgement is how many days lie between a lead and the judgement on it.
const untilJudgement = 420

// leads draws which of the rings are pursued, the guilty one not among them;
// the first of which there is time for ends with a judgement.
func (b *builder) leads() (out []lead) {
	for _, op := range b.ops {
		if op.Kind == "illicit_ring" && op.Size >= smallestRing {
			out = append(out, lead{op: op})
		}
	}
	draw := newStream(b.seed, "lead", 0)
	chosen, judged := 0, false
	for _, i := range draw.perm(len(out)) {
		l := &out[i]
		l.source = [...]string{"data_mining", "brand_report", "complaint", "random_check"}[draw.weighted(50, 20, 20, 10)]
		if chosen == b.Pursued || l.op == b.named["guilty"] {
			continue
		}
		chosen++
		l.pursued = true
		l.convicted = !judged && b.reported(l.op)+untilJudgement < days
		judged = judged || l.convicted
	}
	return out
}

// oldest is the member that opened first.
func (b *builder) oldest(op *operation) int {
	return slices.MinFunc(op.shops, func(x, y int) int {
		return cmp.Or(cmp.Compare(b.shops[x].opened, b.shops[y].opened), cmp.Compare(x, y))
	})
}

// reported is the day on which a ring is taken up.
func (b *builder) reported(op *operation) int { return min(days-2, b.shops[b.oldest(op)].opened+90) }

func (b *builder) pursue() {
	for _, l := range b.leads() {
		if !l.pursued {
			continue
		}
		n, at := b.oldest(l.op), b.reported(l.op)
		b.pursuits = append(b.pursuits, pursuit{n, at, "PURSUED", "police", "lead accepted"})
		if l.convicted {
			b.pursuits = append(b.pursuits, pursuit{n, at + 150, "ARREST", "police", "raid"}, pursuit{n, at + untilJudgement, "CONVICTION", "court", "judgment"})
		}
	}
}
