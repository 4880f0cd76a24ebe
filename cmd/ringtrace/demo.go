package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/server"
	"github.com/ringtrace/ringtrace/seed"
)

const demoPort = 8080

func (p *program) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Show the seed world: a fresh folder, detected and served",
		Long: `Make a fresh temporary folder, load the invented world that the binary carries,
detect, and serve it on the next free port from 8080 until interrupted. Prints
the address, the folder and the next three commands. The folder stays; --data
and --store are not used.`,
		Example: "  ringtrace demo",
		Args:    cobra.NoArgs,
		RunE:    p.action(func(cmd *cobra.Command, _ []string) error { return p.demo(cmd.Context()) }),
	}
}

func (p *program) demo(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "ringtrace-demo-*")
	if err != nil {
		return errs.Disk("demo", "temporary folder", err)
	}
	input := filepath.Join(dir, "input")
	if err := unpackSeed(input); err != nil {
		return err
	}
	p.globals.data, p.globals.store = filepath.Join(dir, "data"), ""
	return p.service(ctx, true, func(s *investigate.Service) error {
		if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{input}}); err != nil {
			return err
		}
		if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
			return err
		}
		return p.serveDemo(ctx, s, dir)
	})
}

func (p *program) serveDemo(ctx context.Context, s *investigate.Service, dir string) error {
	served, err := p.server(s, defaultListen)
	if err != nil {
		return err
	}
	l, err := server.ListenFrom(ctx, demoPort)
	if err != nil {
		return err
	}
	next, err := nextCommands(ctx, s, p.globals.data)
	if err != nil {
		return err
	}
	var g page
	g.line("The seed world (all of it invented) is served on %s", url(l))
	g.line("Folder: %s", dir)
	g.head("Next, in another terminal:")
	for _, c := range next {
		g.item("%s", c)
	}
	g.head("Ctrl-C stops.")
	if err := g.writeTo(p.out); err != nil {
		return err
	}
	return serveUntilStopped(ctx, served, l)
}

// nextCommands are three that work on this very folder: the list, the ring at
// its head, and the argument for one of its members.
func nextCommands(ctx context.Context, s *investigate.Service, data string) ([]string, error) {
	top, err := s.Rings(ctx, investigate.RingFilter{}, 0, 1)
	if err != nil {
		return nil, err
	}
	self, at := invocation(), " --data "+data
	commands := []string{self + " rings" + at}
	for _, r := range top.Rings {
		v, err := s.Ring(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		commands = append(commands, self+" ring "+r.ID+at, self+" explain "+r.ID+" "+v.Ring.Members[0].Storefront+at)
	}
	return commands, nil
}

// invocation is how this program was started, as far as a user can repeat it:
// `go run` builds into a folder that is gone afterwards.
func invocation() string {
	self, err := os.Executable()
	if err == nil && strings.Contains(filepath.ToSlash(self), "/go-build") {
		return "go run ./cmd/ringtrace"
	}
	return "ringtrace"
}

// unpackSeed writes the seed world's input files to dir.
func unpackSeed(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return errs.Disk("demo", "temporary folder", err)
	}
	files, err := seed.Input()
	if err != nil {
		return err
	}
	return fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(files, path)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, filepath.FromSlash(path)), raw, 0o644)
		}
		if err != nil {
			return errs.Disk("demo", "temporary folder", err)
		}
		return nil
	})
}
