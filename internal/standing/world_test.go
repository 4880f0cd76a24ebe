package standing_test

import (
	"fmt"
	"slices"
	"strings"

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

// size bounds what a test may name.
type size struct{ shops, ids int }

func (s size) shop(n int) string { return fmt.Sprintf("s%03d", n) }

// id is the nth identifier; its kind follows from its number.
func (s size) id(n int) entity.Key {
	kinds := [...]entity.Kind{entity.KindPhone, entity.KindPaymentAccount, entity.KindAddress, entity.KindImageHash, entity.KindPhone}
	return entity.Key{Kind: kinds[n%len(kinds)], ID: fmt.Sprintf("v%03d", n)}
}

func (s size) names() *names {
	n := &names{shops: map[string]int32{}, ids: map[entity.Key]int32{}}
	for k := range s.shops {
		n.shops[s.shop(k)] = int32(k)
	}
	var keys []entity.Key
	for k := range s.ids {
		keys = append(keys, s.id(k))
	}
	slices.SortFunc(keys, entity.Key.Compare)
	for k, key := range keys {
		n.ids[key] = int32(k)
	}
	return n
}

// near draws a link that lies near others, so that links meet in rings.
func (s size) near(t *rapid.T) standing.Link {
	id := rapid.IntRange(0, s.ids-1).Draw(t, "id")
	at := id * s.shops / s.ids
	shop := rapid.IntRange(max(0, at-4), min(s.shops-1, at+4)).Draw(t, "shop")
	return standing.Link{Shop: s.shop(shop), ID: s.id(id)}
}

// any draws a link of any two.
func (s size) any(t *rapid.T) standing.Link {
	return standing.Link{Shop: s.shop(rapid.IntRange(0, s.shops-1).Draw(t, "shop")), ID: s.id(rapid.IntRange(0, s.ids-1).Draw(t, "id"))}
}

// base draws a world.
func (s size) base(t *rapid.T) world {
	w := world{}
	for range rapid.IntRange(0, 3*s.shops).Draw(t, "links") {
		w[s.near(t)] = true
	}
	return w
}

// delta draws a change: links near others, a few of any two, links that are
// there taken away, and links that are not there too.
func (s size) delta(t *rapid.T, w world) (d standing.Delta) {
	d.Add = rapid.SliceOfN(rapid.Custom(s.near), 0, 12).Draw(t, "add")
	d.Add = append(d.Add, rapid.SliceOfN(rapid.Custom(s.any), 0, 3).Draw(t, "stray")...)
	if there := w.links(); len(there) > 0 {
		d.Remove = rapid.SliceOfN(rapid.SampledFrom(there), 0, 12).Draw(t, "remove")
		if rapid.IntRange(0, 9).Draw(t, "sweep") == 0 { // everything of one storefront, or of one value
			gone := rapid.SampledFrom(there).Draw(t, "gone")
			whole := rapid.Bool().Draw(t, "storefront")
			for _, l := range there {
				if whole && l.Shop == gone.Shop || !whole && l.ID == gone.ID {
					d.Remove = append(d.Remove, l)
				}
			}
		}
	}
	d.Remove = append(d.Remove, rapid.SliceOfN(rapid.Custom(s.any), 0, 2).Draw(t, "absent")...)
	return d
}

// detected is what a detection of the whole finds.
type detected struct {
	snap   *snapshot.Snapshot
	graph  *projection.Graph
	result *community.Result
}

func whole(t interface{ Fatal(...any) }, w world, p standing.Params) detected {
	d := detected{snap: w.snapshot()}
	var err error
	if d.graph, err = projection.Build(d.snap, p.Projection, projection.People{}); err != nil {
		t.Fatal(err)
	}
	p.Community.Exclusive, p.Community.Lent, p.Community.Doubtful = d.graph.Exclusive, d.graph.Lent, d.graph.Doubtful
	if d.result, err = community.Detect(d.graph.CSR, p.Community); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *detected) groups(n *names) found {
	return n.of(d.result.Groups, func(v int32) string { return d.snap.Shops[v] },
		func(v int32) entity.Key { return d.snap.IDs[d.graph.Identifier(v)] })
}

func stand(t interface{ Fatal(...any) }, d detected, p standing.Params) *standing.Standing {
	p.Community.Exclusive, p.Community.Lent, p.Community.Doubtful = d.graph.Exclusive, d.graph.Lent, d.graph.Doubtful
	s, err := standing.New(d.snap, d.graph, d.result, p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
