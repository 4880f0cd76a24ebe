package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

func (p *program) eraseCommand() *cobra.Command {
	var f takeBack
	cmd := &cobra.Command{
		Use:   "erase SUBJECT",
		Short: "Make every row that names a subject unreadable, for good",
		Long: `Make every row that names a subject unreadable, for good. SUBJECT is the key of
an entity, as search and show print it (phone:+861..., seller:source:id,
platform:shop), or one row as SHA256:ROW. Rows are found by the claims that rest
on them, and by the value where it stands in other rows.

The key of their block in the vault is destroyed; hashes and the reason stay.
The store is made again without them, runs and rejected rows are cleared, and
detection runs again when there was a run. Packages that cite the rows were
handed out: they are listed, for somebody to ask them back. Backups made before
still hold the rows. --dry-run finds and lists, and erases nothing.`,
		Example: "  ringtrace erase phone:+8613800138000 --dry-run --reason \"request 2026/17\" --by \"Data protection\"\n" +
			"  ringtrace erase --list",
		Args: cobra.MaximumNArgs(1),
	}
	f.add(cmd, "erasures")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would be erased")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		switch {
		case f.list && len(args) == 0:
			return p.service(cmd.Context(), false, func(s *investigate.Service) error { return p.listErasures(cmd.Context(), s) })
		case f.list || len(args) == 0:
			return wrongUse("erase", "name what to erase, or ask for --list")
		}
		return p.writer(cmd.Context(), false, func(s *investigate.Service) error { return p.erase(cmd.Context(), s, args[0], f) })
	})
	return cmd
}

func (p *program) erase(ctx context.Context, s *investigate.Service, subject string, f takeBack) error {
	var report *investigate.EraseReport
	err := p.during("erasing", func() (err error) {
		report, err = s.Erase(ctx, investigate.EraseRequest{Subject: subject, Reason: f.reason, By: f.by, DryRun: f.dryRun})
		return err
	})
	if err != nil {
		return err
	}
	return p.printPage(report, func(g *page) { writeErasure(g, report, f.dryRun) })
}

func writeErasure(g *page, r *investigate.EraseReport, dry bool) {
	if dry {
		g.line("would erase %s (dry run: nothing was erased)", count(r.Rows, "row", "rows"))
	} else {
		g.line("%s: erased %s", r.Erasure.ID, count(r.Rows, "row", "rows"))
	}
	writeRows(g, r.Erasure.Files)
	if r.Mentions > 0 {
		g.item("%s of them no claim led to: the value stood in a rejected row, or in a field that nothing was concluded from", thousands(r.Mentions))
	}
	if len(r.Packages) > 0 {
		g.head("Packages that cite these rows were built; ask them back:")
	}
	for _, h := range r.Packages {
		g.item("%s of %s, level %s, core %.12s…, by %s at %s: %s", h.State, h.Ring, h.Level, h.Core, h.By, h.At.Format(time.RFC3339), count(h.Rows, "row", "rows"))
	}
	if r.Named > 0 {
		g.line("%s of the casebook name the subject (ring register, judgements, reasons). It is a chain of hashes and stays as it is.", count(r.Named, "entry", "entries"))
	}
	if dry {
		return
	}
	g.line("Backups made before hold these rows: destroy them, or erase again after restoring one.")
	writeRedetected(g, r.Detect)
}

func (p *program) listErasures(ctx context.Context, s *investigate.Service) error {
	es, err := s.Erasures(ctx)
	if err != nil {
		return err
	}
	t := newTable("id", "at", "kind", "rows", "done", "by", "reason")
	for _, e := range es {
		done := "no"
		if e.Done {
			done = "yes"
		}
		t.add(e.ID, e.At.Format(time.RFC3339), e.Kind, allRows(e.Files), done, e.By, e.Reason)
	}
	return p.print(t, es)
}
