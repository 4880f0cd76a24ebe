package world

import "github.com/ringtrace/ringtrace/internal/entity"

// brush gives some of those who buy invented orders their operator's handle:
// one operator serves honest and illicit shops alike.
func (b *block) brush() {
	for i := range b.shops {
		s := &b.shops[i]
		d := stream(b.g.seed, ofOrders, uint64(s.n)|1<<40)
		if s.brushes && d.chance(b.g.brushingSeen) {
			operator := uint32(float64(s.n) / b.g.brushingShops)
			b.g.showAlways(s, mint(entity.KindHandle, hubOwner(operatorRank+int(operator)), 1, 0), entity.ClassObserved, "")
		}
	}
}

// operatorRank keeps operators' serials apart from hubs'.
const operatorRank = 200_000

// quarter is how many days a period of orders has.
const quarter = 91

// orderBook writes what a collector counted, where one watched the shop, and how
// much of it was invented.
func (b *block) orderBook(s *shop) {
	g := b.g
	d := stream(g.seed, ofOrders, uint64(s.n))
	if !d.chance(g.ordersWatched) {
		return
	}
	usual, each := 90*lognormal(&d, .9), 180*lognormal(&d, .7)
	for q := range days / quarter {
		from, to := q*quarter, (q+1)*quarter-1
		if to < s.opened || from > s.end() {
			continue
		}
		real := d.poissonish(usual)
		amount := float64(real) * each
		brushed := 0
		if s.brushes {
			brushed = d.poissonish(g.brushingQuarter)
		}
		invented := float64(brushed) * g.brushingValue
		orders := real + brushed
		b.out[sheetOrders].text("order-watch").id("oa", s.code, q).shop(s).text(g.day(max(1, from))).text(g.day(to)).
			number(orders).money(amount + invented).text("CNY").number(int(float64(real) * .06 * d.unit() * 2)).number(orders - orders/9).end()
		if brushed > 0 {
			b.out[truthBrushed].shop(s).text(g.day(max(1, from))).number(brushed).money(invented).end()
		}
	}
}

// poissonish is a count of a mean that may be large: normal above ten.
func (d *draw) poissonish(mean float64) int {
	if mean < 10 {
		return d.poisson(mean)
	}
	return max(0, int(mean+sqrt(mean)*d.normal()))
}
