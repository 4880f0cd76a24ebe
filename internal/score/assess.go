package score

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// member is a storefront whose records count, with its weight in percent:
// 100 for a core member, less for an attached one, since membership
// probability is not computed yet.
type member struct {
	storefront string
	percent    int
}

// Ring scores a ring: the union of its members' records, each once however
// many members it touches, and what ties the members together.
func (c *Card) Ring(d *Docket, r *ring.Ring) Assessment {
	var ms []member
	for _, m := range r.Members {
		switch m.Tier {
		case ring.Core:
			ms = append(ms, member{m.Storefront, 100})
		case ring.Attached:
			ms = append(ms, member{m.Storefront, c.Attached})
		}
	}
	a := c.assess(d, ms, r.Bonds, "")
	a.describe()
	return a
}

// Storefront scores one storefront by its own records; when it is a core or
// attached member of r, also by the ties it has there. r may be nil.
func (c *Card) Storefront(d *Docket, storefront string, r *ring.Ring) Assessment {
	a := c.storefront(d, storefront, r)
	a.describe()
	return a
}

// StorefrontRisk returns the shown score of Storefront alone.
func (c *Card) StorefrontRisk(d *Docket, storefront string, r *ring.Ring) Points {
	a := c.storefront(d, storefront, r)
	return a.Risk
}

func (c *Card) storefront(d *Docket, storefront string, r *ring.Ring) Assessment {
	var bonds []ring.Bond
	if r != nil {
		for _, b := range r.Bonds {
			if _, held := slices.BinarySearch(b.Holders, storefront); held {
				bonds = append(bonds, b)
			}
		}
	}
	return c.assess(d, []member{{storefront, 100}}, bonds, storefront)
}

// assess adds up all features. With only set, a tie's evidence is that
// storefront's own link.
func (c *Card) assess(d *Docket, ms []member, bonds []ring.Bond, only string) Assessment {
	a := Assessment{Card: c.ID, Label: c.Label, CoverageOf: len(Families)}
	purchases, product := c.purchases(d, ms)
	a.Product = product
	upheld, open, refuted := c.complaints(d, ms)
	network, logistics := c.ties(bonds, only)
	history := c.history(d, ms)
	byFamily := [len(Families)][]Contribution{{purchases}, {upheld, open}, {history}, network, {logistics}, {refuted}}
	base := c.base()
	a.Contributions = append(a.Contributions, Contribution{Family: "base", Feature: "prior", Points: base, Counts: []int{int(math.Round(c.Prior * 1e4))}})
	a.Points = base
	linked := Points(0)
	for i, f := range Families {
		total := Points(0)
		have := false
		for _, row := range byFamily[i] {
			total += row.Points
			have = have || len(row.Evidence)+len(row.NotCounted) > 0
			a.Contributions = append(a.Contributions, row)
		}
		if have {
			a.CoverageHave++
		}
		capped := c.capped(f, total)
		a.adjust(f+"_cap", capped-total)
		a.Points += capped
		if association(f) {
			linked += capped
		}
	}
	over := min(0, c.Association-linked)
	a.adjust("association_ceiling", over)
	a.Points += over
	a.Risk = c.top(a.Points, (product || history.Counts[0] > 0) && a.unlinked() >= leadRisk)
	a.adjust("compression", a.Risk-a.Points)
	return a
}

// adjust adds a row of pure arithmetic when it changes something.
func (a *Assessment) adjust(feature string, p Points) {
	if p != 0 {
		a.Contributions = append(a.Contributions, Contribution{Family: ArithmeticFamily, Feature: feature, Points: p})
	}
}

// top compresses sums above the knee, strictly rising and never reaching
// knee + 10, and lifts negative ones to 0. Without a finding, or where a
// finding falls short without what ties the storefronts, the knee is low:
// complaints and association never carry a score to where people act. Values
// are rounded down to hundredths.
func (c *Card) top(p Points, finding bool) Points {
	knee := c.Knee
	if finding {
		knee = c.KneeProduct
	}
	if p <= knee {
		return max(p, 0)
	}
	x := float64(p-knee) / 1000
	return knee + Points(math.Floor(1000*(1-math.Exp(-x))))
}

