package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

func (p *program) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write what cannot be made again of a data folder into one file",
		Long: `Write vault, casebook, secret, signing keys and the files of runs into one new
tar.gz, with sums and a seal inside. Loading, detecting and serving may go on: the
backup holds what was acknowledged when it began. The store is left out, whichever
it is: restore makes it again from the vault.

The file holds personal data and secrets: keep it as you keep the data folder. It
holds every row that was not erased when it was made; a row erased later is still
in it.`,
		Example: "  ringtrace backup rings.tar.gz\n  ringtrace restore rings.tar.gz --data restored && ringtrace check --data restored",
		Args:    cobra.ExactArgs(1),
		RunE: p.action(func(cmd *cobra.Command, args []string) error {
			var report *investigate.BackupReport
			err := p.during("backing up", func() (err error) {
				report, err = investigate.Backup(cmd.Context(), p.options(investigate.Options{}), args[0])
				return err
			})
			if err != nil {
				return err
			}
			return p.printPage(report, func(g *page) {
				g.line("backup of %s, %s bytes", count(report.Files, "file", "files"), thousands(int(report.Bytes)))
				g.line("%s", report.Note)
			})
		}),
	}
}

func (p *program) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Make a data folder of a backup",
		Long: `Make the folder that --data names of a backup. The file is proved by its seal and
its sums first; the store is made again from the vault, and the last run from that.
The folder must be empty or not exist, and a store on a server must be empty. When
it fails nothing stands in the folder.`,
		Example: "  ringtrace restore rings.tar.gz --data restored\n  ringtrace check --data restored",
		Args:    cobra.ExactArgs(1),
		RunE: p.action(func(cmd *cobra.Command, args []string) error {
			return p.restore(cmd.Context(), args[0])
		}),
	}
}

func (p *program) restore(ctx context.Context, path string) error {
	var report *investigate.RestoreReport
	err := p.during("restoring", func() (err error) {
		report, err = investigate.Restore(ctx, p.options(investigate.Options{}), path)
		return err
	})
	if err != nil {
		return err
	}
	return p.printPage(report, func(g *page) {
		g.line("restored %s of a backup made %s: %s into the store", count(report.Files, "file", "files"), report.Made.Format(time.RFC3339), count(report.Loads, "load", "loads"))
		if report.Run != "" {
			g.line("run %s is current, as it was", report.Run)
		} else {
			g.line("no run is current: ringtrace detect makes one")
		}
		g.line("%s", report.Note)
	})
}
