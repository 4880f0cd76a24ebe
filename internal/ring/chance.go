package ring

import (
	"math"

	"github.com/ringtrace/ringtrace/internal/rewire"
)

// Chance sets a ring beside worlds in which nobody belongs to anybody: the same
// storefronts and values, each as often as it is, dealt anew. It says whether
// chance explains the ring. It does not say who is guilty, nor that an innocent
// reason, such as an agency and its telephone, does not explain it.
type Chance struct {
	// Least and Most bound the sizes of rings that it was compared with; Most
	// is 0 where there is no bound.
	Least  int `json:"least"`
	Most   int `json:"most,omitempty"`
	Worlds int `json:"worlds"`
	// AsExtreme counts the rings of such a size in all of these worlds that
	// have at least the ring's cycle rank.
	AsExtreme int `json:"asExtreme"`
	// Q is the share of accidents to be expected among the rings of the run
	// that are at least as far from chance as this one, in (0,1]. It cannot be
	// 0: more worlds than were dealt might have shown one.
	Q float64 `json:"q"`
}

// AtMost returns the upper 95 % bound of the rings as extreme that one world
// holds, to three decimals.
func (c *Chance) AtMost() float64 {
	return math.Round(1000*rewire.AtMost(c.AsExtreme, c.Worlds)) / 1000
}

// Stay notes for each member the share of trials in which it stayed, and for
// the ring their mean over its core and attached members. stayed is by
// storefront; who is not in it was not tried.
func (r *Ring) Stay(stayed map[string]int, trials int) {
	sum, n := 0, 0
	for i := range r.Members {
		count, tried := stayed[r.Members[i].Storefront]
		if !tried || r.Members[i].Tier == Peripheral {
			continue
		}
		share := float64(count) / float64(trials)
		r.Members[i].Confidence = &share
		sum, n = sum+count, n+1
	}
	if n > 0 {
		cohesion := float64(sum) / float64(n*trials)
		r.Cohesion = &cohesion
	}
}
