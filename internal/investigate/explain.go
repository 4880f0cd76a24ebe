package investigate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Explain returns the argument for one member of a ring, or, for a storefront
// that is no member, why it is none: what it shares with members and why that
// does not suffice.
func (s *Service) Explain(ctx context.Context, ringID, storefront string) (*Membership, error) {
	v, err := s.Ring(ctx, ringID)
	if err != nil {
		return nil, err
	}
	shop := entity.ParseKey(storefront).ID
	m := &Membership{Ring: v.Ring.ID, Run: v.Summary.Run, Status: v.Ring.Status, Unused: v.Ring.SeenNotUsed}
	at := slices.IndexFunc(v.Ring.Members, func(x ring.Member) bool { return x.Storefront == shop })
	if at < 0 {
		return s.whyNot(ctx, v, shop, m)
	}
	m.Member = v.Ring.Members[at]
	m.Against = append(slices.Clone(m.Member.Against), v.Ring.Against...)
	if risk, ok := v.MemberRisk[shop]; ok {
		m.Risk = &risk
	}
	refs := make([]LinkRef, len(m.Member.Facts))
	for i, f := range m.Member.Facts {
		refs[i] = LinkRef{shop, f.Identifier}
	}
	claims, err := s.Claims(ctx, refs)
	if err != nil {
		return nil, err
	}
	for i, f := range m.Member.Facts {
		m.Facts = append(m.Facts, FactView{Fact: f, With: others(v, f.Identifier, shop), Claims: claims[i]})
	}
	m.Text = argument(v, m)
	return m, nil
}

// others returns the members that hold the identifier by hard links, the
// storefront itself left out.
func others(v *RingView, id entity.Key, shop string) []string {
	at, ok := slices.BinarySearchFunc(v.Ring.Bonds, id, func(b ring.Bond, id entity.Key) int { return b.Identifier.Compare(id) })
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Ring.Bonds[at].Holders), func(h string) bool { return h == shop })
}

// argument is the membership in sentences: first what it is, then each tie,
// then what speaks against.
func argument(v *RingView, m *Membership) []string {
	var out []string
	size := v.Ring.Size()
	switch m.Member.Tier {
	case ring.Core:
		out = append(out, fmt.Sprintf("Core member: %d identifiers tie it to the other %d.", len(m.Facts), size-1))
	case ring.Attached:
		out = append(out, "Attached member: one identifier only ties it in.")
	case ring.Peripheral:
		out = append(out, "Peripheral: only declared or inferred links reach it. It counts for nothing in size, score or lead.")
	}
	for _, f := range m.Facts {
		only := ""
		if f.Exclusive {
			only = "; nobody outside uses it"
		}
		out = append(out, fmt.Sprintf("It carries %s (%s), as do %d of %d members; %d storefronts use it in all%s.",
			f.Identifier, strings.ToLower(f.Class.String()), f.Inside, size, f.Users, only))
	}
	for _, h := range m.Unused {
		out = append(out, fmt.Sprintf("Seen and not used: %s (%s): %s.", h.Identifier, h.Verdict, h.Reason))
	}
	for _, n := range m.Against {
		out = append(out, "Against: "+n.Text)
	}
	if m.Member.Rival != "" {
		out = append(out, "It could as well be attached to "+m.Member.Rival+".")
	}
	return out
}

// whyNot lists what an outsider shares with members and why it ties nobody.
func (s *Service) whyNot(ctx context.Context, v *RingView, shop string, m *Membership) (*Membership, error) {
	key := entity.Key{Kind: entity.KindStorefront, ID: shop}
	if _, err := s.Show(ctx, key, 1); err != nil {
		return nil, err
	}
	mine, err := s.carried(ctx, []entity.Key{key})
	if err != nil {
		return nil, err
	}
	theirs, err := s.carried(ctx, memberKeys(v))
	if err != nil {
		return nil, err
	}
	m.Member = ring.Member{Storefront: shop}
	m.Text = []string{"Not a member of this ring."}
	shared := 0
	for _, id := range sortedKeys(mine) {
		if _, ok := theirs[id]; ok {
			shared++
			m.Text = append(m.Text, refusal(v, id, mine[id]))
		}
	}
	if shared == 0 {
		m.Text = append(m.Text, "It shares no identifier with any core or attached member.")
	}
	return m, nil
}

func refusal(v *RingView, id entity.Key, class entity.Class) string {
	at := slices.IndexFunc(v.Ring.SeenNotUsed, func(h ring.Hub) bool { return h.Identifier == id })
	switch {
	case at >= 0:
		return fmt.Sprintf("It shares %s, which ties nobody: %s.", id, v.Ring.SeenNotUsed[at].Reason)
	case !class.Hard():
		return fmt.Sprintf("It shares %s, but its own link is only %s; such links tie nobody.", id, strings.ToLower(class.String()))
	}
	return fmt.Sprintf("It shares %s; what it shares with members is no more than chance explains, or the value is common to many.", id)
}

func memberKeys(v *RingView) []entity.Key {
	var keys []entity.Key
	for _, x := range v.Ring.Members {
		if x.Tier != ring.Peripheral {
			keys = append(keys, entity.Key{Kind: entity.KindStorefront, ID: x.Storefront})
		}
	}
	return keys
}

// carried returns the identifiers that storefronts carry by their own links,
// each with its strongest class.
func (s *Service) carried(ctx context.Context, shops []entity.Key) (map[entity.Key]entity.Class, error) {
	out := map[entity.Key]entity.Class{}
	for adj, err := range s.graph.Neighbours(ctx, shops, store.Filter{Direction: store.Out}) {
		if err != nil {
			return nil, err
		}
		if adj.Link.To.Kind.Identifier() {
			out[adj.Link.To] = max(out[adj.Link.To], adj.Link.Class())
		}
	}
	return out, nil
}

func sortedKeys[V any](m map[entity.Key]V) []entity.Key {
	keys := make([]entity.Key, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, entity.Key.Compare)
	return keys
}
