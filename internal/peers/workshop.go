package main

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/ringtrace/ringtrace/internal/machine"
)

//go:embed run
var scripts embed.FS

// workshop is what programs run with. What could not be had is remembered, and
// told by the engines that need it.
type workshop struct {
	dir      string // of this run; graphs and answers
	patience time.Duration
	program  string // ringtrace
	python   string
	jars     string // OpenGDS

	noPython, noJars error
	versions         []string // of what was found, for the document
}

// equip builds ringtrace and makes the environments of the others. It fails
// only where nothing could be measured at all.
func (w *workshop) equip(ctx context.Context) (err error) {
	if w.program, err = machine.Build(ctx, w.dir); err != nil {
		return err
	}
	for _, name := range []string{"peer.py", "OpenGds.java"} {
		if err := w.unpack(name, w.dir); err != nil {
			return err
		}
	}
	if w.python, w.noPython = w.environment(ctx); w.noPython == nil {
		w.noPython = w.askVersions(ctx)
	}
	if w.jars, w.noJars = w.library(ctx); w.noJars == nil {
		w.versions = append(w.versions, "OpenGDS 2.13.12")
	}
	return ctx.Err()
}

func (w *workshop) unpack(name, into string) error {
	text, err := scripts.ReadFile("run/" + name)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(into, name), text, 0o644)
}

// environment makes a virtual environment with the pinned packages, once for
// each content of requirements.txt. Where not all of them can be had the others
// are installed one by one.
func (w *workshop) environment(ctx context.Context) (string, error) {
	dir, err := w.kept(ctx, "requirements.txt", func(dir string) error {
		if out, err := exec.CommandContext(ctx, "python3", "-m", "venv", filepath.Join(dir, "venv")).CombinedOutput(); err != nil {
			return fmt.Errorf("python3 -m venv (Debian: apt install python3-venv): %w\n%s", err, tail(out))
		}
		return w.install(ctx, dir)
	})
	return filepath.Join(dir, "venv", "bin", "python"), err
}

func (w *workshop) install(ctx context.Context, dir string) error {
	pip := func(requirements string) ([]byte, error) {
		return exec.CommandContext(ctx, filepath.Join(dir, "venv", "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
			"--only-binary=:all:", "--no-deps", "--require-hashes", "-r", requirements).CombinedOutput()
	}
	all := filepath.Join(dir, "requirements.txt")
	out, err := pip(all)
	if err == nil {
		return nil
	}
	fmt.Fprintf(os.Stderr, "peers: not all packages can be had, trying one by one: %s\n", tail(out))
	text, err := os.ReadFile(all)
	if err != nil {
		return err
	}
	had := 0
	for _, one := range requirementsOf(string(text)) {
		file := filepath.Join(dir, "one.txt")
		if err := os.WriteFile(file, []byte(one), 0o644); err != nil {
			return err
		}
		if _, err := pip(file); err == nil {
			had++
		}
	}
	if had == 0 {
		return fmt.Errorf("pip installs nothing (is there a network, or a mirror in its settings?)\n%s", tail(out))
	}
	return nil
}

// requirementsOf parts a file into its packages, each with its sums.
func requirementsOf(text string) (out []string) {
	var one strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		one.WriteString(line)
		if !strings.HasSuffix(strings.TrimSpace(line), `\`) {
			out = append(out, one.String())
			one.Reset()
		}
	}
	return out
}

func (w *workshop) askVersions(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, w.python, filepath.Join(w.dir, "peer.py"), "--versions").Output()
	if err != nil {
		return fmt.Errorf("the Python environment does not run: %w", err)
	}
	found := map[string]string{}
	if err := json.Unmarshal(out, &found); err != nil {
		return err
	}
	for name, version := range found {
		w.versions = append(w.versions, name+" "+version)
	}
	slices.Sort(w.versions)
	return nil
}

// library lets Maven fetch OpenGDS, once for each content of the POM.
func (w *workshop) library(ctx context.Context) (string, error) {
	dir, err := w.kept(ctx, "pom.xml", func(dir string) error {
		out, err := exec.CommandContext(ctx, "mvn", "-B", "-q", "-f", filepath.Join(dir, "pom.xml"), "dependency:copy-dependencies", "-DincludeScope=runtime",
			"-DoutputDirectory="+filepath.Join(dir, "lib")).CombinedOutput()
		if err != nil {
			return fmt.Errorf("mvn (Debian: apt install maven, and a JDK of 17 or newer): %w\n%s", err, tail(out))
		}
		return nil
	})
	return filepath.Join(dir, "lib"), err
}

// kept returns the folder that belongs to one of our files, and fills it when
// nobody has. Whoever else asks meanwhile waits.
func (w *workshop) kept(ctx context.Context, name string, fill func(dir string) error) (string, error) {
	text, err := scripts.ReadFile("run/" + name)
	if err != nil {
		return "", err
	}
	base, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "ringtrace", fmt.Sprintf("peers-%.8x", sha256.Sum256(text)))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	lock := flock.New(dir + ".lock")
	if _, err := lock.TryLockContext(ctx, time.Second); err != nil {
		return "", err
	}
	defer lock.Unlock()
	done := filepath.Join(dir, "complete")
	if _, err := os.Stat(done); err == nil {
		return dir, nil
	}
	err = errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755), w.unpack(name, dir))
	if err == nil {
		err = fill(dir)
	}
	if err == nil {
		err = os.WriteFile(done, nil, 0o644)
	}
	return dir, err
}

// ours runs ringtrace on one thread and returns what it prints.
func (w *workshop) ours(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, w.program, args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return machine.Output(cmd)
}

// tail returns the end of a program's output, which says why it failed.
func tail(out []byte) []byte { return out[max(0, len(out)-1000):] }
