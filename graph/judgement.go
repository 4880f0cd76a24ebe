package graph

import (
	"context"
	"slices"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Judgement is a person's word on whether two records belong together.
type Judgement struct{ investigate.JudgementView }

// Left returns the key of one record.
func (j *Judgement) Left() string { return j.JudgementView.Left.String() }

// Right returns the key of the other record.
func (j *Judgement) Right() string { return j.JudgementView.Right.String() }

// At returns when it was judged.
func (j *Judgement) At() string { return j.JudgementView.At.UTC().Format(time.RFC3339Nano) }

// ValueVerdict is a person's word on a shared value.
type ValueVerdict struct{ investigate.VerdictView }

// Key returns the key of the value.
func (v *ValueVerdict) Key() string { return v.VerdictView.Key.String() }

// At returns when it was given.
func (v *ValueVerdict) At() string { return v.VerdictView.At.UTC().Format(time.RFC3339Nano) }

// Expires returns from when it no longer holds; nil for never.
func (v *ValueVerdict) Expires() *string {
	if v.VerdictView.Expires == nil {
		return nil
	}
	text := v.VerdictView.Expires.UTC().Format(time.RFC3339Nano)
	return &text
}

// judgements returns the newest judgements.
func (s *session) judgements(ctx context.Context, first int, about *string, standing *bool) ([]*Judgement, error) {
	views, err := s.ask.Judgements(ctx, parsedKey(about), standing != nil && *standing)
	return newest(views, first, err, func(v investigate.JudgementView) *Judgement { return &Judgement{v} })
}

// verdicts returns the newest verdicts on shared values.
func (s *session) verdicts(ctx context.Context, first int, on *string, inForce *bool) ([]*ValueVerdict, error) {
	views, err := s.ask.Verdicts(ctx, parsedKey(on), inForce != nil && *inForce)
	return newest(views, first, err, func(v investigate.VerdictView) *ValueVerdict { return &ValueVerdict{v} })
}

// newest turns a list, oldest first, into the first of its answers, newest
// first.
func newest[V, A any](views []V, first int, err error, answer func(V) A) ([]A, error) {
	if err != nil {
		return nil, err
	}
	slices.Reverse(views)
	if views, err = upTo(views, first); err != nil {
		return nil, err
	}
	out := make([]A, len(views))
	for i, v := range views {
		out[i] = answer(v)
	}
	return out, nil
}

func parsedKey(text *string) *entity.Key {
	if text == nil {
		return nil
	}
	key := entity.ParseKey(*text)
	return &key
}
