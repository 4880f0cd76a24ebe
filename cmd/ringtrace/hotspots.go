package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/hotspot"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/region"
	"github.com/ringtrace/ringtrace/internal/ring"
)

type hotspotsFlags struct {
	basis, level, within string
	status               []string
	measure              string
	top                  []int
	smallBelow           int
	replicates           int
	seed                 uint64
	show                 string
}

func (p *program) hotspotsCommand() *cobra.Command {
	usual := investigate.DefaultHotspotRequest()
	var f hotspotsFlags
	cmd := &cobra.Command{
		Use:   "hotspots",
		Short: "Where the rings are: rates by region, and concentration beside chance",
		Long: `Count rings and their storefronts by region, beside all storefronts that have a
region on the same basis. Rates are ring storefronts per 10,000 storefronts: the
raw one, and the empirical-Bayes one with its interval, which does not jump about
where storefronts are few. Concentration stands beside what chance would give if
regions meant nothing.

Codes that are retired are translated, those that cannot be placed are listed and
counted. A table shows everything; CSV is one table, chosen by --show; JSON is all
of it. Every parameter is in the answer.`,
		Example: "  ringtrace hotspots\n" +
			"  ringtrace hotspots --within southeast --level county --format csv\n" +
			"  ringtrace hotspots --show concentration --measure rings --top 3,10",
		Args: cobra.NoArgs,
	}
	fl := cmd.Flags()
	oneOf(fl, &f.basis, "basis", basisWord(usual.Basis), "which of a storefront's places counts", basisWords()...)
	oneOf(fl, &f.level, "level", usual.Level.String(), "how large a region is", region.Levels()...)
	fl.StringVar(&f.within, "within", "", "study area: a region's code, or prd, gba, yrd, yrd-core, southeast, southeast-wide")
	fl.StringSliceVar(&f.status, "status", []string{usual.Status[0].String()}, "groups that count: ring, account-group, candidate, pair")
	oneOf(fl, &f.measure, "measure", string(usual.Params.Measure), "what concentration counts", string(hotspot.Storefronts), string(hotspot.Rings))
	fl.IntSliceVar(&f.top, "top", usual.Params.TopK, "sizes of the top groups whose share is told")
	fl.IntVar(&f.smallBelow, "small-below", usual.Params.SmallBelow, "mark regions with fewer storefronts as small")
	fl.IntVar(&f.replicates, "replicates", usual.Params.Replicates, "worlds drawn by chance, 199 to 99999")
	fl.Uint64Var(&f.seed, "seed", usual.Params.Seed, "seed of those draws")
	oneOf(fl, &f.show, "show", "", "one table only", "regions", "groups", "concentration", "codes", "notes", "asked")
	cmd.RunE = p.action(func(cmd *cobra.Command, _ []string) error {
		req, err := f.request()
		if err != nil {
			return err
		}
		return p.service(cmd.Context(), false, func(s *investigate.Service) error { return p.hotspots(cmd.Context(), s, req, f.show) })
	})
	return cmd
}

func basisWord(b investigate.Basis) string {
	return strings.ToLower(strings.ReplaceAll(string(b), "_", "-"))
}

func basisWords() []string {
	var words []string
	for _, b := range investigate.Bases() {
		words = append(words, basisWord(b))
	}
	return words
}

func (f *hotspotsFlags) request() (investigate.HotspotRequest, error) {
	level, _ := region.ParseLevel(f.level)
	req := investigate.HotspotRequest{
		Basis: investigate.Basis(strings.ToUpper(strings.ReplaceAll(f.basis, "-", "_"))), Level: level, Within: f.within,
		Params: hotspot.Params{Measure: hotspot.Measure(f.measure), TopK: f.top, SmallBelow: f.smallBelow, Replicates: f.replicates, Seed: f.seed},
	}
	for _, word := range f.status {
		s, ok := ring.ParseStatus(word)
		if !ok {
			return req, wrongUse("hotspots", "no status is called %q: ring, account-group, candidate or pair", word)
		}
		req.Status = append(req.Status, s)
	}
	return req, nil
}

func (p *program) hotspots(ctx context.Context, s *investigate.Service, req investigate.HotspotRequest, show string) error {
	var r *investigate.HotspotReport
	err := p.during("counting", func() (err error) {
		r, err = s.Hotspots(ctx, req)
		return err
	})
	if err != nil {
		return err
	}
	if show == "" && p.format() == formatTable {
		return p.printHotspots(r)
	}
	switch show {
	case "groups":
		return p.print(groupTable(r), r)
	case "concentration":
		return p.print(concentrationTable(r), r)
	case "codes":
		return p.print(codeTable(r), r)
	case "notes":
		return p.print(noteTable(r), r)
	case "asked":
		return p.print(askedTable(r), r)
	}
	return p.print(regionTable(r), r)
}

// printHotspots prints everything that has something to say, for people.
func (p *program) printHotspots(r *investigate.HotspotReport) error {
	for _, section := range []struct {
		head string
		t    *table
	}{
		{"What was asked, and what was counted", askedTable(r)},
		{"Regions, highest empirical-Bayes rate first (per 10,000 storefronts)", regionTable(r)},
		{"Groups of regions", groupTable(r)},
		{"Concentration beside chance (99 % band)", concentrationTable(r)},
		{"Codes translated or not placed", codeTable(r)},
		{"Notes", noteTable(r)},
	} {
		if len(section.t.rows) == 0 {
			continue
		}
		var g page
		g.line("%s", section.head)
		if err := g.writeTo(p.out); err != nil {
			return err
		}
		if err := section.t.write(p.out); err != nil {
			return err
		}
		if _, err := p.out.Write([]byte("\n")); err != nil {
			return err
		}
	}
	return nil
}
