package projection_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// world is a hard planted world after the experiment's X: rings of several
// templates, honest owners of many shops, regional clienteles that share an
// agency and a building, hubs, camouflage, framing and accidents.
type world struct {
	shops     int
	operation []int  // of each shop: who runs it; every shop has one
	ring      []int  // of each shop: its ring, -1 for none
	rings     int    // planted
	client    []bool // of each shop: innocent client of an agency and a building
	framed    []bool
	links     []planted
	random    *rand.Rand
	next      int
}

type planted struct {
	shop  int
	id    entity.Key
	class entity.Class
}

// shape says what to plant. Shares are of the shops.
type shape struct {
	ringShare            float64
	ringMin, ringMax     int
	clienteles           int
	clientMin, clientMax int
	accidents            float64 // of an ordinary identifier
	accountAccidents     float64
}

// shapeFor scales the experiment's world down: small data sets have larger
// shares in rings, and smaller rings and clienteles.
func shapeFor(n int) shape {
	s := shape{ringShare: .06, ringMin: 3, ringMax: 150, clienteles: max(2, n/2500), clientMin: 30, clientMax: 300, accidents: .15, accountAccidents: .0005}
	if n <= 3000 {
		s.ringShare, s.ringMin, s.ringMax = .15, 4, min(25, max(5, n/8))
		s.clienteles, s.clientMin, s.clientMax = max(1, n/200), 4, max(6, min(n/20, 300))
	}
	return s
}

func plant(n int, seed uint64, s shape) *world {
	w := &world{shops: n, random: rand.New(rand.NewPCG(seed, 0x72696e67))}
	w.operation, w.ring = make([]int, n), make([]int, n)
	w.client, w.framed = make([]bool, n), make([]bool, n)
	for i := range n {
		w.operation[i], w.ring[i] = i, -1
	}
	order := w.random.Perm(n) // so that keys say nothing of operations
	take := func(k int) []int {
		k = min(k, len(order))
		taken := order[:k]
		order = order[k:]
		return taken
	}
	var members []int
	for template := int(seed); len(members) < int(s.ringShare*float64(n)); template++ {
		ring := w.plantRing(take, s, template)
		members = append(members, ring...)
	}
	for range int(.15 * float64(n) / 4) {
		w.plantOwner(take(2 + w.random.IntN(5)))
	}
	var popular []entity.Key
	for range s.clienteles {
		popular = append(popular, w.plantClientele(take(s.clientMin+w.random.IntN(s.clientMax-s.clientMin+1)))...)
	}
	popular = append(popular, w.plantHubs()...)
	w.camouflage(members, popular)
	w.plantPrivate()
	w.plantFraming(order)
	w.plantAccidents(s)
	return w
}

func (w *world) id(k entity.Kind) entity.Key {
	w.next++
	return entity.Key{Kind: k, ID: fmt.Sprintf("v%07d", w.next*7919%10_000_019)}
}

func (w *world) link(shop int, id entity.Key, class entity.Class) {
	w.links = append(w.links, planted{shop, id, class})
}

// kind draws the kind of a ring's or an owner's identifier: one in three is
// an account, as in the other worlds.
func (w *world) kind() entity.Kind {
	kinds := [...]entity.Kind{entity.KindPaymentAccount, entity.KindPaymentAccount, entity.KindPhone, entity.KindAddress, entity.KindImageHash, entity.KindDomain}
	return kinds[w.random.IntN(len(kinds))]
}

// size draws a ring's size, with density falling as its square.
func (w *world) size(lo, hi int) int {
	u := w.random.Float64()
	a, b := 1/float64(lo), 1/float64(hi+1)
	return int(1 / (a - u*(a-b)))
}

func (w *world) plantRing(take func(int) []int, s shape, template int) []int {
	var m []int
	switch template % 7 {
	case 0, 1: // a pool of identifiers
		m = take(w.size(s.ringMin, s.ringMax))
		w.pool(m, .6, 2, 5)
	case 2: // a warehouse on most, and a pool
		m = take(max(s.ringMax*4/5, s.ringMin) + w.random.IntN(s.ringMax/5+1))
		if w.rings > 6 && s.ringMax > 25 {
			m = m[:min(len(m), w.size(s.ringMin+3, s.ringMax))]
		}
		w.pool(m, .6, 2, 5)
		depot := w.id(entity.KindAddress)
		for _, shop := range m {
			if w.random.Float64() < .8 {
				w.link(shop, depot, entity.ClassObserved)
			}
		}
	case 3: // rotating accounts, each on two to four shops in a row
		m = take(4 + w.random.IntN(min(22, s.ringMax-3)))
		for at := 0; at < len(m)-1; {
			end := min(len(m), at+2+w.random.IntN(3))
			account := w.id(entity.KindPaymentAccount)
			for _, shop := range m[at:end] {
				w.link(shop, account, entity.ClassObserved)
			}
			at = end - 1
		}
	case 4: // one account
		m = take(4 + w.random.IntN(min(17, s.ringMax-3)))
		account := w.id(entity.KindPaymentAccount)
		for _, shop := range m {
			w.link(shop, account, entity.ClassObserved)
		}
	case 5: // a factory: one address, one picture, resellers with an account each
		m = take(4 + w.random.IntN(min(22, s.ringMax-3)))
		address, picture := w.id(entity.KindAddress), w.id(entity.KindImageHash)
		for at := 0; at < len(m); {
			end := min(len(m), at+1+w.random.IntN(5))
			account := w.id(entity.KindPaymentAccount)
			for _, shop := range m[at:end] {
				w.link(shop, account, entity.ClassObserved)
				for _, id := range []entity.Key{address, picture} {
					if w.random.Float64() < .9 {
						w.link(shop, id, entity.ClassObserved)
					}
				}
			}
			at = end
		}
	case 6: // two rings with one supplier
		supplier := w.id(entity.KindAddress)
		var both []int
		for range 2 {
			m = take(w.size(max(s.ringMin, 5), min(s.ringMax, 40)))
			w.pool(m, .6, 2, 5)
			w.name(m)
			for _, shop := range m {
				if w.random.Float64() < .6 {
					w.link(shop, supplier, entity.ClassObserved)
				}
			}
			both = append(both, m...)
		}
		return both
	}
	w.name(m)
	return m
}

