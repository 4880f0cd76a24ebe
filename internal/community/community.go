// Package community finds groups in a graph: members held together by what
// they share. It knows no sellers and imports nothing of ours; it reads a CSR
// view and answers with node numbers.
//
// Detect is a pure function of its two arguments: no clock, no randomness, no
// floating point and no map order in anything that decides. Nodes must be
// numbered in the order of a stable key, because equal evidence is settled by
// the lower number. It works component by component, so the answer is the
// same for any number of workers, and a component's answer depends on the
// rest of the graph only through Params.Population and the list of exclusive
// types.
//
// Two things bite. A group's number belongs to one Result and means nothing
// in the next. And Bits count evidence against chance; they are never a
// probability of guilt.
package community

import "fmt"

// AlgorithmVersion is raised by hand whenever a result may change. It is part
// of a run's identity.
const AlgorithmVersion = 3

// Objective says what makes a group.
type Objective uint8

// The objectives.
const (
	// Ties grows groups bottom-up; each merge must beat chance.
	Ties Objective = iota
	// Components takes connected components whole: the trade's method, kept
	// as the baseline to compare with.
	Components
)

var objectiveNames = [...]string{"ties", "components"}

func (o Objective) String() string { return word(objectiveNames[:], uint8(o), "objective") }

// word returns the word of a value, or its type and number where it has none.
func word(words []string, value uint8, of string) string {
	if int(value) >= len(words) {
		return fmt.Sprintf("%s(%d)", of, value)
	}
	return words[value]
}

// ParseObjective returns the objective whose word is s, or false.
func ParseObjective(s string) (Objective, bool) {
	for i, n := range objectiveNames {
		if n == s {
			return Objective(i), true
		}
	}
	return 0, false
}

// Params are the frozen inputs of a detection. Every field that decides is an
// integer, so that a run's identity can be made from them. DefaultParams
// returns the shipped values; a zero field of the tie rule is refused.
type Params struct {
	Objective Objective `json:"objective"`
	// Workers bounds the goroutines; 0 means one for each usable processor.
	// It never changes a result and is no part of a run's identity.
	Workers int `json:"-"`
	// Prove keeps how the groups came about, for VerifyTies to repeat. It never
	// changes them and is no part of a run's identity.
	Prove bool `json:"-"`
	// Population is the number of members chance is reckoned against; 0
	// means all members of the graph. A component taken alone must be given
	// the population of the whole.
	Population int `json:"population"`
	// Exclusive lists, ascending, the types of identifier that one party is
	// held to keep to itself (settlement accounts). Data may revoke a type,
	// never grant one.
	Exclusive []uint8 `json:"exclusive"`
	// Tested is what an earlier detection, or that of the whole, found of the
	// exclusive types, in their order; nil to test them here. A component
	// taken alone cannot tell.
	Tested []TypeReport `json:"-"`

	// Lent lists, ascending, the types of identifier that a service lends to
	// all of its clients: its place, its telephone. One speaks for a group only
	// with half of its users inside, and alone attaches nobody. A member that
	// lent ones alone hold, no two of one type, is no core member: an agency
	// and the building it works from have clients that look the same. Where
	// that takes everybody, the group stays as a candidate.
	Lent []uint8 `json:"lent"`
	// Doubtful lists, ascending, the types whose identifiers strangers may
	// share: one speaks for a group only with half of its users inside.
	Doubtful []uint8 `json:"doubtful"`

	// Without names parts of the rule that are left out; none in any run that
	// is shown to anybody. Verify proves whole rules only.
	Without Rules `json:"without,omitempty"`

	// AlphaPPM is the chance, in parts per million, that an accepted merge
	// may have of being an accident.
	AlphaPPM int `json:"alphaPPM"`
	// OrdinaryPPM and ExclusivePPM are the shares of members that carry a
	// stranger's identifier by accident: of an ordinary and of an exclusive
	// type. UnprovenPPM stands for both while the exclusive types are tested.
	OrdinaryPPM  int `json:"ordinaryPPM"`
	ExclusivePPM int `json:"exclusivePPM"`
	UnprovenPPM  int `json:"unprovenPPM"`
	// PopularStep is the number of users above which an identifier's worth
	// falls in proportion.
	PopularStep int `json:"popularStep"`
	// BalancePM is the least share, in thousandths, of the poorer side's own
	// shared identifiers that must cross a merge without exclusive ones.
	BalancePM int `json:"balancePM"`
	// MaxFanout is the number of groups above which an identifier proposes
	// no merge yet, and of users above which it founds no provisional cell.
	MaxFanout int `json:"maxFanout"`
	// EarPasses and EarIdle bound the search for members that are tied to a
	// group only through each other.
	EarPasses int `json:"earPasses"`
	EarIdle   int `json:"earIdle"`
	// RevokePPM and RevokeEvents say when data revoke an exclusive type: a
	// rate of accidents above the first, on at least so many events.
	RevokePPM    int `json:"revokePPM"`
	RevokeEvents int `json:"revokeEvents"`

	// SmallPopulation is the population below which the sterner form of the
	// rule holds: an identifier speaks for a group only if half of its users
	// are inside, no ordinary identifier alone attaches anybody, and a ring
	// rests on three identifiers or on an exclusive one.
	SmallPopulation int `json:"smallPopulation"`
}

