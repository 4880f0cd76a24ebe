package standing

import "math/bits"

// marks is a set of node numbers, a bit for each, that can also say how many
// of it lie below a number.
type marks struct {
	words []uint64
	below []int32 // of each word: marks in the words before; made by index
}

// reset empties the set and makes room for the numbers below n.
func (m *marks) reset(n int) {
	clear(m.words)
	m.grow(n)
}

// grow makes room for the numbers below n.
func (m *marks) grow(n int) {
	if more := (n+63)/64 - len(m.words); more > 0 {
		m.words = append(m.words, make([]uint64, more)...)
	}
}

func (m *marks) has(v int32) bool { return m.words[v>>6]>>(v&63)&1 != 0 }

// put adds v and reports whether it was new.
func (m *marks) put(v int32) bool {
	was := m.words[v>>6]
	m.words[v>>6] |= 1 << (v & 63)
	return m.words[v>>6] != was
}

// index counts the marks, so that rank can answer, and returns their number.
func (m *marks) index() int {
	m.below = append(m.below[:0], 0)
	for _, w := range m.words {
		m.below = append(m.below, m.below[len(m.below)-1]+int32(bits.OnesCount64(w)))
	}
	return int(m.below[len(m.words)])
}

// rank returns how many marks lie below v, which may be the end of the room.
func (m *marks) rank(v int32) int32 {
	w := v >> 6
	if int(w) == len(m.words) {
		return m.below[w]
	}
	return m.below[w] + int32(bits.OnesCount64(m.words[w]&(1<<(v&63)-1)))
}

// each visits the marks below end in ascending order.
func (m *marks) each(end int32, visit func(v int32)) {
	for k, w := range m.words {
		for ; w != 0; w &= w - 1 {
			v := int32(k<<6 + bits.TrailingZeros64(w))
			if v >= end {
				return
			}
			visit(v)
		}
	}
}
