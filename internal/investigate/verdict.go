package investigate

import (
	"context"
	"time"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// VerdictView is a person's word on a value that many storefronts share.
type VerdictView struct {
	Key     entity.Key `json:"key"`
	Verdict string     `json:"verdict"` // hub, private, unknown
	User    string     `json:"user"`
	Reason  string     `json:"reason"`
	Expires *time.Time `json:"expires"` // nil for never
	At      time.Time  `json:"at"`
	InForce bool       `json:"inForce"`
}

// VerdictRequest is a verdict to be given.
type VerdictRequest struct {
	Key          entity.Key // of an identifier
	Verdict      string     // hub, private, or unknown to take back what was said
	User, Reason string     // required
	Expires      *time.Time // nil for never; otherwise it lies ahead
}

// Rule puts a verdict on a shared value into the casebook. The next
// run heeds it: a hub ties nobody, a private value is one party's own.
func (s *Service) Rule(ctx context.Context, req VerdictRequest) (*VerdictView, error) {
	verdict, ok := casebook.ParseSharing(req.Verdict)
	if !ok {
		return nil, &errs.Error{Op: "hub", Kind: errs.Invalid, Subject: "verdict", Message: "is none of hub, private, unknown"}
	}
	if !req.Key.Kind.Identifier() {
		return nil, &errs.Error{Op: "hub", Kind: errs.Invalid, Subject: req.Key.Kind.String(), Message: "is nothing that storefronts share", Remedy: "Name an identifier, such as address:..."}
	}
	if err := signed("hub", req.User, req.Reason); err != nil {
		return nil, err
	}
	if req.Expires != nil && !s.opt.Now().Before(*req.Expires) {
		return nil, &errs.Error{Op: "hub", Kind: errs.Invalid, Subject: "expiry", Message: "does not lie ahead"}
	}
	if err := s.stored(ctx, "hub", req.Key); err != nil {
		return nil, err
	}
	release, err := s.lock("hub")
	if err != nil {
		return nil, err
	}
	defer release()
	v := casebook.Verdict{Key: req.Key.String(), Verdict: verdict, User: req.User, Reason: req.Reason, At: s.opt.Now()}
	if req.Expires != nil {
		v.Expires = *req.Expires
	}
	if err := s.book.Rule(ctx, v); err != nil {
		return nil, err
	}
	return verdictView(v, verdict != casebook.Unknown), nil
}

// Verdicts returns verdicts, oldest first: those on one value, or all when on
// is nil; only those that hold when inForce is set.
func (s *Service) Verdicts(ctx context.Context, on *entity.Key, inForce bool) ([]VerdictView, error) {
	all, err := s.book.Verdicts(ctx)
	if err != nil {
		return nil, err
	}
	holds := map[casebook.Verdict]bool{}
	for _, v := range casebook.InForce(all, s.opt.Now()) {
		holds[v] = true
	}
	out := []VerdictView{}
	for _, v := range all {
		if on != nil && v.Key != on.String() || inForce && !holds[v] {
			continue
		}
		out = append(out, *verdictView(v, holds[v]))
	}
	return out, nil
}

func verdictView(v casebook.Verdict, holds bool) *VerdictView {
	out := &VerdictView{Key: entity.ParseKey(v.Key), Verdict: string(v.Verdict), User: v.User, Reason: v.Reason, At: v.At, InForce: holds}
	if !v.Expires.IsZero() {
		out.Expires = &v.Expires
	}
	return out
}
