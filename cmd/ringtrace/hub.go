package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

type hubFlags struct {
	verdict string
	reason  string
	by      string
	until   string
	undo    bool
	list    bool
	inForce bool
}

func (p *program) hubCommand() *cobra.Command {
	var f hubFlags
	cmd := &cobra.Command{
		Use:   "hub KEY | hub --list [KEY]",
		Short: "Record what a shared value is, and list what was recorded",
		Long: `Record a person's word on a value that many storefronts share: a hub (a courier's
depot, an agency's telephone: shared for innocent reasons) or private (one party's
own); with who, when and why, and for how long. --undo takes it back. The words are
kept for good. The next detect heeds them: a hub ties nobody, and what is private may
tie its users alone.`,
		Example: "  ringtrace search --kind address depot\n" +
			"  ringtrace hub phone:+12025550195 --by ann --reason \"an agency's number, by its own site\" --until 2027-01-01",
		Args: cobra.MaximumNArgs(1),
	}
	fl := cmd.Flags()
	oneOf(fl, &f.verdict, "verdict", "hub", "the word", "hub", "private")
	fl.StringVar(&f.reason, "reason", "", "why (required)")
	fl.StringVar(&f.by, "by", "", "who says so (required)")
	fl.StringVar(&f.until, "until", "", "the day from which it no longer holds, such as 2027-01-31")
	fl.BoolVar(&f.undo, "undo", false, "take back what was said of the value")
	fl.BoolVar(&f.list, "list", false, "list verdicts, those on KEY where one is named")
	fl.BoolVar(&f.inForce, "in-force", false, "with --list: only what holds")
	settable(fl, "by")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		if f.list {
			return p.listVerdicts(cmd.Context(), f, args)
		}
		if len(args) != 1 {
			return wrongUse("hub", "wants the key of a value")
		}
		return p.hub(cmd.Context(), f, args[0])
	})
	return cmd
}

func (p *program) hub(ctx context.Context, f hubFlags, key string) error {
	req := investigate.VerdictRequest{Key: entity.ParseKey(key), Verdict: f.verdict, User: f.by, Reason: f.reason}
	if f.undo {
		req.Verdict = "unknown"
	}
	if f.until != "" {
		day, err := time.Parse(time.DateOnly, f.until)
		if err != nil {
			return wrongUse("hub", "--until is a day, such as 2027-01-31")
		}
		req.Expires = &day
	}
	return p.writer(ctx, false, func(s *investigate.Service) error {
		v, err := s.Rule(ctx, req)
		if err != nil {
			return err
		}
		return p.printPage(v, func(g *page) { g.line("%s", verdictLine(*v)) })
	})
}

func (p *program) listVerdicts(ctx context.Context, f hubFlags, args []string) error {
	return p.service(ctx, false, func(s *investigate.Service) error {
		vs, err := s.Verdicts(ctx, onlyKey(args), f.inForce)
		if err != nil {
			return err
		}
		t := newTable("key", "verdict", "user", "reason", "expires", "at")
		for _, v := range vs {
			expires := ""
			if v.Expires != nil {
				expires = v.Expires.UTC().Format(time.DateOnly)
			}
			t.add(v.Key.String(), v.Verdict, v.User, v.Reason, expires, v.At.UTC().Format(time.RFC3339Nano))
		}
		return p.print(t, vs)
	})
}

func verdictLine(v investigate.VerdictView) string {
	until := ""
	if v.Expires != nil {
		until = " until " + v.Expires.UTC().Format(time.DateOnly)
	}
	return v.Key.String() + ": " + v.Verdict + until + ", by " + v.User + " " + v.At.UTC().Format(time.DateOnly) + ": " + v.Reason + unless(v.InForce)
}