// weakRecord is why a purchase or sanction that nobody observed or verified
// weighs nothing: anyone could have written it.
const weakRecord = "only declared or inferred"

// purchases weighs test purchases by a likelihood ratio that integrates over
// the unknown share of fakes in the stock. Attached members' purchases count
// by their percent of the difference that they make.
func (c *Card) purchases(d *Docket, ms []member) (Contribution, bool) {
	row := Contribution{Family: "product", Feature: "test_purchases"}
	var pos, n [2]int // core only; all
	for _, p := range collect(ms, d.purchases, func(p Purchase) entity.Key { return p.Key }) {
		fact := Fact{Record: p.what.Key, Storefront: p.storefront}
		k := 0
		switch {
		case p.what.Weak:
			fact.Reason = weakRecord
		case p.what.Verdict == "COUNTERFEIT":
			k = 1
		case p.what.Verdict == "GENUINE":
		default:
			fact.Reason = "no verdict"
		}
		if fact.Reason != "" {
			row.NotCounted = append(row.NotCounted, fact)
			continue
		}
		row.Evidence = append(row.Evidence, fact)
		pos[1], n[1] = pos[1]+k, n[1]+1
		if p.percent == 100 {
			pos[0], n[0] = pos[0]+k, n[0]+1
		}
	}
	sure, all := c.purchasePoints(pos[0], n[0]), c.purchasePoints(pos[1], n[1])
	row.Points = sure + divRound((all-sure)*Points(c.Attached), 100)
	row.Counts = []int{pos[1], n[1]}
	return row, pos[1] > 0
}

// purchasePoints returns the points of k counterfeit among n examined
// purchases: the share q of fakes in the stock is unknown, q ~ Beta(2,2), so
// the ratio is the mean over q of P(k of n | q) over P(k of n | honest).
// Source: the scoring note, section 2. The integral is Simpson's rule in
// logarithms, so that large n neither overflows nor vanishes.
func (c *Card) purchasePoints(k, n int) Points {
	if n == 0 {
		return 0
	}
	s, t := c.Purchase.Sensitivity, c.Purchase.Specificity
	const panels = 1000
	logs := make([]float64, 0, panels)
	for i := 1; i < panels; i++ { // the density is 0 at both ends
		q := float64(i) / panels
		hit := q*s + (1-q)*(1-t)
		simpson := 2.0
		if i%2 == 1 {
			simpson = 4
		}
		logs = append(logs, float64(k)*math.Log(hit/(1-t))+float64(n-k)*math.Log((1-hit)/t)+math.Log(simpson*6*q*(1-q)/(3*panels)))
	}
	top := slices.Max(logs)
	sum := 0.0
	for _, l := range logs {
		sum += math.Exp(l - top)
	}
	return Points(math.Round(1000 * (top + math.Log(sum)) / math.Ln10))
}

// complaints weighs allegations: upheld ones, open ones, and refutations that
// were accepted. Each complainant counts once for each of the three, by the
// strongest complaint; unnamed complainants count as one.
func (c *Card) complaints(d *Docket, ms []member) (upheld, open, refuted Contribution) {
	upheld = Contribution{Family: "complaints", Feature: "upheld_complaints"}
	open = Contribution{Family: "complaints", Feature: "open_complaints"}
	refuted = Contribution{Family: "exculpatory", Feature: "accepted_refutations"}
	var up, wait, void []item
	seen := map[string]bool{}
	filed := collect(ms, d.complaints, func(p Complaint) entity.Key { return p.Key })
	slices.SortStableFunc(filed, func(a, b held[Complaint]) int { return cmp.Compare(b.percent, a.percent) })
	for _, x := range filed {
		fact := Fact{Record: x.what.Key, Storefront: x.storefront}
		rho, trusted := c.reliability(d, x.what.Complainant)
		row, list, weight := &upheld, &up, c.complaintPoints(c.Complaint.Upheld)
		switch x.what.Outcome {
		case "UPHELD":
		case "PENDING", "":
			row, list, weight = &open, &wait, divRound(c.complaintPoints(rho)*Points(c.Complaint.OpenShare), 100)
		case "REFUTED":
			row, list, weight = &refuted, &void, c.Refutation
		default:
			fact.Reason = "void: " + outcomeWord(x.what.Outcome)
		}
		once := row.Feature + "\x00" + x.what.Complainant
		switch {
		case fact.Reason != "":
		case !trusted && row != &refuted:
			fact.Reason = "not counted: complainant untrusted"
		case seen[once]:
			fact.Reason = "same complainant counted already"
		default:
			seen[once] = true
			*list = append(*list, item{divRound(weight*Points(x.percent), 100), []Fact{fact}})
			continue
		}
		row.NotCounted = append(row.NotCounted, fact)
	}
	fill(&upheld, up)
	fill(&open, wait)
	fill(&refuted, void)
	return upheld, open, refuted
}

