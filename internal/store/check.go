package store

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// checkAllLinks is the size up to which Check compares every link. Above it,
// it compares those of at most checkPages pages of nodes, evenly spread over
// the dense numbers, the same ones each time.
const (
	checkAllLinks = 300_000
	checkPage     = 512
	checkPages    = 16
)

// Checked tells what a check has looked at.
type Checked struct {
	Nodes    int64 // all of them: existence, attributes, order, partitions
	Links    int64 // all of them: ends, order, partitions
	Compared int64 // links whose claims were read and that were looked up from both ends
}

// Check looks whether a store keeps its promises to itself, whatever the
// backend. Of all nodes and links: Scan is strictly ascending and its
// partitions join to the whole; both ends of a link exist; MEMBER_OF leads from
// storefronts to rings; Info counts right and names a run that exists;
// attributes are folded. Of all links in a store of up to 300,000, and of a
// fixed sample of nodes in a larger one: claims are folded, Scan's summary is
// theirs, and each link is seen from both its ends and nothing else is.
//
// It holds about a byte per node, besides some 100 bytes per node of a store
// below that size. It fails with errs.Unverified, and with errs.Conflict when
// the store was written to meanwhile.
func Check(ctx context.Context, g Graph) error {
	_, err := Examine(ctx, g)
	return err
}

// Examine is Check that also tells what was looked at.
func Examine(ctx context.Context, g Graph) (Checked, error) {
	info, err := g.Info(ctx)
	if err != nil {
		return Checked{}, err
	}
	x := &examination{ctx: ctx, g: g, info: info, small: info.Links <= checkAllLinks && info.Nodes <= checkAllLinks, seed: maphash.MakeSeed()}
	for _, step := range []func() error{x.nodes, x.links, x.partitions, x.counts, x.bothEnds} {
		if err = step(); err != nil {
			break
		}
	}
	if after, e := g.Info(ctx); e == nil && after != info {
		err = &errs.Error{Op: "check", Kind: errs.Conflict, Message: "the store was written to during the check", Remedy: "Repeat it."}
	}
	return x.done, err
}

type examination struct {
	ctx   context.Context
	g     Graph
	info  Info
	small bool
	seed  maphash.Seed
	done  Checked

	kinds    []entity.Kind        // by dense number; invalid where there is no node
	keys     map[int64]entity.Key // of a small store
	evidence struct{ nodes, links int64 }
	whole    [2]uint64 // digest of the nodes and of the links as one Scan gives them
}

func broken(format string, args ...any) error {
	return &errs.Error{Op: "check", Kind: errs.Unverified, Subject: "store", Message: fmt.Sprintf(format, args...)}
}

func allNodes() Selection { return Selection{Kinds: entity.Kinds()} }
func allLinks() Selection { return Selection{Types: entity.LinkTypes()} }

func (x *examination) nodes() error {
	if x.small {
		x.keys = map[int64]entity.Key{}
	}
	var digest maphash.Hash
	digest.SetSeed(x.seed)
	unique := map[entity.Key]bool{}
	err := x.pages(func(page []Row) error {
		for _, r := range page {
			if r.N < int64(max(1, len(x.kinds))) {
				return broken("node %d stands after node %d in the scan", r.N, len(x.kinds)-1)
			}
			if !r.Key.Kind.Valid() || r.Key.ID == "" {
				return broken("node %d has no key", r.N)
			}
			x.kinds = append(x.kinds, make([]entity.Kind, r.N-int64(len(x.kinds))+1)...)
			x.kinds[r.N] = r.Key.Kind
			x.done.Nodes++
			if !r.Key.Kind.Derived() {
				x.evidence.nodes++
			}
			if x.small {
				if unique[r.Key] {
					return broken("node %d has the key of another", r.N)
				}
				x.keys[r.N], unique[r.Key] = r.Key, true
			}
			digestRow(&digest, r)
		}
		return x.attributes(page)
	})
	x.whole[0] = digest.Sum64()
	return err
}

// pages yields all nodes in the order of the scan, a page at a time.
func (x *examination) pages(f func([]Row) error) error {
	page := make([]Row, 0, checkPage)
	for r, err := range x.g.Scan(x.ctx, allNodes(), Range{}) {
		if err != nil {
			return err
		}
		if page = append(page, r); len(page) == checkPage {
			if err := f(page); err != nil {
				return err
			}
			page = page[:0]
		}
	}
	if len(page) == 0 {
		return nil
	}
	return f(page)
}

