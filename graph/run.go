package graph

import (
	"context"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Run is one execution of detection and scoring.
type Run struct {
	named
	investigate.RunView
}

func runOf(v investigate.RunView) *Run {
	return &Run{named{entity.Key{Kind: entity.KindRun, ID: v.ID}}, v}
}

// ID returns the opaque id.
func (r *Run) ID() string { return r.named.ID() }

// At returns when the run was first made here.
func (r *Run) At() string { return r.RunView.At.UTC().Format(time.RFC3339) }

// run returns one run by its id.
func (s *session) run(ctx context.Context, id string) (*Run, error) {
	runs, err := s.ask.Runs(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		if r.ID == id {
			return runOf(r), nil
		}
	}
	return nil, notFound("there is no such run")
}

// runs returns the first runs, newest first.
func (s *session) runs(ctx context.Context, first int) ([]*Run, error) {
	views, err := s.ask.Runs(ctx)
	if err != nil {
		return nil, err
	}
	if views, err = upTo(views, first); err != nil {
		return nil, err
	}
	out := make([]*Run, len(views))
	for i, v := range views {
		out[i] = runOf(v)
	}
	return out, nil
}
