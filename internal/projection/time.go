package projection

import (
	"cmp"
	"math"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Time speaks only where the data give it. One sighting is no span: whoever
// was seen with a value once may have had it before and after. So a use has an
// end only where it was seen on two days or more, or where its source says
// until when.

const day = int64(24 * 60 * 60 * 1_000_000) // in microseconds

// begin returns when a use began, false where nobody says.
func begin(l *snapshot.Link) (int64, bool) {
	w := l.First()
	return w.Micros, w.Known()
}

// end returns when a use ended, as late as the source can be read, false where
// nobody says.
func end(l *snapshot.Link) (int64, bool) {
	first, last := l.First(), l.Last()
	if !first.Known() || last.Compare(first) <= 0 {
		return 0, false
	}
	if last.Precision == entity.ToDay {
		return last.Micros + day, true
	}
	return last.Micros, true
}

// epochs splits the uses of a value that is given to somebody else after a
// silence, such as a telephone number: what began long after all others had
// ended is another use. uses are the links that tie; it orders them and
// returns the places where an epoch begins, the first among them. A use
// without a date is in the last, as one who gives none speaks of now.
func (b *builder) epochs(uses []int32) []int {
	from := func(l int32) int64 {
		if at, known := begin(&b.s.Links[l]); known {
			return at
		}
		return math.MaxInt64
	}
	slices.SortStableFunc(uses, func(x, y int32) int { return cmp.Compare(from(x), from(y)) })
	starts := []int{0}
	over, ended := int64(math.MinInt64), true // when all uses so far were over
	for k, l := range uses {
		at := from(l)
		if k > 0 && ended && at < math.MaxInt64 && at-over > int64(b.p.GapDays)*day {
			starts = append(starts, k)
		}
		e, known := end(&b.s.Links[l])
		over, ended = max(over, e), ended && known
	}
	return starts
}

// Handover is a storefront that somebody else took over: what it was paid
// through and something else ended, and it is paid through something new.
type Handover struct {
	Shop   int32
	At     entity.When // when the new account was first seen
	Former []int32     // identifiers of the links that had ended by then
}

// handover returns how a storefront changed hands last, false where nothing
// says that it did.
func (b *builder) handover(shop int32) (Handover, bool) {
	links := b.s.OfShop(shop)
	h := Handover{Shop: shop}
	for i := range links {
		l := &links[i]
		if at, known := begin(l); known && l.Class.Hard() && b.s.IDs[l.ID].Kind == entity.KindPaymentAccount && at > h.At.Micros && b.endedBy(links, at, l.ID) {
			h.At = l.First()
		}
	}
	if !h.At.Known() {
		return h, false
	}
	kinds := map[entity.Kind]bool{}
	for i := range links {
		if e, known := end(&links[i]); known && e <= h.At.Micros && links[i].Class.Hard() {
			h.Former = append(h.Former, links[i].ID)
			kinds[b.s.IDs[links[i].ID].Kind] = true
		}
	}
	return h, len(kinds) >= 2
}

// endedBy reports whether a storefront had accounts before a moment and the
// use of all of them had ended by then.
func (b *builder) endedBy(links []snapshot.Link, at int64, but int32) bool {
	some := false
	for i := range links {
		l := &links[i]
		if l.ID == but || !l.Class.Hard() || b.s.IDs[l.ID].Kind != entity.KindPaymentAccount {
			continue
		}
		from, known := begin(l)
		if known && from >= at {
			continue
		}
		if e, over := end(l); !over || e > at {
			return false
		}
		some = true
	}
	return some
}

// changedHands finds the storefronts that changed hands, in order, and notes
// which of their links are from before.
func (b *builder) changedHands() []Handover {
	var out []Handover
	if b.p.Without.Has(ChangedHands) {
		return nil
	}
	for shop := range int32(len(b.s.Shops)) {
		h, ok := b.handover(shop)
		if !ok {
			continue
		}
		out = append(out, h)
		for _, id := range h.Former {
			b.former[use{shop, id}] = true
		}
	}
	return out
}
