package leiden

import (
	"math/bits"

	"github.com/ringtrace/ringtrace/internal/community"
)

// cost is an objective as integers. The quality of a partition is
//
//	scale * (weight of the links inside) - (what each community costs)
//
// where a community costs price * (sum of a*b over its pairs of nodes of sizes
// a and b), or, with a table, table[its size]. All are exact: there is no
// rounding whose order could matter.
type cost struct {
	scale int64
	price int64
	table []int64 // nil for a price per pair
	// strength says that a node's size is the weight of its links.
	strength bool
}

// join returns what a community of a and b costs more than the two apart.
func (c *cost) join(a, b int64) int64 {
	if c.table == nil {
		return c.price * a * b
	}
	return c.table[a+b] - c.table[a] - c.table[b]
}

func newCost(g *community.CSR, o Options) (*cost, error) {
	weight := totalWeight(g)
	switch o.Objective {
	case CPM:
		return perPair(int64(o.Gamma), million, o.Unit, weight, totalSize(g))
	case Modularity:
		// W/m - gamma/(2m)^2 * (pairs of strengths), times 2m^2.
		c, err := perPair(int64(o.Gamma), million, 1, 0, 0)
		if err != nil || weight == 0 {
			return &cost{scale: 1, strength: true}, err
		}
		c.strength = true
		scale, ok := product(c.scale, 2*weight)
		if !ok || !fits(scale, weight) || !fits(c.price, 2*weight, 2*weight) {
			return nil, ErrTooFine
		}
		c.scale = scale
		return c, nil
	case MemberCost:
		return perMember(g, o, weight)
	default:
		return &cost{scale: 1}, nil
	}
}

// perPair makes gamma/per weight units a pair, in lowest terms.
func perPair(gamma, per, unit, weight, size int64) (*cost, error) {
	price, ok := product(gamma, unit)
	if !ok {
		return nil, ErrTooFine
	}
	d := gcd(price, per)
	c := &cost{scale: per / d, price: price / d}
	if !fits(c.scale, weight) || !fits(c.price, size, size) {
		return nil, ErrTooFine
	}
	return c, nil
}

const (
	// memberScale is the fixed point of the cost per member.
	memberScaleBits = 10
	// maxMembers bounds the table of costs, and with it its memory (8 bytes
	// each).
	maxMembers = 1 << 27
	logBits    = 30 // of community.Log2Fine
)

// perMember tabulates gamma * S * log2(S) for every size that can occur.
func perMember(g *community.CSR, o Options, weight int64) (*cost, error) {
	size := totalSize(g)
	price, ok := product(int64(o.Gamma), o.Unit)
	if !ok || size > maxMembers || !fits(1<<memberScaleBits, weight) || !fits(price, size, 32<<memberScaleBits) {
		return nil, ErrTooFine
	}
	c := &cost{scale: 1 << memberScaleBits, table: make([]int64, size+1)}
	for s := int64(2); s <= size; s++ {
		hi, lo := bits.Mul64(uint64(price)*uint64(s), uint64(community.Log2Fine(uint64(s))))
		q, _ := bits.Div64(hi, lo, million<<(logBits-memberScaleBits))
		c.table[s] = int64(q)
	}
	return c, nil
}

// totalWeight sums the links, each once.
func totalWeight(g *community.CSR) (sum int64) {
	if g.Weight == nil {
		return int64(g.Links())
	}
	for _, w := range g.Weight {
		sum += int64(w)
	}
	return sum / 2
}

// sizeOf returns the size of a node as the graph has it.
func sizeOf(g *community.CSR, v int32) int64 {
	switch {
	case g.Size != nil:
		return int64(g.Size[v])
	case int(v) < g.Members:
		return 1
	default:
		return 0
	}
}

func totalSize(g *community.CSR) (sum int64) {
	if g.Size == nil {
		return int64(g.Members)
	}
	for _, s := range g.Size {
		sum += int64(s)
	}
	return sum
}

// strengthOf sums the weights of a node's links.
func strengthOf(g *community.CSR, v int32) (sum int64) {
	if g.Weight == nil {
		return int64(g.Degree(v))
	}
	for _, w := range g.Weight[g.Start[v]:g.Start[v+1]] {
		sum += int64(w)
	}
	return sum
}

func product(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return int64(lo), hi == 0 && lo <= headroom
}

// fits says whether a product of numbers that are not negative leaves
// headroom.
func fits(factors ...int64) bool {
	p, ok := int64(1), true
	for _, f := range factors {
		if p, ok = product(p, f); !ok {
			return f == 0
		}
	}
	return true
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
