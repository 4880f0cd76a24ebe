// Package score turns evidence about storefronts into a risk score that is a
// sum of named contributions, by a versioned card.
//
// Three things bite. The score is a priority from 0 to 100, not a probability
// of guilt; the shipped weights are an expert's and uncalibrated, and say so.
// Points are integers in hundredths, so the parts sum to the shown score to
// the last digit. "These shops are run together" is never evidence that they
// sell fakes: everything of that sort lies under one ceiling.
package score

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// AlgorithmVersion is raised by hand whenever the same card and evidence may
// give another score. It is part of a run's identity.
const AlgorithmVersion = 2

// Points are hundredths of a score point.
type Points int64

// String prints points with two decimals, as answers show them.
func (p Points) String() string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	return fmt.Sprintf("%s%d.%02d", sign, p/100, p%100)
}

// Float returns whole points, for answers whose format has only numbers.
func (p Points) Float() float64 { return float64(p) / 100 }

// Contribution is one named part of a score.
type Contribution struct {
	Family  string `json:"family"`  // product, complaints, history, network, logistics, exculpatory, base, arithmetic
	Feature string `json:"feature"` // stable name: "test_purchases"
	Points  Points `json:"points"`  // hundredths; may be negative or zero
	Counts  []int  `json:"counts"`  // the numbers in Detail, in their order
	Detail  string `json:"detail"`  // one sentence: Detail of Feature and Counts
	// Evidence lists the facts that the points rest on, ordered: taking any
	// one of them away changes the points.
	Evidence []Fact `json:"evidence"`
	// NotCounted lists facts that were seen and weigh nothing, with the reason.
	NotCounted []Fact `json:"notCounted,omitempty"`
}

// Fact is one piece of evidence: a record node (complaint, test purchase,
// enforcement), or the link of a storefront to an identifier.
type Fact struct {
	Record     entity.Key `json:"record,omitzero"`
	Storefront string     `json:"storefront,omitempty"`
	Identifier entity.Key `json:"identifier,omitzero"`
	Reason     string     `json:"reason,omitempty"` // why it does not count
}

// Assessment is a score with its parts.
type Assessment struct {
	Card          string         `json:"card"`    // id of the card, with its version
	Risk          Points         `json:"risk"`    // shown score, 0 to 100.00
	Points        Points         `json:"points"`  // the sum before compression; odds are read from it, never from Risk
	Label         string         `json:"label"`   // how far the weights may be trusted
	Product       bool           `json:"product"` // positive product evidence is among the parts
	CoverageHave  int            `json:"coverageHave"`
	CoverageOf    int            `json:"coverageOf"`
	Contributions []Contribution `json:"contributions"`
}

// leadRisk is the risk from which a ring is looked at as guilty: odds of ten to
// one.
const leadRisk Points = 60_00

// LeadGrade reports whether a ring may be handed over as a lead: two keys, and
// a risk of 60 without what only says that the storefronts belong together.
// Of a hundred honest purchases one is found counterfeit; beside a prior of one
// in a hundred such a finding is likelier an examiner's error than a crime, and
// no shared account makes it less so.
func (a *Assessment) LeadGrade() bool { return a.TwoKeys() && a.unlinked() >= leadRisk }

// unlinked returns the sum without the points of association and what capped
// them.
func (a *Assessment) unlinked() Points {
	sum := a.Points
	for _, c := range a.Contributions {
		of, _ := strings.CutSuffix(c.Feature, "_cap")
		switch {
		case association(c.Family), c.Family == ArithmeticFamily && (association(of) || c.Feature == "association_ceiling"):
			sum -= c.Points
		}
	}
	return sum
}

// association reports whether a family only says that storefronts belong
// together.
func association(family string) bool { return family == "network" || family == "logistics" }

// TwoKeys reports whether the evidence is of two independent families, one of
// them about goods.
func (a *Assessment) TwoKeys() bool {
	return a.Product && slices.ContainsFunc(a.Contributions, func(c Contribution) bool {
		return c.Points > 0 && len(c.Evidence) > 0 && c.Family != "product"
	})
}
