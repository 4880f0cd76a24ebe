package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
)

// program is the binary under measure, in a folder of its own.
type program struct {
	dir, path string
	warmBuild time.Duration
}

// build compiles twice: the second time, everything but the link is cached,
// which is what a newcomer's second run meets.
func build(ctx context.Context, dir string) (*program, error) {
	p := &program{dir: dir}
	for range 2 {
		begun := time.Now()
		var err error
		if p.path, err = machine.Build(ctx, dir); err != nil {
			return nil, err
		}
		p.warmBuild = time.Since(begun)
	}
	return p, nil
}

// cost is what one process took.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // bytes of resident memory; 0 where the system does not tell
}

// run carries out one command to its end.
func (p *program) run(ctx context.Context, args ...string) (cost, error) {
	cmd := exec.CommandContext(ctx, p.path, args...)
	begun := time.Now()
	if _, err := machine.Output(cmd); err != nil {
		return cost{}, fmt.Errorf("ringtrace %s: %w", args[0], err)
	}
	return cost{time.Since(begun), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), machine.PeakMemory(cmd.ProcessState)}, nil
}
