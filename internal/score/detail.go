package score

import (
	"fmt"
	"strconv"
	"strings"
)

// ArithmeticFamily is the family of rows that hold no evidence: caps, the
// ceiling, the compression.
const ArithmeticFamily = "arithmetic"

// Feature is one named part of the card, in the order in which it is shown.
type Feature struct {
	Family, Name string
	sentence     string // with %d for each count
}

// Zero returns the counts that the feature has without any evidence.
func (f Feature) Zero() []int { return make([]int, strings.Count(f.sentence, "%d")) }

// Features lists the parts that every assessment has, the base first.
func Features() []Feature {
	return []Feature{
		{"base", "prior", ""},
		{"product", "test_purchases", "%d of %d examined test purchases were counterfeit."},
		{"complaints", "upheld_complaints", "%d upheld complaints by different complainants."},
		{"complaints", "open_complaints", "%d complaints have no outcome yet; they weigh half."},
		{"history", "confirmed_history", "%d earlier findings stand; where their own records are counted too, only what they exceed them by is added."},
		{"network", "exclusive_identifiers", "%d accounts, devices or business numbers are used by these storefronts and, as far as was observed or verified, by nobody else."},
		{"network", "shared_identifiers", "%d other identifiers are shared inside."},
		{"logistics", "shared_origin", "%d addresses are shared inside."},
		{"exculpatory", "accepted_refutations", "%d allegations were refuted and the refutation accepted."},
	}
}

// Detail returns the sentence of a feature with its counts.
func Detail(feature string, counts []int) string {
	switch {
	case feature == "prior" && len(counts) == 1:
		return fmt.Sprintf("Before any evidence %s %% of storefronts are taken to be illicit.", strconv.FormatFloat(float64(counts[0])/100, 'f', -1, 64))
	case feature == "association_ceiling":
		return "That storefronts belong together is no sign that they sell fakes."
	case feature == "compression":
		return "High sums are compressed so that no two rings tie at the top."
	case strings.HasSuffix(feature, "_cap"):
		return "No single family of evidence may decide alone."
	}
	for _, f := range Features() {
		if f.Name == feature && strings.Count(f.sentence, "%d") == len(counts) {
			args := make([]any, len(counts))
			for i, n := range counts {
				args[i] = n
			}
			return fmt.Sprintf(f.sentence, args...)
		}
	}
	return ""
}

// describe fills in the sentences.
func (a *Assessment) describe() {
	for i := range a.Contributions {
		c := &a.Contributions[i]
		c.Detail = Detail(c.Feature, c.Counts)
	}
}
