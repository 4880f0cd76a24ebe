package main

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

func (p *program) showCommand() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "show KEY",
		Short: "Print one entity with its values, links and claims",
		Long: `Print one entity with every value claimed of it, its links, and the source rows
they rest on. A storefront's key is platform:shop_id (a bare id is on platform
"default"); every other key is kind:id, as printed by search and ring. SHA256:ROW,
with six or more characters of a file's hash, prints one row as it came, or what is
left of it.`,
		Example: "  ringtrace search shop --limit 5\n  ringtrace show payment_account:ALIPAY:example",
		Args:    cobra.ExactArgs(1),
	}
	cmd.Flags().IntVar(&limit, "limit", 100, "print at most so many links")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		if limit < 1 {
			return wrongUse("show", "--limit is at least 1")
		}
		return p.service(cmd.Context(), false, func(s *investigate.Service) error {
			if sha, row, ok := sourceRow(args[0]); ok {
				o, err := s.Original(cmd.Context(), sha, row)
				if err == nil {
					return p.printPage(o, func(g *page) { g.head("%s row %s", o.File, thousands(o.Row)); g.item("%s", originalLine(o)) })
				}
				if errs.KindOf(err) != errs.NotFound { // a platform may be called like a hash
					return err
				}
			}
			v, err := s.Show(cmd.Context(), entity.ParseKey(args[0]), limit)
			if err != nil {
				return err
			}
			return p.printPage(v, func(g *page) { writeNode(g, v) })
		})
	})
	return cmd
}

// sourceRow reads SHA256:ROW, with six or more characters of the hash.
func sourceRow(text string) (sha string, row int, ok bool) {
	sha, number, _ := strings.Cut(text, ":")
	row, err := strconv.Atoi(number)
	if _, bad := hex.DecodeString(sha + strings.Repeat("0", len(sha)%2)); bad != nil || err != nil || len(sha) < 6 || len(sha) > 64 {
		return "", 0, false
	}
	return sha, row, true
}

func writeNode(g *page, v *investigate.NodeView) {
	g.head("%s  %s", v.Key, v.Name)
	for _, a := range v.Facts {
		g.item("%s = %s  (%s)", a.Name, a.Value, claimLine(a.Source))
	}
	if len(v.Links) > 0 {
		g.head("Links")
	}
	for _, l := range v.Links {
		writeLink(g, l)
	}
	if v.HasMore {
		g.item("and more; see --limit")
	}
	if len(v.Judgements)+len(v.Verdicts) > 0 {
		g.head("What people said")
	}
	for _, j := range v.Judgements {
		g.item("%s", judgementLine(j))
	}
	for _, w := range v.Verdicts {
		g.item("%s", verdictLine(w))
	}
}

func writeLink(g *page, l investigate.LinkView) {
	arrow := "<-"
	if l.Out {
		arrow = "->"
	}
	role := ""
	if l.Role != "" {
		role = " (" + l.Role + ")"
	}
	g.item("%s %s%s %s  %s%s", arrow, l.Type, role, l.Other, l.Class, span(l.First, l.Last))
	for _, c := range l.Claims {
		g.sub("%s", claimLine(c))
	}
}

// span prints when a link was first and last seen, nothing when unknown.
func span(first, last string) string {
	switch {
	case first == "" && last == "":
		return ""
	case first == last:
		return ", seen " + first
	}
	return ", seen " + first + " to " + last
}
