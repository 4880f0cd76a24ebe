package main

import (
	"errors"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/synth"
	"github.com/ringtrace/ringtrace/internal/synth/check"
	"github.com/ringtrace/ringtrace/internal/synth/world"
)

// checkedUpTo is how many storefronts a world may have to be checked unasked:
// the check holds all of it in memory.
const checkedUpTo = 100_000

// synthFlags are what synth was asked for.
type synthFlags struct {
	preset, out    string
	seed           uint64
	links          int
	explain, check bool
	storefronts    int
	set            map[string]string
	changed        func(flag string) bool
}

func (p *program) synthCommand() *cobra.Command {
	var o synthFlags
	cmd := &cobra.Command{
		Use:   "synth",
		Short: "Invent a world with planted rings, innocents around them, and the truth",
		Long: `Invent a world: input files with planted rings and honest operations that look
like rings, and, in a folder of its own, the truth. The same preset and seed give
the same bytes on every machine. The preset small is the seed world; the others
have the size that --storefronts says, and a smaller one is the beginning of a
larger one. Worlds of up to 100,000 storefronts are checked: one that gives its
rings away by a single figure, or is not what its knobs say, ends with code 5.
The preset lfr is a planted graph on another principle: links only, unchecked.
--explain prints every knob with its default and source. With --links, write one
links.csv of exactly that many rows instead, for load tests.`,
		Example: `  ringtrace synth --preset small --seed 1 --out world
  ringtrace synth --preset standard --storefronts 100000 --out world
  ringtrace synth --preset framing --set illicit.share=0.01 --explain
  ringtrace synth --links 1000000 --out links.csv`,
		Args: cobra.NoArgs,
	}
	f := cmd.Flags()
	o.changed = f.Changed
	oneOf(f, &o.preset, "preset", string(synth.Small), "which world", presetWords()...)
	f.IntVar(&o.storefronts, "storefronts", 10_000, "size of the world; not for small")
	f.StringToStringVar(&o.set, "set", nil, "change knobs, as in illicit.share=0.01; not for small")
	f.BoolVar(&o.explain, "explain", false, "print the knobs of the preset and write nothing")
	f.BoolVar(&o.check, "check", true, "check the world; unasked up to 100,000 storefronts")
	f.Uint64Var(&o.seed, "seed", synth.DefaultSeed, "seed of the world")
	f.IntVar(&o.links, "links", 0, "write a links.csv of so many rows instead of a world")
	f.StringVar(&o.out, "out", "", "folder of the world, or file of the links (- for standard output)")
	cmd.RunE = p.action(func(cmd *cobra.Command, _ []string) error {
		if err := o.fit(); err != nil {
			return err
		}
		switch {
		case o.explain:
			return p.explainKnobs(&o)
		case o.changed("links"):
			return p.synthLinks(o.links, o.seed, o.out)
		case o.preset == string(synth.Small):
			return p.synthSmall(o.seed, o.out)
		}
		return p.synthWorld(cmd, &o)
	})
	return cmd
}

// presetWords are small and the presets of any size.
func presetWords() []string {
	words := []string{string(synth.Small)}
	presets, _ := world.Presets() // embedded: a test reads it
	for _, preset := range presets {
		words = append(words, preset.Name)
	}
	return words
}

// fit refuses flags that do not go together.
func (o *synthFlags) fit() error {
	small := o.preset == string(synth.Small)
	switch {
	case o.out == "" && !o.explain:
		return wrongUse("synth", "--out is required")
	case o.links < 0:
		return wrongUse("synth", "--links is never negative")
	case o.links > 0 && o.changed("preset"):
		return wrongUse("synth", "--links and --preset do not go together")
	case small && slices.ContainsFunc([]string{"storefronts", "set", "explain", "check"}, o.changed):
		return wrongUse("synth", "the preset small is always the same; choose another with --preset")
	}
	return nil
}

func (p *program) explainKnobs(o *synthFlags) error {
	knobs, err := world.Knobs(o.preset, o.set)
	if err != nil {
		return err
	}
	t := newTable("knob", "value", "about", "source")
	for _, k := range knobs {
		t.add(k.Name, k.String(), k.About, k.Source)
	}
	return p.print(t, knobs)
}

func (p *program) synthSmall(seed uint64, dir string) error {
	w, err := synth.Generate(synth.Small, seed)
	if err != nil {
		return err
	}
	if err := w.Write(dir); err != nil {
		return err
	}
	p.log.Info().Str("preset", string(synth.Small)).Uint64("seed", seed).Int("files", len(w.Files)).Msg("world written")
	t := newTable("file", "rows")
	for _, f := range w.Files {
		t.add(f.Path, decimal(f.Rows))
	}
	return p.print(t, w.Files)
}

// synthWorld writes a world and, unless it is too large to be held in memory,
// checks it. What was written stays: a world that fails is there to be looked
// at.
func (p *program) synthWorld(cmd *cobra.Command, o *synthFlags) error {
	var m *world.Manifest
	err := p.during("inventing", func() (err error) {
		m, err = world.Write(cmd.Context(), world.Options{Preset: o.preset, Storefronts: o.storefronts, Seed: o.seed, Set: o.set}, o.out)
		return err
	})
	if err != nil {
		return err
	}
	p.log.Info().Str("preset", o.preset).Uint64("seed", o.seed).Int("storefronts", o.storefronts).Msg("world written")
	if !o.check || world.IsGraph(o.preset) || o.storefronts > checkedUpTo && !o.changed("check") {
		t := newTable("file", "rows")
		for _, path := range m.Paths() {
			t.add(path, decimal(m.Rows[path]))
		}
		return p.print(t, m)
	}
	var results []check.Result
	err = p.during("checking", func() (err error) {
		results, err = check.World(o.out)
		return err
	})
	t := newTable("check", "value", "wanted", "holds")
	for _, r := range results {
		t.add(r.Name, r.Value, r.Want, r.Verdict())
	}
	return errors.Join(err, p.print(t, results))
}

// synthLinks streams to the file; one that could not be written whole is
// removed, so that it does not pass for a small one.
func (p *program) synthLinks(n int, seed uint64, path string) (err error) {
	if path == "-" {
		return synth.Links(n, seed, p.out)
	}
	f, err := os.Create(path)
	if err != nil {
		return errs.Disk("synth", "file of links", err)
	}
	err = p.during("writing links", func() error { return synth.Links(n, seed, io.Writer(f)) })
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	p.log.Info().Int("rows", n).Uint64("seed", seed).Msg("links written")
	return nil
}
