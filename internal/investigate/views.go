package investigate

import (
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

// RingSummary is one line of the list of rings.
type RingSummary struct {
	ID         string        `json:"id"`
	Status     ring.Status   `json:"status"`
	Risk       *score.Points `json:"risk"` // nil until scored
	Points     *score.Points `json:"points"`
	Coverage   string        `json:"coverage"` // "4/6": families with data of those that apply
	Members    int           `json:"members"`  // core and attached
	Core       int           `json:"core"`
	Peripheral int           `json:"peripheral"`
	Regions    []string      `json:"regions"` // ship-from region keys of members, ordered
	Founded    string        `json:"founded"`
	Revision   int           `json:"revision"`
	Run        string        `json:"run"`
	RestsOnOne bool          `json:"restsOnOneValue"`
	Cohesion   *float64      `json:"cohesion,omitempty"` // mean of the members' confidence; nil until it is computed
	Q          *float64      `json:"q,omitempty"`        // see ring.Chance; nil until it is computed
}

// RingView is one ring with everything the run knows of it.
type RingView struct {
	Summary    RingSummary       `json:"summary"`
	Ring       ring.Ring         `json:"ring"`
	Assessment *score.Assessment `json:"assessment"`
	// MemberRisk holds each storefront's own risk, by storefront id.
	MemberRisk map[string]score.Points `json:"memberRisk"`
}

// RingFilter narrows the list of rings; zero values do not narrow.
type RingFilter struct {
	Status  []ring.Status
	MinRisk *float64 // in whole points
	MinSize int
	MaxSize int
	Region  string // region key or code
	Holding string // storefront id that must be a member of any tier
}

// RingPage is a part of the ranked list: by risk (highest first), then size,
// then id.
type RingPage struct {
	Run     string        `json:"run"`
	Rings   []RingSummary `json:"rings"`
	Total   int           `json:"total"`
	HasMore bool          `json:"hasMore"`
}

// MemberRow is one row of `rings --members`.
type MemberRow struct {
	Ring       string        `json:"ring"`
	Storefront string        `json:"storefront"`
	Tier       ring.Tier     `json:"tier"`
	Confidence *float64      `json:"confidence"`
	Risk       *score.Points `json:"risk"`
}

// NodeView is an entity with its attributes and links.
type NodeView struct {
	Key   entity.Key    `json:"key"`
	Name  string        `json:"name"`
	Attrs []entity.Attr `json:"-"`
	Facts []AttrView    `json:"attributes"`
	Links []LinkView    `json:"links"`
	// What people said of it, oldest first; only Show fills these.
	Judgements []JudgementView `json:"judgements,omitempty"`
	Verdicts   []VerdictView   `json:"verdicts,omitempty"`
	// HasMore says that there are links beyond those listed.
	HasMore bool `json:"hasMore"`
}

// AttrView is one claimed value with its source.
type AttrView struct {
	Name   string    `json:"name"`
	Value  string    `json:"value"`
	Source ClaimView `json:"source"`
}

// LinkView is one link as seen from a node.
type LinkView struct {
	Type   entity.LinkType `json:"type"`
	Role   string          `json:"role,omitempty"`
	Out    bool            `json:"out"`
	Other  entity.Key      `json:"other"`
	Class  entity.Class    `json:"class"`
	First  string          `json:"first,omitempty"` // RFC 3339 or a day; "" when unknown
	Last   string          `json:"last,omitempty"`
	Claims []ClaimView     `json:"claims"`
}

// ClaimView is one claim with the source row it rests on.
type ClaimView struct {
	Class    entity.Class `json:"class"`
	Observed string       `json:"observed,omitempty"`
	Until    string       `json:"until,omitempty"`
	File     string       `json:"file"`   // base name as it was loaded
	SHA256   string       `json:"sha256"` // of that file
	Row      int          `json:"row"`    // 1 is the first row after the header
	// Withdrawn says that the row was withdrawn since, or erased: what cites
	// it is older, or was not made again yet.
	Withdrawn bool `json:"withdrawn,omitempty"`
}

// LinkRef names the links (of any type and role) between a storefront, or the
// sellers that operate it, and an identifier.
type LinkRef struct {
	Storefront string
	Identifier entity.Key
}

// Membership is the argument for one member: what ties it in, with sources,
// and what speaks against.
type Membership struct {
	Ring    string        `json:"ring"`
	Run     string        `json:"run"`
	Status  ring.Status   `json:"status"`
	Member  ring.Member   `json:"member"`
	Facts   []FactView    `json:"facts"`
	Unused  []ring.Hub    `json:"seenNotUsed"`
	Against []ring.Note   `json:"against"`
	Risk    *score.Points `json:"risk"`
	Text    []string      `json:"text"` // the argument in sentences
}

// FactView is a fact with its claims and the other members that share it.
type FactView struct {
	ring.Fact
	With   []string    `json:"with"` // other core and attached members that carry the identifier
	Claims []ClaimView `json:"claims"`
}

// Hit is one search result.
type Hit struct {
	Key  entity.Key `json:"key"`
	Name string     `json:"name"`
	Ring string     `json:"ring,omitempty"` // the ring a storefront belongs to, if any
}

// RunView describes one run.
type RunView struct {
	ID         string    `json:"id"`
	At         time.Time `json:"at"` // when it was first made here; not part of its identity
	Current    bool      `json:"current"`
	Snapshot   string    `json:"snapshot"`
	Register   string    `json:"register"` // head of the ring register that it read
	Params     string    `json:"params"`   // canonical JSON
	Card       string    `json:"card"`
	Counts     Counts    `json:"counts"`
	Components Baseline  `json:"components"` // the trade's method on the same links, for comparison
	Notes      []string  `json:"notes"`      // e.g. what the exclusive-kind test could not tell
	// People is the hash of the verdicts and judgements that the run heeded,
	// "" for none; what they are about may be personal and stays in the
	// casebook.
	People string `json:"people,omitempty"`
	// Statistics is the hash of the table that the run was made with: what it
	// took as given of the data as a whole. "" for a run older than tables.
	Statistics string `json:"statistics,omitempty"`
}

// Counts says what a run read and found.
type Counts struct {
	Storefronts       int `json:"storefronts"`
	Identifiers       int `json:"identifiers"`
	Links             int `json:"links"`
	HardLinks         int `json:"hardLinks"`
	LiveLinks         int `json:"liveLinks"`         // of the hard ones, those that may tie; the others are the next three
	HubLinks          int `json:"hubLinks"`          // on values that strangers share
	SingleLinks       int `json:"singleLinks"`       // on values that one storefront carries, or carried in that epoch
	FormerLinks       int `json:"formerLinks"`       // from before their storefront changed hands
	SharedIdentifiers int `json:"sharedIdentifiers"` // live: at least two hard users and no hub
	Hubs              int `json:"hubs"`
	Suspected         int `json:"suspected"`
	Rings             int `json:"rings"`
	AccountGroups     int `json:"accountGroups"`
	Candidates        int `json:"candidates"`
	Pairs             int `json:"pairs"`
	InRings           int `json:"inRings"` // core and attached members of rings
	Largest           int `json:"largest"`
}

// Baseline is what connected components over exact shared values would say.
type Baseline struct {
	Groups      int `json:"groups"` // of at least 3 storefronts
	Storefronts int `json:"storefronts"`
	Largest     int `json:"largest"`
}

// Change is one thing that happened to a ring between two runs.
type Change struct {
	Ring string `json:"ring"`
	Kind string `json:"kind"` // born, changed, retired, revived
	Was  int    `json:"was"`  // size before, 0 when born
	Now  int    `json:"now"`
}
