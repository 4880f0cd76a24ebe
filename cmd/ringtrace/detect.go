package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

type detectFlags struct {
	workers    int
	from       string
	kinds      string
	then       string
	without    string
	membership string
	objective  string
	partition  partitionFlags
	stats      bool
	opinion    bool
	refresh    bool
	chance     chanceFlags
}

func (p *program) detectCommand() *cobra.Command {
	var f detectFlags
	cmd := &cobra.Command{
		Use:   "detect",
		Short: "Find the rings in what was loaded: make a run",
		Long: `Find the rings in what was loaded, and make the run current. Prints the run's
id, what it read and found, what connected components would have said of the same
links, and what changed since the run before. The same data give the same run.

With --from, work on a plain file without a data folder: links.csv, any two
columns "storefront,identifier", or little-endian uint32 pairs (.u32). Every link
counts as OBSERVED; ids are printed as they came. --then takes further links in,
--without takes links out: the components they touch are detected again, under the
statistics of the first file. Objectives other than ties and
components are those of other programs, for comparison: they take every link as it
is, and what they find are communities, no rings. --graph reads source, target and
perhaps a weight, all of them nodes of one kind.`,
		Example: "  ringtrace load seed/input && ringtrace detect\n" +
			"  ringtrace detect --from seed/input/links.csv --membership groups.csv\n" +
			"  ringtrace detect --from friends.csv --graph --objective leiden-cpm --gamma 0.05 --verify",
		Args: cobra.NoArgs,
	}
	fl := cmd.Flags()
	fl.IntVar(&f.workers, "workers", 0, "goroutines, 0 for one per processor; never changes a result")
	settable(fl, "workers")
	fl.StringVar(&f.from, "from", "", "detect on this file, without a data folder")
	fl.StringVar(&f.kinds, "kinds", "", "with --from: a file of identifier,type")
	fl.StringVar(&f.then, "then", "", "with --from: links that come afterwards; only what they touch is detected again")
	fl.StringVar(&f.without, "without", "", "with --from: links that go afterwards")
	fl.StringVar(&f.membership, "membership", "", "with --from: write node,community to this file (- for standard output)")
	oneOf(fl, &f.objective, "objective", "ties", "with --from: what makes a group",
		"ties", "components", "leiden-cpm", "modularity", "member-cost", "label-propagation")
	f.partition.add(fl)
	fl.BoolVar(&f.opinion, "opinion", false, "with --from: count what a second method makes of the rings, as runs always do")
	fl.BoolVar(&f.refresh, "refresh-statistics", false, "make a new table of statistics, and say what moved because of it")
	f.chance.add(fl)
	fl.BoolVar(&f.stats, "stats", false, "print seconds, CPU and peak memory of each stage as JSON")
	cmd.RunE = p.action(func(cmd *cobra.Command, _ []string) error {
		if f.workers < 0 {
			return wrongUse("detect", "--workers is never negative")
		}
		for _, name := range append([]string{"kinds", "opinion", "then", "without", "membership", "objective"}, partitionOnly...) {
			if fl.Changed(name) && f.from == "" {
				return wrongUse("detect", "--%s needs --from", name)
			}
		}
		if err := f.chance.check(fl, f.from); err != nil {
			return err
		}
		switch {
		case f.from != "" && f.refresh:
			return wrongUse("detect", "--refresh-statistics does not go with --from, which keeps none")
		case f.byPartition() && (f.then != "" || f.without != ""):
			return wrongUse("detect", "--then and --without go with ties only")
		case f.from != "" && f.byPartition():
			return p.partition(cmd.Context(), f)
		case f.from != "":
			return p.detectFile(cmd.Context(), f, fl)
		}
		return p.detect(cmd.Context(), f)
	})
	return cmd
}

