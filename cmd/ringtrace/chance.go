package main

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// chanceFlags ask detect to set the rings beside chance.
type chanceFlags struct {
	significance       bool
	worlds, trials     int
	worldsOf, trialsOf string // names of the flags
}

func (c *chanceFlags) add(fl *pflag.FlagSet) {
	usual := investigate.DefaultChanceParams()
	c.worldsOf, c.trialsOf = "replicates", "resamples"
	fl.BoolVar(&c.significance, "significance", false, "set the rings beside chance, and try how firmly members are held (takes two to seven times as long)")
	fl.IntVar(&c.worlds, c.worldsOf, usual.Worlds, "with --significance: worlds in which values are dealt anew, 0 for none")
	fl.IntVar(&c.trials, c.trialsOf, usual.Trials, "with --significance: trials with some of the values hidden, 0 for none (200 for a package)")
}

func (c *chanceFlags) check(fl *pflag.FlagSet, from string) error {
	if c.significance && from != "" {
		return wrongUse("detect", "--significance does not go with --from, whose groups are no rings")
	}
	for _, name := range []string{c.worldsOf, c.trialsOf} {
		if fl.Changed(name) && !c.significance {
			return wrongUse("detect", "--%s needs --significance", name)
		}
	}
	if c.worlds < 0 || c.trials < 0 {
		return wrongUse("detect", "--%s and --%s are never negative", c.worldsOf, c.trialsOf)
	}
	return nil
}

// params returns the run's parameters, nil for the shipped ones.
func (c *chanceFlags) params() *investigate.RunParams {
	if !c.significance {
		return nil
	}
	out, chance := investigate.DefaultRunParams(), investigate.DefaultChanceParams()
	chance.Worlds, chance.Trials = c.worlds, c.trials
	out.Chance = &chance
	return &out
}

// expect says how long weighing will take, before it begins.
func (p *program) expect(c chanceFlags) func(time.Duration) {
	if p.globals.quiet {
		return nil
	}
	return func(d time.Duration) {
		fmt.Fprintf(p.err, "setting the rings beside chance, %d worlds and %d trials: about %s\n", c.worlds, c.trials, max(d.Round(time.Second), time.Second))
	}
}

// writeChance says how a ring stands beside chance, and how firmly it is held.
func writeChance(g *page, r *ring.Ring) {
	if c := r.Chance; c != nil {
		size := fmt.Sprintf("%d members and more", c.Least)
		if c.Most > 0 {
			size = fmt.Sprintf("%d to %d members", c.Least, c.Most)
		}
		g.item("beside chance: %d worlds dealt anew held %s of %s with a cycle rank of %d or more, at most %.2f in one (95 %%); q = %.4f",
			c.Worlds, count(c.AsExtreme, "ring", "rings"), size, r.CycleRank, c.AtMost(), c.Q)
	}
	if r.Cohesion != nil {
		g.item("cohesion %s: how often a member stays when some of the values are hidden, on average", share(r.Cohesion))
	}
}
