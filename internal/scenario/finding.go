package scenario

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Finding is what one run found, in the same words whichever surface told
// it: statuses and tiers as the command line writes them.
type Finding struct {
	Rings   []Ring   // ordered by id
	Changes []Change // against the run before, ordered by ring
	// Answers are the sentences of explain to each of the answers that the step
	// expects, in their order.
	Answers [][]string
}

// Ring is one group as a surface shows it.
type Ring struct {
	ID       string
	Revision int
	Status   string // ring, account-group, candidate, pair
	Risk     int    // hundredths of a point; -1 when it is not scored
	Members  []Member
	Hubs     []Hub    // values that members share and that tie nobody, ordered by key
	Weakest  []string // keys of the values of the weakest tie
	Possible Possible // the strongest tie that was refused
	Against  []string // codes of what speaks against it as a whole
}

// Member is one storefront of a group, in the order of names.
type Member struct {
	Storefront string
	Tier       string   // core, attached, peripheral
	Against    []string // codes of what speaks against its membership
}

// Counted reports whether the member is one for every purpose: core or
// attached.
func (m *Member) Counted() bool { return m.Tier != "peripheral" }

// Possible is a tie with somebody outside that did not suffice; it has no keys
// where there is none.
type Possible struct {
	With string   // a storefront of the other side
	Ring string   // the group that holds it, "" for none
	Keys []string // of the values that cross
}

// Hub is a value that members share and that ties nobody.
type Hub struct{ Key, Verdict string }

// Change is what befell a ring in a run: born, changed, retired, revived.
type Change struct{ Ring, Kind string }

// OfView returns the ring that the Go API shows.
func OfView(v *investigate.RingView) Ring {
	r := Ring{ID: v.Ring.ID, Revision: v.Ring.Revision, Status: v.Ring.Status.String(), Risk: -1, Against: []string{}, Hubs: []Hub{}, Weakest: []string{}}
	if v.Summary.Risk != nil {
		r.Risk = int(*v.Summary.Risk)
	}
	for _, m := range v.Ring.Members {
		seen := Member{Storefront: m.Storefront, Tier: m.Tier.String(), Against: []string{}}
		for _, n := range m.Against {
			seen.Against = append(seen.Against, n.Code)
		}
		r.Members = append(r.Members, seen)
	}
	for _, h := range v.Ring.SeenNotUsed {
		r.Hubs = append(r.Hubs, Hub{h.Identifier.String(), h.Verdict})
	}
	if v.Ring.Weakest != nil {
		for _, k := range v.Ring.Weakest.Identifiers {
			r.Weakest = append(r.Weakest, k.String())
		}
	}
	if t := v.Ring.Refused; t != nil {
		r.Possible = Possible{With: t.With, Ring: t.Ring}
		for _, k := range t.Identifiers {
			r.Possible.Keys = append(r.Possible.Keys, k.String())
		}
	}
	for _, n := range v.Ring.Against {
		r.Against = append(r.Against, n.Code)
	}
	return r
}

// OfReport returns the changes that a run made. A run that was there already
// tells again what it changed when it was new; now it changed nothing.
func OfReport(r *investigate.DetectReport) []Change {
	out := []Change{}
	if r.Same {
		return out
	}
	for _, c := range r.Changes {
		out = append(out, Change{c.Ring, c.Kind})
	}
	return out
}

// of returns the ring that counts the storefront among its members, or nil.
func (f *Finding) of(storefront string) *Ring {
	for i := range f.Rings {
		if slices.ContainsFunc(f.Rings[i].Members, func(m Member) bool { return m.Storefront == storefront && m.Counted() }) {
			return &f.Rings[i]
		}
	}
	return nil
}

// counted lists the core and attached members.
func (r *Ring) counted() []string {
	var out []string
	for _, m := range r.Members {
		if m.Counted() {
			out = append(out, m.Storefront)
		}
	}
	return out
}

// full returns the name of a storefront with its platform.
func full(shop string) string { return entity.ParseKey(shop).ID }
