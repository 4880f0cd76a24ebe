package projection

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Lending is what the data say of services: whether a place that strangers
// share comes with a telephone that strangers share too.
type Lending struct {
	Hubs  int `json:"hubs"`  // hubs of kinds that services lend
	Pairs int `json:"pairs"` // those of them whose clients share a value of another such kind as well
	// Revoked: so many hubs and none with such a value, so a place and a
	// telephone that go together are an operation's own in these data.
	Revoked bool `json:"revoked"`
}

// lending looks for services that lend their clients two values. The schema
// says which kinds may be lent; data may revoke that, never grant it.
func (b *builder) lending(kinds []entity.Kind) Lending {
	var out Lending
	clients := make([]int32, len(b.s.IDs)) // users of the hub that carry a value
	var met []int32                        // the values with clients
	for id := range int32(len(b.s.IDs)) {
		kind := b.s.IDs[id].Kind
		if b.verdict[id] != Hub || !slices.Contains(kinds, kind) {
			continue
		}
		out.Hubs++
		for _, l := range b.s.OfID(id) {
			if !b.ties(&b.s.Links[l]) {
				continue
			}
			for _, other := range b.s.OfShop(b.s.Links[l].Shop) {
				if k := b.s.IDs[other.ID].Kind; b.ties(&other) && k != kind && slices.Contains(kinds, k) {
					if clients[other.ID] == 0 {
						met = append(met, other.ID)
					}
					clients[other.ID]++
				}
			}
		}
		paired := false
		for _, other := range met {
			n := int(clients[other])
			paired = paired || n >= b.p.LentClients && 5*n >= 4*int(b.hard[other])
			clients[other] = 0
		}
		if met = met[:0]; paired {
			out.Pairs++
		}
	}
	out.Revoked = out.Pairs == 0 && out.Hubs >= b.p.LentHubs || b.p.Without.Has(LentTogether)
	return out
}
