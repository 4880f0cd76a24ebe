// Package rewire says what a graph of members and identifiers would look like
// if nobody belonged to anybody: who carries what is dealt again at random,
// and how many values of each type a member carries, and how many members
// carry each value, stay as they are (the bipartite configuration model).
// Beside it stands the arithmetic that sets what was found in the data against
// what is found in such worlds.
//
// Two things bite. A world dealt anew keeps degrees and nothing else: values
// that go together for innocent reasons, such as an agency and its telephone,
// go together no more, so what chance cannot explain may still be innocent. And
// an identifier keeps its users' number, so a group on one value is there in
// every such world and cannot be told from chance.
package rewire

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/dice"
)

// Deal deals the identifiers' ends of the links anew within each type: link k
// leads from its own member to the identifier of link ends[k], so that whatever
// else the caller knows of a use goes with the identifier. links hold no pair
// twice and stand in the order of their members; the links dealt hold no pair
// twice either. The same links, types, seed and world give the same ends, and
// worlds of one seed are as good as independent.
//
// The ends are shuffled; members that drew a value twice swap one of the two
// with a random link; then as many swaps are tried as there are links. Every
// graph with these degrees belongs to equally many orders of ends, and swaps
// are undone as easily as done, so that each such graph is equally likely but
// for what the swaps leave of the mending's bias. Where mending fails, because
// hardly another graph has these degrees, the data's own links are swapped
// tenfold instead (10 tries a link: R. Milo et al., arXiv cond-mat/0312028).
func Deal(links []community.Link, typeOf func(id int32) uint8, seed uint64, world int) (ends []int32) {
	ends = make([]int32, len(links))
	seen := make([]int32, 1+highest(links))
	for t, of := range byType(links, typeOf) {
		if len(of) < 2 {
			for _, k := range of {
				ends[k] = k
			}
			continue
		}
		d := newDeck(links, of, dice.From(dice.Mix(dice.Mix(seed)+uint64(world))+uint64(t)*dice.Step))
		d.shuffle()
		tries := len(of)
		if !d.mend(seen) {
			d.asItWas()
			tries *= 10
		}
		for range tries {
			d.trySwap(d.draw(), d.draw())
		}
		for i, k := range of {
			ends[k] = of[d.end[i]]
		}
	}
	return ends
}

func highest(links []community.Link) (most int32) {
	for i := range links {
		most = max(most, links[i].Identifier)
	}
	return most
}

// byType sorts the places of the links by the type of their identifiers.
func byType(links []community.Link, typeOf func(id int32) uint8) [][]int32 {
	out := make([][]int32, 256)
	for k := range links {
		t := typeOf(links[k].Identifier)
		out[t] = append(out[t], int32(k))
	}
	return out
}

// deck holds the links of one type while they are dealt.
type deck struct {
	id    []int32 // identifier of each link as it was
	end   []int32 // of each link: the link whose identifier it leads to now
	row   []int32 // of each link: its member's place among the rows
	start []int32 // where each row begins, and the end
	dice  dice.Stream
}

func newDeck(links []community.Link, of []int32, s dice.Stream) *deck {
	d := &deck{id: make([]int32, len(of)), end: make([]int32, len(of)), row: make([]int32, len(of)), dice: s}
	for i, k := range of {
		d.id[i] = links[k].Identifier
		if i == 0 || links[of[i-1]].Member != links[k].Member {
			d.start = append(d.start, int32(i))
		}
		d.row[i] = int32(len(d.start) - 1)
	}
	d.start = append(d.start, int32(len(of)))
	d.asItWas()
	return d
}

func (d *deck) asItWas() {
	for i := range d.end {
		d.end[i] = int32(i)
	}
}

func (d *deck) draw() int32 { return int32(d.dice.Below(uint64(len(d.end)))) }

// shuffle is that of R. A. Fisher and F. Yates in D. Knuth's form.
func (d *deck) shuffle() {
	for i := len(d.end) - 1; i > 0; i-- {
		j := d.dice.Below(uint64(i) + 1)
		d.end[i], d.end[j] = d.end[j], d.end[i]
	}
}

// carries reports whether the member of row r carries an identifier.
func (d *deck) carries(r, id int32) bool {
	return slices.ContainsFunc(d.end[d.start[r]:d.start[r+1]], func(e int32) bool { return d.id[e] == id })
}

// trySwap lets links a and b change ends, unless a pair would then stand
// twice.
func (d *deck) trySwap(a, b int32) bool {
	x, y := d.id[d.end[a]], d.id[d.end[b]]
	if d.row[a] == d.row[b] || x == y || d.carries(d.row[a], y) || d.carries(d.row[b], x) {
		return false
	}
	d.end[a], d.end[b] = d.end[b], d.end[a]
	return true
}

// mendTries bounds the partners that a link is offered which stands twice.
const mendTries = 1000

// mend swaps away the pairs that stand twice and reports whether it could.
// seen is scratch, zero before and after, by identifier.
func (d *deck) mend(seen []int32) bool {
	var twice []int32
	for r := range len(d.start) - 1 {
		row := d.end[d.start[r]:d.start[r+1]]
		for k, e := range row {
			if seen[d.id[e]]++; seen[d.id[e]] > 1 {
				twice = append(twice, d.start[r]+int32(k))
			}
		}
		for _, e := range row {
			seen[d.id[e]] = 0
		}
	}
	for _, a := range twice {
		mended := false
		for n := 0; n < mendTries && !mended; n++ {
			mended = d.trySwap(a, d.draw())
		}
		if !mended {
			return false
		}
	}
	return true
}
