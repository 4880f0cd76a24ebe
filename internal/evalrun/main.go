// Command evalrun measures detection on invented worlds: for presets and seeds
// it runs synth, load, detect and rings as processes of their own, compares
// what came of it with the truth, and prints one table with the bars beside.
//
// What bites: the bars are the notes', never our own first output. A world of
// ten thousand storefronts holds about ten findable rings, so shares are taken
// over all seeds of a preset. Without --release a missed bar is only printed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"
)

// options are what is measured.
type options struct {
	presets     []string
	seeds       int
	storefronts int
	release     bool
	out         string
}

func main() {
	var o options
	presets := flag.String("presets", "standard,low-illicit,framing,lfr,market-building,evasive", "presets, by commas")
	flag.IntVar(&o.seeds, "seeds", 5, "seeds 1 to this for each preset")
	flag.IntVar(&o.storefronts, "storefronts", 10_000, "size of each world")
	flag.BoolVar(&o.release, "release", false, "end with code 1 when a bar is missed")
	flag.StringVar(&o.out, "out", "-", "file to write, - for standard output")
	flag.Parse()
	o.presets = strings.Split(*presets, ",")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	missed, err := run(ctx, o, time.Now())
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "evalrun:", err)
		os.Exit(2)
	case missed > 0 && o.release:
		fmt.Fprintf(os.Stderr, "evalrun: %d bars are missed\n", missed)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, now time.Time) (missed int, err error) {
	dir, err := os.MkdirTemp("", "ringtrace-eval-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	p, err := build(ctx, dir)
	if err != nil {
		return 0, err
	}
	var worlds []figures
	for _, preset := range o.presets {
		for seed := 1; seed <= o.seeds; seed++ {
			f, err := p.world(ctx, preset, seed, o.storefronts)
			if err != nil {
				return 0, fmt.Errorf("%s, seed %d: %w", preset, seed, err)
			}
			worlds = append(worlds, f)
		}
	}
	text, missed := report(worlds, o, now)
	if o.out == "-" {
		_, err = os.Stdout.WriteString(text)
		return missed, err
	}
	return missed, os.WriteFile(o.out, []byte(text), 0o644)
}
