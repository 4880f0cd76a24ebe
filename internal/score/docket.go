package score

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Complaint is an allegation against one storefront.
type Complaint struct {
	Key         entity.Key
	Complainant string // who filed it; "" when not recorded
	Outcome     string // UPHELD, REJECTED, WITHDRAWN, REFUTED, PENDING or ""
}

// Purchase is a test purchase from one storefront.
type Purchase struct {
	Key     entity.Key
	Verdict string // COUNTERFEIT, GENUINE, INCONCLUSIVE or ""
	Weak    bool   // only declared or inferred: seen, never counted
}

// Enforcement is a sanction against one storefront. It is no evidence; the
// finding that its reason names may be.
type Enforcement struct {
	Key      entity.Key
	Reason   string
	Reversed bool
	Weak     bool // only declared or inferred: seen, never counted
}

// Docket holds the records about storefronts, and how far each complainant
// may be trusted. Build it with Add..., then Seal it; it is read-only after.
type Docket struct {
	complaints   map[string][]Complaint
	purchases    map[string][]Purchase
	enforcements map[string][]Enforcement
	filed        map[string]record // by complainant
}

type record struct{ upheld, overturned int }

// NewDocket returns an empty docket.
func NewDocket() *Docket {
	return &Docket{map[string][]Complaint{}, map[string][]Purchase{}, map[string][]Enforcement{}, map[string]record{}}
}

// AddComplaint records a complaint against a storefront. Adding the same
// complaint for several storefronts of one seller counts once for the
// complainant.
func (d *Docket) AddComplaint(storefront string, c Complaint) {
	d.complaints[storefront] = append(d.complaints[storefront], c)
}

// AddPurchase records a test purchase.
func (d *Docket) AddPurchase(storefront string, p Purchase) {
	d.purchases[storefront] = append(d.purchases[storefront], p)
}

// AddEnforcement records a sanction.
func (d *Docket) AddEnforcement(storefront string, e Enforcement) {
	d.enforcements[storefront] = append(d.enforcements[storefront], e)
}

// Seal sorts what was added and counts each complainant's record.
func (d *Docket) Seal() {
	sealed(d.complaints, func(c Complaint) entity.Key { return c.Key }, func(Complaint) bool { return false })
	sealed(d.purchases, func(p Purchase) entity.Key { return p.Key }, func(p Purchase) bool { return p.Weak })
	sealed(d.enforcements, func(e Enforcement) entity.Key { return e.Key }, func(e Enforcement) bool { return e.Weak })
	counted := map[entity.Key]bool{}
	for _, cs := range d.complaints {
		for _, c := range cs {
			if counted[c.Key] || c.Complainant == "" {
				continue
			}
			counted[c.Key] = true
			r := d.filed[c.Complainant]
			switch c.Outcome {
			case "UPHELD":
				r.upheld++
			case "REJECTED", "WITHDRAWN", "REFUTED":
				r.overturned++
			}
			d.filed[c.Complainant] = r
		}
	}
}

// sealed sorts each storefront's records and keeps each once, as it is known
// best.
func sealed[T any](m map[string][]T, key func(T) entity.Key, weak func(T) bool) {
	for s, v := range m {
		slices.SortStableFunc(v, func(a, b T) int {
			switch c := key(a).Compare(key(b)); {
			case c != 0 || weak(a) == weak(b):
				return c
			case weak(a):
				return 1
			}
			return -1
		})
		m[s] = slices.CompactFunc(v, func(a, b T) bool { return key(a) == key(b) })
	}
}

// Complaints returns how many complaints were filed against the storefront,
// whatever became of them.
func (d *Docket) Complaints(storefront string) int { return len(d.complaints[storefront]) }

// Speaks reports whether any record is about the storefront.
func (d *Docket) Speaks(storefront string) bool {
	return len(d.complaints[storefront])+len(d.purchases[storefront])+len(d.enforcements[storefront]) > 0
}

// holds reports whether the storefront has, in the docket itself, the record
// that a sanction's finding speaks of.
func (d *Docket) holds(finding, storefront string) bool {
	switch finding {
	case "POSITIVE_TEST_PURCHASE":
		return slices.ContainsFunc(d.purchases[storefront], func(p Purchase) bool { return p.Verdict == "COUNTERFEIT" && !p.Weak })
	case "UPHELD_COMPLAINTS":
		return slices.ContainsFunc(d.complaints[storefront], func(c Complaint) bool { return c.Outcome == "UPHELD" })
	}
	return false
}

// without returns the docket less the records behind the findings: positive
// purchases and upheld complaints of the storefronts named.
func (d *Docket) without(backed map[string][]string) *Docket {
	less := &Docket{maps.Clone(d.complaints), maps.Clone(d.purchases), d.enforcements, d.filed}
	for _, s := range backed["POSITIVE_TEST_PURCHASE"] {
		less.purchases[s] = slices.DeleteFunc(slices.Clone(less.purchases[s]), func(p Purchase) bool { return p.Verdict == "COUNTERFEIT" })
	}
	for _, s := range backed["UPHELD_COMPLAINTS"] {
		less.complaints[s] = slices.DeleteFunc(slices.Clone(less.complaints[s]), func(c Complaint) bool { return c.Outcome == "UPHELD" })
	}
	return less
}

// reliability is the posterior mean of a complainant's share of complaints
// that hold, and whether the complainant is past the trust gate. An unnamed
// complainant has the prior mean.
func (c *Card) reliability(d *Docket, complainant string) (rho float64, trusted bool) {
	r := d.filed[complainant]
	a := c.Complaint.PriorMean * c.Complaint.PriorStrength
	rho = (a + float64(r.upheld)) / (c.Complaint.PriorStrength + float64(r.upheld+r.overturned))
	return rho, r.upheld+r.overturned < c.Complaint.GateResolved || rho >= c.Complaint.GateMean
}

// item is one weighed fact: hundredths, with the fact it rests on.
type item struct {
	weight Points
	facts  []Fact
}

// combine folds the items of one feature: the strongest counts whole, the
// second a half, the third a third and so on, so that similar facts are not
// counted as independent while none of them is without effect. All weights
// must have one sign.
func combine(items []item) (Points, []Fact) {
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Or(cmp.Compare(abs(b.weight), abs(a.weight)), compareFacts(a.facts, b.facts))
	})
	const unit = 1 << 16
	var sum Points
	var facts []Fact
	for i, it := range items {
		sum += it.weight * unit / Points(i+1)
		facts = append(facts, it.facts...)
	}
	slices.SortFunc(facts, compareFact)
	return divRound(sum, unit), facts
}

func divRound(a, b Points) Points {
	if a < 0 {
		return -divRound(-a, b)
	}
	return (a + b/2) / b
}

func abs(p Points) Points { return max(p, -p) }

func compareFact(a, b Fact) int {
	return cmp.Or(a.Record.Compare(b.Record), a.Identifier.Compare(b.Identifier), strings.Compare(a.Storefront, b.Storefront))
}

func compareFacts(a, b []Fact) int { return slices.CompareFunc(a, b, compareFact) }
