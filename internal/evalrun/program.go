package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/machine"
)

// program is the binary under measure, in a folder of its own.
type program struct{ dir, path string }

func build(ctx context.Context, dir string) (*program, error) {
	path, err := machine.Build(ctx, dir)
	return &program{dir, path}, err
}

func (p *program) run(ctx context.Context, args ...string) ([]byte, error) {
	out, err := machine.Output(exec.CommandContext(ctx, p.path, args...))
	if err != nil {
		return nil, fmt.Errorf("ringtrace %s: %w", args[0], err)
	}
	return out, nil
}

// all runs one command after another and returns what the last one printed.
func (p *program) all(ctx context.Context, commands ...[]string) (out []byte, err error) {
	for _, args := range commands {
		if out, err = p.run(ctx, args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// world invents one world, detects and measures, lets it grow and looks what
// moved; nothing of it stays.
func (p *program) world(ctx context.Context, preset string, seed, storefronts int) (world, error) {
	dir, grown, data := filepath.Join(p.dir, "world"), filepath.Join(p.dir, "grown"), filepath.Join(p.dir, "data")
	for _, d := range []string{dir, grown, data} {
		defer os.RemoveAll(d)
	}
	synth := func(storefronts int, out string) []string {
		return []string{"synth", "--preset", preset, "--seed", strconv.Itoa(seed), "--storefronts", strconv.Itoa(storefronts), "--check=false", "--out", out}
	}
	w := world{seed: seed, storefronts: storefronts}
	out, err := p.all(ctx, synth(storefronts, dir), []string{"load", "--data", data, filepath.Join(dir, "input")}, []string{"detect", "--data", data},
		[]string{"eval", "--data", data, "--truth", filepath.Join(dir, "truth"), "--format", "json"})
	if err != nil {
		return w, err
	}
	if err := json.Unmarshal(out, &w.findings); err != nil {
		return w, err
	}
	members, err := p.run(ctx, "rings", "--data", data, "--members", "--format", "csv")
	if err != nil {
		return w, err
	}
	if _, err := p.run(ctx, synth(storefronts+storefronts/100, grown)...); err != nil {
		return w, err
	}
	before, touched := filepath.Join(grown, "before.csv"), filepath.Join(grown, "touched.csv")
	if err := os.WriteFile(before, members, 0o644); err != nil {
		return w, err
	}
	if err := writeTouched(touched, filepath.Join(dir, "input"), filepath.Join(grown, "input")); err != nil {
		return w, err
	}
	out, err = p.all(ctx, []string{"load", "--data", data, filepath.Join(grown, "input")}, []string{"detect", "--data", data},
		[]string{"eval", "--data", data, "--before", before, "--touched", touched, "--format", "json"})
	if err != nil {
		return w, err
	}
	return w, json.Unmarshal(out, &w.growth)
}

func writeTouched(path, before, after string) error {
	shops, err := touched(before, after)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	out := csv.NewWriter(&text)
	if err := out.Write([]string{"storefront"}); err != nil {
		return err
	}
	for _, shop := range shops {
		if err := out.Write([]string{shop}); err != nil {
			return err
		}
	}
	out.Flush()
	return os.WriteFile(path, text.Bytes(), 0o644)
}