func (p *program) detect(ctx context.Context, f detectFlags) error {
	defer boundHeap(detectHeap)()
	return p.writer(ctx, false, func(s *investigate.Service) error {
		var report *investigate.DetectReport
		err := p.during("detecting", func() (err error) {
			report, err = s.Detect(ctx, investigate.DetectRequest{Params: f.chance.params(), Workers: f.workers, Prove: f.partition.verify, RefreshStatistics: f.refresh, Expect: p.expect(f.chance)})
			return err
		})
		if err != nil {
			return err
		}
		if f.stats {
			return p.printJSON(storedStats(report))
		}
		return p.printPage(report, func(g *page) { writeRun(g, report) })
	})
}

func writeRun(g *page, d *investigate.DetectReport) {
	r := &d.Run
	if d.Same {
		g.line("run %s: nothing changed since", r.ID)
	} else {
		g.line("run %s", r.ID)
	}
	writeFound(g, r.Counts, r.Components)
	for _, note := range r.Notes {
		g.item("%s", note)
	}
	writeRenewed(g, d.Renewed)
	writeProved(g, d.Proved)
	writeChanges(g, d.Changes)
	if d.Rules != nil {
		g.head("Rules")
		for _, line := range d.Rules.Lines() {
			g.item("%s", line)
		}
	}
}

// writeRenewed says what a new table of statistics alone changed.
func writeRenewed(g *page, r *investigate.Renewed) {
	if r == nil {
		return
	}
	g.head("Statistics made anew: %s", r.Why)
	g.item("%s came, %s went", count(len(r.HubsCame), "hub", "hubs"), thousands(len(r.HubsWent)))
	g.item("because of that alone: %s the same, %s changed, %s came, %s went", count(r.Same, "group", "groups"), thousands(r.Changed), thousands(r.Came), thousands(r.Went))
}

// writeFound prints what was read, what was found, and the trade's method on
// the same links beside it.
func writeFound(g *page, c investigate.Counts, b investigate.Baseline) {
	g.item("%s, %s, %s (%s hard)", count(c.Storefronts, "storefront", "storefronts"), count(c.Identifiers, "identifier", "identifiers"),
		count(c.Links, "link", "links"), thousands(c.HardLinks))
	g.item("%s; kept out: %s, %d suspected", count(c.SharedIdentifiers, "shared value", "shared values"), count(c.Hubs, "hub", "hubs"), c.Suspected)
	if c.LiveLinks > 0 {
		g.item("%s may tie; not used, and kept: %s declared or inferred, %s on hubs, %s on values of one storefront, %s from before a change of hands",
			count(c.LiveLinks, "link", "links"), thousands(c.Links-c.HardLinks), thousands(c.HubLinks), thousands(c.SingleLinks), thousands(c.FormerLinks))
	}
	g.item("found: %s of %s, %s, %s, %s; largest %d", count(c.Rings, "ring", "rings"), count(c.InRings, "storefront", "storefronts"),
		count(c.AccountGroups, "account group", "account groups"), count(c.Candidates, "candidate", "candidates"),
		count(c.Pairs, "pair", "pairs"), c.Largest)
	g.item("connected components would say: %s of %s; largest %s", count(b.Groups, "group", "groups"),
		count(b.Storefronts, "storefront", "storefronts"), thousands(b.Largest))
}

const changesShown = 20

// writeChanges counts the changes by kind and shows the first few.
func writeChanges(g *page, changes []investigate.Change) {
	if len(changes) == 0 {
		return
	}
	tally, kinds := map[string]int{}, []string{}
	for _, c := range changes {
		if tally[c.Kind] == 0 {
			kinds = append(kinds, c.Kind)
		}
		tally[c.Kind]++
	}
	parts := make([]string, len(kinds))
	for i, k := range kinds {
		parts[i] = thousands(tally[k]) + " " + k
	}
	g.head("Changed since the run before: %s", strings.Join(parts, ", "))
	for _, c := range changes[:min(len(changes), changesShown)] {
		g.item("%s %s: %d -> %d members", c.Ring, c.Kind, c.Was, c.Now)
	}
	if rest := len(changes) - changesShown; rest > 0 {
		g.item("and %s more; see --format json", thousands(rest))
	}
}
