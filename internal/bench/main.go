// Command bench measures the program as its users meet it, as processes of its
// own, and writes docs/benchmarks.md with commit, date and machine.
//
// What bites: numbers of one machine say nothing about another, and a busy
// machine is slower; medians of a few runs are written with all runs beside
// them. The bars are the issues', never our own first output.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
	"github.com/ringtrace/ringtrace/internal/section"
)

func main() {
	links := flag.Int("links", 1_000_000, "rows of links.csv")
	runs := flag.Int("runs", 3, "how often each figure is measured")
	out := flag.String("out", "docs/benchmarks.md", "file to write, - for standard output")
	large := flag.Bool("large", false, "a store of ten times the links instead: takes long and much disk")
	graphs := flag.String("graphs", "", "measure detection on the planted graphs in this folder instead")
	updates := flag.Bool("updates", false, "with -graphs: measure further links on graphs that were detected, and write the page's part on them")
	reuse := flag.Bool("reuse", false, "with -graphs: do not measure again what was measured")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	do := func() error { return bench(ctx, *links, *runs, *out, *large) }
	switch {
	case *updates:
		do = func() error { return furtherLinks(ctx, *graphs, *out) }
	case *graphs != "":
		do = func() error { return detection(ctx, *graphs, *runs, *reuse, *out) }
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, links, runs int, out string, large bool) error {
	dir, err := os.MkdirTemp("", "ringtrace-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p, err := build(ctx, dir)
	if err != nil {
		return err
	}
	on := machine.Describe(ctx) // before the runs put a load of their own on it
	var figures []figure
	measures := []func(context.Context, *program, int, int) ([]figure, error){firstAnswer, loadAndDetect, mixedKinds}
	if large {
		measures = []func(context.Context, *program, int, int) ([]figure, error){largeStore}
	}
	for _, measure := range measures {
		some, err := measure(ctx, p, links, runs)
		if err != nil {
			return err
		}
		figures = append(figures, some...)
	}
	text := report(figures, on, time.Now())
	if out == "-" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	old, err := os.ReadFile(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(out, []byte(section.Carry(string(old), text, "evaluation")), 0o644) // make eval writes that part
}

// detection writes the page of detection on planted graphs.
func detection(ctx context.Context, graphs string, runs int, reuse bool, out string) error {
	all, err := benchGraphs(ctx, graphs, runs, reuse)
	if err != nil {
		return err
	}
	if out == "-" {
		_, err := os.Stdout.WriteString(graphReport(all))
		return err
	}
	old, err := os.ReadFile(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(out, []byte(section.Carry(string(old), graphReport(all), "updates")), 0o644)
}

// furtherLinks writes the part on updates of that page.
func furtherLinks(ctx context.Context, graphs, out string) error {
	all, err := benchUpdates(ctx, graphs)
	if err != nil {
		return err
	}
	if out == "-" {
		_, err := os.Stdout.WriteString(updateReport(all))
		return err
	}
	page, err := os.ReadFile(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(out, []byte(section.Put(string(page), "updates", updateReport(all))), 0o644)
}
