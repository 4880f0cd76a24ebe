package ingest

import (
	"context"
	"iter"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Remake makes the store again from the vault, without the rows that are left
// out, in one step for every reader: what comes out is what a load of the
// remaining rows gives. The rows are read into scratch, an empty store that
// the caller throws away afterwards, because they refer to one another through
// a store. Runs and rings are gone from g afterwards.
func Remake(ctx context.Context, g, scratch store.Graph, v *vault.Vault) error {
	if _, err := Replay(ctx, scratch, v); err != nil {
		return err
	}
	return Refill(ctx, g, scratch)
}

// Refill puts all evidence of one store into another in place of what that
// holds, in one step for every reader. Runs and rings are gone from g
// afterwards.
func Refill(ctx context.Context, g, from store.Graph) error {
	_, err := g.Replace(ctx, contents(ctx, from))
	return err
}

// Stale reports whether the store was made without knowing of rows that were
// withdrawn, reinstated or erased since: it has to be made again.
func Stale(ctx context.Context, g store.Graph, v *vault.Vault) (bool, error) {
	var keys []entity.Key
	var marks []string
	for _, f := range v.Files() {
		left, err := v.LeftOut(f)
		if err != nil {
			return false, err
		}
		keys = append(keys, sourceKey(f.SHA256, f.Kind, f.Options))
		marks = append(marks, left.Mark())
	}
	nodes, err := g.Nodes(ctx, keys)
	if err != nil {
		return false, err
	}
	for i, n := range nodes {
		if n != nil && n.Text(attrLeftOut) != marks[i] {
			return true, nil
		}
	}
	return false, nil
}

// pieceSize is how many nodes, or the links of how many nodes, one piece holds.
const pieceSize = 4096

// contents yields all evidence of a store: its nodes, then their links.
func contents(ctx context.Context, g store.Graph) iter.Seq2[store.Batch, error] {
	return func(yield func(store.Batch, error) bool) {
		for _, read := range []func(context.Context, store.Graph, []entity.Key) (store.Batch, error){nodesOf, linksOf} {
			for keys, err := range evidence(ctx, g) {
				var b store.Batch
				if err == nil {
					b, err = read(ctx, g, keys)
				}
				if !yield(b, err) || err != nil {
					return
				}
			}
		}
	}
}

// evidence yields the keys of all evidence nodes, piece by piece.
func evidence(ctx context.Context, g store.Graph) iter.Seq2[[]entity.Key, error] {
	var kinds []entity.Kind
	for _, k := range entity.Kinds() {
		if !k.Derived() {
			kinds = append(kinds, k)
		}
	}
	return func(yield func([]entity.Key, error) bool) {
		var keys []entity.Key
		for row, err := range g.Scan(ctx, store.Selection{Kinds: kinds}, store.Range{}) {
			if err != nil {
				yield(nil, err)
				return
			}
			if keys = append(keys, row.Key); len(keys) == pieceSize {
				if !yield(keys, nil) {
					return
				}
				keys = nil
			}
		}
		if len(keys) > 0 {
			yield(keys, nil)
		}
	}
}

func nodesOf(ctx context.Context, g store.Graph, keys []entity.Key) (b store.Batch, err error) {
	nodes, err := g.Nodes(ctx, keys)
	for _, n := range nodes {
		if n != nil {
			b.Nodes = append(b.Nodes, *n)
		}
	}
	return b, err
}

func linksOf(ctx context.Context, g store.Graph, keys []entity.Key) (b store.Batch, err error) {
	for adj, err := range g.Neighbours(ctx, keys, store.Filter{Direction: store.Out}) {
		if err != nil {
			return b, err
		}
		if adj.Link.Type != entity.LinkMemberOf {
			b.Links = append(b.Links, adj.Link)
		}
	}
	return b, nil
}
