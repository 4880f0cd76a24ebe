package sqlite

import (
	"database/sql/driver"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// deleteLinks deletes the links that the batch names and that are stored.
func (l *load) deleteLinks() error {
	if len(l.doomed) == 0 {
		return nil
	}
	var tuples []driver.Value
	for _, k := range l.batch.DeleteLinks {
		src, dst := l.number(k.From), l.number(k.To)
		if src == 0 || dst == 0 || src >= l.oldest || dst >= l.oldest {
			continue // an end is not stored, or new with this batch: nor is the link
		}
		tuples = append(tuples, src, int64(k.Type), dst, k.Role)
	}
	const columns = 4
	for tuple := range slices.Chunk(tuples, chunk*columns) {
		list := "(VALUES " + strings.TrimSuffix(strings.Repeat("(?,?,?,?),", len(tuple)/columns), ",") + ")"
		n, err := l.change(l.ctx, "DELETE FROM link WHERE (src, type, dst, role) IN "+list, tuple...)
		if err != nil {
			return err
		}
		if n > 0 {
			l.changed = true
			l.meta.links -= n
		}
		if err := l.exec(l.ctx, "DELETE FROM back WHERE (src, type, dst, role) IN "+list, tuple...); err != nil {
			return err
		}
	}
	return nil
}

// number returns the dense number of a key that the batch names.
func (l *load) number(k entity.Key) int64 {
	i, found := slices.BinarySearchFunc(l.order, k, func(r int32, k entity.Key) int { return l.refs[r].key.Compare(k) })
	if !found {
		return 0
	}
	return l.refs[l.order[i]].n
}

// deleteNodes deletes the nodes that the batch names and that are stored.
func (l *load) deleteNodes() error {
	var numbers []driver.Value
	kinds := map[int64]entity.Kind{}
	for _, k := range l.batch.DeleteNodes {
		if n := l.number(k); n != 0 && kinds[n] == entity.KindInvalid {
			numbers = append(numbers, n)
			kinds[n] = k.Kind
		}
	}
	for chunk := range slices.Chunk(numbers, chunk) {
		list := "(?" + strings.Repeat(",?", len(chunk)-1) + ")"
		linked, err := l.conn.linked(l.ctx, list, chunk)
		if err != nil {
			return err
		}
		for _, n := range chunk {
			if linked[n.(int64)] {
				return store.StillLinked(kinds[n.(int64)])
			}
		}
		if err := l.exec(l.ctx, "DELETE FROM node WHERE n IN "+list, chunk...); err != nil {
			return err
		}
		l.changed = true
		l.meta.nodes -= int64(len(chunk))
	}
	return nil
}
