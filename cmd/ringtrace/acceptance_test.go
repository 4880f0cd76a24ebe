//go:build acceptance

package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// realData returns a path in the folder that `make acceptance` names.
func realData(t *testing.T, path ...string) string {
	t.Helper()
	dir := os.Getenv("RINGTRACE_ACCEPTANCE")
	if dir == "" {
		t.Fatal("RINGTRACE_ACCEPTANCE does not name the data folder: run make acceptance")
	}
	return filepath.Join(append([]string{dir}, path...)...)
}

// A public list of scam sites and the accounts they show, loaded as it is. The
// counts of rows, shops and connected components stand in the README beside
// it; there is no ring truth, so of the rings only what must hold is held.
func TestAcceptanceOfTheScamList(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	loaded := mustRun(t, "load", realData(t, "cryptoscam-2020-01", "links.csv"), "--data", data)
	for _, want := range []string{"in all: 4,039 rows", "0 rejected"} {
		if !strings.Contains(loaded, want) {
			t.Errorf("no %q in\n%s", want, loaded)
		}
	}
	found := mustRun(t, "detect", "--data", data)
	for _, want := range []string{"3,173 storefronts, 2,961 identifiers, 4,039 links", "connected components would say: 160 groups", "largest 34"} {
		if !strings.Contains(found, want) {
			t.Errorf("no %q in\n%s", want, found)
		}
	}
	t.Log(loaded + found)
	rows, err := csv.NewReader(strings.NewReader(mustRun(t, "rings", "--data", data, "--format", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	byStatus := map[string]int{}
	for _, r := range rows[1:] {
		byStatus[r[1]]++
	}
	t.Logf("groups by status: %v", byStatus)
	if byStatus["ring"] == 0 || byStatus["account-group"] == 0 || byStatus["pair"] == 0 {
		t.Errorf("groups by status: %v", byStatus)
	}
	mustRun(t, "check", "--data", data)
}
