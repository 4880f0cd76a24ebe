package main

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

type loadFlags struct {
	kind       string
	columns    map[string]string
	mapping    string
	timezone   string
	suggest    bool
	class      string
	source     string
	maxRejects float64
	dryRun     bool
}

func (p *program) loadCommand() *cobra.Command {
	var f loadFlags
	cmd := &cobra.Command{
		Use:   "load PATH...",
		Short: "Load files or folders: all of it, or nothing",
		Long: `Load files, or the known files of folders: CSV with any delimiter, NDJSON or
Parquet, in UTF-8, UTF-16 or GB18030, packed with gzip or zstd or not at all.
What a file is, is found out and said. What its rows are is told by its name
(storefronts.csv, links.ndjson.gz, ...), by --kind or by a mapping, which says
what other people's columns mean; --suggest-mapping prints a first one. Every
row ends accepted, accepted with warnings or rejected with a reason code: the
rejected ones are written to rejects.ndjson in the data folder, the counts to
load-report.json beside it. Everything named in one load is applied together or
not at all. The same file again is no change. Rows that were mended in
rejects.ndjson are loaded from there: ringtrace load rejects.ndjson.`,
		Example: "  ringtrace load seed/input\n" +
			"  ringtrace load shops.csv --kind links --columns shop=storefront,account=value\n" +
			"  ringtrace load --suggest-mapping export.csv > mapping.yaml\n" +
			"  ringtrace load --mapping mapping.yaml --dry-run export.csv",
		Args: cobra.MinimumNArgs(1),
	}
	fl := cmd.Flags()
	fl.StringVar(&f.kind, "kind", "", "what the files hold, where their names do not say: links, storefronts, ...")
	fl.StringToStringVar(&f.columns, "columns", nil, "the file's columns: shop=storefront,account=value")
	fl.StringVar(&f.mapping, "mapping", "", "a YAML file that says what columns mean; docs/loading.md tells how")
	fl.BoolVar(&f.suggest, "suggest-mapping", false, "print a first mapping for the file and load nothing")
	fl.StringVar(&f.timezone, "timezone", "UTC", "zone of times that name none, such as Asia/Shanghai")
	oneOf(fl, &f.class, "evidence-class", "", "class of rows that name none (default by kind)", "OBSERVED", "VERIFIED", "DECLARED", "INFERRED")
	fl.StringVar(&f.source, "source", "", "source of rows that name none (default the file's name)")
	fl.Float64Var(&f.maxRejects, "max-rejects", 0.01, "share of rows that may be rejected; above it the exit code is 3")
	fl.BoolVar(&f.dryRun, "dry-run", false, "read and report; load nothing")
	settable(fl, "evidence-class", "source", "max-rejects", "timezone")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		if f.maxRejects < 0 || f.maxRejects > 1 {
			return wrongUse("load", "--max-rejects is a share from 0 to 1")
		}
		if f.suggest {
			return p.suggestMapping(cmd.Context(), f.kind, args)
		}
		return p.load(cmd.Context(), f, args)
	})
	return cmd
}

// suggestMapping prints a mapping for one file. It needs no data folder.
func (p *program) suggestMapping(ctx context.Context, kind string, paths []string) error {
	if len(paths) != 1 {
		return wrongUse("load", "--suggest-mapping looks at one file")
	}
	text, err := ingest.SuggestMapping(ctx, paths[0], kind)
	if err != nil {
		return err
	}
	_, err = io.WriteString(p.out, text)
	return err
}

// load prints the report also when too many rows were rejected: the others
// are loaded.
func (p *program) load(ctx context.Context, f loadFlags, paths []string) error {
	defer boundHeap(loadHeap)()
	return p.writer(ctx, true, func(s *investigate.Service) error {
		var report *ingest.Report
		failure := p.during("loading", func() (err error) {
			report, err = s.Load(ctx, f.request(paths))
			return err
		})
		if report == nil {
			return failure
		}
		return errors.Join(failure, p.printPage(report, func(g *page) { writeLoad(g, report) }))
	})
}

func (f loadFlags) request(paths []string) investigate.LoadRequest {
	class, _ := entity.ParseClass(f.class)
	req := investigate.LoadRequest{Paths: paths, Kind: f.kind, Columns: f.columns, Class: class, Source: f.source, Mapping: f.mapping, Timezone: f.timezone,
		MaxRejects: f.maxRejects, DryRun: f.dryRun}
	if f.maxRejects == 0 {
		req.MaxRejects = -1 // none; 0 stands for the default
	}
	return req
}

func writeLoad(g *page, r *ingest.Report) {
	for _, f := range r.Files {
		g.line("%s: %s", f.Name, rowLine(f.RowsIn, f.Accepted, f.AcceptedWithWarnings, f.Rejected, f.Unchanged))
		g.item("%s", readLine(f))
	}
	g.line("in all: %s", rowLine(r.RowsIn, r.Accepted, r.AcceptedWithWarnings, r.Rejected, r.Unchanged))
	for _, code := range slices.Sorted(maps.Keys(r.Codes)) {
		g.item("%s: %s", code, thousands(r.Codes[code]))
	}
	for _, note := range r.Notes {
		g.item("%s", note)
	}
	if len(r.Ignored) > 0 {
		g.item("not read: %s", strings.Join(r.Ignored, ", "))
	}
}

// readLine says what a file was and how it was read.
func readLine(f *ingest.FileReport) string {
	line := f.Kind + "; " + f.Format + "; times without a zone in " + f.TimeZone
	if f.DamagedLines > 0 {
		line += "; " + count(f.DamagedLines, "damaged line", "damaged lines")
	}
	if f.Mapping != "" {
		line += "; mapping " + f.Mapping + " (" + f.MappingSHA256[:12] + ")"
	}
	return line
}

// rowLine accounts for every row.
func rowLine(in, accepted, warned, rejected, unchanged int) string {
	parts := []string{count(in, "row", "rows"), thousands(accepted) + " accepted", thousands(warned) + " with warnings", thousands(rejected) + " rejected"}
	if unchanged > 0 {
		parts = append(parts, thousands(unchanged)+" loaded before")
	}
	return strings.Join(parts, ", ")
}
