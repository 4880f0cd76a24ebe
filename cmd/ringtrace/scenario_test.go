package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/scenario"
)

// typed is the command line as a surface of scenarios: what it knows it read
// from standard output, as a script would.
type typed struct{ data string }

// do runs one command and reads its JSON.
func (c typed) do(ctx context.Context, into any, args ...string) error {
	got := invokeContext(ctx, nil, append(args, "--data", c.data, "--quiet", "--format", "json")...)
	if got.code != 0 {
		return fmt.Errorf("%s: exit code %d: %s", args[0], got.code, got.err)
	}
	return json.Unmarshal([]byte(got.out), into)
}

func (c typed) Load(ctx context.Context, folder string) (int, error) {
	var r ingest.Report
	if err := c.do(ctx, &r, "load", folder); err != nil {
		return 0, err
	}
	if r.Rejected > 0 {
		return 0, fmt.Errorf("%d rows are rejected: %v", r.Rejected, r.Codes)
	}
	return r.AcceptedWithWarnings, nil
}

func (c typed) Judge(ctx context.Context, left, right entity.Key, verdict, reason string) error {
	args := []string{"judge", left.String(), right.String(), "--by", "scenario", "--reason", reason}
	if verdict == "undone" {
		args = append(args, "--undo")
	} else {
		args = append(args, "--verdict", verdict)
	}
	return c.do(ctx, &investigate.JudgementView{}, args...)
}

func (c typed) Rule(ctx context.Context, key entity.Key, verdict, reason string) error {
	args := []string{"hub", key.String(), "--by", "scenario", "--reason", reason}
	if verdict == "unknown" {
		args = append(args, "--undo")
	} else {
		args = append(args, "--verdict", verdict)
	}
	return c.do(ctx, &investigate.VerdictView{}, args...)
}

func (c typed) Detect(ctx context.Context) ([]scenario.Change, error) {
	var r investigate.DetectReport
	err := c.do(ctx, &r, "detect")
	return scenario.OfReport(&r), err
}

func (c typed) Explain(ctx context.Context, ring, storefront string) ([]string, error) {
	var m struct{ Text []string }
	err := c.do(ctx, &m, "explain", ring, storefront)
	return m.Text, err
}

// Rings prints each ring, and holds what `rings --members` prints against it.
func (c typed) Rings(ctx context.Context) ([]scenario.Ring, error) {
	var page investigate.RingPage
	if err := c.do(ctx, &page, "rings"); err != nil {
		return nil, err
	}
	var out []scenario.Ring
	listed := map[string]string{}
	for _, sum := range page.Rings {
		var v investigate.RingView
		if err := c.do(ctx, &v, "ring", sum.ID); err != nil {
			return nil, err
		}
		r := scenario.OfView(&v)
		for _, m := range r.Members {
			listed[r.ID+" "+m.Storefront] = m.Tier
		}
		out = append(out, r)
	}
	scenario.SortRings(out)
	members, err := c.members(ctx)
	if err != nil {
		return nil, err
	}
	if d := cmp.Diff(listed, members); d != "" {
		return nil, fmt.Errorf("ring and rings --members disagree:\n%s", d)
	}
	return out, nil
}

// members reads `rings --members --format csv` by the names of its columns.
func (c typed) members(ctx context.Context) (map[string]string, error) {
	got := invokeContext(ctx, nil, "rings", "--members", "--format", "csv", "--data", c.data, "--quiet")
	if got.code != 0 {
		return nil, fmt.Errorf("rings: exit code %d: %s", got.code, got.err)
	}
	rows, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	out := map[string]string{}
	for _, row := range rows[1:] {
		out[row[at["ring"]]+" "+row[at["storefront"]]] = row[at["tier"]]
	}
	return out, nil
}

// Every scenario holds for who types its commands. That the Go API and GraphQL
// see the same is tested where the scenarios are.
func TestScenariosByCommand(t *testing.T) {
	all, err := scenario.Read(os.DirFS(filepath.Join("..", "..", "internal", "scenario", "testdata")))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		t.Run(s.Name+"/sqlite", func(t *testing.T) {
			_, faults, err := scenario.Play(t.Context(), s, typed{filepath.Join(t.TempDir(), "data")}, scenario.Way{Folder: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range faults {
				t.Error(f)
			}
		})
	}
}
