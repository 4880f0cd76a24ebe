package leiden

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/community"
)

// Objective is what a partition is asked to be good at.
type Objective uint8

// The objectives. W is the weight of the links inside a community, S its size
// (the sum of its nodes' sizes).
const (
	// CPM is the constant Potts model, W - gamma * (pairs inside): a
	// community is worth having if its pairs hold gamma each on average.
	// V. A. Traag, P. Van Dooren, Y. Nesterov, Phys. Rev. E 84, 016114 (2011).
	CPM Objective = iota
	// Modularity is W minus what a random graph of the same strengths would
	// hold, times gamma (1 in M. E. J. Newman, M. Girvan, Phys. Rev. E 69,
	// 026113 (2004); the resolution of J. Reichardt, S. Bornholdt, ibid. 74,
	// 016110 (2006)). It depends on the weight of the whole graph, and merges
	// communities that are small beside it.
	Modularity
	// MemberCost is W - gamma * S * log2(S): each member pays for being one
	// of S. A large sparse group keeps its worth here, which CPM takes from
	// it.
	MemberCost
	// LabelPropagation lets each node take the label that weighs most among
	// its neighbours, until nobody wants to. U. N. Raghavan, R. Albert,
	// S. Kumara, Phys. Rev. E 76, 036106 (2007). It optimises nothing.
	LabelPropagation
	// Components are the connected components.
	Components
)

// objectives names them, in their order.
var objectives = [...]string{"leiden-cpm", "modularity", "member-cost", "label-propagation", "components"}

func (o Objective) String() string { return objectives[o] }

// ParseObjective returns the objective of this name.
func ParseObjective(name string) (Objective, bool) {
	for i, s := range objectives {
		if s == name {
			return Objective(i), true
		}
	}
	return 0, false
}

// optimises says whether the objective has a quality to raise.
func (o Objective) optimises() bool { return o <= MemberCost }

// Millionths is a number in millionths, so that none is read differently by
// two machines.
type Millionths int64

// ParseMillionths reads a decimal number from 0 with at most ten digits before
// the point and six behind it, exactly.
func ParseMillionths(text string) (Millionths, bool) {
	const decimals = 6
	whole, part, point := strings.Cut(text, ".")
	if len(whole) > 10 || len(part) > decimals || whole+part == "" || point && part == "" {
		return 0, false
	}
	digits := whole + part + strings.Repeat("0", decimals-len(part))
	if strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return Millionths(n), err == nil
}

func (m Millionths) String() string {
	whole, part := m/million, m%million
	if part == 0 {
		return strconv.FormatInt(int64(whole), 10)
	}
	return strings.TrimRight(fmt.Sprintf("%d.%06d", whole, part), "0")
}

// Options say what to look for and how.
type Options struct {
	Objective Objective
	// Gamma is the resolution: weight per pair for CPM (.05 is usual here),
	// a factor of the expected weight for Modularity (1), weight per member
	// and bit for MemberCost (.4); higher means smaller communities. From 0
	// to a million; the other objectives do not read it.
	Gamma Millionths
	// Unit is the weight of a link that counts 1; 0 means 1. CPM and
	// MemberCost measure Gamma in it.
	Unit int64
	// Seed chooses among equally careful searches. The same graph, options
	// and seed give the same communities on any number of workers.
	Seed uint64
	// Iterations bounds how often a component is gone through, 2 in other
	// programs; 0 means until no node gains by moving, which Verify proves.
	Iterations int
	// Prove keeps the joins that built each community, for Verify to repeat.
	// Only Leiden's have any.
	Prove bool
	// Workers is the number of goroutines, 0 for one per processor. They
	// share components, so one giant component keeps one of them busy.
	Workers int
}

// DefaultGamma returns the resolution that is usual for an objective.
func DefaultGamma(o Objective) Millionths {
	switch o {
	case Modularity:
		return 1_000_000
	case MemberCost:
		return 400_000
	default:
		return 50_000
	}
}

const (
	million  = 1_000_000
	maxGamma = million * million
	// headroom bounds every sum of the arithmetic, so that the difference of
	// two of them cannot overflow either.
	headroom = math.MaxInt64 / 4
)

// ErrTooFine says that a graph's weights, or sizes, and gamma together need
// more than 64 bits.
var ErrTooFine = fmt.Errorf("leiden: weights, sizes and gamma together exceed exact arithmetic; give gamma or the weights fewer digits")

// prepare checks the options against the graph and fixes the arithmetic.
func (o *Options) prepare(g *community.CSR) (*cost, error) {
	if int(o.Objective) >= len(objectives) {
		return nil, fmt.Errorf("leiden: there is no objective %d", o.Objective)
	}
	if o.Gamma < 0 || o.Gamma > maxGamma {
		return nil, fmt.Errorf("leiden: gamma %d millionths is not between 0 and a million", o.Gamma)
	}
	if o.Unit < 0 || o.Unit > math.MaxInt32 || o.Iterations < 0 || o.Workers < 0 {
		return nil, fmt.Errorf("leiden: unit, iterations and workers are never negative, and unit is an int32")
	}
	if o.Unit == 0 {
		o.Unit = 1
	}
	for _, w := range g.Weight {
		if w < 1 {
			return nil, fmt.Errorf("leiden: a link of weight %d", w)
		}
	}
	for _, s := range g.Size {
		if s < 0 {
			return nil, fmt.Errorf("leiden: a node of size %d", s)
		}
	}
	return newCost(g, *o)
}
