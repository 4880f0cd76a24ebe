package synth

import (
	"cmp"
	"fmt"
	"slices"
)

type complaint struct {
	shop, filed                   int
	by, complainant, why, outcome string
}

type purchase struct {
	shop, bought, amount int // amount in whole yuan
	verdict              string
}

type enforcement struct {
	shop, at, reversed int // reversed 0 = stands
	step, why          string
}

// enforce closes and limits a few shops, one of them wrongly.
func (b *builder) enforce() {
	sanction := func(n int, step, why string, undone bool) {
		s := &b.shops[n]
		e := enforcement{shop: n, at: s.lastSeen() + 1 + s.rng.intn(30), step: step, why: why}
		if undone {
			e.reversed = e.at + 9
		} else if step != "LIMIT_LISTINGS" {
			s.closed = e.at
		}
		b.enforcements = append(b.enforcements, e)
	}
	bad := b.singles(true)
	for i, n := range bad[:6] {
		sanction(n, [...]string{"PERMANENT_BAN", "CLOSE_SHOP"}[i%2], "positive test purchase", false)
	}
	for _, n := range bad[6:10] {
		sanction(n, "LIMIT_LISTINGS", "unanswered complaints", false)
	}
	sanction(b.named["star"].shops[3], "CLOSE_SHOP", "upheld complaints", false)
	sanction(b.named["guilty"].shops[13], "PERMANENT_BAN", "positive test purchase", false)
	sanction(b.singles(false)[100], "CLOSE_SHOP", "upheld complaints", true)
	slices.SortFunc(b.enforcements, func(x, y enforcement) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.shop, y.shop))
	})
}

func (s *shop) lastSeen() int {
	last := s.opened
	for _, f := range s.facts {
		last = max(last, f.day)
	}
	return last
}

// complain files complaints: about a quarter of them end withdrawn, rejected
// or refuted. The guilty ring has upheld ones, the honest family has none.
func (b *builder) complain() {
	for n := range b.shops {
		s := &b.shops[n]
		draw := newStream(b.seed, "complaint", n)
		switch {
		case s.op == b.named["honest_family"] || s.op == b.named["framed_shop"]:
		case s.op.illicit():
			for range draw.weighted(30, 30, 20, 12, 8) {
				b.file(n, draw, [...]string{"UPHELD", "PENDING", "WITHDRAWN"}[draw.weighted(70, 22, 8)])
			}
		case draw.percent(12):
			b.file(n, draw, [...]string{"REJECTED", "WITHDRAWN", "REFUTED", "PENDING", "UPHELD"}[draw.weighted(22, 20, 14, 28, 16)])
		}
	}
	draw := newStream(b.seed, "complaint", b.Shops)
	for _, n := range b.named["guilty"].shops[:6] {
		b.file(n, draw, "UPHELD")
	}
	for i, n := range b.named["honest_family"].shops[:3] {
		b.file(n, draw, [...]string{"REJECTED", "WITHDRAWN", "REFUTED"}[i])
	}
	b.file(b.named["framed_shop"].shops[0], draw, "WITHDRAWN")
	slices.SortFunc(b.complaints, func(x, y complaint) int {
		return cmp.Or(cmp.Compare(x.filed, y.filed), cmp.Compare(x.shop, y.shop), cmp.Compare(x.complainant, y.complainant))
	})
}

// file adds one complaint. Withdrawn and rejected ones come mostly from two
// agents; pending ones are recent.
func (b *builder) file(n int, draw *stream, outcome string) {
	s := &b.shops[n]
	c := complaint{shop: n, outcome: outcome, filed: s.opened + draw.intn(s.end()-s.opened)}
	if outcome == "PENDING" {
		c.filed = max(s.opened, s.end()-1-draw.intn(20))
	}
	who := draw.weighted(70, 15, 10, 5)
	if (outcome == "WITHDRAWN" || outcome == "REJECTED") && draw.percent(60) {
		c.by, c.complainant = "IPR_AGENT", agent(draw.intn(abusiveAgents))
	} else {
		c.by = [...]string{"CONSUMER", "BRAND", "IPR_AGENT", "PLATFORM"}[who]
		c.complainant = fmt.Sprintf("%s-%03d", [...]string{"buyer", "brand", "ipr", "desk"}[who], 1+draw.intn([...]int{900, 40, 20, 5}[who]))
	}
	c.why = [...]string{"counterfeit", "not as described", "trade mark on listing"}[draw.weighted(60, 25, 15)]
	b.complaints = append(b.complaints, c)
}

// abusiveAgents is how many agents file and withdraw by the dozen.
const abusiveAgents = 2

func agent(i int) string { return fmt.Sprintf("ipr-%02d", 1+i) }

// malicious reports whether a complaint was meant to harm: those that came to
// nothing were, a quarter of all.
func (c *complaint) malicious() bool {
	return c.outcome == "WITHDRAWN" || c.outcome == "REJECTED" || c.outcome == "REFUTED"
}

// end is the day after which nothing happens to the shop.
func (s *shop) end() int {
	if s.closed > 0 {
		return s.closed
	}
	return days
}

// buy makes the test purchases: directed ones on the named cases and on some
// illicit shops, the others at random.
func (b *builder) buy() {
	draw := newStream(b.seed, "purchase", 0)
	order := func(verdict string, shops ...int) {
		for _, n := range shops {
			s := &b.shops[n]
			b.purchases = append(b.purchases, purchase{n, s.opened + draw.intn(s.end()-s.opened), 60 + draw.intn(900), verdict})
		}
	}
	guilty := b.named["guilty"].shops
	order("COUNTERFEIT", guilty[0], guilty[1], guilty[3], guilty[6], guilty[9], guilty[12])
	order("INCONCLUSIVE", guilty[4])
	order("GENUINE", b.named["honest_family"].shops[:5]...)
	order("GENUINE", b.named["framed_shop"].shops[0], b.named["framed_shop"].shops[0])
	order("COUNTERFEIT", b.named["star"].shops[3], b.named["pool"].shops[0], b.named["pool"].shops[7])
	order("COUNTERFEIT", b.singles(true)[:6]...)
	for range b.RandomBuys {
		n := draw.intn(b.Shops)
		odds := []int{0, 96, 4}
		if b.shops[n].op.illicit() {
			odds = []int{70, 18, 12}
		} else if b.shops[n].op == b.named["honest_family"] {
			odds = []int{0, 1, 0}
		}
		order([...]string{"COUNTERFEIT", "GENUINE", "INCONCLUSIVE"}[draw.weighted(odds...)], n)
	}
	slices.SortFunc(b.purchases, func(x, y purchase) int {
		return cmp.Or(cmp.Compare(x.bought, y.bought), cmp.Compare(x.shop, y.shop), cmp.Compare(x.amount, y.amount))
	})
}
