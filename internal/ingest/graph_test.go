package ingest_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestEveryKindOfFile holds what each kind of row becomes, claim by claim.
func TestEveryKindOfFile(t *testing.T) {
	d := newDesk(t)
	r := d.mustLoad(small())
	golden(t, "small.graph", lines(dump(t, d.graph, withRecord)...))
	golden(t, "small.notes", lines(r.Notes...))
	if diff := cmp.Diff([]string{"payment_accounts.csv:3 field value MASKED_ONLY"}, d.rejected()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
