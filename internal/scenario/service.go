package scenario

import (
	"context"
	"fmt"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Service is the Go API as a Surface.
type Service struct {
	*investigate.Service
	Params  *investigate.RunParams // of its runs; nil for the shipped ones
	Workers int                    // of its runs, 0 for one per processor; it must not matter
}

var _ Surface = Service{}

// person signs what people say in scenarios.
const person = "scenario"

// Load loads a folder.
func (s Service) Load(ctx context.Context, folder string) (warnings int, err error) {
	report, err := s.Service.Load(ctx, investigate.LoadRequest{Paths: []string{folder}})
	if err != nil {
		return 0, err
	}
	if report.Rejected > 0 {
		return 0, fmt.Errorf("%d rows of the world are rejected: %v", report.Rejected, report.Codes)
	}
	return report.AcceptedWithWarnings, nil
}

// Judge records a judgement.
func (s Service) Judge(ctx context.Context, left, right entity.Key, verdict, reason string) error {
	_, err := s.Service.Judge(ctx, investigate.JudgeRequest{Left: left, Right: right, Verdict: verdict, User: person, Reason: reason})
	return err
}

// Rule records a verdict on a shared value.
func (s Service) Rule(ctx context.Context, key entity.Key, verdict, reason string) error {
	_, err := s.Service.Rule(ctx, investigate.VerdictRequest{Key: key, Verdict: verdict, User: person, Reason: reason})
	return err
}

// Detect makes a run.
func (s Service) Detect(ctx context.Context) ([]Change, error) {
	report, err := s.Service.Detect(ctx, investigate.DetectRequest{Params: s.Params, Workers: s.Workers})
	if err != nil {
		return nil, err
	}
	return OfReport(report), nil
}

// Explain returns the argument.
func (s Service) Explain(ctx context.Context, ring, storefront string) ([]string, error) {
	m, err := s.Service.Explain(ctx, ring, storefront)
	if err != nil {
		return nil, err
	}
	return m.Text, nil
}

// Rings shows the rings of the current run.
func (s Service) Rings(ctx context.Context) ([]Ring, error) {
	page, err := s.Service.Rings(ctx, investigate.RingFilter{}, 0, 0)
	if err != nil {
		return nil, err
	}
	var out []Ring
	for _, sum := range page.Rings {
		v, err := s.Ring(ctx, sum.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, OfView(v))
	}
	SortRings(out)
	return out, nil
}
