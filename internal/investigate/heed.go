package investigate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
)

// heeded is what a run takes from people: verdicts in force when it began and
// judgements on pairs of storefronts that stand. It is part of the run's
// identity. What people wrote beside their words is not.
type heeded struct {
	Verdicts []ruled     `json:"verdicts,omitempty"` // ordered by key
	Together [][2]string `json:"together,omitempty"`
	Apart    [][2]string `json:"apart,omitempty"`
}

type ruled struct {
	Key     string `json:"key"`
	Verdict string `json:"verdict"`
}

// heed reads what people said. Judgements on other records than storefronts
// stay records: detection groups storefronts.
func (s *Service) heed(ctx context.Context) (*heeded, error) {
	verdicts, err := s.book.Verdicts(ctx)
	if err != nil {
		return nil, err
	}
	judgements, err := s.book.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	h := &heeded{}
	for _, v := range casebook.InForce(verdicts, s.opt.Now()) {
		h.Verdicts = append(h.Verdicts, ruled{v.Key, string(v.Verdict)})
	}
	for _, j := range casebook.Standing(judgements) {
		left, right := entity.ParseKey(j.Left), entity.ParseKey(j.Right)
		if left.Kind != entity.KindStorefront || right.Kind != entity.KindStorefront {
			continue
		}
		switch pair := [2]string{left.ID, right.ID}; j.Verdict {
		case casebook.Positive:
			h.Together = append(h.Together, pair)
		case casebook.Negative:
			h.Apart = append(h.Apart, pair)
		}
	}
	return h, nil
}

// notes says how much was heeded.
func (h *heeded) notes() []string {
	if h.hash() == "" {
		return nil
	}
	return []string{fmt.Sprintf("People's words outrank the rules: %d verdicts on values, %d pairs held together, %d held apart.", len(h.Verdicts), len(h.Together), len(h.Apart))}
}

// hash stands for what was heeded, "" where nobody said anything.
func (h *heeded) hash() string {
	if len(h.Verdicts)+len(h.Together)+len(h.Apart) == 0 {
		return ""
	}
	text, err := json.Marshal(h)
	if err != nil { // texts always marshal
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (h *heeded) people() projection.People {
	p := projection.People{Verdicts: map[entity.Key]projection.Verdict{}, Together: h.Together, Apart: h.Apart}
	for _, v := range h.Verdicts {
		switch casebook.Sharing(v.Verdict) {
		case casebook.Hub:
			p.Verdicts[entity.ParseKey(v.Key)] = projection.Hub
		case casebook.Private:
			p.Verdicts[entity.ParseKey(v.Key)] = projection.Private
		}
	}
	return p
}
