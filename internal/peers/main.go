// Command peers runs other programs for community detection beside ours, on
// the same graphs in the same run, and writes docs/benchmarks-peers.md.
//
// It makes what it needs: a Python environment of pinned packages with hashes,
// the jars of OpenGDS through Maven, graphs by generators of our own. Every
// program runs in a process of its own, on one thread, taking turns with the
// others; what is compared is the processor time of the algorithm alone.
//
// What bites: a busy machine inflates processor time as well, so only ratios
// within one run say something, and speed says nothing without the columns of
// quality beside it. A program that cannot be had is named as missing and ends
// the command with code 1; it is never left out in silence.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
)

// options are what is measured.
type options struct {
	storefronts int
	runs        int
	seed        uint64
	only        []string // engines; none for all
	patience    time.Duration
	out         string
}

// errMissing says that the document was written and lacks an engine.
var errMissing = errors.New("some programs are missing or failed: see the document")

func main() {
	var o options
	flag.IntVar(&o.storefronts, "storefronts", 100_000, "size of each graph")
	large := flag.Bool("large", false, "graphs of 1,000,000 storefronts: takes an hour")
	flag.IntVar(&o.runs, "runs", 3, "how often each program runs on each graph")
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the graphs")
	only := flag.String("only", "", "engines to run, by commas; all where empty")
	flag.DurationVar(&o.patience, "patience", 10*time.Minute, "after this a run is stopped and its program said to be too slow")
	flag.StringVar(&o.out, "out", "docs/benchmarks-peers.md", "file to write, - for standard output")
	flag.Parse()
	if *large {
		o.storefronts = 1_000_000
	}
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, time.Now()); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, now time.Time) error {
	dir, err := os.MkdirTemp("", "ringtrace-peers-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	on := machine.Describe(ctx)
	w := &workshop{dir: dir, patience: o.patience}
	if err := w.equip(ctx); err != nil {
		return err
	}
	engines, err := chosen(o.only)
	if err != nil {
		return err
	}
	var measured []comparison
	for _, invent := range []func(context.Context, *workshop, options) (*graph, error){plantedGraph, latentGraph} {
		g, err := invent(ctx, w, o)
		if err != nil {
			return err
		}
		c, err := w.compare(ctx, g, engines, o.runs)
		if err != nil {
			return err
		}
		measured = append(measured, c)
	}
	text, lacking := report(measured, w.versions, on.List(now), o)
	if o.out == "-" {
		_, err = os.Stdout.WriteString(text)
	} else {
		err = os.WriteFile(o.out, []byte(text), 0o644)
	}
	if err == nil && lacking {
		err = errMissing
	}
	return err
}
