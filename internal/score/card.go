package score

import (
	_ "embed"
	"encoding/json"
	"math"

	"github.com/ringtrace/ringtrace/internal/errs"
)

//go:embed card.json
var shipped []byte

// Card holds every weight of the score. Points are in hundredths. A card is
// data with an id: a changed weight is a new card, and old scores name the
// card that made them.
type Card struct {
	ID          string          `json:"id"`
	Label       string          `json:"label"`       // printed beside every score
	Prior       float64         `json:"prior"`       // share of storefronts believed illicit before any evidence, in (0,1)
	Knee        Points          `json:"knee"`        // where compression begins without a finding: a positive test purchase or an earlier verdict
	KneeProduct Points          `json:"kneeProduct"` // and with it
	Families    map[string]Caps `json:"families"`
	Association Points          `json:"association"` // ceiling of network and logistics together
	Attached    int             `json:"attached"`    // percent that an attached member's items weigh while confidence is not computed
	Purchase    struct {
		Sensitivity float64 `json:"sensitivity"`
		Specificity float64 `json:"specificity"`
	} `json:"purchase"`
	Complaint struct {
		TrueShop      float64 `json:"trueShop"`   // d1: chance that a trustworthy complaint meets an illicit shop
		HonestShop    float64 `json:"honestShop"` // d0: ... an honest one
		Malicious     float64 `json:"malicious"`  // m: chance of a malicious complaint, whatever the shop
		Upheld        float64 `json:"upheld"`     // reliability used once a complaint is upheld
		OpenShare     int     `json:"openShare"`  // percent that an unanswered complaint weighs
		PriorMean     float64 `json:"priorMean"`
		PriorStrength float64 `json:"priorStrength"`
		GateMean      float64 `json:"gateMean"` // below this reliability, with gateResolved resolved complaints, a complainant weighs nothing
		GateResolved  int     `json:"gateResolved"`
	} `json:"complaint"`
	History    map[string]Points `json:"history"`    // by reason of an enforcement; any other reason is no evidence
	Refutation Points            `json:"refutation"` // per accepted refutation
	Exclusive  Points            `json:"exclusive"`  // per doubling of the members on an exclusive account or device
	Shared     Points            `json:"shared"`     // per doubling on any other identifier, times the share of its users inside
	Origin     Points            `json:"origin"`     // the same for addresses
}

// Caps bound what one family may add and take away.
type Caps struct {
	Up   Points `json:"up"`
	Down Points `json:"down"`
}

// Shipped returns the card that this version ships.
func Shipped() (*Card, error) { return ParseCard(shipped) }

// ParseCard reads a card file and checks that its numbers make sense.
func ParseCard(b []byte) (*Card, error) {
	var c Card
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, &errs.Error{Op: "read card", Kind: errs.Invalid, Subject: "score card", Message: "is not a card", Err: err}
	}
	bad := func(what string) error {
		return &errs.Error{Op: "read card", Kind: errs.Invalid, Subject: "score card", Message: what}
	}
	share := func(x float64) bool { return x > 0 && x < 1 }
	switch {
	case c.ID == "" || c.Label == "":
		return nil, bad("id and label are required")
	case !share(c.Prior):
		return nil, bad("prior must lie between 0 and 1")
	case !share(c.Purchase.Sensitivity) || !share(c.Purchase.Specificity):
		return nil, bad("sensitivity and specificity must lie between 0 and 1")
	case !share(c.Complaint.TrueShop) || !share(c.Complaint.HonestShop) || !share(c.Complaint.Malicious) || !share(c.Complaint.Upheld):
		return nil, bad("complaint chances must lie between 0 and 1")
	case c.Knee <= 0 || c.KneeProduct < c.Knee || c.KneeProduct >= 10000:
		return nil, bad("knees must rise and stay below 100 points")
	}
	for _, f := range Families {
		if _, ok := c.Families[f]; !ok {
			return nil, bad("caps of family " + f + " are missing")
		}
	}
	return &c, nil
}

// Families lists the evidence families in the order in which they are shown.
// Coverage counts those that have data.
var Families = [...]string{"product", "complaints", "history", "network", "logistics", "exculpatory"}

// decibans turns a likelihood ratio into points: ten points are a factor of
// ten in odds.
func decibans(ratio float64) Points { return Points(math.Round(1000 * math.Log10(ratio))) }

// base returns the points of no evidence at all: 50 is even odds.
func (c *Card) base() Points { return 5000 + decibans(c.Prior/(1-c.Prior)) }