func (w *world) name(members []int) {
	for _, m := range members {
		w.ring[m], w.operation[m] = w.rings, w.shops+w.rings
	}
	w.rings++
}

// pool gives every member lo to hi draws from a pool of share × members
// identifiers.
func (w *world) pool(members []int, share float64, lo, hi int) {
	ids := make([]entity.Key, max(2, int(share*float64(len(members))+.5)))
	for i := range ids {
		ids[i] = w.id(w.kind())
	}
	for _, m := range members {
		for range lo + w.random.IntN(hi-lo+1) {
			w.link(m, ids[w.random.IntN(len(ids))], entity.ClassObserved)
		}
	}
}

// plantOwner gives several shops to one honest owner.
func (w *world) plantOwner(members []int) {
	w.next++
	for _, m := range members {
		w.operation[m] = 2*w.shops + w.next
	}
	w.pool(members, .75, 1, 4)
}

// plantClientele lets unrelated shops share an agency and a building.
func (w *world) plantClientele(members []int) []entity.Key {
	agency, building := w.id(entity.KindPhone), w.id(entity.KindAddress)
	for _, m := range members {
		w.client[m] = true
		w.link(m, agency, entity.ClassObserved)
		w.link(m, building, entity.ClassVerified)
	}
	return []entity.Key{agency, building}
}

func (w *world) plantHubs() []entity.Key {
	var hubs []entity.Key
	for k := 1; k <= 10; k++ {
		users := w.shops / 10 / k
		if users < 4 {
			break
		}
		hub := w.id([...]entity.Kind{entity.KindAddress, entity.KindPhone, entity.KindOther}[k%3])
		for range users {
			w.link(w.random.IntN(w.shops), hub, entity.ClassObserved)
		}
		hubs = append(hubs, hub)
	}
	return hubs
}

// camouflage gives ring members up to five links to values that honest shops
// carry, the popular ones more often.
func (w *world) camouflage(members []int, popular []entity.Key) {
	var ballot []entity.Key
	for _, l := range w.links {
		if slices.Contains(popular, l.id) {
			ballot = append(ballot, l.id)
		}
	}
	for _, m := range members {
		for range min(w.random.IntN(6), len(ballot)) {
			w.link(m, ballot[w.random.IntN(len(ballot))], entity.ClassObserved)
		}
	}
}

func (w *world) plantPrivate() {
	for shop := range w.shops {
		for range 1 + w.random.IntN(4) {
			w.link(shop, w.id(w.kind()), entity.ClassObserved)
		}
	}
}

// plantFraming lets one ring in fourteen, one at least, declare an innocent's
// address, and half of those a phone too.
func (w *world) plantFraming(innocents []int) {
	for k := range max(1, w.rings/14) {
		if k >= len(innocents) {
			return
		}
		victim := innocents[k]
		w.framed[victim] = true
		ring := w.random.IntN(w.rings)
		for _, kind := range []entity.Kind{entity.KindAddress, entity.KindPhone}[:1+k%2] {
			id := w.id(kind)
			w.link(victim, id, entity.ClassVerified)
			for shop := range w.shops {
				if w.ring[shop] == ring && w.random.Float64() < .8 {
					w.link(shop, id, entity.ClassDeclared)
				}
			}
		}
	}
}

// plantAccidents gives shops an identifier of strangers, any identifier being
// as likely as any other.
func (w *world) plantAccidents(s shape) {
	var ordinary, accounts []entity.Key
	seen := make(map[entity.Key]bool)
	for _, l := range w.links {
		switch {
		case seen[l.id] || l.class == entity.ClassDeclared:
		case l.id.Kind == entity.KindPaymentAccount:
			accounts = append(accounts, l.id)
		default:
			ordinary = append(ordinary, l.id)
		}
		seen[l.id] = true
	}
	for shop := range w.shops {
		if w.random.Float64() < s.accidents {
			w.link(shop, ordinary[w.random.IntN(len(ordinary))], entity.ClassObserved)
		}
		if w.random.Float64() < s.accountAccidents {
			w.link(shop, accounts[w.random.IntN(len(accounts))], entity.ClassObserved)
		}
	}
}

func (w *world) snapshot() *snapshot.Snapshot {
	var b snapshot.Builder
	for shop := range w.shops {
		b.AddShop(fmt.Sprintf("test:s%07d", shop))
	}
	for _, l := range w.links {
		b.Add(fmt.Sprintf("test:s%07d", l.shop), entity.LinkTo(l.id.Kind), l.id, l.class, entity.When{}, entity.When{})
	}
	return b.Build()
}
