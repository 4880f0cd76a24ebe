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
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

// checkRebuild makes the store again from the vault, in a folder that is
// removed afterwards, and the current run again from that, and proves that
// both come out the same: the evidence by its hash, the rings to the byte.
func (s *Service) checkRebuild(ctx context.Context) (detail string, err error) {
	if missing, err := ingest.Missing(ctx, s.graph, s.vault); err != nil || len(missing) > 0 {
		return "not compared: a load was interrupted", err
	}
	if stale, err := ingest.Stale(ctx, s.graph, s.vault); err != nil || stale {
		return "not compared: rows were withdrawn or erased since", err
	}
	if other, err := s.otherRules(ctx); err != nil || len(other) > 0 {
		return "not compared: the store was made by other rules", err
	}
	dir, err := os.MkdirTemp(s.opt.Data, "check-*")
	if err != nil {
		return "", errs.Disk("check", "data folder", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	graph, err := sqlite.Open(filepath.Join(dir, "graph.db"), sqlite.Options{})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, graph.Close()) }()
	if _, err := ingest.Replay(ctx, graph, s.vault); err != nil {
		return "", err
	}
	again := &Service{opt: s.opt, graph: graph, vault: s.vault, book: s.book, card: s.card}
	if err := s.sameEvidence(ctx, again); err != nil {
		return "", err
	}
	return s.sameRun(ctx, again)
}

func (s *Service) sameEvidence(ctx context.Context, again *Service) error {
	have, err := snapshot.Read(ctx, s.graph)
	if err != nil {
		return err
	}
	want, err := snapshot.Read(ctx, again.graph)
	if err != nil {
		return err
	}
	if have.Hash() != want.Hash() {
		return &errs.Error{Op: "check", Kind: errs.Unverified, Subject: "store", Message: "does not hold what the vault's files say",
			Remedy: "Move graph.db away; the next load makes it again from the vault"}
	}
	return nil
}

// sameRun makes the current run again without writing it.
func (s *Service) sameRun(ctx context.Context, again *Service) (string, error) {
	runs, err := s.Runs(ctx)
	if err != nil {
		return "", err
	}
	var current RunView
	for _, r := range runs {
		if r.Current {
			current = r
		}
	}
	if current.ID == "" {
		return "the store, made again from the vault, holds the same evidence", nil
	}
	d := &detection{afresh: true}
	if err := json.Unmarshal([]byte(current.Params), &d.params); err != nil {
		return "", damaged(entity.Key{Kind: entity.KindRun, ID: current.ID}, err)
	}
	for _, stage := range []func(context.Context, *detection) error{again.readSnapshot, again.findGroups, again.secondOpinion, again.weigh, again.assemble, again.score} {
		if err := stage(ctx, d); err != nil {
			return "", err
		}
	}
	if d.run != current.ID {
		return "the store, made again from the vault, holds the same evidence; the run was made of other inputs and is not compared", nil
	}
	for i := range d.image.Rings {
		if err := s.sameRing(ctx, &d.image.Rings[i]); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("the store and the run's %d groups, made again from the vault, come out the same to the byte", len(d.image.Rings)), nil
}

func (s *Service) sameRing(ctx context.Context, want *entity.Node) error {
	have, err := s.graph.Nodes(ctx, []entity.Key{want.Key})
	if err != nil {
		return err
	}
	if have[0] == nil || have[0].Text(attrDoc) != want.Text(attrDoc) {
		return &errs.Error{Op: "check", Kind: errs.Unverified, Subject: want.Key.String(), Message: "is not what the evidence gives",
			Remedy: "Run detect; if it stays so, report a defect"}
	}
	return nil
}
