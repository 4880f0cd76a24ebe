package ingest

import (
	"cmp"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// facts collects what rows assert, in small integers, until they are enough
// for a piece of the load.
type facts struct {
	piece int // how many pieces were made of earlier facts, and 1
	index map[entity.Key]node
	keys  []entity.Key

	stamps  []stamp
	stamped map[stamp]int32
	words   []string // attribute names and roles
	worded  map[string]int32
	values  []entity.Value
	valued  map[string]int32

	attrs []attrFact
	links []linkFact

	// wanted are keys that rows of the load point at; those that a row has
	// brought in, in this piece or one before, are true.
	wanted map[entity.Key]bool
}

// pieceFacts is how many attributes and links a piece of a load holds. It is
// large enough for the store to write in sorted runs, and small enough that
// two pieces, the one that is being made and the one that is being stored,
// take a few hundred megabytes.
const pieceFacts = 250_000

// node is the number of a key within a piece.
type node int32

// stamp is what claims share: how something is known, and when it was seen.
type stamp struct {
	class           entity.Class
	observed, until entity.When
}

// cite is what a claim rests on: a record and a stamp.
type cite struct {
	record entity.Record
	stamp  int32
}

type attrFact struct {
	of          node
	name, value int32
	cite
}

type linkFact struct {
	from, to node
	kind     entity.LinkType
	role     int32
	cite
}

func newFacts() *facts {
	f := &facts{index: map[entity.Key]node{}, stamped: map[stamp]int32{}, worded: map[string]int32{}, valued: map[string]int32{}, wanted: map[entity.Key]bool{}}
	f.reset()
	return f
}

// reset forgets everything but what is wanted, and keeps the memory.
func (f *facts) reset() {
	f.piece++
	clear(f.index)
	clear(f.stamped)
	clear(f.worded)
	clear(f.valued)
	f.keys, f.stamps, f.words, f.values, f.attrs, f.links = f.keys[:0], f.stamps[:0], f.words[:0], f.values[:0], f.attrs[:0], f.links[:0]
	f.word("")
}

func (f *facts) size() int { return len(f.attrs) + len(f.links) }

// node returns the number of a key, adding it when it is new.
func (f *facts) node(k entity.Key) node {
	n, ok := f.index[k]
	if !ok {
		n = node(len(f.keys))
		f.index[k] = n
		f.keys = append(f.keys, k)
		if _, wanted := f.wanted[k]; wanted {
			f.wanted[k] = true
		}
	}
	return n
}

// stated is the number of a key that many rows name, looked up once a piece.
type stated struct {
	piece int
	node  node
}

func (f *facts) stated(s *stated, k entity.Key) node {
	if s.piece != f.piece {
		*s = stated{f.piece, f.node(k)}
	}
	return s.node
}

func (f *facts) stamp(s stamp) int32 { return intern(f.stamped, &f.stamps, s, s) }
func (f *facts) word(s string) int32 { return intern(f.worded, &f.words, s, s) }

func (f *facts) value(v entity.Value) int32 {
	id := v.Text()
	if v.Kind() != entity.ValueString { // set apart from texts by a byte that no text begins with
		_, zone := v.AsWhen()
		id = "\x00" + string(rune(v.Kind())) + id + "\x00" + zone
	}
	return intern(f.valued, &f.values, id, v)
}

func intern[K comparable, V any](seen map[K]int32, list *[]V, k K, v V) int32 {
	i, ok := seen[k]
	if !ok {
		i = int32(len(*list))
		seen[k] = i
		*list = append(*list, v)
	}
	return i
}

func (f *facts) attr(of node, name string, v entity.Value, c cite) {
	if v.Kind() == entity.ValueAbsent || (v.Kind() == entity.ValueString && v.Text() == "") {
		return
	}
	f.attrs = append(f.attrs, attrFact{of, f.word(name), f.value(v), c})
}

func (f *facts) link(from node, t entity.LinkType, role string, to node, c cite) {
	f.links = append(f.links, linkFact{from, to, t, f.word(role), c})
}

// batch turns the facts into a batch in key order, and forgets them.
func (f *facts) batch() store.Batch {
	defer f.reset()
	order := make([]node, len(f.keys))
	for i := range order {
		order[i] = node(i)
	}
	slices.SortFunc(order, func(a, b node) int { return f.keys[a].Compare(f.keys[b]) })
	rank := make([]int32, len(order))
	for r, n := range order {
		rank[n] = int32(r)
	}
	return store.Batch{Nodes: f.nodes(order, rank), Links: f.folded(rank)}
}

// nodes returns the nodes with their attributes. The same value claimed again
// in the same way by the same file is one attribute, resting on the first row.
func (f *facts) nodes(order []node, rank []int32) []entity.Node {
	slices.SortFunc(f.attrs, func(a, b attrFact) int {
		return cmp.Or(cmp.Compare(rank[a.of], rank[b.of]), cmp.Compare(a.name, b.name), cmp.Compare(a.value, b.value),
			cmp.Compare(a.stamp, b.stamp), cmp.Compare(a.record, b.record))
	})
	f.attrs = slices.CompactFunc(f.attrs, func(a, b attrFact) bool {
		return a.of == b.of && a.name == b.name && a.value == b.value && a.stamp == b.stamp && a.record.File() == b.record.File()
	})
	arena := make([]entity.Attr, len(f.attrs))
	nodes := make([]entity.Node, len(order))
	at := 0
	for r, n := range order {
		first := at
		for ; at < len(f.attrs) && f.attrs[at].of == n; at++ {
			a := f.attrs[at]
			arena[at] = entity.Attr{Name: f.words[a.name], Value: f.values[a.value], Claim: f.claim(a.cite)}
		}
		nodes[r] = entity.Node{Key: f.keys[n], Attrs: entity.FoldAttrs(arena[first:at:at])}
	}
	return nodes
}

// folded returns the links, each with all claims made of it.
func (f *facts) folded(rank []int32) []entity.Link {
	slices.SortFunc(f.links, func(a, b linkFact) int {
		return cmp.Or(cmp.Compare(rank[a.from], rank[b.from]), cmp.Compare(a.kind, b.kind), cmp.Compare(f.words[a.role], f.words[b.role]),
			cmp.Compare(rank[a.to], rank[b.to]), cmp.Compare(a.record, b.record))
	})
	distinct := 0
	for i, l := range f.links {
		if i == 0 || !sameLink(f.links[i-1], l) {
			distinct++
		}
	}
	arena := make([]entity.Claim, len(f.links))
	links := make([]entity.Link, 0, distinct)
	for at := 0; at < len(f.links); {
		first, l := at, f.links[at]
		for ; at < len(f.links) && sameLink(l, f.links[at]); at++ {
			arena[at] = f.claim(f.links[at].cite)
		}
		links = append(links, entity.Link{From: f.keys[l.from], Type: l.kind, Role: f.words[l.role], To: f.keys[l.to],
			Claims: entity.FoldClaims(arena[first:at:at])})
	}
	return links
}

func sameLink(a, b linkFact) bool {
	return a.from == b.from && a.kind == b.kind && a.role == b.role && a.to == b.to
}

func (f *facts) claim(c cite) entity.Claim {
	s := f.stamps[c.stamp]
	return entity.Claim{Record: c.record, Class: s.class, Observed: s.observed, Until: s.until}
}
