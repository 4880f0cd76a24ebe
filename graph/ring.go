package graph

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// Ring is one ring of the current run. A ring of a list knows its summary; the
// rest is fetched when a field asks for it.
type Ring struct {
	named
	s     *session
	known *investigate.RingSummary // nil when only the id is known
	crew  memo[struct{}, *crew]
}

func (s *session) ringByID(id string) *Ring {
	return &Ring{named: named{entity.Key{Kind: entity.KindRing, ID: id}}, s: s}
}

func (s *session) ringOf(summary investigate.RingSummary) *Ring {
	r := s.ringByID(summary.ID)
	r.known = &summary
	return r
}

func (r *Ring) view(ctx context.Context) (*investigate.RingView, error) {
	return r.s.ring(ctx, r.key.ID)
}

func (r *Ring) summary(ctx context.Context) (*investigate.RingSummary, error) {
	if r.known != nil {
		return r.known, nil
	}
	return r.s.summary(ctx, r.key.ID)
}

// fromSummary reads one value of a ring's summary.
func fromSummary[T any](ctx context.Context, r *Ring, read func(*investigate.RingSummary) T) (*T, error) {
	summary, err := r.summary(ctx)
	if err != nil {
		return nil, err
	}
	v := read(summary)
	return &v, nil
}

// Status returns what the group may be used for.
func (r *Ring) Status(ctx context.Context) (*ring.Status, error) {
	return fromSummary(ctx, r, func(s *investigate.RingSummary) ring.Status { return s.Status })
}

// Size returns the number of core and attached members.
func (r *Ring) Size(ctx context.Context) (*int, error) {
	return fromSummary(ctx, r, func(s *investigate.RingSummary) int { return s.Members })
}

// CoreSize returns the number of core members.
func (r *Ring) CoreSize(ctx context.Context) (*int, error) {
	return fromSummary(ctx, r, func(s *investigate.RingSummary) int { return s.Core })
}

// PeripheralSize returns the number of peripheral storefronts.
func (r *Ring) PeripheralSize(ctx context.Context) (*int, error) {
	return fromSummary(ctx, r, func(s *investigate.RingSummary) int { return s.Peripheral })
}

// RestsOnOneValue reports whether a single value holds all of it.
func (r *Ring) RestsOnOneValue(ctx context.Context) (*bool, error) {
	return fromSummary(ctx, r, func(s *investigate.RingSummary) bool { return s.RestsOnOne })
}

// Founded returns the run that first found the ring.
func (r *Ring) Founded(ctx context.Context) (*string, error) {
	return fromSummary(ctx, r, func(s *investigate.RingSummary) string { return s.Founded })
}

// Revision returns how often the ring changed, from 1.
func (r *Ring) Revision(ctx context.Context) (*int, error) {
	return fromSummary(ctx, r, func(s *investigate.RingSummary) int { return s.Revision })
}

// Run returns the run that the answer comes from.
func (r *Ring) Run(ctx context.Context) (*string, error) {
	return fromSummary(ctx, r, func(s *investigate.RingSummary) string { return s.Run })
}

// Regions returns where members' goods leave from.
func (r *Ring) Regions(ctx context.Context) ([]*Place, error) {
	summary, err := r.summary(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]entity.Key, len(summary.Regions))
	for i, text := range summary.Regions {
		if keys[i] = entity.ParseKey(text); keys[i].Kind != entity.KindRegion {
			keys[i] = entity.Key{Kind: entity.KindRegion, ID: text}
		}
	}
	c := r.s.company(ctx, keys...)
	out := make([]*Place, len(keys))
	for i, k := range keys {
		out[i] = &Place{base{named{k}, c}}
	}
	return out, nil
}

// Bond is one value that holds a ring together.
type Bond struct {
	ring.Bond
	c    *company
	ring *Ring
}

// Identifier returns the value.
func (b *Bond) Identifier() *Identifier { return b.c.identifier(b.Bond.Identifier) }

// HolderCount returns how many members carry it by hard links.
func (b *Bond) HolderCount() int { return len(b.Bond.Holders) }

