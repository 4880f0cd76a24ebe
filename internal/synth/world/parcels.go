package world

import (
	"math"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/dice"
	"github.com/ringtrace/ringtrace/internal/entity"
)

func sqrt(x float64) float64 { return math.Sqrt(x) }

// buy writes the test purchases from a shop and their parcels.
func (b *block) buy(s *shop) {
	g := b.g
	d := stream(g.seed, ofPurchases, uint64(s.n))
	aimed := g.purchaseShare * (1 - g.purchaseRandom) / (1 + g.illicitShare*(g.purchaseAim-1))
	if s.illicit {
		aimed *= g.purchaseAim
	}
	mean := g.purchaseShare*g.purchaseRandom + aimed
	for i := range d.poisson(mean) {
		bought := s.opened + d.below(max(1, s.end()-s.opened))
		fake := s.illicit && bought >= s.bought && d.chance(s.stock)
		verdict := g.verdict(&d, fake)
		out := &b.out[sheetPurchases]
		out.text("test-buy-desk").id("tp", s.code, i).id("tp", s.code, i).shop(s).text(g.day(max(1, bought)))
		out.money(60 + 400*lognormal(&d, .8)).text("CNY")
		b.reference(out, "payment_account:settlement-report:pa", s, entity.KindPaymentAccount)
		out.text(g.day(bought + int(g.purchaseDelay))).text(verdict)
		out.b = append(digits(append(out.b, "lab-"...), uint64(1+d.below(3)), 1), ',')
		out.id("ex", s.code, i).end()
		b.send(s, &d, i, bought+2, true)
	}
	for i := range d.poisson(g.parcelShare) {
		b.send(s, &d, 100+i, s.opened+d.below(max(1, s.end()-s.opened)), false)
	}
}

// verdict is what the examiner finds.
func (g *generator) verdict(d *draw, fake bool) string {
	right := g.purchaseSpecificity
	if fake {
		right = g.purchaseSensitivity
	}
	switch {
	case d.chance(.03):
		return "INCONCLUSIVE"
	case d.chance(right) == fake:
		return "COUNTERFEIT"
	}
	return "GENUINE"
}

// send writes one parcel. It leaves from where the shop ships, whatever the
// shop declares.
func (b *block) send(s *shop, d *draw, i, day int, bought bool) {
	g, out := b.g, &b.out[sheetShipments]
	out.text("parcel-desk").id("sh", s.code, i)
	out.b = append(digits(append(out.b, "WB"...), dice.Mix(uint64(s.n)<<10|uint64(i))%1e12, 12), ',')
	out.text([...]string{"suyun-express", "post-mail", "haiyun-cargo"}[d.pick(1-g.parcelMail-g.parcelCargo, g.parcelMail, g.parcelCargo)])
	if bought {
		out.b = append(recordID(append(out.b, "test_purchase:test-buy-desk:"...), "tp", s.code, i), ',')
	} else {
		out.text("")
	}
	b.reference(out, "address:parcel-desk:ad", s, entity.KindAddress)
	out.text(g.regions[s.ships].Code)
	phone := value{}
	for j := range s.facts {
		if s.facts[j].kind == entity.KindPhone && s.facts[j].class.Hard() {
			phone = s.facts[j].value
		}
	}
	if phone.kind == entity.KindPhone && d.chance(.5) {
		out.b = append(g.text(out.b, phone), ',')
	} else {
		out.text("")
	}
	out.number(150 + d.below(4000)).text(g.day(max(1, min(day, days)))).end()
}

// reference points at the shop's first hard record of a kind, by its place
// among the shop's facts.
func (b *block) reference(out *sheet, prefix string, s *shop, kind entity.Kind) {
	for j := range s.facts {
		f := &s.facts[j]
		if f.kind == kind && f.class.Hard() && (kind != entity.KindAddress || f.role == "SHIP_FROM") {
			out.b = digits(append(out.b, prefix...), uint64(s.code), 8)
			out.b = append(strconv.AppendInt(append(out.b, '-'), int64(j), 10), ',')
			return
		}
	}
	out.text("")
}
