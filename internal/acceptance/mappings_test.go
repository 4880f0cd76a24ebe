//go:build acceptance

package acceptance_test

import (
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// loaded is what a load by a committed mapping gave.
type loaded struct {
	*ingest.Report
	graph store.Graph
}

// loadBy loads files of a set into a fresh store by the set's mapping.
func loadBy(t *testing.T, set string, names ...string) loaded {
	t.Helper()
	m, err := ingest.ReadMapping(filepath.Join("..", "..", "docs", "mappings", set+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(filepath.Join(t.TempDir(), "vault"), vault.Options{Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, name := range names {
		paths = append(paths, data(t, set, name))
	}
	g := memory.New()
	r, err := ingest.Load(t.Context(), ingest.Options{Graph: g, Vault: v, Now: time.Now, Mapping: m, MaxRejects: 1}, paths)
	if err != nil && errs.KindOf(err) != errs.Rejected {
		t.Fatal(err)
	}
	for _, f := range r.Files {
		if f.Mapping == "" || f.Accepted+f.AcceptedWithWarnings+f.Rejected != f.RowsIn {
			t.Errorf("%s by mapping %q: %+v", f.Name, f.Mapping, f)
		}
	}
	return loaded{r, g}
}

// TestSetsLoadByTheirMappings holds for every set that the rows read are those
// that its README counts, and how many were turned away.
func TestSetsLoadByTheirMappings(t *testing.T) {
	tests := []struct {
		set, file string
		rows      int // by the README
		kinds     int // times that the mapping reads the file
		rejected  int // rows without what is required: persons without a name or an address
		nodes     map[entity.Kind]int
	}{
		{set: "cryptoscam-2020-01", file: "storefronts.csv", rows: 7526, nodes: map[entity.Kind]int{entity.KindStorefront: 7526}},
		{set: "cryptoscam-2020-01", file: "payment_accounts.csv", rows: 4039, nodes: map[entity.Kind]int{entity.KindStorefront: 3173, entity.KindPaymentAccount: 2961}},
		{set: "cryptoscam-2020-01", file: "identifiers.csv", rows: 1357},
		{set: "cryptoscam-2020-01", file: "raw_records.csv", rows: 7583, nodes: map[entity.Kind]int{entity.KindPaymentAccount: 2961}},
		{set: "address", file: "febrl3.csv", rows: 5000, kinds: 2, rejected: 6},
		{set: "address", file: "febrl4a.csv", rows: 5000, kinds: 2, rejected: 1},
		{set: "address", file: "febrl4b.csv", rows: 5000, kinds: 2, rejected: 2},
		{set: "address", file: "fake1000.csv", rows: 1000, rejected: 36},
		{set: "address", file: "cn_addresses_raw.csv", rows: 17186},
		{set: "address", file: "cn_address_pairs_derived.csv", rows: 23889},
		{set: "address", file: "cn_address_labelled.csv", rows: 43},
		{set: "address", file: "cn_adcodes_2021_cpca.csv", rows: 3511},
		{set: "address", file: "cn_division_2023_npm.csv", rows: 3351, nodes: map[entity.Kind]int{entity.KindRegion: 3351}},
		{set: "crime-points", file: "robberies.csv", rows: 2245, nodes: map[entity.Kind]int{entity.KindRegion: 1893}},
		{set: "crime-points", file: "population_blocks.csv", rows: 10393, nodes: map[entity.Kind]int{entity.KindRegion: 10393}},
		{set: "ny-leukemia", file: "regions.csv", rows: 281, nodes: map[entity.Kind]int{entity.KindRegion: 281}},
		{set: "ny-leukemia", file: "adjacency.csv", rows: 761},
		{set: "spatial-goldens", file: "stl.csv", rows: 78},
		{set: "spatial-goldens", file: "sids2.csv", rows: 100},
		{set: "spatial-goldens", file: "desmith.csv", rows: 10},
		{set: "spatial-goldens", file: "mexico.csv", rows: 32},
		{set: "spatial-goldens", file: "burkitt.csv", rows: 188},
		{set: "spatial-goldens", file: "sixpoints.csv", rows: 6},
		{set: "communities", file: "karate.edges.csv", rows: 78},
		{set: "communities", file: "karate_weighted.edges.csv", rows: 78},
		{set: "communities", file: "lesmis_weighted.edges.csv", rows: 254},
		{set: "communities", file: "football.edges.csv", rows: 613},
		{set: "communities", file: "dolphins.edges.csv", rows: 159},
		{set: "communities", file: "jazz.edges.csv", rows: 2742},
		{set: "communities", file: "celegans_metabolic.edges.csv", rows: 2025},
		{set: "communities", file: "PGPgiantcompo.edges.csv", rows: 24316},
		{set: "communities", file: "ring_of_cliques_30x5.edges.csv", rows: 330},
		{set: "communities", file: "lfr1000_mu0.1.edges.csv", rows: 5818},
		{set: "communities", file: "lfr1000_mu0.3.edges.csv", rows: 6041},
		{set: "communities", file: "lfr1000_mu0.5.edges.csv", rows: 6221},
		{set: "communities", file: "lfr5000_mu0.3.edges.csv", rows: 30986},
		{set: "communities", file: "planted_rings.edges.csv", rows: 3299},
	}
	for _, tt := range tests {
		t.Run(tt.set+"/"+tt.file, func(t *testing.T) {
			r := loadBy(t, tt.set, tt.file)
			if tt.kinds == 0 {
				tt.kinds = 1
			}
			if len(r.Files) != tt.kinds {
				t.Errorf("the file was read %d times, want %d", len(r.Files), tt.kinds)
			}
			for _, f := range r.Files {
				if f.RowsIn != tt.rows {
					t.Errorf("%d rows as %s, the README says %d", f.RowsIn, f.Kind, tt.rows)
				}
			}
			if r.Rejected != tt.rejected {
				t.Errorf("%d rows rejected, want %d: %v", r.Rejected, tt.rejected, r.Codes)
			}
			got := map[entity.Kind]int{}
			for k := range tt.nodes {
				got[k] = count(t, r.graph, k)
			}
			if tt.nodes != nil && cmp.Diff(tt.nodes, got) != "" {
				t.Errorf("nodes (-want +got):\n%s", cmp.Diff(tt.nodes, got))
			}
		})
	}
}
