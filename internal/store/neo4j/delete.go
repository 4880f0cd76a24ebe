package neo4j

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// checkDeletes finds what the batch deletes and fails when a node would keep
// links.
func (l *load) checkDeletes() error {
	freed, err := l.findDoomed()
	if err != nil {
		return err
	}
	kinds := map[int64]entity.Kind{}
	for _, k := range l.batch.DeleteNodes {
		if r := l.ref(k); r.n != 0 && kinds[r.n] == entity.KindInvalid {
			kinds[r.n] = k.Kind
			l.endedNodes = append(l.endedNodes, r.n)
		}
	}
	linked := map[int64]bool{}
	for part := range slices.Chunk(l.endedNodes, keysAtOnce) {
		err := l.reading(l.s.cypher["count_links"], map[string]any{"ns": part}, func(row []any) error {
			n := number(row[0])
			linked[n] = number(row[1]) > freed[n]
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, n := range l.endedNodes {
		if linked[n] {
			return store.StillLinked(kinds[n])
		}
	}
	return nil
}

// findDoomed finds the stored ones of the links that the batch deletes, and
// counts for each number how many of its links they are.
func (l *load) findDoomed() (freed map[int64]int64, err error) {
	type named struct {
		linkRef
		role string
	}
	var doomed []named
	for k := range l.doomed {
		if from, to := l.ref(k.From).n, l.ref(k.To).n; from != 0 && to != 0 {
			doomed = append(doomed, named{linkRef{from: from, to: to, kind: k.Type}, k.Role})
		}
	}
	slices.SortFunc(doomed, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from), strings.Compare(a.role, b.role))
	})
	links, roles := make([]linkRef, len(doomed)), make([]string, len(doomed))
	for i, d := range doomed {
		links[i], roles[i] = d.linkRef, d.role
	}
	found, err := l.findLinks(links, roles)
	if err != nil {
		return nil, err
	}
	freed = map[int64]int64{}
	for i, f := range found {
		if f.id == nil {
			continue
		}
		l.endedLinks = append(l.endedLinks, f.id)
		freed[links[i].from]++
		if links[i].to != links[i].from {
			freed[links[i].to]++
		}
	}
	return freed, nil
}

// endDeleted ends the links and nodes that the batch deletes and that are
// stored. They go when no reader can ask for them.
func (l *load) endDeleted() error {
	for _, id := range l.endedLinks {
		if err := l.add(l.s.cypher["end_links"], id, 64); err != nil {
			return err
		}
	}
	for _, n := range l.endedNodes {
		if err := l.add(l.s.cypher["end_nodes"], n, 16); err != nil {
			return err
		}
	}
	if ended := len(l.endedLinks) + len(l.endedNodes); ended > 0 {
		l.changed, l.stale = true, true
	}
	l.state.links -= int64(len(l.endedLinks))
	l.state.nodes -= int64(len(l.endedNodes))
	return nil
}
