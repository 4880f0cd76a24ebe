package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

func (p *program) runsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "runs",
		Short: "List the runs, newest first",
		Long: `List the runs, newest first: what each read and found, and what connected
components over the same links would have said.`,
		Example: "  ringtrace runs\n  ringtrace runs --format json",
		Args:    cobra.NoArgs,
		RunE: p.action(func(cmd *cobra.Command, _ []string) error {
			return p.service(cmd.Context(), false, func(s *investigate.Service) error {
				runs, err := s.Runs(cmd.Context())
				if err != nil {
					return err
				}
				return p.print(runTable(runs), runs)
			})
		}),
	}
}

func runTable(runs []investigate.RunView) *table {
	t := newTable("run", "at", "current", "storefronts", "links", "rings", "account_groups", "candidates", "pairs", "in_rings", "largest",
		"component_groups", "component_largest", "snapshot")
	for _, r := range runs {
		current := ""
		if r.Current {
			current = "current"
		}
		c := r.Counts
		t.add(r.ID, r.At.UTC().Format(time.RFC3339), current, decimal(c.Storefronts), decimal(c.Links), decimal(c.Rings),
			decimal(c.AccountGroups), decimal(c.Candidates), decimal(c.Pairs), decimal(c.InRings), decimal(c.Largest),
			decimal(r.Components.Groups), decimal(r.Components.Largest), r.Snapshot)
	}
	return t
}
