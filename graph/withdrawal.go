package graph

import (
	"context"
	"slices"
	"time"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

// WithdrawInput says which evidence to take back.
type WithdrawInput struct{ Target, Reason, By string }

// ReinstateInput says which withdrawal to take back.
type ReinstateInput struct{ ID, Reason, By string }

// EraseInput says whose rows to make unreadable.
type EraseInput struct {
	Subject, Reason, By string
	DryRun              bool
}

// LeftOutRows are rows of one file.
type LeftOutRows struct{ view investigate.RowsOfFile }

// rowsTold bounds how many rows are named.
const rowsTold = 100

// File returns the file's name.
func (r *LeftOutRows) File() string { return r.view.File }

// Sha256 returns its hash.
func (r *LeftOutRows) Sha256() string { return r.view.SHA256 }

// All reports whether it is every row.
func (r *LeftOutRows) All() bool { return r.view.All }

// Count returns how many rows are named.
func (r *LeftOutRows) Count() int { return len(r.view.Rows) }

// Rows returns the first of them.
func (r *LeftOutRows) Rows() []int {
	out := []int{}
	for _, row := range r.view.Rows[:min(len(r.view.Rows), rowsTold)] {
		out = append(out, int(row))
	}
	return out
}

func leftOutRows(files []investigate.RowsOfFile) []*LeftOutRows {
	out := make([]*LeftOutRows, len(files))
	for i, f := range files {
		out[i] = &LeftOutRows{f}
	}
	return out
}

// Withdrawal is evidence that was taken back.
type Withdrawal struct{ investigate.WithdrawalView }

// Undoes returns which withdrawal it takes back.
func (w *Withdrawal) Undoes() *string { return orNull(w.WithdrawalView.Undoes) }

// UndoneBy returns which withdrawal took it back.
func (w *Withdrawal) UndoneBy() *string { return orNull(w.WithdrawalView.UndoneBy) }

// Files returns its rows.
func (w *Withdrawal) Files() []*LeftOutRows { return leftOutRows(w.WithdrawalView.Files) }

// At returns when.
func (w *Withdrawal) At() string { return w.WithdrawalView.At.Format(time.RFC3339) }

// Erasure is rows that were made unreadable.
type Erasure struct{ investigate.ErasureView }

// ID returns its id.
func (e *Erasure) ID() *string { return orNull(e.ErasureView.ID) }

// Files returns its rows.
func (e *Erasure) Files() []*LeftOutRows { return leftOutRows(e.ErasureView.Files) }

// At returns when.
func (e *Erasure) At() string { return e.ErasureView.At.Format(time.RFC3339) }

// Handout is a package that was built earlier.
type Handout struct{ investigate.HandoutView }

// At returns when.
func (h *Handout) At() string { return h.HandoutView.At.Format(time.RFC3339) }

// redetected is the run that followed, and what it changed.
type redetected struct{ report *investigate.DetectReport }

// Run returns the run.
func (r *redetected) Run() *Run {
	if r.report == nil {
		return nil
	}
	return runOf(r.report.Run)
}

// Changes returns what it changed.
func (r *redetected) Changes() []*investigate.Change {
	out := []*investigate.Change{}
	if r.report != nil {
		for i := range r.report.Changes {
			out = append(out, &r.report.Changes[i])
		}
	}
	return out
}

// WithdrawalResult is what a withdrawal changed.
type WithdrawalResult struct {
	redetected
	Withdrawal *Withdrawal
}

func withdrawalResult(r *investigate.WithdrawReport, err error) (*WithdrawalResult, error) {
	if err != nil {
		return nil, err
	}
	return &WithdrawalResult{redetected{r.Detect}, &Withdrawal{r.Withdrawal}}, nil
}

// ErasureResult is what an erasure took away.
type ErasureResult struct {
	redetected
	view *investigate.EraseReport
}

// Erasure returns the erasure.
func (r *ErasureResult) Erasure() *Erasure { return &Erasure{r.view.Erasure} }

// Rows returns how many rows.
func (r *ErasureResult) Rows() int { return r.view.Rows }

// Mentions returns how many of them no claim led to.
func (r *ErasureResult) Mentions() int { return r.view.Mentions }

// Named returns how many entries of the casebook name the subject.
func (r *ErasureResult) Named() int { return r.view.Named }

// Packages returns what cites the rows.
func (r *ErasureResult) Packages() []*Handout {
	out := make([]*Handout, len(r.view.Packages))
	for i, h := range r.view.Packages {
		out[i] = &Handout{h}
	}
	return out
}

func (s *session) erase(ctx context.Context, in EraseInput) (*ErasureResult, error) {
	r, err := s.ask.Erase(ctx, investigate.EraseRequest{Subject: in.Subject, Reason: in.Reason, By: in.By, DryRun: in.DryRun})
	if err != nil {
		return nil, err
	}
	return &ErasureResult{redetected{r.Detect}, r}, nil
}

// withdrawals returns the newest.
func (s *session) withdrawals(ctx context.Context, first int) ([]*Withdrawal, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	all, err := s.ask.Withdrawals(ctx)
	out := []*Withdrawal{}
	for _, w := range slices.Backward(all) {
		if len(out) < first {
			out = append(out, &Withdrawal{w})
		}
	}
	return out, err
}

// erasures returns the newest.
func (s *session) erasures(ctx context.Context, first int) ([]*Erasure, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	all, err := s.ask.Erasures(ctx)
	out := []*Erasure{}
	for _, e := range slices.Backward(all) {
		if len(out) < first {
			out = append(out, &Erasure{e})
		}
	}
	return out, err
}
