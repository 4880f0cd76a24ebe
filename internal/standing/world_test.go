package standing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
	"github.com/ringtrace/ringtrace/internal/standing"
)

// world is what a test knows to be true: the links that there are.
type world map[standing.Link]bool

func (w world) links() []standing.Link {
	out := make([]standing.Link, 0, len(w))
	for l := range w {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b standing.Link) int {
		if c := strings.Compare(a.Shop, b.Shop); c != 0 {
			return c
		}
		return a.ID.Compare(b.ID)
	})
	return out
}

func (w world) apply(d standing.Delta) {
	for _, l := range d.Remove {
		if w[l] {
			delete(w, l)
		}
	}
	for _, l := range d.Add {
		w[l] = true
	}
}

func (w world) snapshot() *snapshot.Snapshot {
	var b snapshot.Builder
	for _, l := range w.links() {
		b.Add(l.Shop, entity.LinkTo(l.ID.Kind), l.ID, entity.ClassObserved, entity.When{}, entity.When{})
	}
	return b.Build()
}

// found are groups with their nodes named by rank among all names of a test.
type found []community.Group

// names ranks everything that a test may name.
type names struct {
	shops map[string]int32
	ids   map[entity.Key]int32
}

func (n *names) of(groups []community.Group, shop func(int32) string, id func(int32) entity.Key) found {
	out := make(found, len(groups))
	for k := range groups {
		out[k] = standing.Renamed(&groups[k], func(v int32) int32 { return n.shops[shop(v)] },
			func(v int32) int32 { return n.ids[id(v)] }, func(r int32) int32 { return r })
	}
	return out
}

// empty holds lists of nothing for the same, however they came about.
func empty() cmp.Option { return cmpopts.EquateEmpty() }

// namesOf ranks what a world names.
func namesOf(w world) *names {
	s := w.snapshot()
	n := &names{shops: map[string]int32{}, ids: map[entity.Key]int32{}}
	for k, shop := range s.Shops {
		n.shops[shop] = int32(k)
	}
	for k, id := range s.IDs {
		n.ids[id] = int32(k)
	}
	return n
}

// country is what a test may name, and how its links come and go: operations
// of a few storefronts with a pool of values each, and values that are popular
// anywhere, some of them in pairs, as an agency and the house it stands in.
// All but the sizes is drawn from a seed: worlds that are drawn piece by piece
// come out too poor to have hubs and rings in them.
type country struct {
	shops, popular int
	random         *rand.Rand
}

const (
	crew = 6 // storefronts of an operation
	pool = 5 // values of an operation
)

func anyCountry(t *rapid.T) *country {
	c := &country{shops: rapid.IntRange(crew, 60).Draw(t, "storefronts"), popular: rapid.IntRange(2, 12).Draw(t, "popular")}
	c.random = rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	return c
}

func (c *country) shop(n int) string { return fmt.Sprintf("s%03d", n*37%101) }

// id is the nth identifier, the popular ones first; its kind follows from its
// number.
func (c *country) id(n int) entity.Key {
	kinds := [...]entity.Kind{entity.KindPhone, entity.KindAddress, entity.KindPaymentAccount, entity.KindImageHash, entity.KindPaymentAccount, entity.KindDomain, entity.KindDevice}
	return entity.Key{Kind: kinds[n%len(kinds)], ID: fmt.Sprintf("v%03d", n*53%199)}
}

func (c *country) ids() int { return c.popular + pool*(c.shops/crew+1) }

func (c *country) names() *names {
	n := &names{shops: map[string]int32{}, ids: map[entity.Key]int32{}}
	for k := range c.shops {
		n.shops[c.shop(k)] = int32(k * 37 % 101)
	}
	for k := range c.ids() {
		n.ids[c.id(k)] = int32(k * 53 % 199)
	}
	return n
}

// own draws a link of a storefront to a value of its operation.
func (c *country) own() standing.Link {
	shop := c.random.IntN(c.shops)
	return standing.Link{Shop: c.shop(shop), ID: c.id(c.popular + shop/crew*pool + c.random.IntN(pool))}
}

// stray draws a link of any two.
func (c *country) stray() standing.Link {
	return standing.Link{Shop: c.shop(c.random.IntN(c.shops)), ID: c.id(c.random.IntN(c.ids()))}
}

