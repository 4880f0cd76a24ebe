package investigate_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

func TestPartition(t *testing.T) {
	links := writeFile(t, "links.csv", ringAmong(3))
	var stages []string
	got, err := investigate.Partition(t.Context(), investigate.PartitionRequest{
		Links: links, Objective: "leiden-cpm", Gamma: "0.1", Prove: true, Ended: func(s string) { stages = append(stages, s) },
	})
	if err != nil {
		t.Fatal(err)
	}
	want := &investigate.PartitionResult{Objective: "leiden-cpm", Gamma: "0.1", Nodes: 14, Links: 18, Communities: 4, Quality: 17,
		Iterations: got.Iterations, Settled: true, Proved: true, Groups: [][]string{{"r0", "r1", "r2", "r3", "r4"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"read", "community", "verify", "groups"}, stages); diff != "" {
		t.Errorf("stages: %s", diff)
	}
}

func TestPartitionOfAGraph(t *testing.T) {
	links := writeFile(t, "graph.csv", "source,target,weight\na,b,2\nb,c,0.25\nb,a,1\n")
	got, err := investigate.Partition(t.Context(), investigate.PartitionRequest{Links: links, Graph: true, Objective: "leiden-cpm", Gamma: "1"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"a", "b"}}, got.Groups); diff != "" || got.Quality != 2 || got.Doubled != 1 {
		t.Errorf("%+v %s", got, diff)
	}
}

func TestPartitionRefuses(t *testing.T) {
	links := writeFile(t, "links.csv", "storefront,identifier\na,x\nb,x\n")
	heavy := writeFile(t, "heavy.csv", "source,target,weight\na,b,2000000000\n")
	for name, req := range map[string]investigate.PartitionRequest{
		"an objective of no such name": {Links: links, Objective: "ties"},
		"a gamma of letters":           {Links: links, Objective: "leiden-cpm", Gamma: "high"},
		"a gamma beyond a million":     {Links: links, Objective: "leiden-cpm", Gamma: "1000001"},
		"weights beyond arithmetic":    {Links: heavy, Graph: true, Objective: "modularity"},
		"iterations below 0":           {Links: links, Objective: "leiden-cpm", Iterations: -1},
	} {
		if _, err := investigate.Partition(t.Context(), req); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, graph := range []bool{false, true} {
		req := investigate.PartitionRequest{Links: filepath.Join(t.TempDir(), "absent.csv"), Graph: graph, Objective: "modularity"}
		if _, err := investigate.Partition(t.Context(), req); errs.KindOf(err) != errs.NotFound {
			t.Errorf("a file that is not there: %v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := investigate.Partition(ctx, investigate.PartitionRequest{Links: links, Objective: "leiden-cpm"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
