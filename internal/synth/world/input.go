package world

import (
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/dice"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// writeInput writes the rows that `load` reads, shop by shop in the order of
// their codes.
func (b *block) writeInput() {
	registered := make(map[*operation]*shop, len(b.ops)) // looked up, never ranged over
	for _, s := range b.order {
		b.face(s, registered)
		for i := range s.facts {
			b.fact(s, i)
		}
		b.list(s)
		b.orderBook(s)
		b.complain(s)
		b.buy(s)
		b.sanction(s)
	}
	for i := range b.crews {
		if b.crews[i].kind.illicit() {
			b.pursue(&b.crews[i])
		}
	}
}

// face writes the storefront and, the first time, its seller. Honest people
// run all their shops under one name; rings use one for each.
func (b *block) face(s *shop, registered map[*operation]*shop) {
	g := b.g
	d := stream(g.seed, ofFace, uint64(s.n))
	owner := s
	if !s.illicit && registered[s.op] != nil {
		owner = registered[s.op]
	}
	known := d.chance(.88)
	if known && (s.illicit || registered[s.op] == nil) {
		registered[s.op] = s
		banned, why := 0, ""
		if s.closed > 0 && s.step() == "PERMANENT_BAN" && g.reversal(s) == 0 {
			banned, why = s.closed, "IP-7"
		}
		b.out[sheetSellers].text("seller-registry").id("se", s.code, 0).text(firm(&d)).text("zh").
			text(g.day(max(1, s.opened-d.below(200)))).text(g.day(banned)).text(why).end()
	}
	out := &b.out[sheetStorefronts]
	out.text("platform-export").id("sf", s.code, 0).text(platforms[s.platform])
	out.b = append(digits(append(out.b, 's'), uint64(s.code), 8), ',')
	out.text(shopName(&d))
	if known {
		out.b = append(recordID(append(out.b, "seller:seller-registry:"...), "se", owner.code, 0), ',')
	} else {
		out.text("")
	}
	out.text(g.regions[s.declared].Code).text(g.destinations(&d))
	opened, closed := s.opened, s.closed
	if s.after != nil && g.wrongDates(s.after) {
		opened = s.after.closed
	}
	if g.reversal(s) > 0 {
		closed = 0
	}
	status := "OPEN"
	if closed > 0 {
		status = "CLOSED"
	}
	out.text(g.day(max(1, opened))).text(g.day(closed)).text(status).end()
}

// destinations lists up to three regions that a shop ships to.
func (g *generator) destinations(d *draw) string {
	var to []string
	for range d.below(4) {
		to = append(to, g.regions[d.below(len(g.regions))].Code)
	}
	slices.Sort(to)
	return strings.Join(slices.Compact(to), ";")
}

// fact writes one claim into the file for its kind.
func (b *block) fact(s *shop, i int) {
	g, f := b.g, &s.facts[i]
	switch f.kind {
	case entity.KindAddress:
		source := "parcel-desk"
		if !f.class.Hard() {
			source = "platform-export"
		}
		out := &b.out[sheetAddresses]
		out.text(source).id("ad", s.code, i).text(string(g.text(nil, f.value))).text(f.role).text("CN").text(g.regions[f.region].Code)
		out.shop(s).text(f.class.String()).text(g.day(max(1, f.day))).end()
	case entity.KindPaymentAccount:
		scheme, number := g.account(f.value)
		holder := value{kind: entity.KindOther, serial: s.op.first}
		if f.lent {
			holder.serial = f.serial ^ 1<<27
		}
		out := &b.out[sheetAccounts]
		out.text("settlement-report").id("pa", s.code, i).text(scheme).plain(number).text(g.person(holder))
		out.shop(s).text(f.class.String()).text(g.day(max(1, f.day))).end()
	case entity.KindPhone, entity.KindEmail, entity.KindHandle:
		out := &b.out[sheetContacts]
		out.text("platform-export").id("co", s.code, i).text(strings.ToUpper(f.kind.String()))
		out.b = append(g.text(out.b, f.value), ',')
		out.shop(s).text(f.class.String()).text(g.day(max(1, f.day))).end()
	default:
		out := &b.out[sheetLinks]
		out.shop(s).text(strings.ToUpper(f.kind.String()))
		out.b = append(g.text(out.b, f.value), ',')
		out.text(f.class.String()).text(g.day(max(1, f.day))).text("listing-crawl").id("cr", s.code, i).end()
	}
}

// person writes the holder of an account: one name stands for many people, as
// names do.
func (g *generator) person(v value) string {
	x := uint32(dice.Mix(g.scrambleKey ^ uint64(v.serial)))
	return hanName(x) + firstHan[x>>8&15]
}

func firm(d *draw) string {
	return hanName(uint32(d.Next())) + [...]string{"商行", "贸易有限公司", "百货店", "电子商务有限公司"}[d.below(4)]
}

func shopName(d *draw) string {
	x := uint32(d.Next())
	c := categories[d.below(len(categories))]
	if d.chance(.2) {
		return latinName(x) + " " + c.latin + " Store"
	}
	return hanName(x) + c.han + "小店"
}

// writeCountry writes what all worlds of the seed have in common.
func (g *generator) writeCountry(out *output) {
	province := ""
	t := &out[sheetRegions]
	for _, p := range g.regions {
		if p.ProvinceCode() != province {
			province = p.ProvinceCode()
			t.text("gb2260").text(province).text("GB2260").text(province).text(p.Province).text("").end()
		}
		t.text("gb2260").text(p.Code).text("GB2260").text(p.Code).text(p.City).text(province).end()
	}
	for i, b := range g.brands {
		id := string(digits([]byte("br"), uint64(i), 4))
		t := &out[sheetBrands]
		t.text("brand-register").text(id).text(b.name).text(b.name + " Holding")
		t.text(string(digits([]byte("EX-"), dice.Mix(uint64(i))%1e8, 8))).text("INVENTED").number(categories[b.category].nice).end()
	}
	for i := range g.hubs {
		h := &g.hubs[i]
		g.writeHub(out, h, h.value)
		if h.twin {
			g.writeHub(out, h, h.phone())
		}
	}
	g.writeComplainants(out)
}

func (g *generator) writeHub(out *output, h *hub, v value) {
	t := &out[truthHubs]
	text := string(g.text(nil, v))
	if v.kind == entity.KindPaymentAccount {
		scheme, number := g.account(v)
		text = scheme + ":" + string(number)
	}
	t.text(text).text(strings.ToUpper(v.kind.String())).text(h.what).text(yes(h.regional)).end()
}
