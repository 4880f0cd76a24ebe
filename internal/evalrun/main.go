// Command evalrun measures detection on invented worlds: for presets and seeds
// it runs synth, load, detect and eval as processes of their own, lets each
// world grow by a hundredth to see what moves, and writes one page with the
// bars and other methods beside, and its summary into docs/benchmarks.md.
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

	"github.com/ringtrace/ringtrace/internal/machine"
	"github.com/ringtrace/ringtrace/internal/section"
)

// options are what is measured.
type options struct {
	presets     []string
	seeds       int
	storefronts int
	release     bool
	out         string
	summary     string // page whose part "evaluation" is replaced; "" for none
}

func main() {
	var o options
	presets := flag.String("presets", "standard,low-illicit,framing,lfr,market-building,evasive", "presets, by commas")
	flag.IntVar(&o.seeds, "seeds", 5, "seeds 1 to this for each preset")
	flag.IntVar(&o.storefronts, "storefronts", 10_000, "size of each world")
	flag.BoolVar(&o.release, "release", false, "end with code 1 when a bar is missed")
	flag.StringVar(&o.out, "out", "-", "file to write, - for standard output")
	flag.StringVar(&o.summary, "summary", "", "page to write the summary into, as docs/benchmarks.md")
	flag.Parse()
	o.presets = strings.Split(*presets, ",")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	missed, err := run(ctx, o, time.Now())
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "evalrun:", err)
		os.Exit(2)
	case len(missed) > 0 && o.release:
		fmt.Fprintf(os.Stderr, "evalrun: %d bars are missed:\n  %s\n", len(missed), strings.Join(missed, "\n  "))
		os.Exit(1)
	}
}

// run measures every world and writes the pages. It returns the bars that are
// missed, in words.
func run(ctx context.Context, o options, now time.Time) (missed []string, err error) {
	dir, err := os.MkdirTemp("", "ringtrace-eval-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	on := machine.Describe(ctx)
	p, err := build(ctx, dir)
	if err != nil {
		return nil, err
	}
	var groups []preset
	for _, name := range o.presets {
		g := preset{name: name}
		for seed := 1; seed <= o.seeds; seed++ {
			w, err := p.world(ctx, name, seed, o.storefronts)
			if err != nil {
				return nil, fmt.Errorf("%s, seed %d: %w", name, seed, err)
			}
			fmt.Fprintf(os.Stderr, "evalrun: %s, seed %d\n", name, seed)
			g.worlds = append(g.worlds, w)
		}
		groups = append(groups, g)
	}
	text, missed := page(groups, o, on, now)
	if err := write(o, text, groups); err != nil {
		return nil, err
	}
	return missed, nil
}

func write(o options, text string, groups []preset) error {
	if o.summary != "" {
		old, err := os.ReadFile(o.summary)
		if err != nil {
			return err
		}
		if err := os.WriteFile(o.summary, []byte(section.Put(string(old), "evaluation", summary(groups, o))), 0o644); err != nil {
			return err
		}
	}
	if o.out == "-" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	return os.WriteFile(o.out, []byte(text), 0o644)
}
