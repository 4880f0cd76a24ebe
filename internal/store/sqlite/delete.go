package sqlite

import (
	"database/sql/driver"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// deleteLinks deletes the links that the batch names and that are stored.
func (p *piece) deleteLinks() error {
	if len(p.doomed) == 0 {
		return nil
	}
	var tuples []driver.Value
	for _, k := range p.batch.DeleteLinks {
		src, dst := p.number(k.From), p.number(k.To)
		if src == 0 || dst == 0 || src >= p.oldest || dst >= p.oldest {
			continue // an end is not stored, or new with this batch: nor is the link
		}
		tuples = append(tuples, src, int64(k.Type), dst, k.Role)
	}
	const columns = 4
	for tuple := range slices.Chunk(tuples, chunk*columns) {
		list := "(VALUES " + strings.TrimSuffix(strings.Repeat("(?,?,?,?),", len(tuple)/columns), ",") + ")"
		n, err := p.change(p.ctx, "DELETE FROM link WHERE (src, type, dst, role) IN "+list, tuple...)
		if err != nil {
			return err
		}
		if n > 0 {
			p.changed = true
			p.meta.links -= n
		}
		if err := p.exec(p.ctx, "DELETE FROM back WHERE (src, type, dst, role) IN "+list, tuple...); err != nil {
			return err
		}
	}
	return nil
}

// number returns the dense number of a key that the batch names.
func (p *piece) number(k entity.Key) int64 {
	i, found := slices.BinarySearchFunc(p.order, k, func(r int32, k entity.Key) int { return p.refs[r].key.Compare(k) })
	if !found {
		return 0
	}
	return p.refs[p.order[i]].n
}

// deleteNodes deletes the nodes that the batch names and that are stored.
func (p *piece) deleteNodes() error {
	var numbers []driver.Value
	kinds := map[int64]entity.Kind{}
	for _, k := range p.batch.DeleteNodes {
		if n := p.number(k); n != 0 && kinds[n] == entity.KindInvalid {
			numbers = append(numbers, n)
			kinds[n] = k.Kind
		}
	}
	for chunk := range slices.Chunk(numbers, chunk) {
		list := "(?" + strings.Repeat(",?", len(chunk)-1) + ")"
		linked, err := p.conn.linked(p.ctx, list, chunk)
		if err != nil {
			return err
		}
		for _, n := range chunk {
			if linked[n.(int64)] {
				return store.StillLinked(kinds[n.(int64)])
			}
		}
		if err := p.exec(p.ctx, "DELETE FROM node WHERE n IN "+list, chunk...); err != nil {
			return err
		}
		p.changed = true
		p.meta.nodes -= int64(len(chunk))
	}
	return nil
}
