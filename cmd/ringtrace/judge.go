package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

type judgeFlags struct {
	verdict  string
	reason   string
	by       string
	undo     bool
	list     bool
	standing bool
}

func (p *program) judgeCommand() *cobra.Command {
	var f judgeFlags
	cmd := &cobra.Command{
		Use:   "judge LEFT RIGHT | judge --list [KEY]",
		Short: "Record whether two records belong together, and list what was recorded",
		Long: `Record a person's word on whether two records belong together: who, when and why.
The word is kept for good; --undo adds a row that takes it back, and without that it
does not turn from positive to negative. The next detect heeds what was said of two
storefronts: two that were set apart share no ring, whatever they share, and what two
that belong together share with nobody else is one party's own. RIGHT may be a ring:
then the word is on LEFT and each of its members of now, and --undo takes back what
stands between LEFT and these.

--list --format csv prints the columns of a file of judgements, so that
"ringtrace load judgements.csv" takes them in elsewhere. Such a file is taken in
whole or not at all, and what is known already is passed over.`,
		Example: "  ringtrace judge norvo:s01195 norvo:s00014 --verdict negative --by ann --reason \"different owners in the register\"\n" +
			"  ringtrace judge norvo:s01195 ring:R-BEIHQJJ4LL --verdict negative --by ann --reason \"visited\"\n" +
			"  ringtrace judge --list --format csv > judgements.csv",
		Args: cobra.MaximumNArgs(2),
	}
	fl := cmd.Flags()
	oneOf(fl, &f.verdict, "verdict", "", "the word", "positive", "negative", "unsure")
	fl.StringVar(&f.reason, "reason", "", "why (required)")
	fl.StringVar(&f.by, "by", "", "who says so (required)")
	fl.BoolVar(&f.undo, "undo", false, "take back what was said of the pair")
	fl.BoolVar(&f.list, "list", false, "list judgements, those about KEY where one is named")
	fl.BoolVar(&f.standing, "standing", false, "with --list: only what holds")
	settable(fl, "by")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		if f.list {
			return p.listJudgements(cmd.Context(), f, args)
		}
		if len(args) != 2 || (f.verdict == "") == !f.undo {
			return wrongUse("judge", "wants two keys, and either --verdict or --undo")
		}
		return p.recordJudgement(cmd.Context(), f, args[0], args[1])
	})
	return cmd
}

func (p *program) recordJudgement(ctx context.Context, f judgeFlags, left, right string) error {
	req := investigate.JudgeRequest{Left: entity.ParseKey(left), Right: entity.ParseKey(right), Verdict: f.verdict, User: f.by, Reason: f.reason}
	if f.undo {
		req.Verdict = "undone"
	}
	return p.writer(ctx, false, func(s *investigate.Service) error {
		j, err := s.Judge(ctx, req)
		if err != nil {
			return err
		}
		return p.printPage(j, func(g *page) { g.line("%s", judgementLine(*j)) })
	})
}

func (p *program) listJudgements(ctx context.Context, f judgeFlags, args []string) error {
	if len(args) > 1 {
		return wrongUse("judge", "--list takes one key at most")
	}
	return p.service(ctx, false, func(s *investigate.Service) error {
		js, err := s.Judgements(ctx, onlyKey(args), f.standing)
		if err != nil {
			return err
		}
		t := newTable("left_ref", "right_ref", "verdict", "user", "reason", "at")
		for _, j := range js {
			t.add(j.Left.String(), j.Right.String(), j.Verdict, j.User, j.Reason, j.At.UTC().Format(time.RFC3339Nano))
		}
		return p.print(t, js)
	})
}

// onlyKey returns the key that was named, or nil for all.
func onlyKey(args []string) *entity.Key {
	if len(args) == 0 {
		return nil
	}
	key := entity.ParseKey(args[0])
	return &key
}

func judgementLine(j investigate.JudgementView) string {
	return j.Left.String() + " and " + j.Right.String() + ": " + j.Verdict + ", by " + j.User + " " + j.At.UTC().Format(time.DateOnly) + ": " + j.Reason + unless(j.Standing)
}

// unless marks what no longer holds.
func unless(holds bool) string {
	if holds {
		return ""
	}
	return " (no longer holds)"
}