func (x *examination) attributes(page []Row) error {
	nodes, err := x.g.Nodes(x.ctx, keysOf(page))
	if err != nil {
		return err
	}
	for i, n := range nodes {
		if n == nil || n.Key != page[i].Key {
			return broken("node %d (%s) is in the scan and not found by its key", page[i].N, page[i].Key.Kind)
		}
		if !FoldedAttrs(n.Attrs) {
			return broken("attributes of node %d (%s) are not sorted or repeat", page[i].N, n.Key.Kind)
		}
	}
	return nil
}

func keysOf(page []Row) []entity.Key {
	keys := make([]entity.Key, len(page))
	for i := range page {
		keys[i] = page[i].Key
	}
	return keys
}

func (x *examination) links() error {
	var digest maphash.Hash
	digest.SetSeed(x.seed)
	var before Row
	for r, err := range x.g.Scan(x.ctx, allLinks(), Range{}) {
		if err != nil {
			return err
		}
		if x.done.Links > 0 && compareLinkRows(before, r) >= 0 {
			return broken("a link (%s) of node %d stands in the scan after one that follows it, or twice", r.Type, r.From)
		}
		from, to := x.kindOf(r.From), x.kindOf(r.To)
		switch {
		case from == entity.KindInvalid || to == entity.KindInvalid:
			return broken("a link (%s) from %d to %d ends at no node", r.Type, r.From, r.To)
		case (r.Type == entity.LinkMemberOf) != (from.Derived() || to.Derived()):
			return broken("a link (%s) joins evidence and a run's result", r.Type)
		case r.Type == entity.LinkMemberOf && (from != entity.KindStorefront || to != entity.KindRing):
			return broken("a membership leads from %s to %s", from, to)
		}
		x.done.Links++
		if r.Type != entity.LinkMemberOf {
			x.evidence.links++
		}
		digestRow(&digest, r)
		before = r
	}
	x.whole[1] = digest.Sum64()
	return nil
}

func (x *examination) kindOf(n int64) entity.Kind {
	if n < 0 || n >= int64(len(x.kinds)) {
		return entity.KindInvalid
	}
	return x.kinds[n]
}

func compareLinkRows(a, b Row) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Type, b.Type), cmp.Compare(a.To, b.To), strings.Compare(a.Role, b.Role))
}

func digestRow(h *maphash.Hash, r Row) { maphash.WriteComparable(h, r) }

// partitions scans again, in four ranges, and expects the same rows.
func (x *examination) partitions() error {
	const parts = 4
	end := int64(len(x.kinds))
	for which, sel := range []Selection{allNodes(), allLinks()} {
		var digest maphash.Hash
		digest.SetSeed(x.seed)
		for i := range int64(parts) {
			r := Range{Lo: end * i / parts, Hi: end * (i + 1) / parts}
			if r == (Range{}) {
				continue // would mean everything
			}
			for row, err := range x.g.Scan(x.ctx, sel, r) {
				if err != nil {
					return err
				}
				digestRow(&digest, row)
			}
		}
		if digest.Sum64() != x.whole[which] {
			return broken("the partitions of a scan do not join to the whole")
		}
	}
	return nil
}

func (x *examination) counts() error {
	if x.info.Nodes != x.evidence.nodes || x.info.Links != x.evidence.links {
		return broken("the store counts %d nodes and %d links and holds %d and %d", x.info.Nodes, x.info.Links, x.evidence.nodes, x.evidence.links)
	}
	if x.info.Run == "" {
		if slices.Contains(x.kinds, entity.KindRing) {
			return broken("there are rings without a run")
		}
		return nil
	}
	run, err := x.g.Nodes(x.ctx, []entity.Key{{Kind: entity.KindRun, ID: x.info.Run}})
	if err == nil && run[0] == nil {
		err = broken("the current run is not stored")
	}
	return err
}

// bothEnds compares Scan with Neighbours in both directions.
func (x *examination) bothEnds() error {
	every := 1
	if !x.small {
		every = max(1, int(x.done.Nodes/checkPage/checkPages))
	}
	seen := map[entity.Key]tally{} // links as their sources show them, by target
	i := 0
	err := x.pages(func(page []Row) error {
		i++
		if (i-1)%every != 0 {
			return nil
		}
		if err := x.outgoing(page, seen); err != nil {
			return err
		}
		if x.small {
			return nil
		}
		return x.sampledIncoming(keysOf(page))
	})
	if err != nil || !x.small {
		return err
	}
	return x.pages(func(page []Row) error { return x.incoming(keysOf(page), seen) })
}

// tally is a sum over a set of links that does not depend on their order.
type tally struct {
	count int64
	sum   uint64
}

