package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

func (p *program) explainCommand() *cobra.Command {
	var rows bool
	cmd := &cobra.Command{
		Use:   "explain RING STOREFRONT",
		Short: "Say why a storefront is a member of a ring, or why it is none",
		Long: `Say why a storefront is a member of a ring, down to the rows of the files that
were loaded, and what speaks against it. For a storefront that is no member,
say why it is none.`,
		Example: "  RING=$(ringtrace rings --status ring --limit 1 --format csv | tail -n 1 | cut -d, -f1)\n" +
			"  ringtrace rings --members --format csv | grep \"$RING\"\n" +
			"  ringtrace explain \"$RING\" taoyi:s00001 --rows",
		Args: cobra.ExactArgs(2),
	}
	cmd.Flags().BoolVar(&rows, "rows", false, "print each source row as it came")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		return p.service(cmd.Context(), false, func(s *investigate.Service) error {
			m, err := s.Explain(cmd.Context(), args[0], args[1])
			if err != nil {
				return err
			}
			var originals map[rowRef]string
			if rows {
				if originals, err = readOriginals(cmd.Context(), s, m); err != nil {
					return err
				}
			}
			return p.printPage(m, func(g *page) { writeMembership(g, m, originals) })
		})
	})
	return cmd
}

// rowRef names one source row.
type rowRef struct {
	sha256 string
	row    int
}

// readOriginals reads the source rows behind every tie from the vault.
func readOriginals(ctx context.Context, s *investigate.Service, m *investigate.Membership) (map[rowRef]string, error) {
	out := map[rowRef]string{}
	for _, f := range m.Facts {
		for _, c := range f.Claims {
			o, err := s.Original(ctx, c.SHA256, c.Row)
			if err != nil {
				return nil, err
			}
			out[rowRef{c.SHA256, c.Row}] = originalLine(o)
		}
	}
	return out, nil
}

// originalLine prints a source row, or what is left of it.
func originalLine(o *investigate.OriginalView) string {
	line := strings.TrimRight(string(o.Raw), "\r\n")
	if o.Erased != nil {
		line = fmt.Sprintf("erased (%s: %s), hash %s", o.Erased.ID, o.Erased.Reason, o.Erased.Leaf)
	}
	if o.Withdrawn != nil {
		line += fmt.Sprintf("  withdrawn (%s: %s)", o.Withdrawn.ID, o.Withdrawn.Reason)
	}
	return line
}

// writeMembership prints the argument in sentences, which name hubs and what
// speaks against as well, then the source rows of each tie.
func writeMembership(g *page, m *investigate.Membership, originals map[rowRef]string) {
	g.head("%s in %s (%s), run %s", m.Member.Storefront, m.Ring, m.Status, m.Run)
	if m.Member.Tier != 0 {
		g.item("tier %s, %s", m.Member.Tier, riskLine(m.Risk))
	}
	for _, sentence := range m.Text {
		g.item("%s", sentence)
	}
	if len(m.Facts) > 0 {
		g.head("Ties")
	}
	for _, f := range m.Facts {
		g.item("%s", factLine(f.Fact))
		if len(f.With) > 0 {
			g.sub("shared with %s", strings.Join(f.With, ", "))
		}
		for _, c := range f.Claims {
			g.sub("%s", claimLine(c))
			if raw, ok := originals[rowRef{c.SHA256, c.Row}]; ok {
				g.sub("  %s", raw)
			}
		}
	}
}

// claimLine names the source row a claim rests on.
func claimLine(c investigate.ClaimView) string {
	var b strings.Builder
	b.WriteString(c.Class.String())
	if c.Observed != "" {
		b.WriteString(" " + c.Observed)
	}
	if c.Until != "" {
		b.WriteString(" until " + c.Until)
	}
	b.WriteString(": " + c.File + " row " + thousands(c.Row))
	if c.Withdrawn {
		b.WriteString(", withdrawn since")
	}
	if len(c.SHA256) >= 12 {
		b.WriteString(" (sha256 " + c.SHA256[:12] + "…)")
	}
	return b.String()
}
