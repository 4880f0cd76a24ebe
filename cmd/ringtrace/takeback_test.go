package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A withdrawal or an erasure that is killed at any moment has not happened, or
// is finished by the next command that writes; nothing between.
func TestKilledWithdrawAndErase(t *testing.T) {
	calm := filepath.Join(t.TempDir(), "calm")
	links := linksFile(t, 1_500)
	mustRun(t, "load", links, "--data", calm)
	before := outcome(t, calm)
	text, err := os.ReadFile(links)
	if err != nil {
		t.Fatal(err)
	}
	shop, _, _ := strings.Cut(strings.Split(string(text), "\n")[1], ",")
	shop = "default:" + shop // nothing names its platform
	sha := field(t, mustRun(t, "show", shop, "--data", calm, "--format", "json"), `"sha256": "`)
	for name, args := range map[string][]string{
		"withdraw": {"withdraw", sha + ":7", "--reason", "entered twice", "--by", "A. Analyst"},
		"erase":    {"erase", shop, "--reason", "request 17", "--by", "DPO"},
	} {
		t.Run(name, func(t *testing.T) {
			whole := clone(t, calm)
			begun := time.Now()
			if out, err := child(t, append(args, "--data", whole, "--quiet")...).CombinedOutput(); err != nil {
				t.Fatalf("%v %s", err, out)
			}
			took := time.Since(begun)
			after := told(t, whole)
			if diff := cmp.Diff(before, after); diff == "" {
				t.Fatal("it changes nothing, so nothing can be half done")
			}
			seen := map[bool]int{}
			for point := range 10 {
				data := clone(t, calm)
				cmd := child(t, append(args, "--data", data, "--quiet")...)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(took * time.Duration(point*point) / 81) // more of them early, where it is decided
				if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
					t.Fatal(err)
				}
				_ = cmd.Wait()                                // killed, which is the point
				mustRun(t, "search", "taoyi", "--data", data) // reading goes on
				mustRun(t, "detect", "--data", data)
				recorded := strings.Count(mustRun(t, name, "--list", "--data", data, "--format", "csv"), "\n") > 1
				seen[recorded]++
				want := before
				if recorded {
					want = after
				}
				if diff := cmp.Diff(want, told(t, data)); diff != "" {
					t.Errorf("killed at point %d (recorded: %v): %s", point, recorded, diff)
				}
				if left, err := filepath.Glob(filepath.Join(data, "remake-*")); err != nil || len(left) > 0 {
					t.Errorf("left behind: %v %v", left, err)
				}
			}
			t.Logf("recorded or not: %v", seen)
		})
	}
}

// told is what a folder answers, after it was proved to agree with itself.
func told(t *testing.T, data string) []string {
	t.Helper()
	mustRun(t, "check", "--data", data)
	runs := strings.Split(mustRun(t, "runs", "--data", data, "--format", "csv"), "\n")
	id, _, _ := strings.Cut(runs[1], ",") // it hashes the evidence
	return append([]string{id}, strings.Split(mustRun(t, "rings", "--members", "--data", data, "--format", "csv"), "\n")...)
}

// clone copies a data folder.
func clone(t *testing.T, data string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(to, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	return to
}

// field returns the text after a mark, up to the next quote.
func field(t *testing.T, text, mark string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, mark)
	if !ok {
		t.Fatalf("no %s", mark)
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}
