package main

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/synth"
)

func (p *program) synthCommand() *cobra.Command {
	var preset, out string
	var seed uint64
	var links int
	cmd := &cobra.Command{
		Use:   "synth",
		Short: "Invent a world with planted rings, innocents around them, and the truth",
		Long: `Invent a world: input files with planted rings and honest operations that look
like rings, and, in a folder of its own, the truth. The same preset and seed give
the same bytes on every machine. With --links, write one links.csv of exactly
that many rows instead, for load tests.`,
		Example: "  ringtrace synth --preset small --seed 1 --out world\n  ringtrace synth --links 1000000 --out links.csv",
		Args:    cobra.NoArgs,
	}
	f := cmd.Flags()
	oneOf(f, &preset, "preset", string(synth.Small), "which world", string(synth.Small))
	f.Uint64Var(&seed, "seed", synth.DefaultSeed, "seed of the world")
	f.IntVar(&links, "links", 0, "write a links.csv of so many rows instead of a world")
	f.StringVar(&out, "out", "", "folder of the world, or file of the links (- for standard output)")
	cmd.RunE = p.action(func(*cobra.Command, []string) error {
		switch {
		case out == "":
			return wrongUse("synth", "--out is required")
		case links < 0:
			return wrongUse("synth", "--links is never negative")
		case links > 0 && f.Changed("preset"):
			return wrongUse("synth", "--links and --preset do not go together")
		case f.Changed("links"):
			return p.synthLinks(links, seed, out)
		}
		return p.synthWorld(synth.Preset(preset), seed, out)
	})
	return cmd
}

func (p *program) synthWorld(preset synth.Preset, seed uint64, dir string) error {
	w, err := synth.Generate(preset, seed)
	if err != nil {
		return err
	}
	if err := w.Write(dir); err != nil {
		return err
	}
	p.log.Info().Str("preset", string(preset)).Uint64("seed", seed).Int("files", len(w.Files)).Msg("world written")
	t := newTable("file", "rows")
	for _, f := range w.Files {
		t.add(f.Path, decimal(f.Rows))
	}
	return p.print(t, w.Files)
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
