package investigate

import (
	"context"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Claims returns the claims behind each (storefront, identifier), those of
// the storefront's sellers included, with source rows. It costs two store
// calls at most, however many are asked.
func (s *Service) Claims(ctx context.Context, refs []LinkRef) ([][]ClaimView, error) {
	shops := shopKeys(refs)
	held := map[LinkRef][]entity.Claim{}
	sellers := map[entity.Key][]string{} // seller → storefronts asked
	for adj, err := range s.graph.Neighbours(ctx, shops, store.Filter{}) {
		if err != nil {
			return nil, err
		}
		shop := shops[adj.Of].ID
		if adj.Link.Type == entity.LinkOperates && !adj.Out {
			sellers[adj.Link.From] = append(sellers[adj.Link.From], shop)
		}
		if adj.Out && adj.Link.To.Kind.Identifier() {
			ref := LinkRef{shop, adj.Link.To}
			held[ref] = append(held[ref], adj.Link.Claims...)
		}
	}
	if err := s.sellerClaims(ctx, sellers, held); err != nil {
		return nil, err
	}
	out := make([][]ClaimView, len(refs))
	for i, ref := range refs {
		for _, c := range entity.FoldClaims(held[ref]) {
			out[i] = append(out[i], s.claim(c))
		}
	}
	return out, nil
}

func shopKeys(refs []LinkRef) []entity.Key {
	keys := make([]entity.Key, 0, len(refs))
	for _, r := range refs {
		keys = append(keys, entity.Key{Kind: entity.KindStorefront, ID: r.Storefront})
	}
	slices.SortFunc(keys, entity.Key.Compare)
	return slices.Compact(keys)
}

// sellerClaims adds what sellers' own links say to the storefronts they
// operate.
func (s *Service) sellerClaims(ctx context.Context, sellers map[entity.Key][]string, held map[LinkRef][]entity.Claim) error {
	keys := make([]entity.Key, 0, len(sellers))
	for k := range sellers {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, entity.Key.Compare)
	for adj, err := range s.graph.Neighbours(ctx, keys, store.Filter{Direction: store.Out}) {
		if err != nil {
			return err
		}
		if !adj.Link.To.Kind.Identifier() {
			continue
		}
		for _, shop := range sellers[adj.Link.From] {
			ref := LinkRef{shop, adj.Link.To}
			held[ref] = append(held[ref], adj.Link.Claims...)
		}
	}
	return nil
}

// claim names the source row of a claim.
func (s *Service) claim(c entity.Claim) ClaimView {
	v := ClaimView{Class: c.Class, Observed: c.Observed.String(), Until: c.Until.String(), Row: int(c.Record.Row())}
	if f, err := s.vault.File(c.Record.File()); err == nil {
		v.File, v.SHA256 = f.Name, f.SHA256
		v.Withdrawn = s.vault.IsLeftOut(f, c.Record.Row())
	}
	return v
}
