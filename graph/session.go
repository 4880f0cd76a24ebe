package graph

import (
	"context"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// linksShown is how many links of one record are ever read. Every list of
// links is a part of these.
const linksShown = 1000

// session is one operation: whom it asks, and what it was told already.
type session struct {
	ask   Investigator
	rings memo[string, *investigate.RingView]
	shown memo[entity.Key, *investigate.NodeView]
	list  memo[struct{}, map[string]*investigate.RingSummary]
}

type sessionKey struct{}

func withSession(ctx context.Context, ask Investigator) context.Context {
	return context.WithValue(ctx, sessionKey{}, &session{ask: ask})
}

// sessionOf returns the session that the handler put there for the operation.
func sessionOf(ctx context.Context) *session { return ctx.Value(sessionKey{}).(*session) }

// ring returns one ring with everything the run knows of it.
func (s *session) ring(ctx context.Context, id string) (*investigate.RingView, error) {
	return s.rings.get(id, func() (*investigate.RingView, error) { return s.ask.Ring(ctx, id) })
}

// summary returns one ring's line of the list. The whole list is asked for,
// once: it is at hand for every run, and an answer may name many rings.
func (s *session) summary(ctx context.Context, id string) (*investigate.RingSummary, error) {
	list, err := s.list.get(struct{}{}, func() (map[string]*investigate.RingSummary, error) {
		page, err := s.ask.Rings(ctx, investigate.RingFilter{}, 0, 0)
		if err != nil {
			return nil, err
		}
		byID := make(map[string]*investigate.RingSummary, len(page.Rings))
		for i := range page.Rings {
			byID[page.Rings[i].ID] = &page.Rings[i]
		}
		return byID, nil
	})
	if err != nil {
		return nil, err
	}
	if summary, ok := list[id]; ok {
		return summary, nil
	}
	view, err := s.ring(ctx, id) // says best why there is none
	if err != nil {
		return nil, err
	}
	return &view.Summary, nil
}

// show returns a record with its links.
func (s *session) show(ctx context.Context, key entity.Key) (*investigate.NodeView, error) {
	return s.shown.get(key, func() (*investigate.NodeView, error) { return s.ask.Show(ctx, key, linksShown) })
}

// claims is a shelf of the source rows behind links.
func (s *session) claims(ctx context.Context, refs []investigate.LinkRef) *shelf[investigate.LinkRef, []investigate.ClaimView] {
	return newShelf(refs, func(rs []investigate.LinkRef) ([][]investigate.ClaimView, error) { return s.ask.Claims(ctx, rs) })
}

// existingNode returns anything that an opaque id can name, or errs.NotFound.
func (s *session) existingNode(ctx context.Context, key entity.Key) (Node, error) {
	switch key.Kind {
	case entity.KindRing:
		r, err := s.existingRing(ctx, key.ID)
		if err != nil {
			return nil, err
		}
		return r, nil
	case entity.KindRun:
		r, err := s.run(ctx, key.ID)
		if err != nil {
			return nil, err
		}
		return r, nil
	}
	return existingAs[Node](ctx, key)
}

// existingAs returns the record as the type that its kind has, or
// errs.NotFound. The error does not repeat the key: it may be a person's value.
func existingAs[T Node](ctx context.Context, key entity.Key) (T, error) {
	var none T
	c := sessionOf(ctx).company(ctx, key)
	view, err := c.nodes.get(key)
	if err != nil {
		return none, err
	}
	found, fits := any(c.entity(key)).(T)
	if view == nil || !fits || key.Kind.Derived() {
		return none, notFound("there is no such " + strings.ReplaceAll(key.Kind.String(), "_", " "))
	}
	return found, nil
}

// keyOfKind reads a key that people typed with or without its kind.
func keyOfKind(kind entity.Kind, text string) entity.Key {
	if k := entity.ParseKey(text); k.Kind == kind {
		return k
	}
	return entity.Key{Kind: kind, ID: text}
}

func notFound(message string) error {
	return &errs.Error{Op: "query", Kind: errs.NotFound, Message: message, Remedy: "Look for it with the query `search`."}
}

func invalid(message, remedy string) error {
	return &errs.Error{Op: "query", Kind: errs.Invalid, Message: message, Remedy: remedy}
}
