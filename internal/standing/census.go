package standing

import "github.com/ringtrace/ringtrace/internal/projection"

// Census counts what a standing holds now. Whatever has no links left is not
// counted.
type Census struct {
	Storefronts, Identifiers, Links int
	Shared                          int // identifiers that tie
	Hubs, Suspected                 int // identifiers
	// Links by what they are on: identifiers that tie, that many share and that
	// tie nobody, and that one storefront carries.
	LiveLinks, HubLinks, SingleLinks int
}

// Census counts what there is.
func (s *Standing) Census() (c Census) {
	for m := range int32(s.shops.len()) {
		if n := len(s.ofShop.of(m)); n > 0 {
			c.Storefronts++
			c.Links += n
		}
	}
	for id := range int32(s.ids.len()) {
		n := len(s.ofID.of(id))
		if n > 0 {
			c.Identifiers++
		}
		switch {
		case s.ties(id):
			c.Shared++
			c.LiveLinks += n
		case s.types[id] == hub:
			c.HubLinks += n
		default:
			c.SingleLinks += n
		}
	}
	for _, v := range s.Verdicts() {
		switch v {
		case projection.Hub:
			c.Hubs++
		case projection.Suspected:
			c.Suspected++
		}
	}
	return c
}
