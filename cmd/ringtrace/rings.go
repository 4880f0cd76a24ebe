package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

type ringsFlags struct {
	members       bool
	status        []string
	minRisk       float64
	minSize       int
	maxSize       int
	region        string
	holding       string
	offset, limit int
}

func (p *program) ringsCommand() *cobra.Command {
	var f ringsFlags
	cmd := &cobra.Command{
		Use:   "rings",
		Short: "List the rings of the current run, highest risk first",
		Long: `List the groups of the current run, highest risk first: rings, account groups,
candidates and pairs, unless --status says otherwise. With --members, one row
for each member, ordered by ring, then storefront.

A figure that is not computed yet is empty, never 0 or 1.`,
		Example: "  ringtrace rings --status ring --min-risk 50\n  ringtrace rings --members --format csv > members.csv",
		Args:    cobra.NoArgs,
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.members, "members", false, "one row for each member")
	fl.StringSliceVar(&f.status, "status", nil, "only these: ring, account-group, candidate, pair")
	fl.Float64Var(&f.minRisk, "min-risk", 0, "at least this risk, in points from 0 to 100")
	fl.IntVar(&f.minSize, "min-size", 0, "at least so many core and attached members")
	fl.IntVar(&f.maxSize, "max-size", 0, "at most so many core and attached members")
	fl.StringVar(&f.region, "region", "", "rings that ship from this region (a code or a key)")
	fl.StringVar(&f.holding, "holding", "", "rings that hold this storefront, in any tier")
	fl.IntVar(&f.limit, "limit", 0, "print at most so many rings (default all)")
	fl.IntVar(&f.offset, "offset", 0, "leave out the first so many rings")
	cmd.RunE = p.action(func(cmd *cobra.Command, _ []string) error {
		filter, err := f.filter(fl.Changed("min-risk"))
		if err != nil {
			return err
		}
		return p.service(cmd.Context(), false, func(s *investigate.Service) error {
			if f.members {
				return p.printMembers(cmd.Context(), s, filter)
			}
			return p.printRings(cmd.Context(), s, filter, f)
		})
	})
	return cmd
}

func (f *ringsFlags) filter(byRisk bool) (investigate.RingFilter, error) {
	out := investigate.RingFilter{MinSize: f.minSize, MaxSize: f.maxSize, Region: f.region, Holding: f.holding}
	if byRisk {
		out.MinRisk = &f.minRisk
	}
	for _, n := range []int{f.minSize, f.maxSize, f.limit, f.offset} {
		if n < 0 {
			return out, wrongUse("rings", "a size, limit or offset is never negative")
		}
	}
	for _, word := range f.status {
		s, ok := ring.ParseStatus(word)
		if !ok {
			return out, wrongUse("rings", "no status is called %q: ring, account-group, candidate or pair", word)
		}
		out.Status = append(out.Status, s)
	}
	return out, nil
}

func (p *program) printRings(ctx context.Context, s *investigate.Service, filter investigate.RingFilter, f ringsFlags) error {
	found, err := s.Rings(ctx, filter, f.offset, f.limit)
	if err != nil {
		return err
	}
	t := newTable("ring", "status", "risk", "risk_low", "risk_high", "coverage", "cohesion", "members", "core", "regions",
		"magnitude_low", "magnitude_high")
	for _, r := range found.Rings {
		t.add(r.ID, r.Status.String(), points(r.Risk), "", "", r.Coverage, share(r.Cohesion), decimal(r.Members), decimal(r.Core),
			strings.Join(r.Regions, ";"), "", "")
	}
	return p.print(t, found)
}

func (p *program) printMembers(ctx context.Context, s *investigate.Service, filter investigate.RingFilter) error {
	rows, err := s.Members(ctx, filter)
	if err != nil {
		return err
	}
	return p.print(memberTable(rows), rows)
}

func memberTable(rows []investigate.MemberRow) *table {
	t := newTable("ring", "storefront", "tier", "confidence", "risk")
	for _, r := range rows {
		t.add(r.Ring, r.Storefront, r.Tier.String(), share(r.Confidence), points(r.Risk))
	}
	return t
}

// points prints hundredths with two decimals, nothing where there are none.
func points(v *score.Points) string {
	if v == nil {
		return ""
	}
	return v.String()
}

// share prints a share in [0,1], nothing where it was not computed.
func share(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', 3, 64)
}
