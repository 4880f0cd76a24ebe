package projection

import (
	"cmp"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// judge gives every identifier its verdict: people's first, then that of the
// table of statistics, then the rule's.
func (b *builder) judge(verdicts map[entity.Key]Verdict, hubs map[int32]Damped) {
	var tested []int32
	j := NewJudge(b.p, b.population, b)
	for id := range int32(len(b.s.IDs)) {
		if v := verdicts[b.s.IDs[id]]; v != Unknown {
			b.verdict[id] = v
			b.figures[id] = Damped{Identifier: id, Verdict: v, Reason: ByPerson}
			continue
		}
		if d, ok := hubs[id]; ok {
			b.verdict[id], b.figures[id] = Hub, d
			continue
		}
		if j.Tests(id) {
			tested = append(tested, id)
		}
	}
	slices.SortFunc(tested, j.Before)
	for again := true; again; {
		again = false
		tested = slices.DeleteFunc(tested, func(id int32) bool { return b.verdict[id] == Hub })
		for _, id := range tested {
			b.verdict[id] = Unknown
			delete(b.figures, id)
			if d := j.On(id); d.Verdict != Unknown {
				b.verdict[id], b.figures[id] = d.Verdict, d
				// Among few storefronts a hub may be all that spoke for a value
				// before it, and a table made now would have it known to all: so
				// the others are judged again, until what the table will say
				// changes nothing.
				again = again || d.Verdict == Hub && hubs == nil && j.small()
			}
		}
	}
}

// The builder is the ground of its own verdicts.

func (b *builder) Key(id int32) entity.Key { return b.s.IDs[id] }
func (b *builder) Compare(x, y int32) int  { return cmp.Compare(x, y) }
func (b *builder) Degree(id int32) int32   { return b.hard[id] }
func (b *builder) Hub(id int32) bool       { return b.verdict[id] == Hub }

func (b *builder) Users(list []int32, id int32) []int32 {
	for _, l := range b.s.OfID(id) {
		if b.ties(&b.s.Links[l]) {
			list = append(list, b.s.Links[l].Shop)
		}
	}
	return list
}

func (b *builder) Values(shop int32, visit func(id int32)) {
	for _, l := range b.s.OfShop(shop) {
		if b.ties(&l) {
			visit(l.ID)
		}
	}
}

func (b *builder) Common(x, y int32, found func(id int32) bool) bool { return b.common(x, y, found) }
