package folder_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
)

// holds is set for a child of the test binary that takes the lock of the
// folder it names and keeps it until it is killed.
const holds = "RINGTRACE_TEST_HOLDS"

func TestMain(m *testing.M) {
	dir := os.Getenv(holds)
	if dir == "" {
		os.Exit(m.Run())
	}
	if _, err := folder.Lock(dir, holder("load")); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("held")
	time.Sleep(time.Minute)
}

func holder(command string) folder.Holder {
	return folder.Holder{Program: "ringtrace 9.9", PID: os.Getpid(), Command: command, Since: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)}
}

// keeper is another process that holds the lock.
func keeper(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), holds+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("%q %v", line, err)
	}
	return cmd
}

func TestLockNamesItsHolder(t *testing.T) {
	dir := t.TempDir()
	other := keeper(t, dir)
	_, err := folder.Lock(dir, holder("detect"))
	want := fmt.Sprintf("detect: data folder: another ringtrace is writing to it: load of ringtrace 9.9, process %d, since 2026-01-02T03:04:05Z. "+
		"Wait until it has finished, then try again", other.Process.Pid)
	if errs.KindOf(err) != errs.Conflict || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}

	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait() // killed, which is the point
	left, err := os.ReadFile(filepath.Join(dir, "lock"))
	if err != nil || !strings.Contains(string(left), "9.9") {
		t.Fatalf("the killed process left no text: %q %v", left, err)
	}
	release, err := folder.Lock(dir, holder("detect"))
	if err != nil {
		t.Fatalf("the text of a killed process was believed: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadFile(filepath.Join(dir, "lock")); err != nil || len(left) > 0 {
		t.Errorf("a released lock names somebody: %q %v", left, err)
	}
}

// Whatever stands in the file, a lock that is held is held.
func TestLockWithoutANameHolds(t *testing.T) {
	dir := t.TempDir()
	keeper(t, dir)
	for _, text := range []string{"", "{", `{"pid":0}`, "\x00\x00"} {
		if err := os.WriteFile(filepath.Join(dir, "lock"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := folder.Lock(dir, holder("load"))
		if errs.KindOf(err) != errs.Conflict || !strings.Contains(err.Error(), "is writing to it. Wait") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