func (t *tally) add(seed maphash.Seed, l *entity.Link) {
	t.count++
	h := maphash.Comparable(seed, l.Key())
	for _, c := range l.Claims {
		h = h*31 + maphash.Comparable(seed, c)
	}
	t.sum += h
}

// outgoing compares the links that leave a page of nodes with the scan's.
func (x *examination) outgoing(page []Row, seen map[entity.Key]tally) error {
	keys := keysOf(page)
	scan, stopScan := iter.Pull2(x.g.Scan(x.ctx, allLinks(), Range{page[0].N, page[len(page)-1].N + 1}))
	defer stopScan()
	next, stop := iter.Pull2(x.g.Neighbours(x.ctx, keys, Filter{Direction: Out}))
	defer stop()
	row, err, more := scan()
	for i, node := range page {
		var want []Row
		for ; more && err == nil && row.From == node.N; row, err, more = scan() {
			if row.Key, err = x.keyOf(row.To); err != nil {
				return err
			}
			want = append(want, row)
		}
		if err != nil {
			return err
		}
		slices.SortFunc(want, func(a, b Row) int {
			return cmp.Or(cmp.Compare(a.Type, b.Type), strings.Compare(a.Role, b.Role), a.Key.Compare(b.Key))
		})
		for _, w := range want {
			a, err, more := next()
			if err != nil {
				return err
			}
			if !more || a.Of != i {
				return broken("neighbours lacks a link of node %d (%s)", node.N, node.Key.Kind)
			}
			if err := x.compare(node, w, &a); err != nil {
				return err
			}
			if x.small {
				t := seen[a.Link.To]
				t.add(x.seed, &a.Link)
				seen[a.Link.To] = t
			}
		}
	}
	if _, err, more := next(); more || err != nil {
		return cmp.Or(err, broken("neighbours knows links that the scan does not"))
	}
	return nil
}

// compare holds one link as Neighbours shows it against the scan's row, whose
// Key is that of the other end.
func (x *examination) compare(node, w Row, a *Adjacent) error {
	l := &a.Link
	if !a.Out || l.From != node.Key || l.To != w.Key || l.Type != w.Type || l.Role != w.Role {
		return broken("the links of node %d (%s) differ between scan and neighbours", node.N, node.Key.Kind)
	}
	if first, last := l.Span(); l.Class() != w.Class || first != w.First || last != w.Last {
		return broken("the scan sums up a link (%s) of node %d wrongly", w.Type, node.N)
	}
	if !FoldedClaims(l.Claims) || !FoldedAttrs(l.Attrs) {
		return broken("the claims of a link (%s) of node %d are not sorted or repeat", w.Type, node.N)
	}
	x.done.Compared++
	return nil
}

func (x *examination) keyOf(n int64) (entity.Key, error) {
	if x.small {
		return x.keys[n], nil
	}
	for r, err := range x.g.Scan(x.ctx, allNodes(), Range{n, n + 1}) {
		return r.Key, err
	}
	return entity.Key{}, broken("node %d is not found by its number", n)
}

// incoming compares what the targets show with what the sources showed.
func (x *examination) incoming(keys []entity.Key, seen map[entity.Key]tally) error {
	got := map[entity.Key]tally{}
	for a, err := range x.g.Neighbours(x.ctx, keys, Filter{Direction: In}) {
		if err != nil {
			return err
		}
		t := got[a.Link.To]
		t.add(x.seed, &a.Link)
		got[a.Link.To] = t
	}
	for _, k := range keys {
		if got[k] != seen[k] {
			return broken("the links of a node (%s) differ between its side and the other", k.Kind)
		}
	}
	return nil
}

// sampledIncoming looks from a sample of targets back to the sources, at most
// so many links a node, since some have millions.
func (x *examination) sampledIncoming(keys []entity.Key) error {
	const links = 64
	sources := map[entity.LinkKey]bool{}
	var froms []entity.Key
	for a, err := range x.g.Neighbours(x.ctx, keys, Filter{Direction: In, Limit: links}) {
		if err != nil {
			return err
		}
		sources[a.Link.Key()] = true
		froms = append(froms, a.Link.From)
	}
	slices.SortFunc(froms, entity.Key.Compare)
	for a, err := range x.g.Neighbours(x.ctx, slices.Compact(froms), Filter{Direction: Out}) {
		if err != nil {
			return err
		}
		if sources[a.Link.Key()] {
			delete(sources, a.Link.Key())
			x.done.Compared++
		}
	}
	if len(sources) > 0 {
		return broken("%d links are seen from their target and not from their source", len(sources))
	}
	return nil
}
