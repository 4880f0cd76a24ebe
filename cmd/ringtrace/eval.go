package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/eval"
	"github.com/ringtrace/ringtrace/internal/eval/chart"
)

// evalFlags say what is measured, and against what.
type evalFlags struct {
	truth, found    string
	before, touched string
	at              []int
	baselines       bool
	html            string
}

func (p *program) evalCommand() *cobra.Command {
	var o evalFlags
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure the current run, or any grouping, against a known truth",
		Long: `Measure found rings against a truth: a folder as synth writes it, or a CSV file
with the columns storefront and ring (empty for innocents). Without --found it
measures the current run: its rings, its groups of every status, its scores, and
beside them what other methods make of the same evidence. With --found it
measures a CSV file instead: storefront or node, and ring or community, and tier
and risk where there are such columns, as rings --members and detect
--membership write it.

With --before it measures instead how far the rings of an earlier run stand in
the current one, or in --found: the ids and the members. --touched names the
storefronts that the new evidence is about, so that changes elsewhere show.

docs/measures.md says what each measure means. Shares have intervals of 95 %,
by resampling operations; the same figures have the same intervals.`,
		Example: "  ringtrace eval --truth world/truth --html measures.html\n  ringtrace eval --truth truth.csv --found membership.csv --format json\n" +
			"  ringtrace rings --members --format csv > before.csv; ringtrace load more.csv; ringtrace detect; ringtrace eval --before before.csv",
		Args: cobra.NoArgs,
	}
	f := cmd.Flags()
	f.StringVar(&o.truth, "truth", "", "folder or CSV file of the truth")
	f.StringVar(&o.found, "found", "", "CSV file of a grouping to measure instead of the current run")
	f.StringVar(&o.html, "html", "", "write the measures with plots into this file too, as one page")
	f.StringVar(&o.before, "before", "", "CSV file of an earlier run's members, to say what moved since")
	f.StringVar(&o.touched, "touched", "", "CSV file with a column storefront: whom the evidence since then is about")
	f.IntSliceVar(&o.at, "at", eval.Capacities(), "measure precision among the first so many")
	f.BoolVar(&o.baselines, "baselines", true, "measure other methods beside the run")
	cmd.RunE = p.action(func(cmd *cobra.Command, _ []string) error {
		switch {
		case o.before != "" && o.truth != "":
			return wrongUse("eval", "--before and --truth are two questions: ask one at a time")
		case o.before != "" && o.html != "":
			return wrongUse("eval", "--html goes with --truth")
		case o.before != "":
			return p.stability(cmd.Context(), &o)
		case o.truth == "":
			return wrongUse("eval", "--truth is required")
		case o.touched != "":
			return wrongUse("eval", "--touched goes with --before")
		}
		return p.measure(cmd.Context(), &o)
	})
	return cmd
}

// measure reads the truth, then takes one finding after another: a million
// storefronts should not stand in memory as often as there are methods.
func (p *program) measure(ctx context.Context, o *evalFlags) error {
	defer boundHeap(evalHeap)()
	for _, k := range o.at {
		if k < 1 {
			return wrongUse("eval", "--at takes numbers above 0")
		}
	}
	truth, err := eval.ReadTruth(o.truth)
	if err != nil {
		return err
	}
	m := newMeasured(truth.Gauge(o.at))
	if o.found != "" {
		f, err := eval.ReadFound(o.found)
		if err != nil {
			return err
		}
		m.add(&f)
		m.done()
		return p.tell(m, o.html)
	}
	ceiling := truth.Ceiling()
	truth = nil
	err = p.findings(ctx, o, ceiling, m.add)
	m.done()
	if err != nil {
		return err
	}
	return p.tell(m, o.html)
}

// tell writes the page where one is asked for, and prints the measures.
func (p *program) tell(m *measured, html string) error {
	if html != "" {
		content, err := chart.Render(chart.Report{Version: ringtrace.Version, Names: m.names, Reports: m.reports})
		if err == nil {
			err = writePage(html, content)
		}
		if err != nil {
			return err
		}
	}
	return p.printMeasures(m)
}

// writePage puts the page in place in one step.
func writePage(path string, content []byte) error {
	tmp := path + ".part"
	err := os.WriteFile(tmp, content, 0o644)
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return errs.Disk("eval", "page", errors.Join(err, os.Remove(tmp)))
	}
	return nil
}

// measured are the reports of findings, in the order in which they are printed.
// Findings are measured beside one another, as many as there are processors.
type measured struct {
	gauge   *eval.Gauge
	names   []string
	of      []*eval.Report
	room    chan struct{}
	wait    sync.WaitGroup
	reports []eval.Report // once done
}

func newMeasured(g *eval.Gauge) *measured {
	return &measured{gauge: g, room: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// add takes a finding in as soon as there is room for one more.
func (m *measured) add(f *eval.Finding) {
	r := &eval.Report{}
	m.names, m.of = append(m.names, f.Name), append(m.of, r)
	m.room <- struct{}{}
	m.wait.Go(func() {
		*r = m.gauge.Measure(f)
		<-m.room
	})
}

// done waits for all that was added.
func (m *measured) done() {
	m.wait.Wait()
	for _, r := range m.of {
		m.reports = append(m.reports, *r)
	}
}
