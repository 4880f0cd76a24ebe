package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Load reads files and folders into the graph: all of them, in one step, or
// nothing. Files that were loaded before, in the same way, are left alone. It
// finishes interrupted loads first.
//
// A file that cannot be read at all fails with errs.Invalid, and nothing is
// loaded. When more rows were rejected than MaxRejects allows, the rest is
// loaded and the error is errs.Rejected; the report is returned with it. A
// cancelled context leaves the store as it was.
func Load(ctx context.Context, o Options, paths []string) (*Report, error) {
	files, ignored, err := find(ctx, &o, paths)
	if err != nil {
		return nil, err
	}
	var replayed []uint32
	if !o.DryRun {
		if replayed, err = Replay(ctx, o.Graph, o.Vault); err != nil {
			return nil, err
		}
	}
	for _, s := range files {
		if err := s.examine(ctx); err != nil {
			return nil, err
		}
		if s.leftOut, err = o.Vault.LeftOutOf(s.sha256); err != nil {
			return nil, err
		}
	}
	files = inOrder(files)
	if err := markKnown(ctx, o.Graph, files); err != nil {
		return nil, err
	}
	report := newReport(&o, files, ignored)
	if replayed != nil {
		report.Replayed = replayed
		report.note("Finished %d interrupted load(s) first.", len(replayed))
	}
	err = load(ctx, &o, files, report)
	if err != nil && errs.KindOf(err) != errs.Rejected {
		return nil, err
	}
	return report, err
}

// load reads the files that are new into the store, and writes the report.
func load(ctx context.Context, o *Options, files []*source, report *Report) (err error) {
	now := o.Now().UTC().Truncate(time.Microsecond)
	fresh, known := apart(files)
	l := newLoader(o.Graph, o.Vault, now, uint32(len(o.Vault.Loads())+1), fresh, known)
	l.temporary = o.Out
	if o.pieceFacts > 0 {
		l.size = o.pieceFacts
	}
	if o.Out != "" {
		if err := RemoveLeftovers(o.Out); err != nil {
			return err
		}
	}
	if err := l.begin(ctx); err != nil {
		return err
	}
	if o.Out != "" {
		if l.rejects, err = newRejects(o.Out); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, l.rejects.discard()) }()
	}
	allRead := func() error {
		report.add(files)
		report.strangers(l.refs.strangers)
		misread, err := l.misread(ctx)
		if err != nil {
			return err
		}
		report.misread(misread)
		if err := l.judge(ctx, o, report); err != nil {
			return err
		}
		return l.rejects.publish()
	}
	if o.DryRun || len(evidenceFiles(l.files)) == 0 {
		err = rehearse(ctx, o, l, report, allRead)
	} else {
		err = commit(ctx, o, l, report, allRead)
	}
	if err != nil {
		return err
	}
	if o.Out != "" {
		if err := replace(o.Out, ReportFile, report.write); err != nil {
			return err
		}
	}
	return report.verdict()
}

// rehearse reads the files and keeps nothing.
func rehearse(ctx context.Context, o *Options, l *loader, report *Report, allRead func() error) error {
	for _, err := range l.pieces(allRead)(ctx) {
		if err != nil {
			return err
		}
	}
	info, err := o.Graph.Info(ctx)
	report.Generation = info.Generation
	return err
}

// commit keeps the files and applies the load, which is recorded when all its
// rows are read, before the store makes any of it visible.
func commit(ctx context.Context, o *Options, l *loader, report *Report, allRead func() error) error {
	kept := evidenceFiles(l.files)
	for _, s := range slices.Concat(kept, l.context) {
		if err := keep(ctx, o.Vault, s); err != nil {
			return err
		}
	}
	before, err := o.Graph.Info(ctx)
	if err != nil {
		return err
	}
	var begun vault.Load
	record := func() error {
		if err := allRead(); err != nil {
			return err
		}
		var err error
		begun, err = o.Vault.Begin(vault.Load{Files: numbers(kept), Context: numbers(l.context), At: l.now})
		l.load = begun.Number
		return err
	}
	report.Generation, err = o.Graph.ApplyAll(ctx, ahead(ctx, l.pieces(record)))
	if err != nil && begun.Number > 0 {
		return errors.Join(err, o.Vault.Abandon(begun.Number))
	}
	if err != nil {
		return err
	}
	after, err := o.Graph.Info(context.WithoutCancel(ctx)) // the load is in: nobody may take it for cancelled
	report.Load, report.Nodes, report.Links = begun.Number, int(after.Nodes-before.Nodes), int(after.Links-before.Links)
	return err
}

func keep(ctx context.Context, v *vault.Vault, s *source) error {
	if s.kept != nil {
		return nil
	}
	f, err := s.raw()
	if err != nil {
		return err
	}
	kept, err := v.Put(ctx, f, vault.Arrival{Name: s.name, Kind: s.schema.kind, Options: s.reading.options(), SHA256: s.sha256, Shape: s.shape, Plain: s.plain(ctx)})
	s.number = kept.Number
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return s.nothingErased(v, kept)
}

// nothingErased proves that no row was read that had been erased: the same
// rows may have come before in another file. Now that this one is in the vault
// the next load knows.
func (s *source) nothingErased(v *vault.Vault, kept vault.File) error {
	now, err := v.LeftOut(kept)
	if err != nil {
		return err
	}
	if now.Mark() == s.leftOut.Mark() {
		return nil
	}
	return &errs.Error{Op: "load", Kind: errs.Conflict, Subject: s.name, Code: "ERASED", Message: "holds rows that were erased from another file of the same text",
		Remedy: "Load it again: they are left out then."}
}

func numbers(files []*source) []uint32 {
	var out []uint32
	for _, s := range files {
		out = append(out, s.number)
	}
	return out
}

// The attributes of a file's node.
const (
	attrName  = "name"
	attrLoad  = "load"  // number of a load that read it
	attrWhole = "whole" // none of its rows pointed at something missing

	attrLeftOut = "left_out" // which of its rows were withdrawn or erased; see vault.RowSet.Mark
)

// markKnown finds the files whose rows are in the store already.
func markKnown(ctx context.Context, g store.Graph, files []*source) error {
	var keys []entity.Key
	for _, s := range files {
		keys = append(keys, s.key())
	}
	nodes, err := g.Nodes(ctx, keys)
	if err != nil {
		return err
	}
	for i, n := range nodes {
		if n != nil {
			whole, _ := n.Get(attrWhole)
			files[i].known = whole.AsBool()
		}
	}
	return nil
}

// apart separates the files to be read from those that were read before.
func apart(files []*source) (fresh, known []*source) {
	for _, s := range files {
		if s.known {
			known = append(known, s)
		} else {
			fresh = append(fresh, s)
		}
	}
	return fresh, known
}

// verdict returns errs.Rejected when more rows were rejected than allowed.
func (r *Report) verdict() error {
	if float64(r.Rejected) <= r.MaxRejects*float64(r.RowsIn) {
		return nil
	}
	done := "The others are loaded"
	if r.DryRun {
		done = "Nothing was loaded (dry run)"
	}
	return &errs.Error{Op: "load", Kind: errs.Rejected, Subject: fmt.Sprintf("%d of %d rows", r.Rejected, r.RowsIn),
		Message: fmt.Sprintf("rejected, more than the %g %% allowed (%s)", r.MaxRejects*100, counted(r.Codes)),
		Remedy:  done + "; the rejected ones stand with their reasons in " + RejectsFile + ": correct and load them, or raise --max-rejects."}
}

func (r *Report) write(w io.Writer) error {
	b, err := r.JSON()
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}
