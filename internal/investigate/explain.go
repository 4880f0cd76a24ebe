package investigate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/casebook"
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
	mine, err := s.carried(ctx, []entity.Key{{Kind: entity.KindStorefront, ID: shop}})
	if err != nil {
		return nil, err
	}
	m := &Membership{Ring: v.Ring.ID, Run: v.Summary.Run, Status: v.Ring.Status}
	for _, h := range v.Ring.SeenNotUsed {
		if _, ok := mine.all[h.Identifier]; ok {
			m.Unused = append(m.Unused, h)
		}
	}
	at := slices.IndexFunc(v.Ring.Members, func(x ring.Member) bool { return x.Storefront == shop })
	if at < 0 {
		return s.whyNot(ctx, v, shop, mine.all, m)
	}
	m.Member = v.Ring.Members[at]
	m.Against = append(slices.Clone(m.Member.Against), mine.throughOneSeller(&m.Member)...)
	m.Against = append(m.Against, v.Ring.Against...)
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
		out = append(out, fmt.Sprintf("Core member: %d identifiers tie it to %d of the other %d members.", len(m.Facts), tied(m), size-1))
	case ring.Attached:
		out = append(out, "Attached member: one identifier only ties it in.")
	case ring.Peripheral:
		out = append(out, "Peripheral: over what follows it is reached only by links that are declared or inferred, its own or the members'. It counts for nothing in size, score or lead.")
	}
	for _, f := range m.Facts {
		others, of := f.Inside-1, size-1
		if m.Member.Tier == ring.Peripheral {
			others, of = f.Inside, size
		}
		out = append(out, fmt.Sprintf("It carries %s (%s), as do %d of the %s%d core and attached members; %d storefronts carry it in all%s.",
			f.Identifier, strings.ToLower(f.Class.String()), others, other(m.Member.Tier), of, f.Users, outside(&f.Fact)))
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

// tied counts the other members that share any of the ties.
func tied(m *Membership) int {
	with := map[string]bool{}
	for _, f := range m.Facts {
		for _, shop := range f.With {
			with[shop] = true
		}
	}
	return len(with)
}

// other is the word that leaves a counted member out of its own count.
func other(t ring.Tier) string {
	if t == ring.Peripheral {
		return ""
	}
	return "other "
}

// outside says what exclusive means: users are all who carry the value, and
// exclusive are values whose hard users are members.
func outside(f *ring.Fact) string {
	switch {
	case f.Exclusive && f.Users == f.Inside:
		return "; nobody outside carries it"
	case f.Exclusive:
		return "; outside it is only declared or inferred, or of somebody whom a person set apart"
	}
	return ""
}

// whyNot lists what an outsider shares with members and why it ties nobody.
func (s *Service) whyNot(ctx context.Context, v *RingView, shop string, mine map[entity.Key]entity.Class, m *Membership) (*Membership, error) {
	key := entity.Key{Kind: entity.KindStorefront, ID: shop}
	if _, err := s.Show(ctx, key, 1); err != nil {
		return nil, err
	}
	theirs, err := s.carried(ctx, memberKeys(v))
	if err != nil {
		return nil, err
	}
	m.Member = ring.Member{Storefront: shop}
	apart, err := s.heldApart(ctx, key, v)
	if err != nil {
		return nil, err
	}
	m.Text = append([]string{"Not a member of this ring."}, apart...)
	shared, might := 0, 0
	for _, id := range sortedKeys(mine) {
		if class, ok := theirs.all[id]; ok {
			shared++
			if mightTie(v, id, mine[id], class) {
				might++
			}
			m.Text = append(m.Text, refusal(v, id, mine[id], class, len(apart) > 0))
		}
	}
	if shared == 0 {
		m.Text = append(m.Text, "It shares no identifier with any core or attached member.")
	}
	if shared > 0 && len(apart) == 0 {
		refused, err := s.tellRefused(ctx, v, shop, might)
		if err != nil {
			return nil, err
		}
		m.Text = append(m.Text, refused...)
	}
	return m, nil
}

// heldApart tells of the members from whom a person set the storefront apart.
func (s *Service) heldApart(ctx context.Context, shop entity.Key, v *RingView) ([]string, error) {
	all, err := s.Judgements(ctx, &shop, true)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, j := range all {
		other := j.Left
		if other == shop {
			other = j.Right
		}
		if j.Verdict == string(casebook.Negative) && slices.Contains(memberKeys(v), other) {
			out = append(out, fmt.Sprintf("A person judged on %s that it and %s are two parties; no evidence outranks that.", j.At.Format(time.DateOnly), other))
		}
	}
	return out, nil
}

// refusal says why a value that both an outsider and members carry does not
// make it a member. mine and theirs are the strongest links of both sides;
// apart says that a person's word stands against it.
func refusal(v *RingView, id entity.Key, mine, theirs entity.Class, apart bool) string {
	at := slices.IndexFunc(v.Ring.SeenNotUsed, func(h ring.Hub) bool { return h.Identifier == id })
	switch {
	case at >= 0:
		return fmt.Sprintf("It shares %s, which ties nobody in this group: %s.", id, v.Ring.SeenNotUsed[at].Reason)
	case !mine.Hard():
		return fmt.Sprintf("It shares %s, but its own link is only %s; such links tie nobody.", id, strings.ToLower(mine.String()))
	case !theirs.Hard():
		return fmt.Sprintf("It shares %s, but the members' links are only %s; such links tie nobody.", id, strings.ToLower(theirs.String()))
	case apart:
		return fmt.Sprintf("It shares %s, against which a person's word stands.", id)
	}
	return fmt.Sprintf("It shares %s; what it shares with members is no more than chance explains, or the value is common to many, or was given to somebody else in between, or is from before a storefront changed hands.", id)
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

// carrying is what storefronts carry, themselves or through the sellers that
// operate them, each value with its strongest class. What comes through a
// seller has the weaker class of the two links, as in a snapshot.
type carrying struct {
	all map[entity.Key]entity.Class
	own map[entity.Key]bool         // values carried by a hard link of their own
	by  map[entity.Key][]entity.Key // sellers through whom a value comes by hard links
}

func (s *Service) carried(ctx context.Context, shops []entity.Key) (*carrying, error) {
	c := &carrying{map[entity.Key]entity.Class{}, map[entity.Key]bool{}, map[entity.Key][]entity.Key{}}
	sellers := map[entity.Key]entity.Class{}
	for adj, err := range s.graph.Neighbours(ctx, shops, store.Filter{}) {
		if err != nil {
			return nil, err
		}
		switch l := &adj.Link; {
		case adj.Out && l.To.Kind.Identifier():
			c.all[l.To] = max(c.all[l.To], l.Class())
			c.own[l.To] = c.own[l.To] || l.Class().Hard()
		case !adj.Out && l.Type == entity.LinkOperates:
			sellers[l.From] = max(sellers[l.From], l.Class())
		}
	}
	for adj, err := range s.graph.Neighbours(ctx, sortedKeys(sellers), store.Filter{Direction: store.Out}) {
		if err != nil {
			return nil, err
		}
		l := &adj.Link
		if !l.To.Kind.Identifier() {
			continue
		}
		class := min(l.Class(), sellers[l.From])
		c.all[l.To] = max(c.all[l.To], class)
		if class.Hard() && !slices.Contains(c.by[l.To], l.From) {
			c.by[l.To] = append(c.by[l.To], l.From)
		}
	}
	return c, nil
}

// throughOneSeller says it where everything that ties a member in comes
// through one seller: however many values that are, they stand and fall with
// the one statement that this seller operates the storefront.
func (c *carrying) throughOneSeller(m *ring.Member) []ring.Note {
	var seller entity.Key
	for _, f := range m.Facts {
		by := c.by[f.Identifier]
		if c.own[f.Identifier] || len(by) != 1 || (seller != entity.Key{} && seller != by[0]) {
			return nil
		}
		seller = by[0]
	}
	if (seller == entity.Key{}) || m.Tier == ring.Peripheral {
		return nil
	}
	return []ring.Note{{Code: "THROUGH_ONE_SELLER", Subject: []entity.Key{seller},
		Text: "Everything that ties it in is its seller's: if this seller does not operate it (a shop that was sold, a mistyped reference), nothing ties it in."}}
}

func sortedKeys[V any](m map[entity.Key]V) []entity.Key {
	keys := make([]entity.Key, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, entity.Key.Compare)
	return keys
}
