package world

import "github.com/ringtrace/ringtrace/internal/entity"

// settle gives an honest operation of several shops what they share: families
// and firms are as tight as any ring, franchises keep their money apart.
func (c *crew) settle() {
	switch c.kind {
	case family:
		c.all(entity.KindPaymentAccount, 0, entity.ClassObserved, "", c.shops)
		c.all(entity.KindAddress, 0, entity.ClassObserved, "SHIP_FROM", c.shops)
		c.all(entity.KindPhone, 0, entity.ClassVerified, "", c.shops)
	case franchise:
		c.all(entity.KindTemplate, 0, entity.ClassObserved, "", c.shops)
		c.all(entity.KindImageHash, 0, entity.ClassObserved, "", c.shops)
		c.all(entity.KindAddress, 0, entity.ClassObserved, "RETURN_TO", c.shops[:min(5, len(c.shops))])
	case company:
		c.all(entity.KindPaymentAccount, 0, entity.ClassVerified, "", c.shops)
		c.all(entity.KindAddress, 0, entity.ClassVerified, "REGISTERED", c.shops)
	}
}

// frame makes an innocent of the block whose own address (and telephone) a
// third of a ring declares.
func (b *block) frame(c *crew) {
	d := stream(b.g.seed, ofFraming, c.number)
	victim := b.stranger(&d, c.operation)
	if victim == nil {
		return
	}
	address := mint(entity.KindAddress, victim.n, 5, victim.ships)
	phone := mint(entity.KindPhone, victim.n, 5, 0)
	b.g.showAlways(victim, address, entity.ClassObserved, "SHIP_FROM")
	b.g.showAlways(victim, phone, entity.ClassVerified, "")
	f := framing{victim: victim, by: c.operation}
	for _, s := range c.shops[:max(2, len(c.shops)/3)] {
		f.liars = append(f.liars, s)
		b.g.showAlways(s, address, entity.ClassDeclared, "REGISTERED")
		if c.framesPhone {
			b.g.showAlways(s, phone, entity.ClassDeclared, "")
		}
	}
	b.framings = append(b.framings, f)
}

// stranger draws an honest single shop of the block that is no hub's client.
func (b *block) stranger(d *draw, not *operation) *shop {
	for range 50 {
		s := &b.shops[d.below(len(b.shops))]
		if s.op.kind != single || s.op == not {
			continue
		}
		return s
	}
	return nil
}

// coincide makes shops show a stranger's value by accident: a number that was
// given out again, an address that somebody mistyped.
func (b *block) coincide() {
	for i := range b.shops {
		s := &b.shops[i]
		d := stream(b.g.seed, ofAccident, uint64(s.n))
		recycled, wrong := d.chance(b.g.noiseRecycledPhone), d.chance(b.g.noiseWrongAddress)
		if !recycled && !wrong || s.op.kind != single {
			continue
		}
		other := b.stranger(&d, s.op)
		if other == nil {
			continue
		}
		kind, class, role := entity.KindPhone, entity.ClassDeclared, ""
		if wrong {
			kind, class, role = entity.KindAddress, entity.ClassObserved, "RETURN_TO"
		} else if d.chance(.4) {
			class = entity.ClassVerified
		}
		for j := range other.facts {
			if v := other.facts[j].same(); v.kind == kind && !v.isHub() && !v.shared() && v.spelling == asIs {
				b.g.showAlways(s, v, class, role)
				b.accidents = append(b.accidents, tie{s, other, kind})
				break
			}
		}
	}
}
