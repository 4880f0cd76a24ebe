package investigate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/snapshot"
	"github.com/ringtrace/ringtrace/internal/store"
)

// CheckReport lists what was looked at, each with what was found.
type CheckReport struct {
	Parts []CheckPart `json:"parts"`
	OK    bool        `json:"ok"`
}

// CheckPart is one thing that was looked at.
type CheckPart struct {
	Name   string `json:"name"` // vault, store, casebook, erasures, loads, rules, run, rebuild
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Check proves that vault, store, casebook and the current run agree: every
// original has its hash, the store keeps its own promises, the ring register
// follows row from row, every load that the vault announced is in the store,
// the current run is whole, and, unless quick is set, store and run come out
// the same when they are made again from the vault. It goes on after a part
// that fails; the error is errs.Unverified then and the report comes with it.
func (s *Service) Check(ctx context.Context, quick bool) (*CheckReport, error) {
	type part struct {
		name string
		do   func(context.Context) (string, error)
	}
	parts := []part{{"vault", s.checkVault}, {"store", s.checkStore}, {"casebook", s.checkBook}, {"erasures", s.checkErased}, {"loads", s.checkLoads}, {"rules", s.checkRules}, {"run", s.checkRun}}
	if !quick {
		parts = append(parts, part{"rebuild", s.checkRebuild})
	}
	report := &CheckReport{OK: true}
	for _, part := range parts {
		detail, err := part.do(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			s.opt.Log.Error().Err(err).AnErr("cause", errors.Unwrap(err)).Str("part", part.name).Msg("check failed")
			detail, report.OK = err.Error(), false
		}
		report.Parts = append(report.Parts, CheckPart{part.name, err == nil, detail})
	}
	if !report.OK {
		return report, &errs.Error{Op: "check", Kind: errs.Unverified, Subject: "data folder", Message: "does not agree with itself",
			Remedy: "The failed parts say what to do"}
	}
	return report, nil
}

func (s *Service) checkVault(ctx context.Context) (string, error) {
	return fmt.Sprintf("%d originals match their hashes", len(s.vault.Files())), s.vault.Check(ctx)
}

func (s *Service) checkStore(ctx context.Context) (string, error) {
	if err := store.Check(ctx, s.graph); err != nil {
		return "", err
	}
	info, err := s.graph.Info(ctx)
	return fmt.Sprintf("%s: %d nodes, %d links", info.Backend, info.Nodes, info.Links), err
}

func (s *Service) checkBook(ctx context.Context) (string, error) {
	r, err := s.book.Register(ctx)
	return fmt.Sprintf("%d events of the ring register follow from one another", len(r.Events)), err
}

// checkLoads looks for loads that were announced and never applied. That is
// what a killed load leaves; nothing is lost, the next load finishes it.
func (s *Service) checkLoads(ctx context.Context) (string, error) {
	missing, err := ingest.Missing(ctx, s.graph, s.vault)
	if err != nil {
		return "", err
	}
	if len(missing) > 0 {
		return fmt.Sprintf("%d interrupted: the next load finishes them; nothing is lost", len(missing)), nil
	}
	stale, err := ingest.Stale(ctx, s.graph, s.vault)
	if err != nil {
		return "", err
	}
	if stale {
		return "rows were withdrawn or erased since: the next load or detect makes the store again", nil
	}
	return fmt.Sprintf("%d, all in the store", len(s.vault.Loads())), nil
}

// checkRun proves that the current run's rings can be read, are in the
// register, and say whether the evidence has moved on since.
func (s *Service) checkRun(ctx context.Context) (string, error) {
	info, err := s.graph.Info(ctx)
	if err != nil || info.Run == "" {
		return "none yet", err
	}
	nodes, err := s.graph.Nodes(ctx, []entity.Key{{Kind: entity.KindRun, ID: info.Run}})
	if err != nil {
		return "", err
	}
	var run RunView
	if nodes[0] == nil || json.Unmarshal([]byte(nodes[0].Text(attrDoc)), &run) != nil {
		return "", damaged(entity.Key{Kind: entity.KindRun, ID: info.Run}, nil)
	}
	r, err := s.rank(ctx)
	if err != nil {
		return "", err
	}
	if err := s.registered(ctx, r); err != nil {
		return "", err
	}
	if err := s.checkRunFolder(info.Run, len(r.rings)); err != nil {
		return "", err
	}
	snap, err := snapshot.Read(ctx, s.graph)
	if err != nil {
		return "", err
	}
	if snap.Hash() != run.Snapshot {
		return fmt.Sprintf("%s: %d groups; evidence was loaded since, run detect to use it", info.Run, len(r.rings)), nil
	}
	return fmt.Sprintf("%s: %d groups, made of exactly this evidence", info.Run, len(r.rings)), nil
}

// registered proves that every ring shown has an entry in the register.
func (s *Service) registered(ctx context.Context, r *ranking) error {
	register, err := s.book.Register(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, e := range register.Events {
		known[e.Ring] = true
	}
	for _, sum := range r.rings {
		if !known[sum.ID] {
			return &errs.Error{Op: "check", Kind: errs.Unverified, Subject: "ring " + sum.ID, Message: "is in the store and not in the register",
				Remedy: "Restore case.db from a backup, then run detect"}
		}
	}
	return nil
}

// checkRunFolder counts the rings of the run's own folder; a folder that was
// deleted is no fault, the store has everything.
func (s *Service) checkRunFolder(run string, groups int) error {
	text, err := os.ReadFile(filepath.Join(s.opt.Data, "runs", run, "rings.ndjson"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return errs.Disk("check", "runs folder", err)
	}
	lines := 0
	for _, b := range text {
		if b == '\n' {
			lines++
		}
	}
	if lines != groups {
		return &errs.Error{Op: "check", Kind: errs.Unverified, Subject: "run " + run, Message: fmt.Sprintf("its folder holds %d rings, the store %d", lines, groups),
			Remedy: "Delete the run's folder and run detect"}
	}
	return nil
}
