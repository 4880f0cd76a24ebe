package investigate

import (
	"context"
	"fmt"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

// MaxSearch bounds how many results one search returns.
const MaxSearch = 1000

// Show returns one entity with its links and claims, at most limit links in
// each direction (0: all), or errs.NotFound.
func (s *Service) Show(ctx context.Context, key entity.Key, limit int) (*NodeView, error) {
	views, err := s.Nodes(ctx, []entity.Key{key})
	if err != nil {
		return nil, err
	}
	v := views[0]
	if v == nil {
		return nil, &errs.Error{Op: "show", Kind: errs.NotFound, Subject: key.Kind.String(), Message: "there is none with this key",
			Remedy: "ringtrace search finds keys"}
	}
	f := store.Filter{}
	if limit > 0 {
		f.Limit = limit + 1
	}
	seen := map[bool]int{}
	for adj, err := range s.graph.Neighbours(ctx, []entity.Key{key}, f) {
		if err != nil {
			return nil, err
		}
		seen[adj.Out]++
		if limit > 0 && seen[adj.Out] > limit {
			v.HasMore = true
			continue
		}
		v.Links = append(v.Links, s.link(adj))
	}
	if v.Judgements, err = s.Judgements(ctx, &key, false); err != nil {
		return nil, err
	}
	v.Verdicts, err = s.Verdicts(ctx, &key, false)
	return v, err
}

func (s *Service) link(adj store.Adjacent) LinkView {
	first, last := adj.Link.Span()
	l := LinkView{Type: adj.Link.Type, Role: adj.Link.Role, Out: adj.Out, Other: adj.Other(), Class: adj.Link.Class(),
		First: first.String(), Last: last.String()}
	for _, c := range adj.Link.Claims {
		l.Claims = append(l.Claims, s.claim(c))
	}
	return l
}

// Links returns the links of many entities at once, in one store call:
// those of the given types (all when none), in the order of the store.
func (s *Service) Links(ctx context.Context, keys []entity.Key, types []entity.LinkType) ([][]LinkView, error) {
	out := make([][]LinkView, len(keys))
	for adj, err := range s.graph.Neighbours(ctx, keys, store.Filter{Types: types}) {
		if err != nil {
			return nil, err
		}
		out[adj.Of] = append(out[adj.Of], s.link(adj))
	}
	return out, nil
}

// Nodes returns many entities without links, nil where there is none, in one
// store call.
func (s *Service) Nodes(ctx context.Context, keys []entity.Key) ([]*NodeView, error) {
	nodes, err := s.graph.Nodes(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := make([]*NodeView, len(nodes))
	for i, n := range nodes {
		if n == nil || n.Key.Kind.Derived() {
			continue
		}
		v := &NodeView{Key: n.Key, Name: n.Text("name"), Attrs: n.Attrs}
		for _, a := range n.Attrs {
			v.Facts = append(v.Facts, AttrView{Name: a.Name, Value: a.Value.Text(), Source: s.claim(a.Claim)})
		}
		out[i] = v
	}
	return out, nil
}

// Search finds entities by the beginning of words in their id or name, at
// most limit (1 to MaxSearch).
func (s *Service) Search(ctx context.Context, text string, kinds []entity.Kind, limit int) ([]Hit, error) {
	if limit < 1 || limit > MaxSearch {
		return nil, &errs.Error{Op: "search", Kind: errs.Invalid, Subject: "limit", Message: fmt.Sprintf("must lie between 1 and %d", MaxSearch)}
	}
	if len(store.Words(text)) == 0 {
		return nil, &errs.Error{Op: "search", Kind: errs.Invalid, Subject: "text", Message: "holds no letter or digit", Remedy: "Give the beginning of a word"}
	}
	keys, err := s.graph.Find(ctx, text, kinds, limit)
	if err != nil {
		return nil, err
	}
	nodes, err := s.graph.Nodes(ctx, keys)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, 0, len(keys))
	var shops []string
	for _, n := range nodes {
		if n == nil {
			continue
		}
		hits = append(hits, Hit{Key: n.Key, Name: n.Text("name")})
		if n.Key.Kind == entity.KindStorefront {
			shops = append(shops, n.Key.ID)
		}
	}
	rings, err := s.RingsOf(ctx, shops, true)
	if err != nil {
		return nil, err
	}
	for i := range hits {
		if at := slices.Index(shops, hits[i].Key.ID); at >= 0 && hits[i].Key.Kind == entity.KindStorefront {
			hits[i].Ring = rings[at]
		}
	}
	return hits, nil
}
