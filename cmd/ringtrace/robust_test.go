package main

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/synth"
)

// child prepares the program as a process of its own, which can be killed.
func child(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Args[0] = "ringtrace" // by this name TestMain runs the program
	return cmd
}

// linksFile writes a links.csv of n rows.
func linksFile(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	if err := synth.Links(n, 1, &b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "links.csv")
	writeText(t, path, b.String())
	return path
}

// mustRun runs a command in process and returns its standard output.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	got := invoke(t, nil, append(args, "--quiet")...)
	if got.code != 0 {
		t.Fatalf("%v: exit code %d, %s", args, got.code, got.err)
	}
	return got.out
}

// A load that is killed at any moment leaves a folder that check finds whole,
// and the same load afterwards gives what an undisturbed one gives.
func TestKilledLoadIsCompletedByTheNext(t *testing.T) {
	rows := killedRows
	if testing.Short() {
		rows = 5_000
	}
	links := linksFile(t, rows)
	calm := filepath.Join(t.TempDir(), "calm")
	begun := time.Now()
	mustRun(t, "load", links, "--data", calm)
	whole := time.Since(begun)
	want := outcome(t, calm)
	for _, percent := range []int{5, 25, 50, 75, 95} {
		data := filepath.Join(t.TempDir(), "killed")
		cmd := child(t, "load", links, "--data", data, "--quiet")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(whole * time.Duration(percent) / 100)
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed, which is the point
		if _, err := os.Stat(filepath.Join(data, "graph.db")); err == nil {
			mustRun(t, "check", "--data", data)
		}
		mustRun(t, "load", links, "--data", data)
		if diff := cmp.Diff(want, outcome(t, data)); diff != "" {
			t.Errorf("killed at %d %% and loaded again: %s", percent, diff)
		}
	}
}

// outcome is what a folder answers: the run's id, which hashes the evidence,
// and every member of every ring.
func outcome(t *testing.T, data string) []string {
	t.Helper()
	mustRun(t, "detect", "--data", data)
	mustRun(t, "check", "--data", data)
	runs := strings.Split(mustRun(t, "runs", "--data", data, "--format", "csv"), "\n")
	id, _, _ := strings.Cut(runs[1], ",") // the header is before it; there is one run
	return append([]string{id}, strings.Split(mustRun(t, "rings", "--members", "--data", data, "--format", "csv"), "\n")...)
}

// The order of rows, the number of processors and the number of workers reach
// no byte of a run.
func TestRunDependsOnEvidenceAlone(t *testing.T) {
	var b bytes.Buffer
	if err := synth.Links(4_000, 2, &b); err != nil {
		t.Fatal(err)
	}
	header, rest, _ := strings.Cut(b.String(), "\n")
	lines := strings.Split(strings.TrimSuffix(rest, "\n"), "\n")
	shuffle := rand.New(rand.NewPCG(1, 2))
	var first map[string]string
	for i := range 10 {
		dir := t.TempDir()
		path := filepath.Join(dir, "links.csv")
		writeText(t, path, header+"\n"+strings.Join(lines, "\n")+"\n")
		cmd := child(t, "load", path, "--data", filepath.Join(dir, "data"), "--quiet")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		cmd = child(t, "detect", "--data", filepath.Join(dir, "data"), "--quiet")
		cmd.Env = append(os.Environ(), "GOMAXPROCS="+[]string{"1", "2", "8"}[i%3])
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		got := runFiles(t, filepath.Join(dir, "data"))
		if first == nil {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("shuffle %d differs from the first: %.600s", i, diff)
		}
		shuffle.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	}
}

// runFiles returns the bytes of every file below runs/, by path.
func runFiles(t *testing.T, data string) map[string]string {
	t.Helper()
	files := map[string]string{}
	paths, err := filepath.Glob(filepath.Join(data, "runs", "*", "*"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files of a run: %v", err)
	}
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		rel, err := filepath.Rel(data, p)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.ToSlash(rel)] = string(raw)
	}
	return files
}

func TestSecondWriterIsTurnedAwayAtOnce(t *testing.T) {
	regions := filepath.Join("..", "..", "seed", "input", "regions.csv")
	data := filepath.Join(t.TempDir(), "data")
	mustRun(t, "load", regions, "--data", data)
	held := flock.New(filepath.Join(data, "lock"))
	if ok, err := held.TryLock(); !ok || err != nil {
		t.Fatalf("the lock: %v %v", ok, err)
	}
	for _, args := range [][]string{{"load", regions}, {"detect"}} {
		got := invoke(t, nil, append(args, "--data", data)...)
		if got.code != errs.Conflict.Exit() || !strings.Contains(got.err, "another ringtrace is writing") {
			t.Errorf("%v: exit code %d, %s", args, got.code, got.err)
		}
	}
	mustRun(t, "check", "--data", data) // reading goes on beside it
	if err := held.Unlock(); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "load", regions, "--data", data)
}

func TestInterruptedLoadLeavesNothingHalfWritten(t *testing.T) {
	links := linksFile(t, 60_000)
	data := filepath.Join(t.TempDir(), "data")
	mustRun(t, "load", filepath.Join("..", "..", "seed", "input", "regions.csv"), "--data", data)
	before := mustRun(t, "check", "--data", data, "--format", "csv")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	got := invokeContext(ctx, nil, "load", links, "--data", data, "--quiet")
	if got.code != errs.Interrupted || got.out != "" {
		t.Fatalf("exit code %d, %s%s", got.code, got.out, got.err)
	}
	if diff := cmp.Diff(storeLine(before), storeLine(mustRun(t, "check", "--data", data, "--format", "csv"))); diff != "" {
		t.Errorf("the store has changed: %s", diff)
	}
}

func storeLine(check string) string {
	for line := range strings.Lines(check) {
		if strings.HasPrefix(line, "store,") {
			return line
		}
	}
	return ""
}
