package world

import "github.com/ringtrace/ringtrace/internal/dice"

// sanction writes what the platform did against a shop.
func (b *block) sanction(s *shop) {
	g := b.g
	d := stream(g.seed, ofSanctions, uint64(s.n)|1<<40)
	if s.illicit && d.chance(.1) {
		b.enforce(s, 0, [...]string{"DELIST_LISTING", "LIMIT_LISTINGS", "REIMBURSE_BUYERS"}[d.below(3)], s.ours()+d.below(max(1, s.end()-s.ours())), "platform", "unanswered complaints", 0)
	}
	if s.closed == 0 {
		return
	}
	at := s.closed
	if next := b.successor(s); next != nil && g.wrongDates(s) {
		at = next.opened
	}
	b.enforce(s, 1, s.step(), at, "platform", [...]string{"positive test purchase", "upheld complaints"}[d.below(2)], g.reversal(s))
}

// step is how a shop was closed: those that come back were banned.
func (s *shop) step() string {
	if dice.Mix(uint64(s.n))%2 == 0 || len(s.op.back) > 0 {
		return "PERMANENT_BAN"
	}
	return "CLOSE_SHOP"
}

// reversal is the day on which an appeal undid a closing, 0 for none.
func (g *generator) reversal(s *shop) int {
	d := stream(g.seed, ofSanctions, uint64(s.n)|1<<41)
	share := g.appealUpheld
	if s.illicit {
		share = g.sanctionReversed
	}
	if s.closed == 0 || !d.chance(share) {
		return 0
	}
	return s.closed + 1 + d.below(30)
}

func (b *block) enforce(s *shop, i int, step string, at int, by, why string, reversed int) {
	g := b.g
	b.out[sheetEnforcements].text("platform-export").id("en", s.code, i).shop(s).text(step).text(g.day(max(1, at))).
		text(by).text("IP-7").text(why).text(g.day(reversed)).end()
}

// successor is the storefront that came after a closed one.
func (b *block) successor(s *shop) *shop {
	for i, m := range s.op.back {
		if int(m) == s.member {
			return &b.members(s.op)[s.op.size+i]
		}
	}
	return nil
}

// wrongDates reports whether the records of a closed shop and its successor
// carry each other's dates.
func (g *generator) wrongDates(closed *shop) bool {
	d := stream(g.seed, ofReturn, uint64(closed.n)|1<<41)
	return d.chance(g.returnWrongDates)
}

// pursue writes what became of an illicit operation as a lead: which are
// pursued depends on what is at stake, so outcomes say little about guilt.
func (b *block) pursue(c *crew) {
	g := b.g
	d := stream(g.seed, ofFunnel, c.number)
	propensity := g.funnelPursued * (.4 + 1.2*d.unit())
	at := fraction(g.leadPhase, leadStep, c.lead)
	pursued := at < propensity
	convicted := pursued && at < propensity*g.funnelConvicted
	s := c.shops[0]
	day := min(days, s.ours()+120+d.below(300))
	if pursued {
		b.enforce(s, 2, "PURSUED", day, "police", "lead accepted", 0)
	}
	if convicted {
		b.enforce(s, 3, "ARREST", day+150, "police", "raid", 0)
		b.enforce(s, 4, "CONVICTION", day+420, "court", "judgment", 0)
	}
	source := [...]string{"data_mining", "brand_report", "complaint", "random_check"}[d.pick(50, 20, 20, 10)]
	b.out[truthFunnel].plain(c.id(nil)).text(source).share(propensity).text(yes(pursued)).text(yes(convicted)).end()
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
