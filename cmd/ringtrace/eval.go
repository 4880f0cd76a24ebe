package main

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/eval"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

func (p *program) evalCommand() *cobra.Command {
	var truth, found string
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure the current run, or any grouping, against a known truth",
		Long: `Measure found rings against a truth: a folder as synth writes it, or a CSV file
with the columns storefront and ring (empty for innocents). Without --found it
measures the current run: its rings, its groups of every status, and beside them
what connected components make of the same evidence. With --found it measures a
CSV file instead: storefront or node, and ring or community, as rings --members
and detect --membership write it.`,
		Example: "  ringtrace eval --truth world/truth\n  ringtrace eval --truth truth.csv --found membership.csv --format json",
		Args:    cobra.NoArgs,
	}
	f := cmd.Flags()
	f.StringVar(&truth, "truth", "", "folder or CSV file of the truth")
	f.StringVar(&found, "found", "", "CSV file of a grouping to measure instead of the current run")
	cmd.RunE = p.action(func(cmd *cobra.Command, _ []string) error {
		if truth == "" {
			return wrongUse("eval", "--truth is required")
		}
		known, err := eval.ReadTruth(truth)
		if err != nil {
			return err
		}
		findings, err := p.findings(cmd.Context(), found)
		if err != nil {
			return err
		}
		return p.printMeasures(known, findings)
	})
	return cmd
}

// finding is one grouping that is measured.
type finding struct {
	name   string
	groups eval.Grouping
}

func (p *program) findings(ctx context.Context, path string) (out []finding, err error) {
	if path != "" {
		g, err := eval.ReadFound(path)
		return []finding{{"found", g}}, err
	}
	err = p.service(ctx, false, func(s *investigate.Service) error {
		rows, err := s.Members(ctx, investigate.RingFilter{})
		if err != nil {
			return err
		}
		rings, err := s.Members(ctx, investigate.RingFilter{Status: []ring.Status{ring.StatusRing}})
		if err != nil {
			return err
		}
		trade, err := s.Components(ctx)
		out = []finding{{"rings", members(rings)}, {"every_group", members(rows)}, {"components", components(trade)}}
		return err
	})
	return out, err
}

// members leaves peripheral storefronts out: they are shown and accused of
// nothing.
func members(rows []investigate.MemberRow) eval.Grouping {
	g := eval.Grouping{}
	for _, m := range rows {
		if m.Tier != ring.Peripheral {
			g[m.Storefront] = m.Ring
		}
	}
	return g
}

func components(groups [][]string) eval.Grouping {
	g := eval.Grouping{}
	for i, shops := range groups {
		for _, shop := range shops {
			g[shop] = strconv.Itoa(i)
		}
	}
	return g
}

func (p *program) printMeasures(truth *eval.Truth, findings []finding) error {
	columns := []string{"measure"}
	reports := map[string]eval.Report{}
	var cells [][]string
	for _, f := range findings {
		columns = append(columns, f.name)
		reports[f.name] = truth.Measure(f.groups)
		cells = append(cells, measures(reports[f.name]))
	}
	t := newTable(columns...)
	for i, name := range measureNames() {
		row := []string{name}
		for _, c := range cells {
			row = append(row, c[i])
		}
		t.add(row...)
	}
	return p.print(t, reports)
}

func measureNames() []string {
	return []string{"b_cubed_precision", "b_cubed_recall", "b_cubed_f", "pair_precision", "pair_recall", "pair_f", "adjusted_rand", "adjusted_mutual",
		"normalized_mutual", "true_rings", "recovered_half", "recovered_most", "findable_rings", "findable_recovered_half", "findable_recovered_most",
		"found_rings", "right_half", "right_most", "false_rings", "unrelated_groups", "innocents", "innocents_taken_in", "taken_in_per_thousand", "framed", "strangers"}
}

func measures(r eval.Report) []string {
	return []string{r.BCubed.Precision.String(), r.BCubed.Recall.String(), r.BCubed.F.String(), r.Pairs.Precision.String(), r.Pairs.Recall.String(),
		r.Pairs.F.String(), r.ARI.String(), r.AMI.String(), r.NMI.String(), decimal(r.Rings.True), r.Rings.Half.String(), r.Rings.Most.String(),
		decimal(r.Findable.True), r.Findable.Half.String(), r.Findable.Most.String(), decimal(r.Rings.Found), r.Rings.Right.String(), r.Rings.Exact.String(),
		decimal(r.Rings.False), whereKnown(r.Unrelated), decimal(r.Rings.Innocents), decimal(r.Rings.TakenIn), r.Rings.PerMille.String(), whereKnown(r.Framed), decimal(r.Strangers)}
}

// whereKnown writes a count that the truth may be silent on.
func whereKnown(n *int) string {
	if n == nil {
		return ""
	}
	return decimal(*n)
}
