package investigate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/standing"
)

// Where the statistics of two files are those of the first, detecting the
// first and then taking in the second is detecting both.
func TestDetectFileThen(t *testing.T) {
	base := ringAmong(300)
	then := "storefront,identifier\ns1,x\ns1,y\ns1,z\ns2,x\ns2,y\ns2,z\ns3,x\ns3,y\ns3,z\nr4,depot\n"
	without := "storefront,identifier\nr0,acc\nr0,depot\nr0,phone\nr1,absent\n"
	var stages []string
	got, err := investigate.DetectFile(t.Context(), investigate.FileRequest{
		Links: writeFile(t, "base.csv", base), Then: writeFile(t, "then.csv", then), Without: writeFile(t, "without.csv", without),
		Objective: "ties", Ended: func(s string) { stages = append(stages, s) },
	})
	if err != nil {
		t.Fatal(err)
	}
	rest := strings.NewReplacer("r0,acc\n", "r0,mine\n", "r0,depot\n", "", "r0,phone\n", "").Replace(base) // r0 stays, so that there are as many
	both, err := investigate.DetectFile(t.Context(), investigate.FileRequest{
		Links: writeFile(t, "both.csv", rest+strings.TrimPrefix(then, "storefront,identifier\n")), Objective: "ties",
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"r1", "r2", "r3", "r4"}, {"s1", "s2", "s3"}}, both.Groups); diff != "" {
		t.Errorf("both files: %s", diff)
	}
	if diff := cmp.Diff(both.Groups, got.Groups); diff != "" {
		t.Errorf("-both files +one after the other: %s", diff)
	}
	if got.Counts.Links != 315 {
		t.Errorf("the counts of the first file: %+v", got.Counts)
	}
	want := &standing.Report{Added: 9, Removed: 3, Known: 1, Absent: 1, Identifiers: 3, Components: 2, Members: 7, Links: 21,
		LargestMembers: 4, Largest: true, Groups: standing.Moves{Other: 1, Came: 1}}
	if diff := cmp.Diff(want, got.Update.Change); diff != "" {
		t.Errorf("change: %s", diff)
	}
	wantCounts := both.Counts
	wantCounts.Storefronts--
	wantCounts.Identifiers--
	wantCounts.Links--
	wantCounts.HardLinks--
	wantCounts.SingleLinks--
	if diff := cmp.Diff(wantCounts, got.Update.Counts); diff != "" {
		t.Errorf("counts after: %s", diff)
	}
	for _, stage := range []string{"stand", "then read", "then community"} {
		if !slices.Contains(stages, stage) {
			t.Errorf("no stage %q in %q", stage, stages)
		}
	}
}

func TestDetectFileThenRefuses(t *testing.T) {
	links := writeFile(t, "links.csv", "storefront,identifier\na,x\nb,x\n")
	for name, req := range map[string]investigate.FileRequest{
		"connected components":        {Links: links, Then: links, Objective: "components"},
		"further links are not there": {Links: links, Then: "absent.csv", Objective: "ties"},
		"links to go are not there":   {Links: links, Without: "absent.csv", Objective: "ties"},
	} {
		if _, err := investigate.DetectFile(t.Context(), req); err == nil || errs.KindOf(err) == errs.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
}
