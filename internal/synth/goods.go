package synth

import (
	"fmt"
	"strconv"
)

// listing is one offer of a shop.
type listing struct {
	shop, brand, item int
	price             int // whole yuan
	listed, sales     int
	score             int // an appraiser's, 0 to 100; -1 where nobody looked
}

// itemsOfBrand is how many articles a brand sells.
const itemsOfBrand = 4

// usual prices of the nine kinds of goods, in yuan.
var usualPrice = [len(goodsHan)]int{2400, 120, 600, 500, 1800, 900, 160, 140, 260}

// niceClass is the class of each kind of goods in the Nice agreement.
var niceClass = [len(goodsHan)]int{14, 31, 33, 25, 18, 9, 5, 28, 12}

func (b *builder) brandGoods(brand int) int {
	return newStream(b.seed, "brand", brand).intn(len(goodsHan))
}

func (b *builder) brandName(brand int) string {
	return fmt.Sprintf("%s %d", latinName(newStream(b.seed, "brand-name", brand)), 100+brand)
}

// stock gives every illicit shop a share of fakes and every shop one to three
// offers. A fake costs less, openly or a little; so do outlets, which are
// honest.
func (b *builder) stock() {
	for n := range b.shops {
		s := &b.shops[n]
		draw := newStream(b.seed, "goods", n)
		if s.op.illicit() {
			s.fakes = (draw.intn(101) + draw.intn(101)) / 2
			if draw.percent(10) {
				s.fakes = 1 + draw.intn(19) // most of it is genuine
			}
		}
		openly, outlet := draw.percent(40), draw.percent(12)
		for range 1 + draw.intn(3) {
			brand := draw.intn(1 + draw.intn(b.Brands)) // some are much sold
			l := listing{shop: n, brand: brand, item: draw.intn(itemsOfBrand), sales: draw.intn(1 + draw.intn(300)), score: -1,
				listed: s.opened + draw.intn(max(1, s.end()-s.opened))}
			fake := draw.percent(s.fakes)
			percent := 86 + draw.intn(20)
			switch {
			case fake && openly:
				percent = 10 + draw.intn(22)
			case fake || outlet:
				percent = 48 + draw.intn(36)
			}
			l.price = max(1, b.usual(brand, l.item)*percent/100)
			if draw.percent(12) {
				l.score = 55 + draw.intn(41)
				if fake {
					l.score = 15 + draw.intn(51)
				}
			}
			b.listings = append(b.listings, l)
		}
	}
}

// usual is the price of an article on the market.
func (b *builder) usual(brand, item int) int {
	draw := newStream(b.seed, "article", brand*itemsOfBrand+item)
	return usualPrice[b.brandGoods(brand)] * (60 + draw.intn(120)) / 100
}

func (b *builder) brandTable() *table {
	t := newTable("input/brands.csv", "source", "source_record_id", "name", "owner", "registration_no", "office", "nice_class")
	for i := range b.Brands {
		name := b.brandName(i)
		t.add("brand-register", t.id("br"), name, name+" Holding", fmt.Sprintf("EX-%08d", i), "INVENTED", strconv.Itoa(niceClass[b.brandGoods(i)]))
	}
	return t
}

func (b *builder) listingTable() *table {
	t := newTable("input/listings.csv", "source", "source_record_id", "listing_id", "storefront_ref", "title", "brand_claimed", "price", "currency", "sku",
		"listed_at", "removed_at", "sales_count", "goods_score_0_100")
	for _, l := range b.listings {
		id, s, name := t.id("li"), &b.shops[l.shop], b.brandName(l.brand)
		score := ""
		if l.score >= 0 {
			score = strconv.Itoa(l.score)
		}
		t.add("listing-crawl", id, id, s.key(), fmt.Sprintf("%s %s %d款", name, goodsHan[b.brandGoods(l.brand)], l.item+1), name, strconv.Itoa(l.price)+".00", "CNY",
			fmt.Sprintf("sku-%04d-%d", l.brand, l.item), day(max(1, l.listed)), day(s.closed), strconv.Itoa(l.sales), score)
	}
	return t
}
