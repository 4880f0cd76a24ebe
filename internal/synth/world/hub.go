package world

import "github.com/ringtrace/ringtrace/internal/entity"

// hub is an honest value that shops use which have nothing to do with each
// other.
type hub struct {
	what     string
	value    value
	class    entity.Class
	role     string
	regional bool // all clients are from its region
	twin     bool // a large market building, whose agency's telephone many clients use too
}

// hubKind is what a hub may be. The popular ranks start with a depot and a
// payment aggregator: an aggregator that serves a handful is none.
type hubKind struct {
	what   string
	kind   entity.Kind
	class  entity.Class
	role   string
	weight float64 // beside the weight of market buildings
}

var hubKinds = [...]hubKind{
	{"market_building", entity.KindAddress, entity.ClassObserved, "SHIP_FROM", 0},
	{"courier_depot", entity.KindAddress, entity.ClassObserved, "SHIP_FROM", .20},
	{"virtual_office", entity.KindAddress, entity.ClassVerified, "REGISTERED", .15},
	{"forwarder", entity.KindAddress, entity.ClassObserved, "RETURN_TO", .10},
	{"agency_phone", entity.KindPhone, entity.ClassVerified, "", .15},
	{"stock_photo", entity.KindImageHash, entity.ClassObserved, "", .15},
	{"shop_template", entity.KindTemplate, entity.ClassObserved, "", .10},
	{"payment_aggregator", entity.KindPaymentAccount, entity.ClassObserved, "", 0},
}

func (g *generator) newHub(rank int) hub {
	d := stream(g.seed, ofHub, uint64(rank))
	weights := make([]float64, len(hubKinds))
	weights[0] = g.hubMarkets
	for i, k := range hubKinds[1:] {
		weights[i+1] = k.weight
	}
	at := d.pick(weights...)
	switch rank {
	case 0:
		at = 1
	case 1:
		at = len(hubKinds) - 1
	}
	k := hubKinds[at]
	h := hub{what: k.what, class: k.class, role: k.role, regional: rank > 1 && d.chance(g.hubRegional) || at == 0, twin: at == 0 && rank < int(g.hubTwinRanks)}
	h.value = mint(k.kind, hubOwner(rank), 0, g.region(&d, false))
	return h
}

// phone is the telephone of a market building's agency.
func (h *hub) phone() value {
	v := h.value
	v.kind = entity.KindPhone
	return v
}

// beClient makes some innocents clients of hubs. Who uses a regional hub has
// its shop there.
func (g *generator) beClient(s *shop) {
	d := stream(g.seed, ofClient, uint64(s.n))
	if !d.chance(g.hubClients) {
		return
	}
	h := &g.hubs[g.popularity.at(d.unit())-1]
	if h.regional && s.op.kind == single {
		s.ships, s.declared = h.value.region, h.value.region
	}
	g.use(s, h, &d)
	if d.chance(g.hubSecondClient) {
		g.use(s, &g.hubs[g.popularity.at(d.unit())-1], &d)
	}
}

// use shows a hub's value, where the shop can be a client at all.
func (g *generator) use(s *shop, h *hub, d *draw) bool {
	if h.regional && h.value.region != s.ships {
		return false
	}
	for i := range s.facts {
		if s.facts[i].same() == h.value {
			return false
		}
	}
	g.showAlways(s, h.value, h.class, h.role)
	if h.twin && d.chance(g.hubTwin) {
		g.showAlways(s, h.phone(), entity.ClassVerified, "")
	}
	return true
}

// camouflage makes a ring's member use popular honest values, so many that
// the ring's share of links that leave it is as the knob says.
func (g *generator) camouflage(s *shop) {
	d := stream(g.seed, ofCamouflage, uint64(s.n))
	inside := 0
	for i := range s.facts {
		if s.facts[i].shared() {
			inside++
		}
	}
	mean := float64(inside) * g.ringMixing / (1 - g.ringMixing)
	for range min(5, d.poisson(mean)) {
		for range 3 {
			if g.use(s, &g.hubs[g.popularity.at(d.unit())-1], &d) {
				break
			}
		}
	}
}

// isHub reports whether a value is one that strangers use.
func (v value) isHub() bool { return v.serial>>slotBits > mostShops }

// shared reports whether a value belongs to an operation, not to one shop.
func (v value) shared() bool { return !v.isHub() && v.serial&(1<<slotBits-1) >= sharedSlot }