func outcomeWord(outcome string) string {
	switch outcome {
	case "REJECTED":
		return "rejected"
	case "WITHDRAWN":
		return "withdrawn"
	}
	return "unknown outcome"
}

// complaintPoints returns the points of one complaint by a complainant of
// reliability rho: 10 log10((rho d1 + (1-rho) m) / (rho d0 + (1-rho) m)).
func (c *Card) complaintPoints(rho float64) Points {
	k := &c.Complaint
	return decibans((rho*k.TrueShop + (1-rho)*k.Malicious) / (rho*k.HonestShop + (1-rho)*k.Malicious))
}

// finding is what sanctions of one storefront name: its own word, and whether
// the records it speaks of are in the docket too.
type finding struct{ word, storefront string }

// history weighs the findings under earlier sanctions. A sanction whose reason
// is no finding weighs nothing, so that a ban after silence never feeds on
// itself. Where the records that a finding speaks of are in the docket too,
// either they count or the finding does in their place, whichever of the two
// gives more: a finding adds what it exceeds its records by, and one more never
// takes anything away.
func (c *Card) history(d *Docket, ms []member) Contribution {
	row := Contribution{Family: "history", Feature: "confirmed_history"}
	var items []item
	backed := map[finding][]item{}
	for _, x := range collect(ms, d.enforcements, func(e Enforcement) entity.Key { return e.Key }) {
		fact := Fact{Record: x.what.Key, Storefront: x.storefront}
		f := finding{findingOf(x.what.Reason), x.storefront}
		weight, ok := c.History[f.word]
		switch {
		case x.what.Weak:
			fact.Reason = weakRecord
		case x.what.Reversed:
			fact.Reason = "reversed"
		case !ok:
			fact.Reason = "a sanction is no evidence; its reason names no finding"
		default:
			it := item{divRound(weight*Points(x.percent), 100), []Fact{fact}}
			if d.holds(f.word, f.storefront) {
				backed[f] = append(backed[f], it)
			} else {
				items = append(items, it)
			}
			continue
		}
		row.NotCounted = append(row.NotCounted, fact)
	}
	items, replaced := c.inPlace(d, ms, items, backed)
	fill(&row, items)
	row.Points -= replaced
	for _, its := range backed {
		row.Counts[0] += len(its)
		for _, it := range its {
			it.facts[0].Reason = "the finding is counted itself"
			row.NotCounted = append(row.NotCounted, it.facts[0])
		}
	}
	slices.SortFunc(row.NotCounted, compareFact)
	return row
}

// inPlace moves findings that exceed their own records from backed to items,
// the best first, and returns what their records give.
func (c *Card) inPlace(d *Docket, ms []member, items []item, backed map[finding][]item) (counted []item, records Points) {
	if len(backed) == 0 {
		return items, 0
	}
	order := slices.SortedFunc(maps.Keys(backed), func(a, b finding) int {
		return cmp.Or(strings.Compare(a.word, b.word), strings.Compare(a.storefront, b.storefront))
	})
	replaced := map[string][]string{} // word → storefronts
	whole := c.records(d, ms)
	value := func(items []item, left Points) Points {
		sum, _ := combine(slices.Clone(items))
		return c.capped("history", sum-(whole-left))
	}
	left := whole
	for best := value(items, left); ; {
		at := -1
		for i, f := range order {
			if _, open := backed[f]; !open {
				continue
			}
			with := maps.Clone(replaced)
			with[f.word] = append(slices.Clone(with[f.word]), f.storefront)
			if v := value(append(slices.Clone(items), backed[f]...), c.records(d.without(with), ms)); v > best {
				best, at = v, i
			}
		}
		if at < 0 {
			return items, whole - left
		}
		f := order[at]
		items = append(items, backed[f]...)
		replaced[f.word] = append(replaced[f.word], f.storefront)
		left = c.records(d.without(replaced), ms)
		delete(backed, f)
	}
}

