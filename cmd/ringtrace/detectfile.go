package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"

	"github.com/spf13/pflag"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// detectFile is `detect --from`: one file in, groups out, no data folder.
func (p *program) detectFile(ctx context.Context, f detectFlags, fl *pflag.FlagSet) error {
	for _, name := range partitionOnly {
		if fl.Changed(name) {
			return wrongUse("detect", "--%s does not go with --objective %s", name, f.objective)
		}
	}
	if f.objective != "ties" && (f.partition.verify || f.opinion) {
		return wrongUse("detect", "--verify and --opinion do not go with --objective %s", f.objective)
	}
	defer boundGarbage(fileGarbage)()
	m := newMeter(p.now)
	var found *investigate.FileResult
	err := p.during("detecting", func() (err error) {
		found, err = investigate.DetectFile(ctx, investigate.FileRequest{
			Links: f.from, Kinds: f.kinds, Objective: f.objective, Then: f.then, Without: f.without, Prove: f.partition.verify, Opinion: f.opinion, Workers: f.workers, Ended: m.ended,
		})
		return err
	})
	if err != nil {
		return err
	}
	m.update = found.Update
	return p.answerFile(f, m, found.Groups, found, func(g *page) {
		writeFileResult(g, found)
		writeUpdate(g, found, m)
	})
}

// answerFile writes the groups of a file where they are asked for, then prints
// the stages or what was found.
func (p *program) answerFile(f detectFlags, m *meter, groups [][]string, found any, write func(*page)) error {
	if f.membership != "" {
		if err := p.writeMembership(f.membership, groups); err != nil {
			return err
		}
		m.ended("membership")
	}
	switch {
	case f.stats:
		return p.printJSON(detectStats{Stages: m.stages, Update: m.update}.summed())
	case f.membership == "-":
		return nil
	}
	return p.printPage(found, write)
}

func writeFileResult(g *page, r *investigate.FileResult) {
	if r.Objective == "ties" {
		writeFound(g, r.Counts, r.Components)
	} else {
		g.item("%s, %s, %s", count(r.Counts.Storefronts, "storefront", "storefronts"), count(r.Counts.Identifiers, "identifier", "identifiers"),
			count(r.Counts.Links, "link", "links"))
		g.item("connected components: %s of %s; largest %s", count(r.Components.Groups, "group", "groups"),
			count(r.Components.Storefronts, "storefront", "storefronts"), thousands(r.Components.Largest))
	}
	for _, note := range r.Notes {
		g.item("%s", note)
	}
	writeProved(g, r.Proved)
}

// writeMembership writes node,community, ordered by group, then node. A file
// that could not be written whole is removed.
func (p *program) writeMembership(path string, groups [][]string) error {
	if path == "-" {
		return membershipCSV(p.out, groups)
	}
	f, err := os.Create(path)
	if err != nil {
		return errs.Disk("detect", "membership file", err)
	}
	if err := errors.Join(membershipCSV(f, groups), f.Close()); err != nil {
		return errs.Disk("detect", "membership file", errors.Join(err, os.Remove(path)))
	}
	return nil
}

func membershipCSV(w io.Writer, groups [][]string) error {
	buffered := bufio.NewWriterSize(w, 1<<16)
	out := csv.NewWriter(buffered)
	if err := out.Write([]string{"node", "community"}); err != nil {
		return err
	}
	for i, group := range groups {
		number := strconv.Itoa(i)
		for _, shop := range group {
			if err := out.Write([]string{shop, number}); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return errors.Join(out.Error(), buffered.Flush())
}
