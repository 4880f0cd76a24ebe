package snapshot

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/linkfile"
)

// fromPairs reads pairs of numbers without a map and without a text of its own
// for each of them: numbers are counted in tables, put in the order of their
// texts by walking that order, and links are put in place by counting. The
// snapshot is the one that the same numbers in a CSV give.
func fromPairs(file *linkfile.File, kinds string) (*Snapshot, error) {
	if err := file.CheckPairs(); err != nil {
		return nil, err
	}
	p := &pairsReader{data: file.Data}
	if len(p.data)/8 > math.MaxInt32/2 {
		return nil, file.Refuse("", "holds more links than are counted in one piece", "give at most 2^30 pairs")
	}
	both(func() { p.shops = numbersOf(p.data) }, func() { p.ids = numbersOf(p.data[min(4, len(p.data)):]) })
	if kinds != "" {
		if err := p.readKinds(kinds); err != nil {
			return nil, err
		}
	}
	s := &Snapshot{}
	start, texts := []int32(nil), []string(nil)
	both(func() { texts, start = p.orderShops() }, func() { s.IDs = p.orderIDs() })
	s.Shops = texts
	row := p.scatter(start)
	p.shops, p.ids = nil, nil
	file.Data, p.data = nil, nil
	s.fill(start, row)
	s.indexIDs()
	return s, nil
}

type pairsReader struct {
	data       []byte
	shops, ids *numbers
	kinds      []entity.Kind // by place in ids; nil where all are OTHER
}

// both runs two independent steps at once.
func both(a, b func()) {
	var wait sync.WaitGroup
	wait.Go(a)
	b()
	wait.Wait()
}

// numbers counts the numbers of one column. A number's place is the number
// itself where they are dense, and its rank where they are not.
type numbers struct {
	sorted []uint32 // nil where they are dense
	count  []int32  // by place; later whatever is wanted of the place
}

// numbersOf counts every second number of data, the first among them.
func numbersOf(data []byte) *numbers {
	largest, rows := uint32(0), (len(data)+4)/8
	for at := 0; at < len(data); at += 8 {
		largest = max(largest, binary.LittleEndian.Uint32(data[at:]))
	}
	n := &numbers{}
	if int64(largest) > 8*int64(rows)+1<<16 {
		for at := 0; at < len(data); at += 8 {
			n.sorted = append(n.sorted, binary.LittleEndian.Uint32(data[at:]))
		}
		slices.Sort(n.sorted)
		n.sorted = slices.Compact(n.sorted)
		n.count = make([]int32, len(n.sorted))
	} else {
		n.count = make([]int32, int(largest)+1)
	}
	for at := 0; at < len(data); at += 8 {
		n.count[n.place(binary.LittleEndian.Uint32(data[at:]))]++
	}
	return n
}

// place returns the place of a number that is there.
func (n *numbers) place(number uint32) int {
	if n.sorted == nil {
		return int(number)
	}
	at, _ := slices.BinarySearch(n.sorted, number)
	return at
}

// has returns the place of a number, or false where it is not there.
func (n *numbers) has(number uint32) (int, bool) {
	if n.sorted == nil {
		return int(number), int64(number) < int64(len(n.count)) && n.count[number] > 0
	}
	return slices.BinarySearch(n.sorted, number)
}

// byText visits the numbers that are there with their places, in the order of
// their decimal texts.
func (n *numbers) byText(visit func(number uint32, place int)) {
	if n.sorted != nil {
		order := slices.Clone(n.sorted)
		slices.SortFunc(order, compareTexts)
		for _, number := range order {
			visit(number, n.place(number))
		}
		return
	}
	for number := range textOrder(uint64(len(n.count))) {
		if n.count[number] > 0 {
			visit(number, int(number))
		}
	}
}

// texts returns room for the decimal texts of all numbers that are there: one
// piece of memory, of which each text is a part.
func (n *numbers) texts() (total int, room *strings.Builder) {
	size := 0
	if n.sorted != nil {
		for _, number := range n.sorted {
			size += digits(number)
		}
		total = len(n.sorted)
	} else {
		for number, c := range n.count {
			if c > 0 {
				size += digits(uint32(number))
				total++
			}
		}
	}
	room = &strings.Builder{}
	room.Grow(size)
	return total, room
}

