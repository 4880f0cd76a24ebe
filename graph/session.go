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

// show returns a record with its links.
func (s *session) show(ctx context.Context, key entity.Key) (*investigate.NodeView, error) {
	return s.shown.get(key, func() (*investigate.NodeView, error) { return s.ask.Show(ctx, key, linksShown) })
}

// company is what was reached together. What one of them needs is fetched for
// all of them at once.
type company struct {
	s       *session
	nodes   *shelf[entity.Key, *investigate.NodeView]
	counted *shelf[string, string] // ring of a storefront as core or attached member
	placed  *shelf[string, string] // ring of a storefront in any tier
}

func (s *session) company(ctx context.Context, keys ...entity.Key) *company {
	var shops []string
	for _, k := range keys {
		if k.Kind == entity.KindStorefront {
			shops = append(shops, k.ID)
		}
	}
	ringsOf := func(peripheral bool) *shelf[string, string] {
		return newShelf(shops, func(ids []string) ([]string, error) { return s.ask.RingsOf(ctx, ids, peripheral) })
	}
	return &company{
		s:       s,
		nodes:   newShelf(keys, func(ks []entity.Key) ([]*investigate.NodeView, error) { return s.ask.Nodes(ctx, ks) }),
		counted: ringsOf(false),
		placed:  ringsOf(true),
	}
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
