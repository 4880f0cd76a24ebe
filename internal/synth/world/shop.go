package world

import "github.com/ringtrace/ringtrace/internal/entity"

// shop is one storefront while its block is made.
type shop struct {
	n, code  uint32 // number in the sequence, and as it is written
	op       *operation
	member   int
	role     string
	platform uint8
	declared uint8 // region that it says it ships from
	ships    uint8 // region that it ships from
	opened   int   // day
	closed   int   // day on which a sanction closed it; 0 is never
	bought   int   // day on which its operation took it over; 0 is never
	after    *shop // the closed one that it came after
	knows    [4]bool
	own      draw
	facts    []fact

	illicit bool
	stock   float64 // share of fakes
	level   float64 // log of its prices over others'
	open    bool    // sells fakes as such
	outlet  bool
	brushes bool
}

// fact is one claim: on a day, the shop was seen with the value.
type fact struct {
	value
	class entity.Class
	role  string // of an address
	day   int
	lent  bool // an account in somebody else's name
}

var platforms = [...]string{"taoyi", "quanmi", "norvo", "selbu"}

func (s *shop) key(b []byte) []byte {
	b = append(append(b, platforms[s.platform]...), ":s"...)
	return digits(b, uint64(s.code), 8)
}

// end is the day after which nothing happens to the shop.
func (s *shop) end() int {
	if s.closed > 0 {
		return s.closed
	}
	return days
}

// ours is the first day on which its operation ran it.
func (s *shop) ours() int { return max(s.opened, s.bought) }

// newShop makes a storefront without any values yet.
func (g *generator) newShop(o *operation, member int) shop {
	n := o.first + uint32(member)
	d := stream(g.seed, ofShop, uint64(n))
	s := shop{
		n: n, code: g.scramble(n, serialBits-slotBits, 0), op: o, member: member, illicit: o.kind.illicit(), own: stream(g.seed, ofOwn, uint64(n)),
		platform: uint8(d.pick(45, 25, 20, 10)), ships: o.home, opened: born(&d),
		level: g.priceLevelSigma * d.normal(),
		knows: [4]bool{!d.chance(g.noiseNoPhone), !d.chance(g.noiseNoAddress), !d.chance(g.noiseNoAccount), !d.chance(g.noiseNoDevice)},
	}
	if s.illicit && member > 0 && d.chance(.33) { // an honest operation keeps to one region
		s.ships = g.region(&d, true)
	}
	s.declared = s.ships
	if d.chance(g.regionApart) {
		s.declared = g.region(&d, false)
	}
	if s.illicit {
		s.open, s.brushes = d.chance(g.priceOpenly), d.chance(g.brushingIllicit)
		s.stock = d.beta(2, 2)
		if d.chance(g.stockAdulterators) {
			s.stock = .05 + .14*d.unit()
		}
	} else {
		s.outlet, s.brushes = d.chance(g.priceOutlets), d.chance(g.brushingHonest)
	}
	if g.closes(n, s.illicit) {
		s.closed = min(days-30, s.opened+60+d.below(400))
	}
	return s
}

// follow makes the storefront the successor of a closed one.
func (g *generator) follow(s, before *shop) {
	d := stream(g.seed, ofReturn, uint64(before.n))
	d.Next() // told whether it comes back
	s.after = before
	s.opened = min(days-20, before.closed+1+int(g.returnMedian*lognormal(&d, 1)))
	s.closed = 0
}

// hard reports whether others than the shop itself vouch for a value of the
// kind.
func (s *shop) hard(kind entity.Kind) bool {
	for i := range s.facts {
		if s.facts[i].kind == kind && s.facts[i].class.Hard() {
			return true
		}
	}
	return false
}

// show records a value that the shop's operation gives it, unless nobody
// recorded values of the kind.
func (g *generator) show(s *shop, v value, class entity.Class, role string) {
	if i := recorded(v.kind); i >= 0 && !s.knows[i] {
		return
	}
	g.showAlways(s, v, class, role)
}

func (g *generator) showAlways(s *shop, v value, class entity.Class, role string) {
	from := s.ours()
	g.showOn(s, from+s.own.below(max(1, s.end()-from)), v, class, role)
}

func (g *generator) showOn(s *shop, day int, v value, class entity.Class, role string) {
	if v.kind == entity.KindAddress && s.own.chance(g.noiseSpelling) {
		v.spelling = spelling(1 + s.own.below(int(spellings)-1))
	}
	s.facts = append(s.facts, fact{value: v, class: class, role: role, day: day})
}

// recorded is the index of a kind among those that may be missing.
func recorded(kind entity.Kind) int {
	switch kind {
	case entity.KindPhone:
		return 0
	case entity.KindAddress:
		return 1
	case entity.KindPaymentAccount:
		return 2
	case entity.KindDevice:
		return 3
	}
	return -1
}

// ownLife gives the shop what is its own: most of what a shop shows is shared
// with nobody.
func (g *generator) ownLife(s *shop) {
	d := stream(g.seed, ofOwn, uint64(s.n)|1<<40)
	own := func(share float64, kind entity.Kind, slot int, class entity.Class, role string) {
		if d.chance(share) {
			g.show(s, mint(kind, s.n, slot, s.ships), class, role)
		}
	}
	phone := entity.ClassDeclared
	if d.chance(.4) {
		phone = entity.ClassVerified
	}
	own(1, entity.KindPhone, 0, phone, "")
	own(.4, entity.KindEmail, 0, entity.ClassDeclared, "")
	own(.15, entity.KindHandle, 0, entity.ClassDeclared, "")
	own(.25, entity.KindAddress, 0, entity.ClassDeclared, "REGISTERED")
	own(1, entity.KindDevice, 0, entity.ClassObserved, "")
	own(.45, entity.KindImageHash, 0, entity.ClassObserved, "")
	if !s.hard(entity.KindAddress) {
		own(.4, entity.KindAddress, 1, entity.ClassObserved, "SHIP_FROM")
	}
	accounts := 1 + d.pick(1-g.accountTwo-g.accountThree-g.accountFour, g.accountTwo, g.accountThree, g.accountFour)
	for i := range s.facts {
		if s.facts[i].kind == entity.KindPaymentAccount {
			accounts--
		}
	}
	for slot := range max(0, accounts) {
		own(1, entity.KindPaymentAccount, slot, entity.ClassObserved, "")
	}
	if s.illicit && s.op.kind == illicitRing {
		g.lend(s, &d)
	}
}

// lend puts some of a ring's accounts into names that are not its own.
func (g *generator) lend(s *shop, d *draw) {
	for i := range s.facts {
		if s.facts[i].kind == entity.KindPaymentAccount {
			s.facts[i].lent = d.chance(g.ringLent)
		}
	}
}
