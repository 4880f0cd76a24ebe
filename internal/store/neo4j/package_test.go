package neo4j_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// A lead package says nothing about the store that it was made from: every
// ring of the seed world has the same package on every store, byte for byte.
func TestPackagesAreTheSameOnEveryStore(t *testing.T) {
	want := map[string]string{}
	for name, e := range engines(t) {
		e.loadAndDetect(t, top+"/seed/input")
		page, err := e.Rings(t.Context(), investigate.RingFilter{Status: []ring.Status{ring.StatusRing, ring.StatusAccountGroup}}, 0, 0)
		must(t, err)
		if len(page.Rings) == 0 {
			t.Fatal("no rings")
		}
		for _, sum := range page.Rings {
			p, err := e.Package(t.Context(), investigate.PackageRequest{Ring: sum.ID, Level: dossier.L2, Profile: "cn-psb", Languages: dossier.Languages(), Who: "test"})
			must(t, err)
			if want[sum.ID] == "" {
				want[sum.ID] = p.SHA256
			}
			if p.SHA256 != want[sum.ID] {
				t.Errorf("%s: ring %s has another package", name, sum.ID)
			}
		}
	}
}
