package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (p *program) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Print every setting and where its value came from",
		Long: `Print every setting of every command and where its value came from: a flag,
the environment, the settings file or the default. Secrets are read from the
environment or a file only and are not printed.`,
		Example: "  ringtrace config\n  RINGTRACE_DATA=rings ringtrace config --format json",
		Args:    cobra.NoArgs,
		RunE:    p.action(p.config),
	}
}

func (p *program) config(cmd *cobra.Command, _ []string) error {
	file, path, err := p.readSettings(cmd.Root())
	if err != nil {
		return err
	}
	all := p.settings // those of this invocation are resolved already
	for _, f := range sortedFlags(knownSettings(cmd.Root())) {
		if cmd.Flags().Lookup(f.Name) != nil {
			continue
		}
		s, err := p.resolve(f, file, path)
		if err != nil {
			return err
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b setting) int { return strings.Compare(a.Name, b.Name) })
	t := newTable("setting", "value", "origin")
	for _, s := range all {
		t.add(s.Name, s.Value, s.Origin)
	}
	return p.print(t, all)
}

func sortedFlags(m map[string]*pflag.Flag) []*pflag.Flag {
	out := make([]*pflag.Flag, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[name])
	}
	return out
}