// orderShops returns the storefronts' texts in order and where each one's row
// starts, and makes each count the place in the rows where the next link of
// that storefront goes.
func (p *pairsReader) orderShops() (texts []string, start []int32) {
	total, room := p.shops.texts()
	texts, start = make([]string, 0, total), make([]int32, 1, total+1)
	var buf [10]byte
	p.shops.byText(func(number uint32, place int) {
		from, next := room.Len(), start[len(start)-1]
		room.Write(decimal(&buf, number))
		texts = append(texts, room.String()[from:])
		start = append(start, next+p.shops.count[place])
		p.shops.count[place] = next
	})
	return texts, start
}

// orderIDs returns the identifiers in the order of their keys, and makes each
// count the identifier's number in that order.
func (p *pairsReader) orderIDs() []entity.Key {
	var next [256]int32 // of each kind: first how many there are, then where the next goes
	for place, c := range p.ids.count {
		if c > 0 {
			next[p.kind(place)]++
		}
	}
	sum := int32(0)
	for k, n := range next {
		next[k] = sum
		sum += n
	}
	total, room := p.ids.texts()
	keys := make([]entity.Key, total)
	var buf [10]byte
	p.ids.byText(func(number uint32, place int) {
		from, k := room.Len(), p.kind(place)
		room.Write(decimal(&buf, number))
		keys[next[k]] = entity.Key{Kind: k, ID: room.String()[from:]}
		p.ids.count[place] = next[k]
		next[k]++
	})
	return keys
}

func (p *pairsReader) kind(place int) entity.Kind {
	if p.kinds == nil {
		return entity.KindOther
	}
	return p.kinds[place]
}

// scatter returns each storefront's identifiers, one row after the other. Two
// goroutines read all pairs, and each places those of half of the storefronts.
func (p *pairsReader) scatter(start []int32) []int32 {
	row := make([]int32, start[len(start)-1])
	half := len(p.shops.count) / 2
	both(func() { p.place(row, 0, half) }, func() { p.place(row, half, len(p.shops.count)) })
	return row
}

// place puts the pairs of the storefronts in places from to below to into rows.
func (p *pairsReader) place(row []int32, from, to int) {
	next, id := p.shops.count, p.ids.count
	for at := 0; at < len(p.data); at += 8 {
		shop := p.shops.place(binary.LittleEndian.Uint32(p.data[at:]))
		if shop < from || shop >= to {
			continue
		}
		row[next[shop]] = id[p.ids.place(binary.LittleEndian.Uint32(p.data[at+4:]))]
		next[shop]++
	}
}

// fill makes the links of rows of identifiers, which it sorts, and says where
// each storefront's begin.
func (s *Snapshot) fill(start, row []int32) {
	s.shopStart = make([]int32, len(s.Shops)+1)
	half := len(s.Shops) / 2
	both(func() { s.sortRows(start, row, 0, half) }, func() { s.sortRows(start, row, half, len(s.Shops)) })
	for shop := range s.Shops {
		s.shopStart[shop+1] += s.shopStart[shop]
	}
	types := make([]entity.LinkType, len(s.IDs)) // a byte each, where keys are many
	for id := range s.IDs {
		types[id] = entity.LinkTo(s.IDs[id].Kind)
	}
	s.Links = make([]Link, s.shopStart[len(s.Shops)])
	both(func() { s.fillRows(start, row, types, 0, half) }, func() { s.fillRows(start, row, types, half, len(s.Shops)) })
}

// sortRows sorts the rows of storefronts, folds what stands twice, and leaves
// each one's number of links where its end will stand.
func (s *Snapshot) sortRows(start, row []int32, from, to int) {
	for shop := from; shop < to; shop++ {
		ids := row[start[shop]:start[shop+1]]
		slices.Sort(ids)
		s.shopStart[shop+1] = int32(len(slices.Compact(ids)))
	}
}

func (s *Snapshot) fillRows(start, row []int32, types []entity.LinkType, from, to int) {
	for shop := from; shop < to; shop++ {
		links := s.Links[s.shopStart[shop]:s.shopStart[shop+1]]
		for k, id := range row[start[shop]:][:len(links)] {
			links[k] = Link{Shop: int32(shop), ID: id, Type: types[id], Class: entity.ClassObserved}
		}
	}
}

// readKinds notes the kinds of the identifiers that are there. A number is
// named by its plain decimal text alone, as in a CSV.
func (p *pairsReader) readKinds(path string) error {
	p.kinds = make([]entity.Kind, len(p.ids.count))
	for place := range p.kinds {
		p.kinds[place] = entity.KindOther
	}
	return eachKind(path, func(id []byte, k entity.Kind) {
		number, ok := canonical(id)
		if !ok {
			return
		}
		if place, ok := p.ids.has(number); ok {
			p.kinds[place] = k
		}
	})
}
