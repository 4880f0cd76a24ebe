// Package projection turns a snapshot into the graph that detection reads:
// only hard evidence, no over-shared values, no values that a single
// storefront carries.
//
// What bites: nothing vanishes. A value that does not tie is still evidence;
// it is counted, and hubs and suspected values are listed with their figures,
// so that an answer can show what was seen and not used. Users are counted by
// hard links (OBSERVED, VERIFIED) alone, so that declaring a value many times
// does not make it common.
package projection

import (
	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// AlgorithmVersion is raised by hand whenever a result may change. It is part
// of a run's identity.
const AlgorithmVersion = 3

// Verdict says how far a shared value may speak for its users being one
// party.
type Verdict uint8

// The verdicts.
const (
	Unknown   Verdict = iota // nothing speaks against it
	Suspected                // many users who share nothing else; it ties, and is queued for a person
	Hub                      // shared by strangers; it never ties
	Private                  // a person says that one party keeps it to itself
)

var verdictNames = [...]string{"unknown", "suspected", "hub", "private"}

func (v Verdict) String() string {
	if int(v) >= len(verdictNames) {
		return "verdict?"
	}
	return verdictNames[v]
}

// ParseVerdict returns the verdict whose word is s, or false.
func ParseVerdict(s string) (Verdict, bool) {
	for i, n := range verdictNames {
		if n == s {
			return Verdict(i), true
		}
	}
	return 0, false
}

// Params are the rules for shared values; all integers, so that a run's
// identity can be made from them.
type Params struct {
	// Strong lists, ascending, the kinds that one party is held to keep to
	// itself; they become the exclusive types of detection.
	Strong []entity.Kind `json:"strong"`
	// Lent lists, ascending, the kinds that a service lends to all of its
	// clients, such as its place and its telephone; they become the lent types
	// of detection, unless the data hold LentHubs hubs of these kinds and none
	// comes with a second value, of another of these kinds, that at least
	// LentClients of its users and few others share.
	Lent        []entity.Kind `json:"lent"`
	LentHubs    int           `json:"lentHubs"`
	LentClients int           `json:"lentClients"`
	// HubDegree is the least number of users at which a value is tested;
	// StrongDegree the number above which one of a strong kind is.
	HubDegree    int `json:"hubDegree"`
	StrongDegree int `json:"strongDegree"`
	// StrongHub is the number of users above which a strong value with low
	// cohesion is a hub and no longer merely suspected.
	StrongHub int `json:"strongHub"`
	// CohesionPM is the cohesion, in thousandths, below which a tested value
	// is shared by strangers.
	CohesionPM int `json:"cohesionPM"`
	// Pairs bounds the pairs of users that are sampled for the cohesion.
	Pairs int `json:"pairs"`

	// Reassigned lists, ascending, the kinds whose values are given to
	// somebody else in time; a silence of more than GapDays days between two
	// uses makes two values of one.
	Reassigned []entity.Kind `json:"reassigned"`
	GapDays    int           `json:"gapDays"`

	// Without names rules that are left out; none in any run that is shown to
	// anybody.
	Without Rules `json:"without,omitempty"`

	// SmallPopulation is the number of storefronts below which hubs have too
	// few users to be seen by cohesion alone, and values are tested from
	// SmallDegree users on: most of their users must hang together by other
	// values, or TiedPM of them, in thousandths, share a value of a strong
	// kind with another user. It should be that of community.Params.
	SmallPopulation int `json:"smallPopulation"`
	SmallDegree     int `json:"smallDegree"`
	TiedPM          int `json:"tiedPM"`
}

// DefaultParams returns the shipped values.
func DefaultParams() Params {
	return Params{
		Strong:       []entity.Kind{entity.KindPaymentAccount, entity.KindDevice, entity.KindUSCC},
		Lent:         []entity.Kind{entity.KindAddress, entity.KindPhone, entity.KindEmail, entity.KindHandle, entity.KindTemplate},
		LentHubs:     5,
		LentClients:  8,
		HubDegree:    12,
		StrongDegree: 64,
		StrongHub:    500,
		CohesionPM:   50,
		Pairs:        600,

		Reassigned: []entity.Kind{entity.KindAddress, entity.KindPhone, entity.KindDomain},
		GapDays:    180,

		SmallPopulation: community.DefaultParams().SmallPopulation,
		SmallDegree:     7,
		TiedPM:          800,
	}
}

// Graph is what detection reads, with the way back to the snapshot. A
// storefront's node number is its index in the snapshot; identifier node
// CSR.Members+k is the snapshot's identifier Live[k].
type Graph struct {
	CSR  *community.CSR
	Live []int32
	// Kinds gives the kind of each type index of the CSR.
	Kinds []entity.Kind
	// Exclusive lists the type indexes of the strong kinds, ascending: the
	// value for community.Params.Exclusive.
	Exclusive []uint8
	// Vouched is how many types at the end of Kinds hold the values that
	// people vouch for. They are exclusive.
	Vouched int
	// Doubtful lists the type indexes of suspected values, ascending: the
	// value for community.Params.Doubtful.
	Doubtful []uint8
	// Lent lists the type indexes of the lent kinds, ascending: the value for
	// community.Params.Lent. It is empty where the data revoked them.
	Lent []uint8
	// Lending is what holds of services, Seen what the snapshot itself says;
	// they differ under a table of statistics only.
	Lending, Seen Lending
	// Known is the number of storefronts of which something is known: the value
	// for community.Params.Population, but under a table of statistics.
	Known int
	// Handovers lists the storefronts that changed hands, in order.
	Handovers []Handover
	// Damped lists the values that are hubs, suspected, or judged by a
	// person, ordered by identifier.
	Damped []Damped
	Counts Counts
}

// Identifier returns the snapshot's index of the identifier at node v of the
// CSR.
func (g *Graph) Identifier(v int32) int32 { return g.Live[int(v)-g.CSR.Members] }

// Damped is one value that does not tie as others do, and why.
type Damped struct {
	Identifier int32   // index in the snapshot
	Verdict    Verdict // Suspected, Hub or Private
	Reason     Reason
	Users      int // storefronts that carry it by hard links
	Declared   int // storefronts that carry it by weaker links only
	// For LowCohesion, the sampled pairs of users, and those of them that
	// share another value that is no hub and has at most half as many users.
	// For Scattered, the users, and the most of them that hang together. Both
	// are 0 when a person decided.
	Sampled, Cohesive int
}

// Reason says where a verdict comes from.
type Reason uint8

// The reasons.
const (
	LowCohesion Reason = iota + 1 // its users share nothing else
	Scattered                     // in a small data set: no more than half of its users hang together by anything else
	ByPerson                      // a person judged it
)

var reasonNames = [...]string{"", "low cohesion", "scattered users", "judged by a person"}

func (r Reason) String() string {
	if int(r) >= len(reasonNames) {
		return "reason?"
	}
	return reasonNames[r]
}

// Counts says what became of the snapshot's links: Weak + Former + OnHubs +
// OnSingles + Live is all of them.
type Counts struct {
	Weak      int // DECLARED or INFERRED: shown, never a tie
	Former    int // hard links from before their storefront changed hands
	OnHubs    int // hard links to hubs
	OnSingles int // hard links to values that one storefront carries, or carried in that epoch
	Live      int // links of the CSR
	Hubs      int // values
	Suspected int // values
	Singles   int // values
	// Reassigned counts values that a long silence made two or more of.
	Reassigned int
}
