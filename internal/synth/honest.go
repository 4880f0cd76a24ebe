package synth

import "github.com/ringtrace/ringtrace/internal/entity"

// hub is an honest value that shops share which have nothing to do with each
// other.
type hub struct {
	value
	what string
}

// accident says that two shops which have nothing to do with each other share a
// value.
type accident struct {
	a, b int
	kind entity.Kind
}

// framing says that members of a ring declared an innocent's values as theirs.
type framing struct {
	victim    int
	by        *operation
	liars     []int
	withPhone bool
}

// family is a household with several shops: as tight as any ring.
func family(b *builder, op *operation) {
	b.share(entity.KindPaymentAccount, entity.ClassObserved, "", op.shops...)
	b.share(entity.KindAddress, entity.ClassObserved, "SHIP_FROM", op.shops...)
	b.share(entity.KindPhone, entity.ClassVerified, "", op.shops...)
}

// franchise is independent owners under one licence: the same shop template
// and photographs, goods returned to the licensor, money kept apart.
func franchise(b *builder, op *operation) {
	b.share(entity.KindTemplate, entity.ClassObserved, "", op.shops...)
	b.share(entity.KindImageHash, entity.ClassObserved, "", op.shops...)
	b.share(entity.KindAddress, entity.ClassObserved, "RETURN_TO", op.shops[:5]...)
}

// company is one firm with many shops.
func company(b *builder, op *operation) {
	b.share(entity.KindPaymentAccount, entity.ClassVerified, "", op.shops...)
	b.share(entity.KindAddress, entity.ClassVerified, "REGISTERED", op.shops...)
}

// framedBy makes an innocent whose verified address (and phone) five members
// of a ring declare as their own.
func framedBy(ring string, withPhone bool) func(*builder, *operation) {
	return func(b *builder, op *operation) {
		victim, by := op.shops[0], b.named[ring]
		address := b.share(entity.KindAddress, entity.ClassObserved, "SHIP_FROM", victim)
		phone := b.share(entity.KindPhone, entity.ClassVerified, "", victim)
		liars := by.shops[1:6]
		for _, n := range liars {
			b.show(n, address, entity.ClassDeclared, "REGISTERED")
			if withPhone {
				b.show(n, phone, entity.ClassDeclared, "")
			}
		}
		b.framings = append(b.framings, framing{victim, by, liars, withPhone})
	}
}

// shareHubs spreads the hubs. The global ones take honest shops and ring
// members alike, as camouflage does; a regional clientele is honest and
// shares two values, an agency's phone and a market building.
func (b *builder) shareHubs() {
	b.globalHub(entity.KindAddress, entity.ClassObserved, "SHIP_FROM", "courier_depot", b.Depot)
	b.globalHub(entity.KindPhone, entity.ClassVerified, "", "agency_phone", b.Agency)
	b.globalHub(entity.KindPaymentAccount, entity.ClassObserved, "", "payment_aggregator", b.Aggregator)

	honest := b.singles(false)
	for i, size := range b.Clienteles {
		home := b.hot[i]
		clients := honest[:size]
		honest = honest[size:]
		for _, n := range clients {
			b.shops[n].region = home
		}
		building := b.share(entity.KindAddress, entity.ClassObserved, "SHIP_FROM", clients...)
		agency := b.share(entity.KindPhone, entity.ClassVerified, "", clients...)
		b.hubs = append(b.hubs, hub{building, "market_building"}, hub{agency, "agency_phone"})
	}
}

func (b *builder) globalHub(kind entity.Kind, class entity.Class, role, what string, percent int) {
	v, draw := b.mint(kind, b.hot[0]), newStream(b.seed, what, 0)
	for n := range b.shops {
		if draw.percent(percent) {
			b.show(n, v, class, role)
		}
	}
	b.hubs = append(b.hubs, hub{v, what})
}

// singles lists the shops that are their own operation and were not cast.
func (b *builder) singles(illicit bool) []int {
	var out []int
	for _, op := range b.ops[len(b.Cast):] {
		if op.illicit() == illicit {
			out = append(out, op.shops[0])
		}
	}
	return out
}

// liveOrdinaryLives gives every shop what is its own: most of what a shop
// shows is shared with nobody. Gaps are as common as in real records.
func (b *builder) liveOrdinaryLives() {
	for n := range b.shops {
		s := &b.shops[n]
		own := func(percent int, kind entity.Kind, class entity.Class, role string) {
			if s.rng.percent(percent) {
				b.share(kind, class, role, n)
			}
		}
		own(85, entity.KindPhone, entity.ClassDeclared, "")
		own(40, entity.KindEmail, entity.ClassDeclared, "")
		own(15, entity.KindHandle, entity.ClassDeclared, "")
		own(55, entity.KindAddress, entity.ClassDeclared, "REGISTERED")
		own(40, entity.KindDevice, entity.ClassObserved, "")
		own(45, entity.KindImageHash, entity.ClassObserved, "")
		if !s.hard(entity.KindAddress) {
			own(60, entity.KindAddress, entity.ClassObserved, "SHIP_FROM")
		}
		accounts := 15
		if !s.hard(entity.KindPaymentAccount) {
			accounts = 70
		}
		own(accounts, entity.KindPaymentAccount, entity.ClassObserved, "")
		own(accounts/5, entity.KindPaymentAccount, entity.ClassVerified, "")
	}
}

// coincide makes honest shops share a value by accident: a phone number that
// was given out again, or an address that somebody mistyped.
func (b *builder) coincide() {
	draw, honest := newStream(b.seed, "coincidence", 0), b.singles(false)
	order := draw.perm(len(honest))
	for i := range b.RecycledPhones + b.WrongAddresses {
		n, from := honest[order[i]], honest[order[len(order)-1-i]]
		a := accident{n, from, entity.KindPhone}
		if i < b.RecycledPhones {
			b.show(n, b.ownOf(from, entity.KindPhone), entity.ClassDeclared, "")
		} else {
			a.kind = entity.KindAddress
			b.show(n, b.ownOf(from, entity.KindAddress), entity.ClassObserved, "RETURN_TO")
		}
		b.accidents = append(b.accidents, a)
	}
}

// ownOf returns the last value of the kind that the shop got, which is its
// own; without any it gets one.
func (b *builder) ownOf(n int, kind entity.Kind) value {
	facts := b.shops[n].facts
	for i := len(facts) - 1; i >= 0; i-- {
		if facts[i].kind == kind && !b.isHub(facts[i].value) {
			return facts[i].value
		}
	}
	return b.share(kind, entity.ClassDeclared, "", n)
}

func (b *builder) isHub(v value) bool {
	for _, h := range b.hubs {
		if h.value == v {
			return true
		}
	}
	return false
}
