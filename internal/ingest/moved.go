package ingest

import (
	"context"
	"iter"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Moves says what became of the ids of one store in another that was made of
// the same files by other rules.
type Moves struct {
	Kinds       []KindMoves `json:"kinds"`       // those in which something moved, in the order of kinds
	Storefronts int         `json:"storefronts"` // that have a link to a value which moved, or moved themselves
}

// KindMoves counts the values of one kind whose id is another now.
type KindMoves struct {
	Kind   entity.Kind `json:"kind"`
	Before int         `json:"before"` // values in all
	After  int         `json:"after"`
	Moved  int         `json:"moved"`  // values of which a source row now says another id
	Merged int         `json:"merged"` // ids that hold what were two or more
	Split  int         `json:"split"`  // ids whose rows now stand under two or more
	Gone   int         `json:"gone"`   // ids whose rows now give none: refused, or kept without linking
	Come   int         `json:"come"`   // ids whose rows gave none before
}

// Moved compares two stores that were made of the same vault. It looks at
// which source row says which id: at storefronts, regions and identifiers. It
// holds in memory what differs, not what is equal.
func Moved(ctx context.Context, before, after store.Graph) (*Moves, error) {
	out := &Moves{Kinds: []KindMoves{}}
	shops := map[entity.Key]bool{}
	for _, kind := range entity.Kinds() {
		if kind != entity.KindStorefront && kind != entity.KindRegion && !kind.Identifier() {
			continue
		}
		c := &comparison{kind: kind, lost: map[saying][]string{}, found: map[saying][]string{}, shops: shops}
		if err := c.read(ctx, before, after); err != nil {
			return nil, err
		}
		if moves := c.result(); moves.Moved+moves.Gone+moves.Come > 0 {
			out.Kinds = append(out.Kinds, moves)
		}
	}
	out.Storefronts = len(shops)
	return out, nil
}

// saying is one claim of one source row: that it is about some value, in one
// way. Under other rules it names another value.
type saying struct {
	record entity.Record
	link   entity.LinkType
	role   string
	out    bool
}

// comparison is of the values of one kind.
type comparison struct {
	kind          entity.Kind
	before, after int
	lost, found   map[saying][]string // ids that a saying named before, and names now; only where these differ
	shared        map[string]bool     // ids with something lost or found that are in both stores
	shops         map[entity.Key]bool
}

func (c *comparison) read(ctx context.Context, before, after store.Graph) error {
	c.shared = map[string]bool{}
	for keys, err := range keysOf(ctx, before, c.kind) {
		if err != nil {
			return err
		}
		c.before += len(keys)
		if err := c.compare(ctx, before, after, keys, c.lost, c.found); err != nil {
			return err
		}
	}
	for keys, err := range keysOf(ctx, after, c.kind) {
		if err != nil {
			return err
		}
		c.after += len(keys)
		nodes, err := before.Nodes(ctx, keys)
		if err != nil {
			return err
		}
		var fresh []entity.Key // the others were compared already
		for i, n := range nodes {
			if n == nil {
				fresh = append(fresh, keys[i])
			}
		}
		if err := c.compare(ctx, after, before, fresh, c.found, c.lost); err != nil {
			return err
		}
	}
	return nil
}

// compare notes what the first store alone says of the keys, and what the
// second does.
func (c *comparison) compare(ctx context.Context, one, two store.Graph, keys []entity.Key, ofOne, ofTwo map[saying][]string) error {
	first, err := c.sayings(ctx, one, keys)
	if err != nil {
		return err
	}
	second, err := c.sayings(ctx, two, keys)
	if err != nil {
		return err
	}
	var differ []entity.Key
	for i, key := range keys {
		a, b := only(first[i], second[i]), only(second[i], first[i])
		for _, side := range []struct {
			said []said
			into map[saying][]string
		}{{a, ofOne}, {b, ofTwo}} {
			for _, s := range side.said {
				side.into[s.saying] = append(side.into[s.saying], key.ID)
				if s.shop.Kind == entity.KindStorefront {
					c.shops[s.shop] = true
				}
			}
		}
		if len(a)+len(b) > 0 {
			differ = append(differ, key)
		}
	}
	nodes, err := two.Nodes(ctx, differ)
	for _, n := range nodes {
		if n != nil {
			c.shared[n.Key.ID] = true
		}
	}
	return err
}

// said is a saying and the storefront that it touches, if any.
type said struct {
	saying
	shop entity.Key
}

// sayings returns what is said of each key.
func (c *comparison) sayings(ctx context.Context, g store.Graph, keys []entity.Key) ([][]said, error) {
	out := make([][]said, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	for adj, err := range g.Neighbours(ctx, keys, store.Filter{}) {
		if err != nil {
			return nil, err
		}
		if adj.Link.Type == entity.LinkMemberOf {
			continue
		}
		shop := adj.Other()
		if c.kind == entity.KindStorefront {
			shop = keys[adj.Of]
		}
		for _, claim := range adj.Link.Claims {
			out[adj.Of] = append(out[adj.Of], said{saying{claim.Record, adj.Link.Type, adj.Link.Role, adj.Out}, shop})
		}
	}
	return out, nil
}

// only returns what the first says and the second does not.
func only(first, second []said) (out []said) {
	known := make(map[saying]bool, len(second))
	for _, s := range second {
		known[s.saying] = true
	}
	for _, s := range first {
		if !known[s.saying] {
			out = append(out, s)
		}
	}
	return out
}

// result follows each saying from the id it named to the one it names.
func (c *comparison) result() KindMoves {
	k := KindMoves{Kind: c.kind, Before: c.before, After: c.after}
	to, from := map[string]map[string]bool{}, map[string]map[string]bool{}
	moved, come := map[string]bool{}, map[string]bool{}
	gone := map[string]bool{}
	for s, olds := range c.lost {
		news := c.found[s]
		for _, old := range olds {
			if len(news) == 0 {
				gone[old] = true
				continue
			}
			moved[old] = true
			if len(olds) == 1 || len(news) == 1 { // otherwise it is not certain which became which
				for _, id := range news {
					add(to, old, id)
					add(from, id, old)
				}
			}
		}
	}
	for s, news := range c.found {
		if len(c.lost[s]) == 0 {
			for _, id := range news {
				come[id] = true
			}
		}
	}
	k.Moved = len(moved)
	k.Split, k.Merged = c.several(to), c.several(from)
	for id := range gone {
		if !moved[id] && !c.shared[id] {
			k.Gone++
		}
	}
	for id := range come {
		if from[id] == nil && !c.shared[id] {
			k.Come++
		}
	}
	return k
}

// several counts the ids that stand for two or more on the other side, where
// the id itself may be one of them.
func (c *comparison) several(of map[string]map[string]bool) int {
	n := 0
	for id, others := range of {
		if c.shared[id] {
			others[id] = true
		}
		if len(others) > 1 {
			n++
		}
	}
	return n
}

func add(m map[string]map[string]bool, key, value string) {
	if m[key] == nil {
		m[key] = map[string]bool{}
	}
	m[key][value] = true
}

// keysOf yields the keys of a kind, piece by piece.
func keysOf(ctx context.Context, g store.Graph, kind entity.Kind) iter.Seq2[[]entity.Key, error] {
	return func(yield func([]entity.Key, error) bool) {
		var keys []entity.Key
		for row, err := range g.Scan(ctx, store.Selection{Kinds: []entity.Kind{kind}}, store.Range{}) {
			if err != nil {
				yield(nil, err)
				return
			}
			if keys = append(keys, row.Key); len(keys) == pieceSize {
				if !yield(slices.Clone(keys), nil) {
					return
				}
				keys = keys[:0]
			}
		}
		if len(keys) > 0 {
			yield(keys, nil)
		}
	}
}
