package projection

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Statistics is what a run takes as given of the data as a whole: everything
// by which one part of the graph can change what is found in another. Under
// one table an unrelated storefront changes no ring.
//
// What bites: a value that the table calls a hub stays one, whatever its users
// are by now, until a table is made anew. The other way round it is not so: a
// value that becomes a hub is seen in the very next run.
type Statistics struct {
	// Population is the number of storefronts that chance is reckoned
	// against: those of which something is known.
	Population int `json:"population"`
	// Hubs lists the values that the rules, not people, found to be hubs,
	// ordered by key.
	Hubs    []Shared    `json:"hubs"`
	Lending Lending     `json:"lending"`
	Kinds   []KindGrant `json:"kinds"` // the strong kinds, in order
}

// Shared is a hub as it was when the table was made.
type Shared struct {
	Key      entity.Key `json:"key"`
	Users    int        `json:"users"`
	Reason   Reason     `json:"reason"`
	Sampled  int        `json:"sampled"`
	Cohesive int        `json:"cohesive"`
}

// KindGrant says whether the values of a strong kind tie alone, and how the
// data tested that.
type KindGrant struct {
	Kind      string `json:"kind"`
	Grant     string `json:"grant"` // the word of a community.Grant
	Witnesses int    `json:"witnesses"`
	Events    int    `json:"events"`
	RatePPM   int64  `json:"ratePPM"`
	UpperPPM  int64  `json:"upperPPM"`
}

// Hash is the hex SHA-256 that names the table.
func (t *Statistics) Hash() string {
	text, err := json.Marshal(t)
	if err != nil { // numbers and texts always marshal
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Revoked reports whether the table holds that strangers share values of kind k.
func (t *Statistics) Revoked(k entity.Kind) bool {
	return slices.ContainsFunc(t.Kinds, func(g KindGrant) bool { return g.Kind == k.String() && g.Grant == community.Revoked.String() })
}

// RevokesAny reports whether the table revokes a strong kind.
func (t *Statistics) RevokesAny() bool {
	return slices.ContainsFunc(t.Kinds, func(g KindGrant) bool { return g.Grant == community.Revoked.String() })
}

// Build is the package's Build under this table.
func (t *Statistics) Build(s *snapshot.Snapshot, p Params, said People) (*Graph, error) {
	return build(s, p, said, t)
}

// Statistics returns the table of the data from which g was built, given what
// detection found of the exclusive types.
func (g *Graph) Statistics(s *snapshot.Snapshot, types []community.TypeReport) *Statistics {
	t := &Statistics{Population: g.Known, Hubs: []Shared{}, Kinds: []KindGrant{}, Lending: g.Lending}
	for i := range g.Damped {
		if d := &g.Damped[i]; d.Verdict == Hub && d.Reason != ByPerson {
			t.Hubs = append(t.Hubs, Shared{s.IDs[d.Identifier], d.Users, d.Reason, d.Sampled, d.Cohesive})
		}
	}
	for _, r := range types {
		if int(r.Type) < len(g.Kinds)-g.Vouched {
			t.Kinds = append(t.Kinds, KindGrant{g.Kinds[r.Type].String(), r.Grant.String(), r.Witnesses, r.Events, r.RatePPM, r.UpperPPM})
		}
	}
	return t
}

// Known counts the storefronts of a snapshot of which something is known: they
// carry an identifier by hard evidence. A list of names, however long, makes no
// accident likelier and no hub easier to see.
func Known(s *snapshot.Snapshot, p Params) (n int) {
	if p.Without.Has(KnownOnly) {
		return len(s.Shops)
	}
	for shop := range int32(len(s.Shops)) {
		if slices.ContainsFunc(s.OfShop(shop), func(l snapshot.Link) bool { return l.Class.Hard() }) {
			n++
		}
	}
	return n
}

// hubs returns the table's hubs by their numbers in the snapshot.
func (t *Statistics) hubs(s *snapshot.Snapshot) map[int32]Damped {
	if t == nil {
		return nil
	}
	out := make(map[int32]Damped)
	for _, h := range t.Hubs {
		if id, ok := s.IDIndex(h.Key); ok {
			out[id] = Damped{Identifier: id, Verdict: Hub, Reason: h.Reason, Sampled: h.Sampled, Cohesive: h.Cohesive}
		}
	}
	return out
}