// Holders returns the first of them.
func (b *Bond) Holders(ctx context.Context, first int) ([]*Storefront, error) {
	ids, err := upTo(b.Bond.Holders, first)
	if err != nil {
		return nil, err
	}
	return b.ring.mates(ctx, ids)
}

// Bonds returns the first values that hold the ring together.
func (r *Ring) Bonds(ctx context.Context, first int) ([]*Bond, error) {
	view, err := r.view(ctx)
	if err != nil {
		return nil, err
	}
	bonds, err := upTo(view.Ring.Bonds, first)
	if err != nil {
		return nil, err
	}
	keys := make([]entity.Key, len(bonds))
	for i := range bonds {
		keys[i] = bonds[i].Identifier
	}
	c := r.s.company(ctx, keys...)
	out := make([]*Bond, len(bonds))
	for i := range bonds {
		out[i] = &Bond{bonds[i], c, r}
	}
	return out, nil
}

// WeakestTie is the weakest tie inside a ring.
type WeakestTie struct {
	ring.Cut
	Identifiers []*Identifier
	ring        *Ring
}

// WeakestTie returns it, nil when the ring has none.
func (r *Ring) WeakestTie(ctx context.Context) (*WeakestTie, error) {
	view, err := r.view(ctx)
	if err != nil || view.Ring.Weakest == nil {
		return nil, err
	}
	cut := *view.Ring.Weakest
	c := r.s.company(ctx, cut.Identifiers...)
	tie := &WeakestTie{cut, make([]*Identifier, len(cut.Identifiers)), r}
	for i, k := range cut.Identifiers {
		tie.Identifiers[i] = c.identifier(k)
	}
	return tie, nil
}

// HubVerdict says why a shared value does not tie.
type HubVerdict string

// The verdicts, spelled as ring.Hub spells them.
const (
	VerdictHub       HubVerdict = "hub"
	VerdictSuspected HubVerdict = "suspected"
)

// SeenNotUsed is an over-shared value.
type SeenNotUsed struct {
	ring.Hub
	c *company
}

// Identifier returns the value.
func (h *SeenNotUsed) Identifier() *Identifier { return h.c.identifier(h.Hub.Identifier) }

// Verdict returns whether it is a hub or only suspected to be one.
func (h *SeenNotUsed) Verdict() HubVerdict { return HubVerdict(h.Hub.Verdict) }

// SeenNotUsed returns the first over-shared values that members carry.
func (r *Ring) SeenNotUsed(ctx context.Context, first int) ([]*SeenNotUsed, error) {
	view, err := r.view(ctx)
	if err != nil {
		return nil, err
	}
	hubs, err := upTo(view.Ring.SeenNotUsed, first)
	if err != nil {
		return nil, err
	}
	return r.s.hubs(ctx, hubs), nil
}

func (s *session) hubs(ctx context.Context, hubs []ring.Hub) []*SeenNotUsed {
	keys := make([]entity.Key, len(hubs))
	for i := range hubs {
		keys[i] = hubs[i].Identifier
	}
	c := s.company(ctx, keys...)
	out := make([]*SeenNotUsed, len(hubs))
	for i := range hubs {
		out[i] = &SeenNotUsed{hubs[i], c}
	}
	return out
}

// Note is something that speaks against.
type Note struct {
	Code  string
	Text  string
	About []Node
}

// Against returns what speaks against the ring as a whole.
func (r *Ring) Against(ctx context.Context) ([]*Note, error) {
	view, err := r.view(ctx)
	if err != nil {
		return nil, err
	}
	return r.s.company(ctx, subjects(view.Ring.Against)...).notes(view.Ring.Against), nil
}

// subjects returns what notes are about.
func subjects(notes []ring.Note) []entity.Key {
	var keys []entity.Key
	for _, n := range notes {
		keys = append(keys, n.Subject...)
	}
	return keys
}

func (c *company) notes(notes []ring.Note) []*Note {
	out := make([]*Note, len(notes))
	for i, n := range notes {
		out[i] = &Note{Code: n.Code, Text: n.Text, About: make([]Node, len(n.Subject))}
		for j, k := range n.Subject {
			out[i].About[j] = c.node(k)
		}
	}
	return out
}
