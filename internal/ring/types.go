// Package ring turns the communities of one run into rings: lasting objects
// with an identity, a status, a tier for every member, and the facts that tie
// each member in.
//
// What bites: a community belongs to one run, a ring outlives runs; never
// store a community's number. A ring cites links (storefront, identifier), not
// source rows, so that the same evidence in another order gives the same
// bytes; the rows are looked up in the store when someone asks.
package ring

import (
	"fmt"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Tier says how firmly a storefront belongs to a ring.
type Tier uint8

// The tiers. Peripheral members are shown and never counted: not in size,
// score, status or lead.
const (
	Core       Tier = iota + 1 // at least two independent identifiers shared inside by hard ties
	Attached                   // one identifier only
	Peripheral                 // reached only over DECLARED or INFERRED
)

var tierNames = [...]string{"", "core", "attached", "peripheral"}

func (t Tier) String() string {
	if int(t) >= len(tierNames) {
		return fmt.Sprintf("tier(%d)", uint8(t))
	}
	return tierNames[t]
}

// MarshalText writes the tier's word.
func (t Tier) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the tier's word.
func (t *Tier) UnmarshalText(b []byte) error {
	for i, n := range tierNames { // "" is that of a storefront which is no member
		if n == string(b) {
			*t = Tier(i)
			return nil
		}
	}
	return fmt.Errorf("unknown tier %q", b)
}

// Status says what a group may be used for.
type Status uint8

// The statuses. Only a ring counts as a ring; an account group becomes a lead
// only after a person's judgement, a candidate and a pair never.
const (
	StatusRing         Status = iota + 1 // >= 3 core or attached members, connected, cycle rank >= 1
	StatusAccountGroup                   // >= 4 storefronts on shared strong exclusive identifiers, no cycle
	StatusCandidate                      // >= 3, neither of these
	StatusPair                           // two storefronts on a strong exclusive identifier
)

var statusNames = [...]string{"", "ring", "account-group", "candidate", "pair"}

func (s Status) String() string {
	if int(s) >= len(statusNames) {
		return fmt.Sprintf("status(%d)", uint8(s))
	}
	return statusNames[s]
}

// MarshalText writes the status's word.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the status's word.
func (s *Status) UnmarshalText(b []byte) error {
	v, ok := ParseStatus(string(b))
	if !ok {
		return fmt.Errorf("unknown status %q", b)
	}
	*s = v
	return nil
}

// ParseStatus reads a status's word.
func ParseStatus(w string) (Status, bool) {
	for i, n := range statusNames {
		if i > 0 && n == w {
			return Status(i), true
		}
	}
	return 0, false
}

// Ring is one ring as one run sees it. It holds nothing that depends on the
// order of loading.
type Ring struct {
	ID          string   `json:"id"`
	Revision    int      `json:"revision"` // grows by one when a run changes members or tiers
	Status      Status   `json:"status"`
	Founded     string   `json:"founded"` // id of the run that issued the id
	Members     []Member `json:"members"` // ordered by storefront
	Bonds       []Bond   `json:"bonds"`   // ordered by identifier
	CycleRank   int      `json:"cycleRank"`
	Weakest     *Cut     `json:"weakest,omitempty"`
	Refused     *Refused `json:"refused,omitempty"`     // the strongest tie with somebody outside, which did not suffice
	RestsOnOne  bool     `json:"restsOnOneValue"`       // a single identifier holds all of it
	SeenNotUsed []Hub    `json:"seenNotUsed,omitempty"` // over-shared values that members carry; they tie nobody
	Against     []Note   `json:"against,omitempty"`     // what speaks against the ring as a whole
	Cohesion    *float64 `json:"cohesion,omitempty"`    // mean of the members' confidence, in [0,1]; nil until it is computed
	Chance      *Chance  `json:"chance,omitempty"`      // nil until it is computed, and for groups that are no rings

	SecondOpinion *Opinion `json:"secondOpinion,omitempty"` // what another method makes of it; nil when none was asked
}

// Member is one storefront of a ring.
type Member struct {
	Storefront    string   `json:"storefront"`
	Tier          Tier     `json:"tier"`
	ByAccountOnly bool     `json:"byAccountOnly,omitempty"` // held by one strong exclusive identifier: every innocent ever let in came so
	Confidence    *float64 `json:"confidence"`              // share of trials, each without some of the values, that keep it, in [0,1]; nil until it is computed
	Facts         []Fact   `json:"facts"`                   // what ties it in, strongest first, then by identifier
	Rival         string   `json:"rival,omitempty"`         // another ring of this run that it could as well be attached to
	Against       []Note   `json:"against,omitempty"`
}

// Fact is one identifier that ties one member to the others.
type Fact struct {
	Identifier entity.Key   `json:"identifier"`
	Class      entity.Class `json:"class"`     // of the member's own link
	Inside     int          `json:"inside"`    // core and attached members that carry it, this one included
	Users      int          `json:"users"`     // storefronts that carry it in the whole snapshot, whatever the class
	Exclusive  bool         `json:"exclusive"` // strong kind, and all its hard users are inside
}

// Bond is one identifier that holds the ring together.
type Bond struct {
	Identifier entity.Key `json:"identifier"`
	Holders    []string   `json:"holders"` // members by hard links, ordered
	Users      int        `json:"users"`
	Exclusive  bool       `json:"exclusive"`
}

// Cut is the weakest tie that the run accepted inside the ring: two parts and
// what joined them. Bits count evidence against chance; they are never a
// probability of guilt.
type Cut struct {
	SizeA int `json:"sizeA"`
	SizeB int `json:"sizeB"`
	// A and B are the cells: the members of either part, as it was then, that
	// are still in the ring. Members in neither joined afterwards.
	A           []string     `json:"a,omitempty"`
	B           []string     `json:"b,omitempty"`
	Identifiers []entity.Key `json:"identifiers"`
	Bits        float64      `json:"bits"`
	Needed      float64      `json:"needed"`
}

// Hub is an over-shared value that members carry: context, never a tie.
type Hub struct {
	Identifier entity.Key `json:"identifier"`
	Verdict    string     `json:"verdict"` // "hub" or "suspected"
	Users      int        `json:"users"`
	Inside     int        `json:"inside"`
	Reason     string     `json:"reason"`
}

// Note is one thing that speaks against membership or against the ring: a
// stable code, a sentence, and what it is about.
type Note struct {
	Code    string       `json:"code"`
	Text    string       `json:"text"`
	Subject []entity.Key `json:"subject,omitempty"`
}

// Size returns the number of core and attached members: what "size" means
// everywhere.
func (r *Ring) Size() int { return r.count(Core) + r.count(Attached) }

// CoreSize returns the number of core members.
func (r *Ring) CoreSize() int { return r.count(Core) }

func (r *Ring) count(t Tier) int {
	n := 0
	for i := range r.Members {
		if r.Members[i].Tier == t {
			n++
		}
	}
	return n
}
