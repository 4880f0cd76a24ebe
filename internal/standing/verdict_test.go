package standing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/standing"
)

// drawn reads links from lines such as "phone:v abc": a value, and a letter for
// each storefront that carries it.
func drawn(lines ...string) (out []standing.Link) {
	for _, line := range lines {
		value, shops, _ := strings.Cut(line, " ")
		for _, shop := range shops {
			out = append(out, standing.Link{Shop: string(shop), ID: entity.ParseKey(value)})
		}
	}
	return out
}

func worldOf(links []standing.Link) world {
	w := world{}
	w.apply(standing.Delta{Add: links})
	return w
}

// Verdicts that a change bears on from afar, each by a way that random worlds
// seldom go.
func TestVerdictsFollow(t *testing.T) {
	const strangers = "ghijklmn"
	for name, x := range map[string]struct {
		base, table, add, remove []string // table: "" for the base
		cohesion                 int      // in thousandths, 50 where it is 0
		hubs                     string   // afterwards
	}{
		// The two users who vouched for the number leave their picture at once:
		// nobody is left who carries it.
		"whoever vouched has left": {
			base:   []string{"phone:v abcdef", "image_hash:x ab"},
			remove: []string{"image_hash:x ab"},
			hubs:   "phone:v",
		},
		// The number became a hub by that, and was all that spoke for the wide
		// address; none of those who left carries it.
		"a hub makes a hub": {
			base:   []string{"phone:v abcdef", "image_hash:x ab", "address:w cdef" + strangers},
			remove: []string{"image_hash:x ab"},
			hubs:   "address:w phone:v",
		},
		"somebody vouches for a hub again": {
			base:  []string{"phone:v abcdef", "address:w cdef" + strangers},
			table: []string{"phone:other a"},
			add:   []string{"image_hash:x ab"},
			hubs:  "",
		},
		// c and d stay a pair by their account, and must be found to be one
		// though no link of theirs has changed.
		"what a hub held apart from the change": {
			base:   []string{"phone:v abcdef", "phone:v2 abcdef", "image_hash:x ab", "payment_account:y cd"},
			remove: []string{"image_hash:x ab"},

			cohesion: 100,
			hubs:     "phone:v phone:v2",
		},
		"a hub of the table comes later": {
			base:  []string{"phone:v ab"},
			table: []string{"phone:v ab", "address:depot " + strangers},
			add:   []string{"address:depot ab"},
			hubs:  "address:depot",
		},
		"a hub of the table stays one": {
			base: []string{"address:depot ab" + strangers},
			add:  []string{"phone:v gh", "phone:v2 ij", "phone:v3 kl", "phone:v4 mn"},
			hubs: "address:depot",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := standing.Params{Projection: projection.DefaultParams(), Community: community.DefaultParams()}
			p.Projection.HubDegree, p.Projection.SmallPopulation = 6, 0
			p.Projection.CohesionPM = max(50, x.cohesion)
			base := worldOf(drawn(x.base...))
			made := base
			if x.table != nil {
				made = worldOf(drawn(x.table...))
			}
			first := whole(t, made, p, nil, nil)
			table := first.graph.Statistics(first.snap, first.result.Types)
			table.Population = 10_000
			s := stand(t, whole(t, base, p, table, first.result.Types), table, p)
			d := standing.Delta{Add: drawn(x.add...), Remove: drawn(x.remove...)}
			if _, err := s.Apply(t.Context(), d, nil); err != nil {
				t.Fatal(err)
			}
			base.apply(d)
			after := whole(t, base, p, table, first.result.Types)
			var hubs []string
			for _, v := range after.graph.Damped {
				hubs = append(hubs, after.snap.IDs[v.Identifier].String())
			}
			if got := strings.Join(hubs, " "); !sameWords(got, x.hubs) {
				t.Errorf("the whole has the hubs %q, not %q", got, x.hubs)
			}
			if diff := cmp.Diff(after.hubs(), s.Verdicts()); diff != "" {
				t.Errorf("verdicts, -whole +standing: %s", diff)
			}
			names := namesOf(base)
			if diff := cmp.Diff(after.groups(names), names.of(s.Groups(), s.Shop, s.ID)); diff != "" {
				t.Errorf("groups, -whole +standing: %s", diff)
			}
		})
	}
}

func sameWords(a, b string) bool {
	count := map[string]int{}
	for _, w := range strings.Fields(a) {
		count[w]++
	}
	for _, w := range strings.Fields(b) {
		count[w]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}
