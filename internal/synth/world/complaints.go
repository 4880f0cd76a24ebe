package world

// complaint is what was said about a shop.
type complaint struct {
	by, who, why, outcome string
	filed                 int
	malicious             bool
}

// complain writes the complaints about a shop: sincere ones, which may be
// mistaken, and malicious ones by a few agents, mostly about honest shops.
func (b *block) complain(s *shop) {
	g := b.g
	d := stream(g.seed, ofComplaints, uint64(s.n))
	sincere := g.complaintHonest
	if s.illicit {
		sincere = g.complaintIllicit
	}
	average := g.complaintHonest*(1-g.illicitShare) + g.complaintIllicit*g.illicitShare
	malicious := average * g.complaintMalicious / (1 - g.complaintMalicious) / (1 - g.illicitShare)
	if s.illicit {
		malicious = 0
	}
	at := 0
	for range d.poisson(sincere) {
		at = b.file(s, &d, g.sincere(s, &d), at)
	}
	for range d.poisson(malicious) {
		at = b.file(s, &d, g.malicious(s, &d), at)
	}
}

// file writes a complaint, and at times copies of it; it returns the next
// free number.
func (b *block) file(s *shop, d *draw, c complaint, at int) int {
	copies := 0
	if share := b.g.complaintCopied; d.chance(share / (1 - share) / b.g.copies.mean()) {
		copies = b.g.copies.at(d.unit())
	}
	for range 1 + copies {
		out := &b.out[sheetComplaints]
		out.text("complaint-desk").id("cm", s.code, at).id("cm", s.code, at).shop(s).text(c.by).text(c.who).text(c.why)
		out.text(b.g.day(max(1, c.filed))).text(c.outcome).text(b.g.day(c.filed + 3)).end()
		if c.malicious {
			b.out[truthMalicious].id("cm", s.code, at).end()
		}
		at++
	}
	return at
}

var reasons = [...]string{"counterfeit", "not as described", "trade mark on listing"}

func (g *generator) sincere(s *shop, d *draw) complaint {
	c := complaint{filed: s.opened + d.below(max(1, s.end()-s.opened)), why: reasons[d.pick(60, 25, 15)]}
	who := d.pick(62, 10, 13, 8, 7)
	x := uint64(d.Next())
	switch who {
	case 0:
		c.by, c.who = "CONSUMER", string(digits([]byte("buyer-"), x%1e8, 8))
	case 1:
		c.by, c.who = "CONSUMER", g.volunteer(int(x%uint64(g.complaintVolunteers)))
	case 2:
		c.by, c.who = "BRAND", string(digits([]byte("brand-"), x%uint64(len(g.brands)), 4))
	case 3:
		c.by, c.who = "IPR_AGENT", g.agent(int(g.complaintAbusers)+int(x%400))
	case 4:
		c.by, c.who = "PLATFORM", string(digits([]byte("desk-"), x%5, 1))
	}
	c.outcome = g.outcome(s, d)
	if c.filed > days-20 {
		c.outcome = "PENDING"
	}
	return c
}

// outcome is how a sincere complaint ends: it is refuted when an answer in
// time is accepted.
func (g *generator) outcome(s *shop, d *draw) string {
	answers, holds := g.answerHonest, g.answerHonestHolds
	if s.illicit {
		answers, holds = g.answerIllicit, g.answerIllicitHolds
	}
	switch {
	case d.chance(answers) && d.chance(holds):
		return "REFUTED"
	case s.illicit:
		return [...]string{"UPHELD", "REJECTED", "WITHDRAWN"}[d.pick(80, 8, 12)]
	}
	return [...]string{"UPHELD", "REJECTED", "WITHDRAWN"}[d.pick(30, 40, 30)]
}

// malicious is by an agent who withdraws when the shop answers; what was
// upheld is overturned as often as appeals succeed.
func (g *generator) malicious(s *shop, d *draw) complaint {
	c := complaint{by: "IPR_AGENT", malicious: true, filed: s.opened + d.below(max(1, s.end()-s.opened)), why: reasons[d.pick(30, 10, 60)]}
	c.who = g.agent(g.abusers.at(d.unit()) - 1)
	switch answered := d.chance(g.answerHonest); {
	case answered && d.chance(g.complaintWithdrawn):
		c.outcome = "WITHDRAWN"
	case answered && d.chance(g.answerHonestHolds):
		c.outcome = "REFUTED"
	case d.chance(g.appealUpheld):
		c.outcome = "REJECTED"
	default:
		c.outcome = "UPHELD"
	}
	return c
}

// agent and volunteer name complainants by numbers that say nothing.
func (g *generator) agent(i int) string {
	return string(digits([]byte("ipr-"), uint64(g.scramble(uint32(i), 16, 77)), 5))
}

func (g *generator) volunteer(i int) string {
	return string(digits([]byte("vol-"), uint64(g.scramble(uint32(i), 18, 78)), 6))
}

// writeComplainants writes what agents and volunteers are worth.
func (g *generator) writeComplainants(out *output) {
	t := &out[truthComplainants]
	for i := range int(g.complaintAbusers) {
		d := stream(g.seed, ofComplainant, uint64(i)|1<<40)
		t.text(g.agent(i)).share(d.beta(2, 8)).text("yes").end()
	}
	for i := range int(g.complaintVolunteers) {
		d := stream(g.seed, ofComplainant, uint64(i))
		t.text(g.volunteer(i)).share(d.beta(8, 2)).text("no").end()
	}
}