// DefaultParams returns the values that the experiments settled on.
func DefaultParams() Params {
	return Params{
		AlphaPPM:     10_000,
		OrdinaryPPM:  50_000,
		ExclusivePPM: 200,
		UnprovenPPM:  150_000,
		PopularStep:  8,
		BalancePM:    400,
		MaxFanout:    64,
		EarPasses:    6,
		EarIdle:      3,
		RevokePPM:    5_000,
		RevokeEvents: 3,

		SmallPopulation: 5_000,
	}
}

// Tier says how firmly a member is held.
type Tier uint8

// The tiers. Members reached over weak evidence only are not in the graph, so
// there is no tier for them here.
const (
	Core     Tier = iota + 1 // at least two shared identifiers, counted among the core
	Attached                 // one identifier only, or a chain of exclusive ones
)

func (t Tier) String() string {
	switch t {
	case Core:
		return "core"
	case Attached:
		return "attached"
	}
	return fmt.Sprintf("tier(%d)", uint8(t))
}

// Status says what a group amounts to.
type Status uint8

// The statuses.
const (
	Ring         Status = iota + 1 // three or more members, cycle rank of one or more (small populations: see Params)
	AccountGroup                   // four or more members, each on a shared exclusive identifier, no cycle
	Candidate                      // three or more members, neither
	Pair                           // two members on an exclusive identifier
)

var statusNames = [...]string{"", "ring", "account-group", "candidate", "pair"}

func (s Status) String() string { return word(statusNames[:], uint8(s), "status") }

// Result is what one detection found. Everything is ordered: groups by their
// first member, members and identifiers by node.
type Result struct {
	Groups []Group
	// Of gives each member's group, -1 for none.
	Of []int32
	// Types reports on each type that Params.Exclusive names, in that order.
	Types []TypeReport
	Stats Stats
	// Proofs says how the groups of each component came about, in the order of
	// the components; nil unless Params.Prove asks for it.
	Proofs []Proof
}

// Group is one community.
type Group struct {
	Status    Status
	Members   []Member // ascending by node
	Bonds     []Bond   // identifiers that at least two members carry (small populations: see Params), ascending by node
	CycleRank int      // links - members - identifiers + 1 over Members and Bonds
	// Weakest is the merge with the least evidence among those that built
	// the group; nil when it was built without one.
	Weakest *Cut
	// Refused is the strongest tie with somebody outside that did not join
	// them; nil when there is none, and always when groups are components.
	Refused *Refused
}

// Member is one member of a group.
type Member struct {
	Node int32
	Tier Tier
	// ByAccountOnly marks an attached member that exclusive identifiers
	// alone hold.
	ByAccountOnly bool
	// Shared lists the identifiers that the member has in common with others
	// of its group, ascending: the argument for its being there.
	Shared []int32
	// Rival is another group that the member could as well be attached to,
	// -1 for none.
	Rival int32
}

// Bond is one identifier that holds a group together.
type Bond struct {
	Identifier int32
	Holders    []int32 // members that carry it, ascending
	Users      int32   // members of the whole graph that carry it
	Exclusive  bool    // of a granted exclusive type, and all its users are inside, but for those set apart from one of them
}

// Cut is one accepted merge: two parts, as large as they were then, and what
// joined them.
type Cut struct {
	SizeA, SizeB int // SizeA >= SizeB
	// A and B are the cells: the members of either part that are still in the
	// group, ascending. Members in neither joined afterwards.
	A, B        []int32
	Identifiers []int32
	Bits        Bits
	Needed      Bits
}

// Bits is an amount of evidence in 1/1024 bit.
type Bits int64

// Float returns whole bits, for printing.
func (b Bits) Float() float64 { return float64(b) / oneBit }

// Grant says what became of an exclusive type.
type Grant uint8

// The grants.
const (
	// NotTested: too few witnesses to tell; the grant holds for want of a
	// test.
	NotTested Grant = iota
	// Confirmed: the data could have shown accidents and showed few.
	Confirmed
	// Revoked: the data show that strangers share values of this type; it
	// was treated as ordinary.
	Revoked
)

var grantNames = [...]string{"not tested", "confirmed", "revoked"}

func (g Grant) String() string { return word(grantNames[:], uint8(g), "grant") }

// TypeReport is the test of one exclusive type. A witness is a member that at
// least two identifiers of other types hold in its group; an event is a
// witness whose value of this type is shared by no one of its own group and
// by a witness of another.
type TypeReport struct {
	Type      uint8
	Grant     Grant
	Witnesses int
	Events    int
	// RatePPM is population × events / witnesses², the share of members that
	// carry a stranger's value by accident, in parts per million, and
	// UpperPPM its upper 95 % bound; -1 where there was no witness.
	RatePPM, UpperPPM int64
}

// Stats describes the work done.
type Stats struct {
	Population       int
	Components       int // that hold at least two members
	LargestComponent int // members
	Rounds           int // merge rounds, all passes and both runs, summed over components
	Merges           int // accepted merges of the last run
}

// Shapes counts a result's groups and members by status.
type Shapes struct {
	Groups, Members [Pair + 1]int // indexed by Status
	Largest         int           // members of the largest group
}

// Shapes returns the counts that a summary prints.
func (r *Result) Shapes() Shapes {
	var s Shapes
	for i := range r.Groups {
		g := &r.Groups[i]
		s.Groups[g.Status]++
		s.Members[g.Status] += len(g.Members)
		s.Largest = max(s.Largest, len(g.Members))
	}
	return s
}
