package sqlite

import (
	"context"
	"database/sql/driver"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// PutRun implements store.Graph: one transaction replaces everything derived.
func (s *Store) PutRun(ctx context.Context, img store.RunImage) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	if err := img.Validate(); err != nil {
		return err
	}
	return s.changing(ctx, func(c *conn) error {
		p := &publication{conn: c, ctx: ctx, img: &img, numbers: map[entity.Key]int64{}}
		for _, pass := range []func() error{p.findKeys, p.checkEnds, p.clear, p.putNodes, p.putMembers} {
			if err := pass(); err != nil {
				return err
			}
		}
		return c.exec(ctx, "UPDATE meta SET run = ?", img.Run.Key.ID)
	})
}

// publication is one run image on its way into the store.
type publication struct {
	*conn
	ctx     context.Context
	img     *store.RunImage
	numbers map[entity.Key]int64 // of every key of the image that is stored
}

func (p *publication) findKeys() error {
	keys := []entity.Key{p.img.Run.Key}
	for i := range p.img.Rings {
		keys = append(keys, p.img.Rings[i].Key)
	}
	for i := range p.img.Members {
		keys = append(keys, p.img.Members[i].From)
	}
	slices.SortFunc(keys, entity.Key.Compare)
	keys = slices.Compact(keys)
	return p.lookup(p.ctx, lookup{columns: 2, query: keyQuery}, len(keys), func(i int, tuple []driver.Value) {
		tuple[0], tuple[1] = int64(keys[i].Kind), keys[i].ID
	}, func(i int, row []driver.Value) error {
		p.numbers[keys[i]] = row[0].(int64)
		return nil
	})
}

func (p *publication) checkEnds() error {
	rings := make(map[entity.Key]bool, len(p.img.Rings))
	for i := range p.img.Rings {
		rings[p.img.Rings[i].Key] = true
	}
	for i := range p.img.Members {
		if m := &p.img.Members[i]; p.numbers[m.From] == 0 || !rings[m.To] {
			return store.DanglingMember(i)
		}
	}
	return nil
}

// clear takes out the run before: its rings, their links and the node of this
// run, should it have been put before.
func (p *publication) clear() error {
	const rings = "(SELECT n FROM node WHERE kind = ?)"
	ring := int64(entity.KindRing)
	for _, step := range []struct {
		query string
		args  []driver.Value
	}{
		{"DELETE FROM link WHERE (src, type, dst, role) IN (SELECT src, type, dst, role FROM back WHERE dst IN " + rings + ")", []driver.Value{ring}},
		{"DELETE FROM back WHERE dst IN " + rings, []driver.Value{ring}},
		{"DELETE FROM node WHERE kind = ?", []driver.Value{ring}},
		{"DELETE FROM node WHERE kind = ? AND id = ?", []driver.Value{int64(entity.KindRun), p.img.Run.Key.ID}},
	} {
		if err := p.exec(p.ctx, step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// putNodes writes the run and its rings. One that was there before keeps its
// number.
func (p *publication) putNodes() error {
	var next int64
	err := p.each(p.ctx, "SELECT next FROM meta", nil, func(row []driver.Value) error {
		next = row[0].(int64)
		return nil
	})
	if err != nil {
		return err
	}
	nodes := append([]entity.Node{p.img.Run}, p.img.Rings...)
	slices.SortFunc(nodes, func(a, b entity.Node) int { return a.Key.Compare(b.Key) })
	add := p.newBulk("node (n, kind, id, attrs)", 4, "")
	for i := range nodes {
		k := nodes[i].Key
		if p.numbers[k] == 0 {
			p.numbers[k] = next
			next++
		}
		attrs := folded(nodes[i].Attrs, store.FoldedAttrs, entity.FoldAttrs)
		if err := add.add(p.ctx, p.numbers[k], int64(k.Kind), k.ID, attrsBlob(attrs)); err != nil {
			return err
		}
	}
	if err := add.flush(); err != nil {
		return err
	}
	return p.exec(p.ctx, "UPDATE meta SET next = ?", next)
}

func (p *publication) putMembers() error {
	add := p.newBulk("link (src, type, dst, role, claims, attrs)", 6, "")
	back := p.newBulk("back (dst, type, src, role)", 4, "")
	for i := range p.img.Members {
		m := &p.img.Members[i]
		src, dst := p.numbers[m.From], p.numbers[m.To]
		claims := codec.AppendClaims(nil, folded(m.Claims, store.FoldedClaims, entity.FoldClaims))
		attrs := attrsBlob(folded(m.Attrs, store.FoldedAttrs, entity.FoldAttrs))
		if err := add.add(p.ctx, src, int64(m.Type), dst, m.Role, claims, attrs); err != nil {
			return err
		}
		if err := back.add(p.ctx, dst, int64(m.Type), src, m.Role); err != nil {
			return err
		}
	}
	if err := add.flush(); err != nil {
		return err
	}
	return back.flush()
}
