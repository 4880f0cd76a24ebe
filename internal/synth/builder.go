package synth

import (
	"fmt"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/synth/place"
)

// days is how long a world lasts: three years. Days count from its first.
const days = 3 * 365

func date(day int) time.Time { return time.Date(2022, 1, 1+day, 0, 0, 0, 0, time.UTC) }

// builder holds a world while it is invented.
type builder struct {
	knobs
	seed    uint64
	regions []place.Prefecture
	hot     []int // indices of regions, the busy ones first
	idle    []int // numbers of shops without an operation, in an order of their own
	shops   []shop
	ops     []*operation
	named   map[string]*operation // by part.Name; looked up, never ranged over
	minted  map[entity.Kind]int   // serials given out; looked up, never ranged over

	hubs         []hub
	framings     []framing
	accidents    []accident
	complaints   []complaint
	purchases    []purchase
	enforcements []enforcement

	// What the world gained later. Each draws from streams of its own and is
	// written behind what was there, so that nothing before it changed.
	later    []laterFact
	returns  []comeback
	listings []listing
	orders   []orders
	pursuits []pursuit
}

// shop is one storefront as it will be written.
type shop struct {
	platform, id string
	op           *operation
	region       int // index into builder.regions
	opened       int // day
	closed       int // day; 0 = open
	fakes        int // percent of the stock; 0 where all is genuine
	rng          *stream
	facts        []fact
}

func (s *shop) key() string { return s.platform + ":" + s.id }

// fact is one claim: on a day, the shop was seen with the value.
type fact struct {
	value
	class entity.Class
	role  string // of an address
	day   int
}

// laterFact is a fact that is written behind all others, and how its record
// spells it.
type laterFact struct {
	shop int
	fact
	spelled string
}

func newBuilder(k knobs, seed uint64) *builder {
	b := &builder{
		knobs: k, seed: seed, regions: place.Prefectures(),
		idle:  newStream(seed, "order", 0).perm(k.Shops),
		shops: make([]shop, k.Shops),
		named: map[string]*operation{}, minted: map[entity.Kind]int{},
	}
	b.hot = newStream(seed, "hot", 0).perm(len(b.regions))
	platforms := [...]string{"taoyi", "quanmi", "norvo", "selbu"}
	for n := range b.shops {
		rng := newStream(seed, "shop", n)
		b.shops[n] = shop{
			platform: platforms[rng.weighted(45, 25, 20, 10)], id: fmt.Sprintf("s%05d", n+1),
			opened: rng.intn(days - 180), rng: rng,
		}
	}
	return b
}

// drawRegion returns where a shop ships from.
func (b *builder) drawRegion(s *stream, illicit bool) int {
	hot := b.HotHonest
	if illicit {
		hot = b.HotIllicit
	}
	if s.percent(hot) {
		return b.hot[s.intn(b.HotRegions)]
	}
	return b.hot[b.HotRegions+s.intn(len(b.hot)-b.HotRegions)]
}

// show records that shop n was seen with v, on some day of its life.
func (b *builder) show(n int, v value, class entity.Class, role string) {
	s := &b.shops[n]
	b.showOn(s.opened+s.rng.intn(days-s.opened), n, v, class, role)
}

func (b *builder) showOn(day, n int, v value, class entity.Class, role string) {
	b.shops[n].facts = append(b.shops[n].facts, fact{v, class, role, day})
}

// share gives several shops one new value.
func (b *builder) share(kind entity.Kind, class entity.Class, role string, shops ...int) value {
	v := b.mint(kind, b.shops[shops[0]].region)
	for _, n := range shops {
		b.show(n, v, class, role)
	}
	return v
}

// hard reports whether others than the shop itself vouch for a value of the
// kind.
func (s *shop) hard(kind entity.Kind) bool {
	for _, f := range s.facts {
		if f.kind == kind && f.class.Hard() {
			return true
		}
	}
	return false
}
