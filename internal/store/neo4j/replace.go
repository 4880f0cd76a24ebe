package neo4j

import (
	"bytes"
	"context"
	"iter"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// Replace implements store.Graph. Pieces are merged as ApplyAll merges them,
// but not with what is stored: links are written anew, beside those of before,
// and what no piece has brought is ended when all are through. A node that is to
// be there afterwards, too, stays the node it was and gets other content, since
// the server lets no second one of its key stand beside it.
func (s *Store) Replace(ctx context.Context, pieces iter.Seq2[store.Batch, error]) (store.Generation, error) {
	return s.loading(ctx, "replace", func(c *change) (changed bool, err error) {
		r := &replacement{change: c, first: c.state.next, brought: make(numbers, c.state.next/64+1)}
		c.state.nodes, c.state.links = 0, 0
		err = eachPiece(ctx, pieces, func(b *store.Batch) error {
			if err := c.drain(); err != nil {
				return err
			}
			return r.put(b)
		})
		for _, pass := range []func() error{r.endLinks, r.endNodes} {
			if err == nil {
				err = pass()
			}
		}
		if err != nil {
			return false, err
		}
		c.addWhole(s.cypher["retire_rings"])
		c.addWhole(s.cypher["retire_runs"])
		c.state.run, c.stale = "", true
		return true, nil
	})
}

// replacement is a whole content on its way into the graph.
type replacement struct {
	*change
	first   int64   // numbers from here on are of the new content
	brought numbers // those of before that the new content holds, too: a bit each
}

// put merges one piece.
func (r *replacement) put(b *store.Batch) error {
	l := &load{change: r.change, batch: b, since: r.version, stood: func(n int64) bool { return n >= r.first || r.brought.has(n) }}
	l.gather()
	for _, pass := range []func() error{l.findNodes, l.checkEnds, l.mergeNodes, l.mergeLinks} {
		if err := pass(); err != nil {
			return err
		}
	}
	for i := range l.refs {
		if n := l.refs[i].n; n < r.first {
			r.brought.add(n)
		}
	}
	return nil
}

// otherAttrs has the attributes that are brought instead of those there are.
func otherAttrs(have, brought []entity.Attr) ([]entity.Attr, bool) {
	attrs := folded(brought, store.FoldedAttrs, entity.FoldAttrs)
	return attrs, !bytes.Equal(codec.AppendAttrs(nil, attrs), codec.AppendAttrs(nil, have))
}

// endLinks ends every link of before.
func (r *replacement) endLinks() error {
	return r.eachFormer(r.s.cypher.types("stored_links", union(evidenceTypes())), func(row []any) error {
		return r.add(r.s.cypher["end_links"], row[0], 64)
	})
}

// endNodes ends the nodes of before that are not to be there.
func (r *replacement) endNodes() error {
	return r.eachFormer(r.s.cypher["stored_nodes"], func(row []any) error {
		n := number(row[0])
		if r.brought.has(n) {
			return nil
		}
		return r.add(r.s.cypher["end_nodes"], n, 16)
	})
}

// eachFormer calls f for the rows of a statement about the nodes that stood
// there before the change, a page of numbers at a time.
func (r *replacement) eachFormer(statement string, f func(row []any) error) error {
	for lo := int64(1); lo < r.first; lo += pageNumbers {
		args := map[string]any{"lo": lo, "hi": min(lo+pageNumbers, r.first), "version": r.version}
		if err := r.reading(statement, args, f); err != nil {
			return err
		}
	}
	return nil
}

// numbers is a set of dense numbers.
type numbers []uint64

func (s numbers) has(n int64) bool { return s[n/64]&(1<<(n%64)) != 0 }
func (s numbers) add(n int64)      { s[n/64] |= 1 << (n % 64) }
