package investigate

import (
	"cmp"
	"context"
	"slices"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/snapshot"
	"github.com/ringtrace/ringtrace/internal/store"
)

// collection gathers what a package is made of. It takes in what concerns the
// ring and nothing else: the values that it speaks of, the records about its
// members, and of each the rows that are about a member.
type collection struct {
	members map[entity.Key]ring.Tier
	values  map[entity.Key]bool // shared values that the ring speaks of
	nodes   map[entity.Key]bool
	links   map[entity.LinkKey]entity.Link
}

// material collects everything that is known of a ring. The store must hold
// the very evidence that the run read, from the first call to the last.
func (s *Service) material(ctx context.Context, v *RingView) (*dossier.Material, error) {
	run, err := s.packagedRun(ctx, v.Summary.Run)
	if err != nil {
		return nil, err
	}
	before, err := s.fresh(ctx, run)
	if err != nil {
		return nil, err
	}
	m, err := s.collect(ctx, v, run)
	if err != nil {
		return nil, err
	}
	if after, err := s.graph.Info(ctx); err != nil || after.Generation != before.Generation || after.Run != before.Run {
		return nil, cmp.Or(err, stale(run.ID, "was overtaken while its evidence was read"))
	}
	return m, nil
}

// fresh refuses a run that evidence was loaded after. The generation that the
// run noted tells; where it is another one, the snapshot is hashed again,
// since not every load brings something new.
func (s *Service) fresh(ctx context.Context, run *dossier.Run) (store.Info, error) {
	info, err := s.graph.Info(ctx)
	if err != nil {
		return info, err
	}
	nodes, err := s.graph.Nodes(ctx, []entity.Key{{Kind: entity.KindRun, ID: run.ID}})
	if err != nil {
		return info, err
	}
	if nodes[0] != nil {
		if g, ok := nodes[0].Get(attrGeneration); ok && store.Generation(g.AsInt()) == info.Generation {
			return info, nil
		}
	}
	snap, err := snapshot.Read(ctx, s.graph)
	if err != nil {
		return info, err
	}
	if snap.Hash() != run.Snapshot {
		return info, stale(run.ID, "does not know of evidence that was loaded since")
	}
	return info, nil
}

// collect reads a ring's evidence in six store calls.
func (s *Service) collect(ctx context.Context, v *RingView, run *dossier.Run) (*dossier.Material, error) {
	c := &collection{members: map[entity.Key]ring.Tier{}, values: map[entity.Key]bool{}, nodes: map[entity.Key]bool{}, links: map[entity.LinkKey]entity.Link{}}
	c.speaksOf(&v.Ring)
	if err := c.gather(ctx, s.graph); err != nil {
		return nil, err
	}
	m := &dossier.Material{Ring: v.Ring, Assessment: *v.Assessment, MemberRisk: v.MemberRisk, Card: s.card, Run: *run}
	nodes, err := s.graph.Nodes(ctx, sortedKeys(c.nodes))
	if err != nil {
		return nil, err
	}
	for _, n := range nodes {
		if n != nil {
			m.Nodes = append(m.Nodes, *n)
		}
	}
	for _, l := range c.links {
		m.Links = append(m.Links, l)
	}
	if m.Places, err = s.placeNames(m.Links); err != nil {
		return nil, err
	}
	slices.SortFunc(m.Links, func(a, b entity.Link) int { return a.Key().Compare(b.Key()) })
	return m, nil
}

// placeNames names the regions that links lead to.
func (s *Service) placeNames(links []entity.Link) (map[string]string, error) {
	table, err := s.regions()
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, l := range links {
		if r, ok := table.Region(l.To.ID); ok && l.To.Kind == entity.KindRegion {
			out[l.To.ID] = r.Title()
		}
	}
	return out, nil
}

// speaksOf notes members and shared values.
func (c *collection) speaksOf(r *ring.Ring) {
	for _, m := range r.Members {
		k := entity.Key{Kind: entity.KindStorefront, ID: m.Storefront}
		c.members[k], c.nodes[k] = m.Tier, true
		for _, f := range m.Facts {
			c.values[f.Identifier] = true
		}
	}
	for _, b := range r.Bonds {
		c.values[b.Identifier] = true
	}
	for _, h := range r.SeenNotUsed {
		c.values[h.Identifier] = true
	}
}

// gather goes from the members to their sellers and records, and from these
// to what they say.
func (c *collection) gather(ctx context.Context, g store.Graph) error {
	if err := c.ask(ctx, g, sortedKeys(c.members), c.ofMember); err != nil {
		return err
	}
	if err := c.ask(ctx, g, c.known(entity.KindSeller), c.ofSeller); err != nil {
		return err
	}
	if err := c.ask(ctx, g, c.known(recordKinds...), c.ofRecord); err != nil {
		return err
	}
	var addresses []entity.Key
	for _, k := range sortedKeys(c.values) {
		if k.Kind == entity.KindAddress {
			addresses = append(addresses, k)
		}
	}
	return c.ask(ctx, g, addresses, c.ofAddress)
}

func (c *collection) ask(ctx context.Context, g store.Graph, keys []entity.Key, take func(store.Adjacent)) error {
	if len(keys) == 0 {
		return nil
	}
	for adj, err := range g.Neighbours(ctx, keys, store.Filter{}) {
		if err != nil {
			return err
		}
		take(adj)
	}
	return nil
}

// known lists the nodes of some kinds that were found.
func (c *collection) known(kinds ...entity.Kind) []entity.Key {
	return slices.DeleteFunc(sortedKeys(c.nodes), func(k entity.Key) bool { return !slices.Contains(kinds, k.Kind) })
}

func (c *collection) keep(l entity.Link) { c.links[l.Key()] = l }

// ofMember takes a member's values and regions; of a core or attached one also
// the records about it, and its sellers: who merely declares to run a shop is
// no party, and hangs nothing on it.
func (c *collection) ofMember(adj store.Adjacent) {
	l := adj.Link
	switch {
	case adj.Out && c.values[l.To], adj.Out && l.Type == entity.LinkShipsFrom && l.To.Kind == entity.KindRegion:
		c.keep(l)
	case adj.Out || c.members[l.To] == ring.Peripheral:
	case l.Type == entity.LinkOperates && l.Class().Hard(), slices.Contains(recordLinks, l.Type):
		c.nodes[l.From] = true
		c.keep(l)
	}
}

// ofSeller takes the ring's values that a seller shows, and the records about
// the seller.
func (c *collection) ofSeller(adj store.Adjacent) {
	l := adj.Link
	switch {
	case adj.Out && c.values[l.To]:
		c.keep(l)
	case !adj.Out && slices.Contains(recordLinks, l.Type):
		c.nodes[l.From] = true
		c.keep(l)
	}
}

// ofRecord takes what a record says about accounts of the ring.
func (c *collection) ofRecord(adj store.Adjacent) {
	if adj.Out && c.values[adj.Link.To] {
		c.keep(adj.Link)
	}
}

// ofAddress takes the region of an address from rows about members only: the
// others are about other people who use it.
func (c *collection) ofAddress(adj store.Adjacent) {
	l := adj.Link
	if !adj.Out || l.Type != entity.LinkInRegion {
		return
	}
	own := map[entity.Record]bool{}
	for k, x := range c.links {
		if k.To == l.From {
			for _, claim := range x.Claims {
				own[claim.Record] = true
			}
		}
	}
	l.Claims = slices.DeleteFunc(slices.Clone(l.Claims), func(claim entity.Claim) bool { return !own[claim.Record] })
	if len(l.Claims) > 0 {
		c.keep(l)
	}
}
