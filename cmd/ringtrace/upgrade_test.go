package main

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// oldFolder unpacks the folder that an older program wrote.
func oldFolder(t *testing.T, layout string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("tar", "-xzf", "../../internal/investigate/testdata/folders/"+layout+".tar.gz", "-C", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	return dir
}

// An upgrade that is killed at any moment leaves a folder that is refused as
// older or read as current, never anything between; the next finishes it.
func TestKilledUpgradeIsFinishedByTheNext(t *testing.T) {
	calm := oldFolder(t, "1")
	begun := time.Now()
	mustRun(t, "upgrade", "--data", calm)
	whole := time.Since(begun) + 30*time.Millisecond // a process of its own starts slower
	members := []string{"rings", "--members", "--format", "csv", "--data"}
	want := mustRun(t, append(members, calm)...)
	seed := time.Now().UnixNano()
	chance := rand.New(rand.NewPCG(uint64(seed), 0))
	for range 20 {
		data := oldFolder(t, "1")
		cmd := child(t, "upgrade", "--data", data, "--quiet")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(chance.Int64N(int64(whole))))
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed, which is the point
		if got := invoke(t, nil, "runs", "--data", data); got.code != 0 && (got.code != errs.Conflict.Exit() || !strings.Contains(got.err, "ringtrace upgrade")) {
			t.Fatalf("seed %d: exit code %d, %s", seed, got.code, got.err)
		}
		mustRun(t, "upgrade", "--data", data)
		mustRun(t, "check", "--quick", "--data", data)
		if _, err := os.Stat(filepath.Join(data, "case.db.before-2")); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		if diff := cmp.Diff(want, mustRun(t, append(members, data)...)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// Making the store again by new rules, killed at any moment, is finished by the
// next command that writes, and comes out as if it had not been killed.
func TestKilledRemakeIsFinishedByTheNext(t *testing.T) {
	calm := oldFolder(t, "1")
	mustRun(t, "upgrade", "--data", calm)
	begun := time.Now()
	want := outcome(t, calm)
	whole := time.Since(begun) / 2 // the rest of it checks
	for percent := 10; percent < 100; percent += 20 {
		data := oldFolder(t, "1")
		mustRun(t, "upgrade", "--data", data)
		cmd := child(t, "detect", "--data", data, "--quiet")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(whole * time.Duration(percent) / 100)
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed, which is the point
		mustRun(t, "check", "--quick", "--data", data)
		if diff := cmp.Diff(want, outcome(t, data)); diff != "" {
			t.Errorf("killed at %d %%: %s", percent, diff)
		}
		if left, err := filepath.Glob(filepath.Join(data, "remake-*")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	}
}
