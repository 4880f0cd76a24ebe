package world

import (
	"fmt"
	"math"

	"github.com/ringtrace/ringtrace/internal/dice"
)

// Above this many storefronts only the first listing of each shop is written:
// fifty million rows say no more of prices than ten million.
const mostWithListings = 5_000_000

// category of goods: the class of the Nice agreement and a usual price, yuan.
type category struct {
	han, latin string
	nice       int
	price      float64
}

var categories = [...]category{
	{"宠粮", "Petfood", 31, 120}, {"腕表", "Watch", 14, 2400}, {"白酒", "Spirits", 33, 600}, {"鞋履", "Shoe", 25, 500}, {"箱包", "Bag", 18, 1800},
	{"数码", "Digital", 9, 900}, {"健康", "Health", 5, 160}, {"母婴", "Child", 28, 140}, {"车配", "Carpart", 12, 260},
}

// brand is an invented owner of a mark.
type brand struct {
	name     string
	category int
}

func (g *generator) newBrand(n int) brand {
	d := stream(g.seed, ofSKU, uint64(n)<<8)
	x := uint32(d.Next())
	return brand{fmt.Sprintf("%s %d", latinName(x), 100+n), d.below(len(categories))}
}

// items is how many articles a brand sells.
const items = 8

// usual is an article's price on the market.
func (g *generator) usual(brandAt, item int) float64 {
	d := stream(g.seed, ofSKU, uint64(brandAt)<<8|uint64(item+1))
	return categories[g.brands[brandAt].category].price * lognormal(&d, .5)
}

// list writes what the shop offers.
func (b *block) list(s *shop) {
	g, out := b.g, &b.out[sheetListings]
	if g.goodsListings < 1 {
		return
	}
	d := stream(g.seed, ofGoods, uint64(s.n))
	scored := d.chance(g.goodsScored)
	n := 1 + d.below(int(2*g.goodsListings)-1)
	if g.fewerListing {
		n = 1
	}
	for i := range n {
		u := d.unit()
		brandAt, item := int(u*u*float64(len(g.brands))), d.below(items)
		listed := s.opened + d.below(max(1, s.end()-s.opened))
		fake := s.illicit && listed >= s.bought && d.chance(s.stock)
		price := g.usual(brandAt, item) * math.Exp(s.level+g.discount(s, fake, listed)+.12*d.normal())
		br := &g.brands[brandAt]
		out.text("listing-crawl").id("li", s.code, i).id("li", s.code, i).shop(s)
		out.b = append(append(append(out.b, br.name...), ' '), categories[br.category].han...)
		out.b = append(digits(append(out.b, ' '), uint64(item+1), 1), "款,"...)
		out.text(br.name).money(max(1, price)).text("CNY")
		out.b = append(hexDigits(append(out.b, "img-"...), dice.Mix(uint64(s.n)<<8|uint64(i)), 12), ',')
		out.b = digits(append(out.b, "sku-"...), uint64(brandAt), 4)
		out.b = append(digits(append(out.b, '-'), uint64(item), 1), ',')
		removed := 0
		if s.closed > 0 {
			removed = s.closed
		}
		out.text(g.day(listed)).text(g.day(removed)).number(int(40 * lognormal(&d, 1.2)))
		if scored {
			out.number(int(goodsScore(&d, fake)))
		} else {
			out.text("")
		}
		out.end()
	}
}

// discount is the log of a price over the usual one.
func (g *generator) discount(s *shop, fake bool, day int) float64 {
	switch {
	case fake && day > 2*365:
		return g.ofFake(s) + g.priceDrift
	case fake:
		return g.ofFake(s)
	case s.outlet:
		return g.priceOutlet
	}
	return g.priceHonest
}

func (g *generator) ofFake(s *shop) float64 {
	if s.open {
		return g.priceOpen
	}
	return g.priceDeceptive
}

// goodsScore is an appraiser's, 0 to 100.
func goodsScore(d *draw, fake bool) float64 {
	mean, deviation := 72., 14.
	if fake {
		mean = 40
	}
	return min(100, max(0, mean+deviation*d.normal()))
}
