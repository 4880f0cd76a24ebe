//go:build acceptance

// Package acceptance runs on real data that is not part of the repository:
// `make acceptance` names its folder.
package acceptance_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// data returns a path in the folder of the real data.
func data(t *testing.T, path ...string) string {
	t.Helper()
	dir := os.Getenv("RINGTRACE_ACCEPTANCE")
	if dir == "" {
		t.Fatal("RINGTRACE_ACCEPTANCE does not name the data folder: run make acceptance")
	}
	return filepath.Join(append([]string{dir}, path...)...)
}

// TestLoadOfTheScamList loads a public list of scam sites as it is. The
// expected counts stand in the README beside the file.
func TestLoadOfTheScamList(t *testing.T) {
	v, err := vault.Open(filepath.Join(t.TempDir(), "vault"), vault.Options{Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	g := memory.New()
	report, err := ingest.Load(t.Context(), ingest.Options{Graph: g, Vault: v, Now: time.Now}, []string{data(t, "cryptoscam-2020-01", "links.csv")})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{"rows": report.RowsIn, "accepted": report.Accepted, "warned": report.AcceptedWithWarnings, "storefronts": count(t, g, entity.KindStorefront),
		"accounts": count(t, g, entity.KindPaymentAccount), "links": links(t, g)}
	want := map[string]int{"rows": 4039, "accepted": 4034, "warned": 5, "storefronts": 3173, "accounts": 2961, "links": 4039}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func count(t *testing.T, g store.Graph, k entity.Kind) int {
	t.Helper()
	return rows(t, g, store.Selection{Kinds: []entity.Kind{k}})
}

func links(t *testing.T, g store.Graph) int {
	t.Helper()
	return rows(t, g, store.Selection{Types: []entity.LinkType{entity.LinkPaidTo}})
}

func rows(t *testing.T, g store.Graph, sel store.Selection) int {
	t.Helper()
	n := 0
	for _, err := range g.Scan(t.Context(), sel, store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}
