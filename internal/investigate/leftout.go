package investigate

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// recall tells the vault which rows the casebook says are withdrawn.
func (s *Service) recall(ctx context.Context) error {
	ws, err := s.book.Withdrawals(ctx)
	if err != nil {
		return err
	}
	s.vault.Withhold(withdrawnRows(ws))
	return nil
}

// withdrawnRows returns the rows that are withdrawn, by the SHA-256 of their
// file.
func withdrawnRows(ws []casebook.Withdrawal) map[string]vault.RowSet {
	out := map[string]vault.RowSet{}
	for _, w := range casebook.Withdrawn(ws) {
		for _, f := range w.Rows {
			out[f.SHA256] = vault.RowSet{All: f.All, Rows: f.Rows}.Union(out[f.SHA256])
		}
	}
	return out
}

// caughtUp is what was left to do and is done.
type caughtUp struct {
	detect *DetectReport // nil when there was nothing to do, or no run
	rules  *RulesReport  // nil when the rules are what they were
}

// catchUp does what the casebook says and was not done yet: rows are erased,
// the store is made again without what was withdrawn or erased, or because the
// rules for values are others now, and detection runs again where there was a
// run. The caller holds the lock. It is what
// withdraw and erase do after they have written their intent down, and what
// the next writing command does when they were cut short.
func (s *Service) catchUp(ctx context.Context) (c caughtUp, err error) {
	if err := s.sweepScratch(); err != nil {
		return c, err
	}
	if err := s.vault.Refresh(); err != nil {
		return c, err
	}
	if err := s.recall(ctx); err != nil {
		return c, err
	}
	todo, err := s.unfinished(ctx)
	if err != nil {
		return c, err
	}
	if !todo.any() {
		return c, s.markRules()
	}
	had, err := s.runBefore(ctx)
	if err != nil {
		return c, err
	}
	done, err := s.eraseRows(ctx)
	if err != nil {
		return c, err
	}
	if todo.stale || len(todo.rules) > 0 || len(done) > 0 {
		if c.rules, err = s.remake(ctx, todo.rules); err != nil {
			return c, err
		}
	}
	if had != nil {
		c.detect, err = s.detect(ctx, DetectRequest{Params: had, RefreshStatistics: true}) // what was taken out leaves no trace in them
		var known *errs.Error
		if errors.As(err, &known) && known.Kind == errs.NotFound { // no storefront is left
			err = nil
		}
		if err != nil {
			return c, err
		}
	}
	for _, e := range done {
		if err := s.book.Note(ctx, casebook.Entry{At: s.opt.Now(), Who: localUser, What: "erase", Subject: e.ID}); err != nil {
			return c, err
		}
		if err := s.book.FinishErasure(ctx, e.ID, s.opt.Now()); err != nil {
			return c, err
		}
	}
	return c, s.markRules()
}

// backlog is what the casebook says and the folder does not show yet.
type backlog struct {
	stale  bool         // the store was made before a withdrawal or an erasure
	erase  bool         // an erasure was begun and not finished
	detect bool         // the store was made again, and detection did not follow
	rules  []RuleChange // the store was made by others
}

func (b backlog) any() bool { return b.stale || b.erase || b.detect || len(b.rules) > 0 }

func (s *Service) unfinished(ctx context.Context) (b backlog, err error) {
	if b.stale, err = ingest.Stale(ctx, s.graph, s.vault); err != nil {
		return b, err
	}
	if b.rules, err = s.otherRules(ctx); err != nil {
		return b, err
	}
	es, err := s.book.Erasures(ctx)
	if err != nil {
		return b, err
	}
	for _, e := range es {
		b.erase = b.erase || e.Done.IsZero()
	}
	ws, err := s.book.Withdrawals(ctx)
	if err != nil || len(ws)+len(es) == 0 {
		return b, err
	}
	info, err := s.graph.Info(ctx)
	if err != nil || info.Run != "" || info.Nodes == 0 {
		return b, err
	}
	r, err := s.book.Register(ctx)
	b.detect = len(r.Events) > 0
	return b, err
}

