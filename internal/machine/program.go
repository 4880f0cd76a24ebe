package machine

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
)

// Build compiles ringtrace from the working tree into a folder and returns the
// program's path.
func Build(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "ringtrace")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "./cmd/ringtrace").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}

// Output runs a program to its end and returns what it printed; the error holds
// the end of what it complained of, which says why it failed.
func Output(cmd *exec.Cmd) ([]byte, error) {
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		said := bytes.TrimSpace(complaint.Bytes())
		return nil, fmt.Errorf("%w: %s", err, said[max(0, len(said)-1000):])
	}
	return out.Bytes(), nil
}