// flock draws links by which many storefronts take to one popular value, or
// to two.
func (c *country) flock() (out []standing.Link) {
	first := c.random.IntN(c.popular)
	from, span := c.random.IntN(c.shops), 1+c.random.IntN(c.shops)
	for range 2 + c.random.IntN(10) {
		shop := c.shop((from + c.random.IntN(span)) % c.shops)
		out = append(out, standing.Link{Shop: shop, ID: c.id(first)})
		if first%3 == 0 && first+1 < c.popular {
			out = append(out, standing.Link{Shop: shop, ID: c.id(first + 1)})
		}
	}
	return out
}

func (c *country) links(owned, strays, flocks int) (out []standing.Link) {
	for range owned {
		out = append(out, c.own())
	}
	for range strays {
		out = append(out, c.stray())
	}
	for range flocks {
		out = append(out, c.flock()...)
	}
	return out
}

func (c *country) base() world {
	w := world{}
	w.apply(standing.Delta{Add: c.links(c.random.IntN(4*c.shops), c.random.IntN(1+c.shops/4), c.random.IntN(c.popular))})
	return w
}

// delta draws a change of a few links or of many, all of a storefront's or of
// a value's among them; some are there already, some that go are not.
func (c *country) delta(w world) (d standing.Delta) {
	d.Add = c.links(c.random.IntN(6), c.random.IntN(3), c.random.IntN(2))
	d.Remove = c.links(0, c.random.IntN(2), 0)
	there := w.links()
	if len(there) == 0 {
		return d
	}
	for range c.random.IntN(8) {
		d.Remove = append(d.Remove, there[c.random.IntN(len(there))])
	}
	gone := there[c.random.IntN(len(there))]
	sweep := c.random.IntN(8)
	for _, l := range there {
		if sweep == 0 && l.Shop == gone.Shop || sweep == 1 && l.ID == gone.ID {
			d.Remove = append(d.Remove, l)
		}
	}
	return d
}

// detected is what a detection of the whole finds.
type detected struct {
	snap   *snapshot.Snapshot
	graph  *projection.Graph
	result *community.Result
}

// fataler is what rapid's and Go's tests have in common.
type fataler interface{ Fatal(...any) }

// whole detects a world under a table of statistics, nil for its own, and
// under what was tested of the exclusive types, nil for a test of its own.
func whole(t fataler, w world, p standing.Params, table *projection.Statistics, tested []community.TypeReport) detected {
	d := detected{snap: w.snapshot()}
	var err error
	if table == nil {
		d.graph, err = projection.Build(d.snap, p.Projection, projection.People{})
	} else {
		d.graph, err = table.Build(d.snap, p.Projection, projection.People{})
		p.Community.Population = table.Population
	}
	if err != nil {
		t.Fatal(err)
	}
	p.Community.Exclusive, p.Community.Lent, p.Community.Doubtful = d.graph.Exclusive, d.graph.Lent, d.graph.Doubtful
	p.Community.Tested = tested
	if d.result, err = community.Detect(d.graph.CSR, p.Community); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *detected) groups(n *names) found {
	return n.of(d.result.Groups, func(v int32) string { return d.snap.Shops[v] },
		func(v int32) entity.Key { return d.snap.IDs[d.graph.Identifier(v)] })
}

// hubs lists the values that are hubs or suspected.
func (d *detected) hubs() map[entity.Key]projection.Verdict {
	out := map[entity.Key]projection.Verdict{}
	for _, x := range d.graph.Damped {
		out[d.snap.IDs[x.Identifier]] = x.Verdict
	}
	return out
}

func (d *detected) census() standing.Census {
	return standing.Census{Storefronts: len(d.snap.Shops), Identifiers: len(d.snap.IDs), Links: len(d.snap.Links),
		Shared: len(d.graph.Live), Hubs: d.graph.Counts.Hubs, Suspected: d.graph.Counts.Suspected,
		LiveLinks: d.graph.Counts.Live, HubLinks: d.graph.Counts.OnHubs, SingleLinks: d.graph.Counts.OnSingles}
}

func stand(t fataler, d detected, table *projection.Statistics, p standing.Params) *standing.Standing {
	s, err := standing.New(d.snap, d.graph, d.result, table, p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