// Backlog says, in a sentence, what was withdrawn or erased and is not carried
// out yet: it was cut short, and the next load, detect, withdraw or erase
// finishes it. "" is the usual answer.
func (s *Service) Backlog(ctx context.Context) (string, error) {
	b, err := s.unfinished(ctx)
	switch {
	case err != nil:
		return "", err
	case b.erase:
		return "An erasure was cut short: what is shown may rest on rows that are to be erased. ringtrace detect finishes it.", nil
	case b.stale:
		return "Rows were withdrawn or erased and the store still holds them. ringtrace detect makes it again.", nil
	case b.detect:
		return "Rows were withdrawn or erased and detection has not run since. ringtrace detect does it.", nil
	case len(b.rules) > 0:
		return "The store was made by other rules for " + strings.Join(kindsOf(b.rules), ", ") + ". ringtrace detect makes it again.", nil
	}
	return "", nil
}

// runBefore returns the parameters of the current run; those that are shipped
// when only the register remembers a run, and nil when there never was one.
func (s *Service) runBefore(ctx context.Context) (*RunParams, error) {
	info, err := s.graph.Info(ctx)
	if err != nil {
		return nil, err
	}
	params := DefaultRunParams()
	if info.Run == "" {
		r, err := s.book.Register(ctx)
		if err != nil || len(r.Events) == 0 {
			return nil, err
		}
		return &params, nil
	}
	nodes, err := s.graph.Nodes(ctx, []entity.Key{{Kind: entity.KindRun, ID: info.Run}})
	if err != nil {
		return nil, err
	}
	var run RunView
	if nodes[0] == nil || json.Unmarshal([]byte(nodes[0].Text(attrDoc)), &run) != nil || json.Unmarshal([]byte(run.Params), &params) != nil {
		return nil, damaged(entity.Key{Kind: entity.KindRun, ID: info.Run}, nil)
	}
	return &params, nil
}

// remake makes the store again from the vault, in one step for every reader.
// Where rules have changed it says what that moves.
func (s *Service) remake(ctx context.Context, changed []RuleChange) (report *RulesReport, err error) {
	scratch, remove, err := s.scratch()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	if _, err := ingest.Replay(ctx, scratch, s.vault); err != nil {
		return nil, err
	}
	if err := sameFiles(ctx, s.graph, scratch); err != nil {
		return nil, err
	}
	if len(changed) > 0 {
		report = &RulesReport{Changed: changed}
		if report.Moves, err = ingest.Moved(ctx, s.graph, scratch); err != nil {
			return nil, err
		}
	}
	if err := ingest.Refill(ctx, s.graph, scratch); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.ranked = nil
	s.mu.Unlock()
	s.opt.Log.Info().Int("rules", len(changed)).Msg("store made again from the vault")
	return report, nil
}

// sameFiles makes sure that the store holds no file which the one made anew
// has not: it would be lost.
func sameFiles(ctx context.Context, have, anew store.Graph) error {
	keys, err := scanKeys(ctx, have, entity.KindSource)
	if err != nil {
		return err
	}
	nodes, err := anew.Nodes(ctx, keys)
	if err != nil {
		return err
	}
	if slices.Contains(nodes, nil) {
		return &errs.Error{Op: "remake", Kind: errs.Conflict, Subject: "store", Message: "holds files that this data folder's vault does not: it was loaded from another folder too",
			Remedy: "Use the folder that it was loaded from"}
	}
	return nil
}

const remakeFolder = "remake-"

// sweepScratch removes the scratch stores of commands that were killed. The
// caller holds the lock, so nobody else uses one.
func (s *Service) sweepScratch() error {
	left, err := os.ReadDir(s.opt.Data)
	if err != nil {
		return errs.Disk("remake", "data folder", err)
	}
	for _, dir := range left {
		if strings.HasPrefix(dir.Name(), remakeFolder) {
			if err := os.RemoveAll(filepath.Join(s.opt.Data, dir.Name())); err != nil {
				return errs.Disk("remake", "data folder", err)
			}
		}
	}
	return nil
}

// scratch opens an empty store in a folder of its own; remove closes it and
// takes both away.
func (s *Service) scratch() (graph *sqlite.Store, remove func() error, err error) {
	dir, err := os.MkdirTemp(s.opt.Data, remakeFolder+"*")
	if err != nil {
		return nil, nil, errs.Disk("remake", "data folder", err)
	}
	graph, err = sqlite.Open(filepath.Join(dir, "graph.db"), sqlite.Options{})
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return graph, func() error { return errors.Join(graph.Close(), os.RemoveAll(dir)) }, nil
}
