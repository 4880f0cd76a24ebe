//go:build unix

package main

import (
	"bufio"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Ctrl-C and a supervisor's SIGTERM end a real process gracefully, and its exit
// code says that it was interrupted.
func TestSignalsEndTheProcess(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	mustRun(t, "load", filepath.Join("..", "..", "seed", "input", "regions.csv"), "--data", data)
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := child(t, "serve", "--data", data, "--listen", "127.0.0.1:0")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || anAddress.FindString(line) == "" {
			t.Errorf("no address in %q: %v", line, err)
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // an exit code other than 0 is an error, and wanted here
		if code := cmd.ProcessState.ExitCode(); code != errs.Interrupted {
			t.Errorf("%v: exit code %d", signal, code)
		}
	}
}
