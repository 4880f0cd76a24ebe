package neo4j

import (
	"context"
	"maps"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// PutRun implements store.Graph. The rings are new nodes under a label of
// their own until the transaction that commits swaps the labels, so that
// (:Ring)<-[:MEMBER_OF]-() is one run or the other for everybody.
func (s *Store) PutRun(ctx context.Context, img store.RunImage) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	if err := img.Validate(); err != nil {
		return err
	}
	return s.changing(ctx, "run", func(c *change) error {
		p := &publication{change: c, img: &img, numbers: map[entity.Key]int64{}}
		for _, pass := range []func() error{p.findStorefronts, p.findDerived, p.checkEnds, p.putRun, p.putRings, p.putMembers} {
			if err := pass(); err != nil {
				return err
			}
		}
		c.addWhole(s.cypher["retire_rings"])
		c.addWhole(s.cypher["raise_rings"])
		c.state.run = img.Run.Key.ID
		c.stale = true
		return c.commit()
	})
}

// publication is one run image on its way into the graph.
type publication struct {
	*change
	img     *store.RunImage
	numbers map[entity.Key]int64 // of every key of the image that is stored
}

func (p *publication) findStorefronts() error {
	var keys []entity.Key
	for i := range p.img.Members {
		keys = append(keys, p.img.Members[i].From)
	}
	return p.find(keys, p.s.cypher.label("find_nodes", p.s.names.labels[entity.KindStorefront]))
}

func (p *publication) findDerived() error {
	keys := []entity.Key{p.img.Run.Key}
	for i := range p.img.Rings {
		keys = append(keys, p.img.Rings[i].Key)
	}
	return p.find(keys, p.s.cypher["find_derived"])
}

func (p *publication) find(keys []entity.Key, statement string) error {
	slices.SortFunc(keys, entity.Key.Compare)
	for part := range slices.Chunk(slices.Compact(keys), keysAtOnce) {
		texts := make([]string, len(part))
		for i, k := range part {
			texts[i] = k.String()
		}
		err := p.s.conn.read(p.ctx, "lookup", func(t *tx) error {
			return t.each(statement, map[string]any{"keys": texts}, func(row []any) error {
				if len(row) < 3 || row[2] == nil {
					p.numbers[part[number(row[0])]] = number(row[1])
				}
				return nil
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
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

// number returns the dense number of a ring or run: the one it had, or a new
// one.
func (p *publication) number(k entity.Key) int64 {
	n := p.numbers[k]
	if n == 0 {
		n = p.state.next
		p.state.next++
		p.numbers[k] = n
	}
	return n
}

// putRun adds the run's node, or replaces its attributes.
func (p *publication) putRun() error {
	k := p.img.Run.Key
	attrs := folded(p.img.Run.Attrs, store.FoldedAttrs, entity.FoldAttrs)
	if p.numbers[k] == 0 {
		return p.add(p.s.cypher["create_run"], nodeProps(k, p.number(k), p.version, attrs), 0)
	}
	var stored []byte
	err := p.s.conn.read(p.ctx, "lookup", func(t *tx) error {
		row, err := t.one(p.s.cypher["read_run"], map[string]any{"key": k.String()})
		if err == nil && row != nil {
			stored, err = content(row[0])
		}
		return err
	})
	if err != nil {
		return err
	}
	next := replaced(p.version, codec.AppendAttrs(nil, attrs), stored)
	return p.add(p.s.cypher["update_run"], []any{k.String(), next}, len(next))
}

func (p *publication) putRings() error {
	rings := slices.Clone(p.img.Rings)
	slices.SortFunc(rings, func(a, b entity.Node) int { return a.Key.Compare(b.Key) })
	for i := range rings {
		attrs := folded(rings[i].Attrs, store.FoldedAttrs, entity.FoldAttrs)
		props := nodeProps(rings[i].Key, p.number(rings[i].Key), p.version, attrs)
		packed, _ := props["attrs"].([]byte)
		if err := p.add(p.s.cypher["create_rings"], props, 3*len(packed)); err != nil {
			return err
		}
	}
	return nil
}

func (p *publication) putMembers() error {
	members := make([]*entity.Link, len(p.img.Members))
	for i := range p.img.Members {
		members[i] = &p.img.Members[i]
	}
	slices.SortFunc(members, func(a, b *entity.Link) int {
		if c := a.To.Compare(b.To); c != 0 {
			return c
		}
		return a.Key().Compare(b.Key())
	})
	for _, m := range members {
		props, size, err := memberProps(m, p.version)
		if err != nil {
			return err
		}
		if err := p.addGrouped(p.s.cypher["create_members"], p.numbers[m.To], []any{p.numbers[m.From], props}, size); err != nil {
			return err
		}
	}
	return nil
}

// memberProps returns every property of a membership.
func memberProps(m *entity.Link, version int64) (map[string]any, int, error) {
	attrs := folded(m.Attrs, store.FoldedAttrs, entity.FoldAttrs)
	claims := codec.AppendClaims(nil, folded(m.Claims, store.FoldedClaims, entity.FoldClaims))
	packed := codec.AppendAttrs(nil, attrs)
	props := map[string]any{"since": version, "claims": claims, "attrs": packed}
	if m.Role != "" {
		props["role"] = m.Role
	}
	if len(m.Claims) > 0 {
		summary, err := linkProps(claims)
		if err != nil {
			return nil, 0, err
		}
		maps.Copy(props, map[string]any{"class": summary[0], "first": summary[1], "last": summary[2]})
	}
	readable(props, attrs)
	return props, len(claims) + 3*len(packed), nil
}
