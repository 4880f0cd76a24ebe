package main

import (
	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

func (p *program) upgradeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "upgrade",
		Short: "Bring a data folder of an older ringtrace to this one's layout",
		Long: `Bring a data folder that an older ringtrace wrote to the layout of this one.
Commands that write do so by themselves; those that only read ask for it. The
casebook is copied beside itself first (case.db.before-N), and an upgrade that is
cut short is finished by the next. An older ringtrace refuses the folder
afterwards. Stop "ringtrace serve" before.`,
		Example: "  ringtrace backup before.tar.gz && ringtrace upgrade",
		Args:    cobra.NoArgs,
		RunE: p.action(func(cmd *cobra.Command, _ []string) error {
			return p.writer(cmd.Context(), false, func(*investigate.Service) error {
				var g page
				g.line("The data folder has the layout of this ringtrace.")
				return g.writeTo(p.out)
			})
		}),
	}
}
