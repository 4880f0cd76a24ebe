package community_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/community"
)

// Members that carry the same identifiers and no others stay together,
// whatever their number: nothing in the evidence could tell where to cut.
func TestTwinsAreTreatedAlike(t *testing.T) {
	for _, tc := range []struct {
		members, identifiers, population int
		exclusive                        []uint8
	}{
		{5, 2, 5, nil}, {24, 2, 20_000, nil}, {60, 2, 20_000, nil}, {60, 3, 1_000_000, nil}, {40, 1, 20_000, nil}, {60, 1, 20_000, []uint8{0}},
	} {
		var links []community.Link
		for m := range tc.members {
			for i := range tc.identifiers {
				links = append(links, community.Link{Member: int32(m), Identifier: int32(i)})
			}
		}
		p := community.DefaultParams()
		p.Population, p.Exclusive = tc.population, tc.exclusive
		g := community.Bipartite(tc.members, tc.identifiers, links, nil)
		r, err := community.Detect(g, p)
		if err != nil {
			t.Fatal(err)
		}
		if err := community.Verify(g, p, r); err != nil {
			t.Error(err)
		}
		in := 0
		for _, k := range r.Of {
			if k >= 0 {
				in++
			}
		}
		if len(r.Groups) > 1 || (in != 0 && in != tc.members) {
			t.Errorf("%+v: %d groups that hold %d of %d members", tc, len(r.Groups), in, tc.members)
		}
		if one := tc.identifiers == 1 && tc.exclusive == nil; one != (len(r.Groups) == 0) {
			t.Errorf("%+v: %d groups", tc, len(r.Groups))
		}
	}
}
