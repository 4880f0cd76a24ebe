package world

import "github.com/ringtrace/ringtrace/internal/entity"

// The ring templates. Each gives members ties that somebody else than the
// seller vouches for (OBSERVED or VERIFIED), because DECLARED ties alone never
// make a member; except for the evasive, which leaves none.

// crew is an operation and its storefronts while they are made.
type crew struct {
	*operation
	g     *generator
	shops []*shop // members that it opened, without those that came back
	moved int     // day on which a ring moves its depot; 0 is never
}

// value returns the j-th value of a kind that the operation owns.
func (c *crew) value(kind entity.Kind, j int) value {
	return mint(kind, c.first+uint32(j/sharedSlot), sharedSlot+j%sharedSlot, c.home)
}

// workshop is the address that a ring may share with the one it supplies. It
// stands in a slot that no other address of a ring reaches.
func (o *operation) workshop() value { return mint(entity.KindAddress, o.first, 1<<slotBits-1, o.home) }

func (c *crew) all(kind entity.Kind, j int, class entity.Class, role string, members []*shop) {
	for _, s := range members {
		c.g.show(s, c.value(kind, j), class, role)
	}
}

// spread gives the i-th member those of k values that hold names.
func (c *crew) spread(kind entity.Kind, k int, hold func(i int) []int) {
	for i, s := range c.shops {
		last := -1
		for _, j := range hold(i) {
			if j != last {
				c.g.show(s, c.value(kind, j%k), entity.ClassObserved, "")
			}
			last = j
		}
	}
}

// depot shows one address, and from the day of the move on another.
func (c *crew) depot(role string, members []*shop) {
	for _, s := range members {
		if c.moved == 0 || s.ours() < c.moved {
			c.g.show(s, c.value(entity.KindAddress, 0), entity.ClassObserved, role)
		}
		if c.moved > 0 && s.end() > c.moved+30 {
			c.g.show(s, c.value(entity.KindAddress, 1), entity.ClassObserved, role)
		}
	}
}

func (c *crew) cast(role string, members []*shop) {
	for _, s := range members {
		s.role = role
	}
}

// plant carries the scheme out.
func (c *crew) plant() {
	d := stream(c.g.seed, ofPlan, c.number)
	if c.moves {
		c.moved = days*2/5 + d.below(days/3)
	}
	c.cast("outlet", c.shops)
	switch c.template {
	case pair:
		c.pair(&d)
	case star:
		c.all(entity.KindPaymentAccount, 0, entity.ClassObserved, "", c.shops)
	case rotating:
		c.rotate()
	case cells:
		c.twoCells()
	case factory:
		c.workshopAndResellers()
	case mules:
		c.mulePool(&d)
	case warehouse:
		c.ownWarehouse()
	case evasive:
		c.evade(&d)
	}
	if c.supplied != nil || c.supplies {
		workshop := c.operation.workshop()
		if c.supplied != nil {
			workshop = c.supplied.workshop()
		}
		for _, s := range c.shops {
			if d.chance(.6) {
				c.g.show(s, workshop, entity.ClassObserved, "PRODUCTION")
			}
		}
	}
}

func (c *crew) pair(d *draw) {
	how := d.pick(60, 20, 20)
	if how != 1 {
		c.all(entity.KindPaymentAccount, 0, entity.ClassObserved, "", c.shops)
	}
	if how != 0 {
		c.all(entity.KindAddress, 0, entity.ClassObserved, "SHIP_FROM", c.shops)
	}
}

// rotate is a chain in time: every account serves three shops that open one
// after the other.
func (c *crew) rotate() {
	n := len(c.shops)
	step := min(60, (days-330)/n)
	for i, s := range c.shops {
		if s.closed == 0 {
			s.opened = 150 + step*i
		}
		for j := max(0, i-2); j <= min(i, max(0, n-3)); j++ {
			c.g.show(s, c.value(entity.KindPaymentAccount, j), entity.ClassObserved, "")
		}
	}
	c.cast("rotator", c.shops)
}

// twoCells is two crews that know only their manager, whose telephone answers
// for all and whose shop settles to both accounts.
func (c *crew) twoCells() {
	half := len(c.shops) / 2
	manager, a, z := c.shops[:1], c.shops[1:half], c.shops[half:]
	for i, cell := range [][]*shop{a, z} {
		c.all(entity.KindPaymentAccount, i, entity.ClassObserved, "", cell)
		c.all(entity.KindPaymentAccount, i, entity.ClassObserved, "", manager)
		c.all(entity.KindAddress, i, entity.ClassObserved, "RETURN_TO", cell)
	}
	c.all(entity.KindPhone, 0, entity.ClassVerified, "", c.shops)
	c.all(entity.KindDevice, 0, entity.ClassObserved, "", c.shops)
	c.cast("manager", manager)
	c.cast("cell_a", a)
	c.cast("cell_b", z)
}

// workshopAndResellers ship from one address; every account settles for about
// four shops, and the workshop's photographs are on most of them.
func (c *crew) workshopAndResellers() {
	c.depot("SHIP_FROM", c.shops)
	k := max(2, len(c.shops)/4)
	c.spread(entity.KindPaymentAccount, k, func(i int) []int {
		if i%3 == 0 {
			return []int{i % k, (i + 1) % k}
		}
		return []int{i % k}
	})
	c.spread(entity.KindImageHash, 3, func(i int) []int { return []int{i % 3, (i + 1) % 3} })
	c.cast("reseller", c.shops)
	c.cast("maker", c.shops[:1])
}

// mulePool is a pool of borrowed accounts; each shop draws two or three.
func (c *crew) mulePool(d *draw) {
	k := max(2, len(c.shops)*3/4)
	c.spread(entity.KindPaymentAccount, k, func(i int) []int {
		held := []int{i % k, (i + 1 + d.below(k-1)) % k}
		if third := d.below(k); third != held[0] && third != held[1] && d.chance(.4) {
			held = append(held, third)
		}
		return held
	})
	c.cast("mule_shop", c.shops)
}

// ownWarehouse is a ring with a depot of its own: as many users as a hub has,
// but they share accounts and photographs too.
func (c *crew) ownWarehouse() {
	c.depot("WAREHOUSE", c.shops)
	n := len(c.shops)
	accounts, images := max(2, n/4), max(2, n/5)
	c.spread(entity.KindPaymentAccount, accounts, func(i int) []int {
		if i%3 == 0 {
			return []int{i % accounts, (i + 1) % accounts}
		}
		return []int{i % accounts}
	})
	c.spread(entity.KindImageHash, images, func(i int) []int { return []int{i % images, (i/images + i + 1) % images} })
	c.cast("keeper", c.shops[:1])
}

// evade leaves what nobody else vouches for: pictures that differ by a few
// bits, a template that somebody recognised, at times a declared telephone.
func (c *crew) evade(d *draw) {
	for i, s := range c.shops {
		v := c.value(entity.KindImageHash, 0)
		v.spelling = spelling(1 + i%250)
		c.g.show(s, v, entity.ClassObserved, "")
		c.g.show(s, c.value(entity.KindTemplate, 0), entity.ClassInferred, "")
	}
	if d.chance(.5) {
		c.all(entity.KindPhone, 0, entity.ClassDeclared, "", c.shops)
	}
}
