package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

func (p *program) checkCommand() *cobra.Command {
	quick := false
	c := &cobra.Command{
		Use:   "check",
		Short: "Prove vault, store, casebook and runs consistent",
		Long: `Prove that vault, store, casebook and the current run agree. Every part is
looked at, also after one has failed; the exit code is 5 when anything is off.
The store is made again from the vault, and the current run from that, beside
the old ones, and both must come out the same; --quick leaves that out. Nothing
stays written.`,
		Example: "  ringtrace check\n  ringtrace check --data rings --format json",
		Args:    cobra.NoArgs,
		RunE: p.action(func(cmd *cobra.Command, _ []string) error {
			return p.service(cmd.Context(), false, func(s *investigate.Service) error { return p.check(cmd.Context(), s, quick) })
		}),
	}
	c.Flags().BoolVar(&quick, "quick", false, "do not make store and run again")
	return c
}

func (p *program) check(ctx context.Context, s *investigate.Service, quick bool) error {
	var report *investigate.CheckReport
	failure := p.during("checking", func() (err error) {
		report, err = s.Check(ctx, quick)
		return err
	})
	if report == nil {
		return failure
	}
	t := newTable("part", "result", "detail")
	for _, part := range report.Parts {
		t.add(part.Name, verdict(part.OK), part.Detail)
	}
	return errors.Join(failure, p.print(t, report))
}

func verdict(ok bool) string {
	if ok {
		return "ok"
	}
	return "FAILED"
}
