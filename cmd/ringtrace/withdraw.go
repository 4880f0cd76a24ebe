package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

// takeBack are the flags of the commands that take evidence back.
type takeBack struct {
	reason, by string
	list       bool
	undo       bool
	dryRun     bool
}

func (f *takeBack) add(cmd *cobra.Command, object string) {
	fl := cmd.Flags()
	fl.StringVar(&f.reason, "reason", "", "why, in one line; kept for good")
	fl.StringVar(&f.by, "by", "", "who decides; kept for good")
	fl.BoolVar(&f.list, "list", false, "print the "+object+" so far")
}

func (p *program) withdrawCommand() *cobra.Command {
	var f takeBack
	cmd := &cobra.Command{
		Use:   "withdraw CLAIM|FILE|SOURCE",
		Short: "Take evidence back: it counts no more, and stays in the vault",
		Long: `Take evidence back. CLAIM is a row, as explain and show print it: the first six
or more characters of its file's SHA-256, a colon and the row's number. FILE is
such a beginning alone. SOURCE is what rows name as their source.

What rested on these rows alone goes with them: the store is made again without
them, and detection runs again when there was a run. History stays: the rows are
in the vault, the withdrawal with its reason in the casebook. --undo takes one
back, by its id. To make a person's rows unreadable, see ringtrace erase.`,
		Example: "  ringtrace withdraw 3f2a9c41d0b7:128 --reason \"entered twice\" --by \"A. Analyst\"\n" +
			"  ringtrace withdraw --undo W1 --reason \"it was sound after all\" --by \"A. Analyst\"\n" +
			"  ringtrace withdraw --list",
		Args: cobra.MaximumNArgs(1),
	}
	f.add(cmd, "withdrawals")
	cmd.Flags().BoolVar(&f.undo, "undo", false, "take a withdrawal back, by its id")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		switch {
		case f.list && len(args) == 0:
			return p.service(cmd.Context(), false, func(s *investigate.Service) error { return p.listWithdrawals(cmd.Context(), s) })
		case f.list || len(args) == 0:
			return wrongUse("withdraw", "name what to withdraw, or ask for --list")
		}
		return p.writer(cmd.Context(), false, func(s *investigate.Service) error { return p.withdraw(cmd.Context(), s, args[0], f) })
	})
	return cmd
}

func (p *program) withdraw(ctx context.Context, s *investigate.Service, target string, f takeBack) error {
	var report *investigate.WithdrawReport
	err := p.during("withdrawing", func() (err error) {
		if f.undo {
			report, err = s.Reinstate(ctx, target, f.reason, f.by)
			return err
		}
		report, err = s.Withdraw(ctx, investigate.WithdrawRequest{Target: target, Reason: f.reason, By: f.by})
		return err
	})
	if err != nil {
		return err
	}
	return p.printPage(report, func(g *page) {
		w := &report.Withdrawal
		if w.Undoes != "" {
			g.line("%s: took %s back; its rows count again", w.ID, w.Undoes)
		} else {
			g.line("%s: withdrawn", w.ID)
		}
		writeRows(g, w.Files)
		writeRedetected(g, report.Detect)
	})
}

// writeRedetected prints what the withdrawal or erasure changed.
func writeRedetected(g *page, d *investigate.DetectReport) {
	if d == nil {
		g.line("There was no run; the store holds what is left.")
		return
	}
	g.line("")
	writeRun(g, d)
	if len(d.Changes) == 0 {
		g.line("No group changed.")
	}
}

func writeRows(g *page, files []investigate.RowsOfFile) {
	for _, r := range files {
		g.item("%s (sha256 %.12s…): %s", r.File, r.SHA256, rowsLine(r))
	}
}

// rowsLine names up to ten rows.
func rowsLine(r investigate.RowsOfFile) string {
	if r.All {
		return "all rows"
	}
	line := count(len(r.Rows), "row", "rows")
	for i, row := range r.Rows {
		if i == 10 {
			return line + " …"
		}
		line += fmt.Sprintf(" %d", row)
	}
	return line
}

func (p *program) listWithdrawals(ctx context.Context, s *investigate.Service) error {
	ws, err := s.Withdrawals(ctx)
	if err != nil {
		return err
	}
	t := newTable("id", "at", "target", "rows", "undoes", "undone_by", "by", "reason")
	for _, w := range ws {
		t.add(w.ID, w.At.Format(time.RFC3339), w.Target, allRows(w.Files), w.Undoes, w.UndoneBy, w.By, w.Reason)
	}
	return p.print(t, ws)
}

// allRows counts rows; whole files are said as such.
func allRows(files []investigate.RowsOfFile) string {
	n, whole := 0, 0
	for _, r := range files {
		n += len(r.Rows)
		if r.All {
			whole++
		}
	}
	switch {
	case whole == 0:
		return thousands(n)
	case n == 0:
		return count(whole, "file", "files")
	}
	return count(whole, "file", "files") + " and " + thousands(n)
}
