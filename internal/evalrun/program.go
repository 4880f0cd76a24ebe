package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// program is the binary under measure, in a folder of its own.
type program struct{ dir, path string }

func build(ctx context.Context, dir string) (*program, error) {
	p := &program{dir, filepath.Join(dir, "ringtrace")}
	out, err := exec.CommandContext(ctx, "go", "build", "-o", p.path, "./cmd/ringtrace").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	return p, nil
}

func (p *program) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, p.path, args...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("ringtrace %s: %w\n%s", args[0], err, complaint.String())
	}
	return out.Bytes(), nil
}

// world invents one world, detects and measures; nothing of it stays.
func (p *program) world(ctx context.Context, preset string, seed, storefronts int) (figures, error) {
	dir, data := filepath.Join(p.dir, "world"), filepath.Join(p.dir, "data")
	defer os.RemoveAll(dir)
	defer os.RemoveAll(data)
	truth := filepath.Join(dir, "truth")
	found := map[string][]byte{}
	for _, step := range []struct {
		name string
		args []string
	}{
		{"synth", []string{"synth", "--preset", preset, "--seed", strconv.Itoa(seed), "--storefronts", strconv.Itoa(storefronts), "--out", dir}},
		{"load", []string{"load", "--data", data, filepath.Join(dir, "input")}},
		{"detect", []string{"detect", "--data", data}},
		{"rings", []string{"rings", "--data", data, "--status", "ring", "--members", "--format", "csv"}},
		{"groups", []string{"rings", "--data", data, "--status", "ring,account-group,candidate", "--members", "--format", "csv"}},
		{"eval", []string{"eval", "--data", data, "--truth", truth, "--format", "json"}},
	} {
		out, err := p.run(ctx, step.args...)
		if err != nil {
			return figures{}, err
		}
		found[step.name] = out
	}
	known, err := eval.ReadTruth(truth)
	if err != nil {
		return figures{}, err
	}
	f := figures{preset: preset, seed: seed, storefronts: storefronts}
	return f, f.measure(known, truth, found)
}
