package snapshot

import (
	"context"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

// attempts is how often a read is begun again when a load was applied
// meanwhile.
const attempts = 3

// recordKinds are the kinds whose attributes scores read; the hash covers
// them.
var recordKinds = []entity.Kind{entity.KindComplaint, entity.KindTestPurchase, entity.KindEnforcement}

// Read takes the image of a store: every storefront, and every identifier
// that it or a seller operating it carries. A link that comes through a seller
// has the weaker class of the two. The seller itself is no identifier. It
// fails with errs.Conflict when loads keep changing the store under it.
func Read(ctx context.Context, g store.Graph) (*Snapshot, error) {
	for range attempts {
		before, err := g.Info(ctx)
		if err != nil {
			return nil, err
		}
		s, err := read(ctx, g)
		if err != nil {
			return nil, err
		}
		after, err := g.Info(ctx)
		if err != nil {
			return nil, err
		}
		if before.Generation == after.Generation {
			return s, nil
		}
	}
	return nil, &errs.Error{Op: "snapshot", Kind: errs.Conflict, Subject: "store", Message: "kept changing while it was read", Remedy: "Try again when no load is running"}
}

// reader gathers one image.
type reader struct {
	b     Builder
	nodes []place // what a dense number of the store stands for; kind 0 for nothing
	// through holds the links of sellers, and operates who runs what: both
	// are joined once everything is read.
	through  []sellerLink
	operates map[int64][]sellerLink
	rest     []string // canonical lines of the evidence beside the links
}

// place says which list a node is in, and where.
type place struct {
	kind entity.Kind
	n    int32  // builder's number of a storefront or an identifier
	id   string // of any other node
}

type sellerLink struct {
	seller      int64
	to          int32
	t           entity.LinkType
	class       entity.Class
	first, last entity.When
}

func read(ctx context.Context, g store.Graph) (*Snapshot, error) {
	r := &reader{operates: map[int64][]sellerLink{}}
	if err := r.readNodes(ctx, g); err != nil {
		return nil, err
	}
	if err := r.readLinks(ctx, g); err != nil {
		return nil, err
	}
	if err := r.readRecords(ctx, g); err != nil {
		return nil, err
	}
	r.joinSellers()
	slices.Sort(r.rest)
	d := newDigester()
	for _, line := range slices.Compact(r.rest) {
		d.text(line)
	}
	r.b.rest = d.sum()
	return r.b.Build(), nil
}

func (r *reader) readNodes(ctx context.Context, g store.Graph) error {
	var kinds []entity.Kind
	for _, k := range entity.Kinds() {
		if !k.Derived() && k != entity.KindSource && k != entity.KindPlatform {
			kinds = append(kinds, k)
		}
	}
	for row, err := range g.Scan(ctx, store.Selection{Kinds: kinds}, store.Range{}) {
		if err != nil {
			return err
		}
		p := place{kind: row.Key.Kind}
		switch {
		case row.Key.Kind == entity.KindStorefront:
			p.n = r.b.AddShop(row.Key.ID)
		case row.Key.Kind.Identifier():
			p.n = r.b.AddID(row.Key)
		default:
			p.id = row.Key.ID
		}
		for int64(len(r.nodes)) <= row.N {
			r.nodes = append(r.nodes, place{})
		}
		r.nodes[row.N] = p
	}
	return nil
}

func (r *reader) readLinks(ctx context.Context, g store.Graph) error {
	var types []entity.LinkType
	for _, t := range entity.LinkTypes() {
		if t != entity.LinkMemberOf {
			types = append(types, t)
		}
	}
	for row, err := range g.Scan(ctx, store.Selection{Types: types}, store.Range{}) {
		if err != nil {
			return err
		}
		from, to := r.nodes[row.From], r.nodes[row.To]
		switch {
		case from.kind == entity.KindStorefront && to.kind.Identifier():
			r.b.AddNumbered(from.n, row.Type, to.n, row.Class, row.First, row.Last)
			continue
		case from.kind == entity.KindSeller && to.kind.Identifier():
			r.through = append(r.through, sellerLink{row.From, to.n, row.Type, row.Class, row.First, row.Last})
		case row.Type == entity.LinkOperates:
			r.operates[row.From] = append(r.operates[row.From], sellerLink{row.From, to.n, row.Type, row.Class, row.First, row.Last})
		}
		r.rest = append(r.rest, strings.Join([]string{"link", row.Type.String(), row.Role, r.name(from), r.name(to),
			row.Class.String(), row.First.String(), row.Last.String()}, "\x1f"))
	}
	return nil
}

func (r *reader) name(p place) string {
	switch {
	case p.kind == entity.KindStorefront:
		return r.b.shopText[p.n]
	case p.kind.Identifier():
		return r.b.idKeys[p.n].String()
	}
	return p.kind.String() + ":" + p.id
}

// readRecords adds the attributes of complaints, test purchases and
// enforcements to what the hash covers, without their claims.
func (r *reader) readRecords(ctx context.Context, g store.Graph) error {
	var keys []entity.Key
	for _, p := range r.nodes {
		if slices.Contains(recordKinds, p.kind) {
			keys = append(keys, entity.Key{Kind: p.kind, ID: p.id})
		}
	}
	slices.SortFunc(keys, entity.Key.Compare)
	const page = 1000
	for len(keys) > 0 {
		nodes, err := g.Nodes(ctx, keys[:min(page, len(keys))])
		if err != nil {
			return err
		}
		keys = keys[len(nodes):]
		for _, n := range nodes {
			if n == nil {
				continue
			}
			for _, a := range n.Attrs {
				r.rest = append(r.rest, strings.Join([]string{"attr", n.Key.String(), a.Name, a.Value.Text(),
					a.Claim.Class.String(), a.Claim.Observed.String()}, "\x1f"))
			}
		}
	}
	return nil
}

// joinSellers gives each storefront what its sellers carry.
func (r *reader) joinSellers() {
	for _, l := range r.through {
		for _, o := range r.operates[l.seller] {
			r.b.AddNumbered(o.to, l.t, l.to, min(l.class, o.class), l.first, l.last)
		}
	}
}