// records returns what purchases and complaints give by themselves, under
// their families' caps.
func (c *Card) records(d *Docket, ms []member) Points {
	purchases, _ := c.purchases(d, ms)
	upheld, open, _ := c.complaints(d, ms)
	return c.capped("product", purchases.Points) + c.capped("complaints", upheld.Points+open.Points)
}

// capped bounds a family's total.
func (c *Card) capped(family string, total Points) Points {
	return min(max(total, c.Families[family].Down), c.Families[family].Up)
}

// findingOf turns the reason of a sanction, as people write it, into the
// card's word: "positive test purchase" is POSITIVE_TEST_PURCHASE.
func findingOf(reason string) string {
	return strings.Join(strings.FieldsFunc(strings.ToUpper(reason), func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), "_")
}

// ties weighs what holds the members together: exclusive strong identifiers,
// other identifiers, and addresses. All of it lies under the association
// ceiling.
func (c *Card) ties(bonds []ring.Bond, only string) ([]Contribution, Contribution) {
	exclusive := Contribution{Family: "network", Feature: "exclusive_identifiers"}
	shared := Contribution{Family: "network", Feature: "shared_identifiers"}
	origin := Contribution{Family: "logistics", Feature: "shared_origin"}
	var ex, sh, or []item
	for _, b := range bonds {
		it := item{facts: tieFacts(b, only)}
		doublings := math.Log2(float64(len(b.Holders)))
		inside := float64(len(b.Holders)) / float64(max(b.Users, len(b.Holders)))
		switch {
		case b.Exclusive:
			it.weight = Points(math.Round(float64(c.Exclusive) * doublings))
			ex = append(ex, it)
		case b.Identifier.Kind == entity.KindAddress:
			it.weight = Points(math.Round(float64(c.Origin) * doublings * inside))
			or = append(or, it)
		default:
			it.weight = Points(math.Round(float64(c.Shared) * doublings * inside))
			sh = append(sh, it)
		}
	}
	fill(&exclusive, ex)
	fill(&shared, sh)
	fill(&origin, or)
	return []Contribution{exclusive, shared}, origin
}

func tieFacts(b ring.Bond, only string) []Fact {
	if only != "" {
		return []Fact{{Storefront: only, Identifier: b.Identifier}}
	}
	facts := make([]Fact, len(b.Holders))
	for i, s := range b.Holders {
		facts[i] = Fact{Storefront: s, Identifier: b.Identifier}
	}
	return facts
}

func fill(row *Contribution, items []item) {
	row.Points, row.Evidence = combine(items)
	row.Counts = []int{len(items)}
}

// held is a record that counts, with the member through which it counts.
type held[T any] struct {
	what       T
	storefront string
	percent    int
}

// collect gathers the members' records, each once: through its weightiest
// member, then the first by name.
func collect[T any](ms []member, from map[string][]T, key func(T) entity.Key) []held[T] {
	var out []held[T]
	for _, m := range ms {
		for _, x := range from[m.storefront] {
			out = append(out, held[T]{x, m.storefront, m.percent})
		}
	}
	slices.SortFunc(out, func(a, b held[T]) int {
		return cmp.Or(key(a.what).Compare(key(b.what)), cmp.Compare(b.percent, a.percent), cmp.Compare(a.storefront, b.storefront))
	})
	return slices.CompactFunc(out, func(a, b held[T]) bool { return key(a.what) == key(b.what) })
}
