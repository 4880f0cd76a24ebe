package investigate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// ringAmong is a file of two columns: one ring of five over three values each,
// and as many strangers as asked.
func ringAmong(strangers int) string {
	var b strings.Builder
	b.WriteString("storefront,identifier\n")
	for i := range 5 {
		for _, value := range []string{"acc", "depot", "phone"} {
			fmt.Fprintf(&b, "r%d,%s\n", i, value)
		}
	}
	for i := range strangers {
		fmt.Fprintf(&b, "s%d,own%d\n", i, i)
	}
	return b.String()
}

func TestDetectFile(t *testing.T) {
	links := writeFile(t, "links.csv", ringAmong(300))
	var stages []string
	got, err := investigate.DetectFile(t.Context(), investigate.FileRequest{
		Links: links, Objective: "ties", Ended: func(s string) { stages = append(stages, s) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"r0", "r1", "r2", "r3", "r4"}}, got.Groups); diff != "" {
		t.Errorf("groups, ids as they came: %s", diff)
	}
	if diff := cmp.Diff(investigate.Baseline{Groups: 1, Storefronts: 5, Largest: 5}, got.Components); diff != "" {
		t.Errorf("components: %s", diff)
	}
	if got.Counts.Rings != 1 || got.Counts.InRings != 5 || got.Counts.Links != 315 || got.Counts.Storefronts != 305 {
		t.Errorf("counts: %+v", got.Counts)
	}
	if diff := cmp.Diff([]string{"read", "projection", "components", "community", "verify"}, stages); diff != "" {
		t.Errorf("stages: %s", diff)
	}
}

func TestDetectFileByComponents(t *testing.T) {
	links := writeFile(t, "links.csv", "storefront,identifier\na,x\nb,x\nb,y\nc,y\nd,z\n")
	got, err := investigate.DetectFile(t.Context(), investigate.FileRequest{Links: links, Objective: "components"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"a", "b", "c"}}, got.Groups); diff != "" {
		t.Error(diff)
	}
}

func TestDetectFileRefuses(t *testing.T) {
	links := writeFile(t, "links.csv", "storefront,identifier\na,x\n")
	for name, req := range map[string]investigate.FileRequest{
		"an objective of no such name": {Links: links, Objective: "magic"},
		"a file that is not there":     {Links: filepath.Join(t.TempDir(), "absent.csv"), Objective: "ties"},
		"kinds that are not there":     {Links: links, Kinds: filepath.Join(t.TempDir(), "absent.csv"), Objective: "ties"},
	} {
		if _, err := investigate.DetectFile(t.Context(), req); errs.KindOf(err) == errs.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
