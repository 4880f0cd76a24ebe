package eval

import "encoding/json"

// Share is so many of so many. Shares of several worlds are added up before
// anything is divided.
type Share struct{ Hits, Of float64 }

// Ratio is the share as a number, unknown of nothing.
func (s Share) Ratio() Ratio { return ratio(s.Hits, s.Of) }

// MarshalJSON writes both halves and the share, null of nothing.
func (s Share) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Hits  float64 `json:"hits"`
		Of    float64 `json:"of"`
		Value Ratio   `json:"value"`
	}{s.Hits, s.Of, s.Ratio()})
}

func (t *tally) share() Share { return Share{sum(t.num), sum(t.den)} }
