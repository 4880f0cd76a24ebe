package neo4j

import (
	"bytes"
	"context"
	"iter"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// Replace implements store.Graph. A node that is to be there afterwards, too,
// stays the node it was, since the server lets no second one of its key stand
// beside it: its content is replaced, as are the claims of such a link, and the
// rest is ended. All pieces are gathered first, so the new content is held in
// memory.
func (s *Store) Replace(ctx context.Context, pieces iter.Seq2[store.Batch, error]) (store.Generation, error) {
	return s.loading(ctx, "replace", func(c *change) (changed bool, err error) {
		whole, err := gathered(ctx, pieces)
		if err != nil {
			return false, err
		}
		r := &replacement{load{change: c, batch: &whole}}
		r.gather()
		for _, pass := range []func() error{r.findNodes, r.putNodes, r.putLinks, r.endNodes} {
			if err := pass(); err != nil {
				return false, err
			}
		}
		c.addWhole(s.cypher["retire_rings"])
		c.addWhole(s.cypher["retire_runs"])
		c.state.run, c.stale = "", true
		return true, nil
	})
}

// gathered makes one batch of all pieces. A link must end at a node of its own
// piece or one before.
func gathered(ctx context.Context, pieces iter.Seq2[store.Batch, error]) (whole store.Batch, err error) {
	named := map[entity.Key]bool{}
	err = eachPiece(ctx, pieces, func(b *store.Batch) error {
		for _, n := range b.Nodes {
			named[n.Key] = true
			n.Attrs = slices.Clone(n.Attrs)
			whole.Nodes = append(whole.Nodes, n)
		}
		for i, l := range b.Links {
			if !named[l.From] || !named[l.To] {
				return store.Dangling(i, l.Type)
			}
			l.Claims = slices.Clone(l.Claims)
			whole.Links = append(whole.Links, l)
		}
		return nil
	})
	return whole, err
}

// replacement is a whole content on its way into the graph.
type replacement struct{ load }

// putNodes adds the nodes that are new and gives those that are stored their
// new content.
func (r *replacement) putNodes() error {
	var stored []int32
	for _, i := range r.order {
		ref := &r.refs[i]
		if ref.n != 0 {
			stored = append(stored, i)
		} else if err := r.addNode(ref); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(stored, keysAtOnce) {
		if err := r.putStored(part); err != nil {
			return err
		}
	}
	return nil
}

func (r *replacement) putStored(refs []int32) error {
	ns, byNumber := make([]int64, len(refs)), make(map[int64]*ref, len(refs))
	for i, f := range refs {
		ns[i], byNumber[r.refs[f].n] = r.refs[f].n, &r.refs[f]
	}
	return r.reading(r.s.cypher["read_attrs"], map[string]any{"ns": ns}, func(row []any) error {
		f := byNumber[number(row[0])]
		stored, err := content(row[1])
		if err != nil {
			return err
		}
		before, err := attrsAt(stored, newest)
		if err != nil {
			return err
		}
		attrs := folded(r.attrsOf(f), store.FoldedAttrs, entity.FoldAttrs)
		packed := codec.AppendAttrs(nil, attrs)
		if bytes.Equal(packed, codec.AppendAttrs(nil, before)) {
			return nil
		}
		var words any
		if store.Searchable(f.key.Kind) {
			words = wordsOf(f.key, slices.Concat(attrs, before)) // readers of before search, too
		}
		next := replaced(r.version, packed, stored)
		return r.add(r.s.cypher["update_nodes"], []any{f.n, next, words}, 3*len(next))
	})
}

// putLinks adds, replaces and ends links.
func (r *replacement) putLinks() error {
	type place struct {
		from, to int64
		kind     entity.LinkType
		role     string
	}
	links := r.numbered()
	wanted := map[place]linkGroup{}
	var order []place
	for len(links) > 0 {
		n := r.sameLink(links)
		k := links[0]
		p := place{k.from, k.to, k.kind, r.role(k)}
		wanted[p], order = links[:n], append(order, p)
		links = links[n:]
	}
	err := r.eachStored(r.s.cypher.types("stored_links", union(evidenceTypes())), func(row []any) error {
		word, _ := row[2].(string)
		role, _ := row[4].(string)
		p := place{number(row[1]), number(row[3]), r.s.names.types[word], role}
		if wanted[p] == nil {
			r.state.links--
			return r.add(r.s.cypher["end_links"], row[0], 64)
		}
		claims := codec.AppendClaims(nil, r.claimsOf(wanted[p]))
		delete(wanted, p)
		stored, err := content(row[5])
		if err != nil {
			return err
		}
		if now, err := contentAt(stored, newest); err != nil || bytes.Equal(now, claims) {
			return err
		}
		next := replaced(r.version, claims, stored)
		return r.add(r.s.cypher["update_links"], []any{row[0], next}, len(next)+64)
	})
	if err != nil {
		return err
	}
	for _, p := range order {
		if g := wanted[p]; g != nil {
			if err := r.addLink(g); err != nil {
				return err
			}
		}
	}
	return nil
}

// endNodes ends the stored nodes that are not to be there.
func (r *replacement) endNodes() error {
	stays := make(map[int64]bool, len(r.refs))
	for i := range r.refs {
		stays[r.refs[i].n] = true
	}
	return r.eachStored(r.s.cypher["stored_nodes"], func(row []any) error {
		n := number(row[0])
		if stays[n] {
			return nil
		}
		r.state.nodes--
		return r.add(r.s.cypher["end_nodes"], n, 16)
	})
}

// eachStored calls f for the rows of a statement about the nodes that stood
// there before the change, a page of numbers at a time.
func (r *replacement) eachStored(statement string, f func(row []any) error) error {
	for lo := int64(1); lo < r.oldest; lo += pageNumbers {
		args := map[string]any{"lo": lo, "hi": min(lo+pageNumbers, r.oldest)}
		if err := r.reading(statement, args, f); err != nil {
			return err
		}
	}
	return nil
}
