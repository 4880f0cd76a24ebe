package investigate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ingest"
)

// JudgementView is a person's word on whether two records belong together.
type JudgementView struct {
	Left     entity.Key `json:"left"`
	Right    entity.Key `json:"right"`
	Verdict  string     `json:"verdict"` // positive, negative, unsure, undone
	User     string     `json:"user"`
	Reason   string     `json:"reason"`
	At       time.Time  `json:"at"`
	Standing bool       `json:"standing"` // it is what holds of the pair
}

// JudgeRequest is a judgement to be made.
type JudgeRequest struct {
	Left, Right  entity.Key
	Verdict      string // positive, negative, unsure, or undone to take back what was said
	User, Reason string // required
}

// Judge puts a judgement into the casebook. The next run heeds those on two
// storefronts; others are records only. One of the two may be a ring: what is
// said of a storefront and a ring is said of it and every core and attached
// member that the ring has now. Both records must be in the store; a word
// turns from positive to negative only by undoing it first.
func (s *Service) Judge(ctx context.Context, req JudgeRequest) (*JudgementView, error) {
	verdict, ok := casebook.ParseJudged(req.Verdict)
	if !ok {
		return nil, &errs.Error{Op: "judge", Kind: errs.Invalid, Subject: "verdict", Message: "is none of positive, negative, unsure, undone"}
	}
	if err := signed("judge", req.User, req.Reason); err != nil {
		return nil, err
	}
	if req.Left == req.Right {
		return nil, &errs.Error{Op: "judge", Kind: errs.Invalid, Subject: "pair", Message: "is one record twice"}
	}
	if err := s.stored(ctx, "judge", req.Left, req.Right); err != nil {
		return nil, err
	}
	release, err := s.lock("judge")
	if err != nil {
		return nil, err
	}
	defer release()
	pairs, err := s.pairs(ctx, req.Left, req.Right)
	if err != nil {
		return nil, err
	}
	if verdict == casebook.Undone {
		if pairs, err = s.undoable(ctx, pairs); err != nil {
			return nil, err
		}
	}
	at := s.opt.Now()
	js := make([]casebook.Judgement, len(pairs))
	for i, p := range pairs {
		js[i] = casebook.Judgement{Left: p[0].String(), Right: p[1].String(), Verdict: verdict, User: req.User, Reason: req.Reason, At: at}
	}
	if _, _, err := s.book.Judge(ctx, js, false); err != nil {
		return nil, err
	}
	return &JudgementView{req.Left, req.Right, req.Verdict, req.User, req.Reason, at, verdict != casebook.Undone}, nil
}

// pairs returns what a judgement is about: two records, or a storefront and
// each member of a ring.
func (s *Service) pairs(ctx context.Context, left, right entity.Key) ([][2]entity.Key, error) {
	if left.Kind == entity.KindRing {
		left, right = right, left
	}
	if right.Kind != entity.KindRing {
		return [][2]entity.Key{{left, right}}, nil
	}
	if left.Kind != entity.KindStorefront {
		return nil, &errs.Error{Op: "judge", Kind: errs.Invalid, Subject: left.Kind.String(), Message: "is nothing that a ring has as a member", Remedy: "Judge a storefront and a ring, or two records"}
	}
	v, err := s.Ring(ctx, right.ID)
	if err != nil {
		return nil, err
	}
	var out [][2]entity.Key
	for _, member := range memberKeys(v) {
		if member != left {
			out = append(out, [2]entity.Key{left, member})
		}
	}
	return out, nil
}

// undoable returns the pairs of which something stands, an error where it is
// none.
func (s *Service) undoable(ctx context.Context, pairs [][2]entity.Key) ([][2]entity.Key, error) {
	all, err := s.Judgements(ctx, &pairs[0][0], true)
	if err != nil {
		return nil, err
	}
	said := func(p [2]entity.Key) bool {
		return slices.ContainsFunc(all, func(j JudgementView) bool { return j.Left == p[1] || j.Right == p[1] })
	}
	pairs = slices.DeleteFunc(pairs, func(p [2]entity.Key) bool { return !said(p) })
	if len(pairs) == 0 {
		return nil, &errs.Error{Op: "judge", Kind: errs.NotFound, Subject: "judgement", Message: "there is none on this pair that stands"}
	}
	return pairs, nil
}

// signed makes sure that a decision has its author and its reason.
func signed(op, user, reason string) error {
	if user == "" || reason == "" {
		return &errs.Error{Op: op, Kind: errs.Invalid, Subject: "decision", Message: "lacks who made it, or why", Remedy: "Give --by and --reason"}
	}
	return nil
}

// stored makes sure that all keys are in the store.
func (s *Service) stored(ctx context.Context, op string, keys ...entity.Key) error {
	nodes, err := s.graph.Nodes(ctx, keys)
	if err != nil {
		return err
	}
	for i, n := range nodes {
		if n == nil {
			return &errs.Error{Op: op, Kind: errs.NotFound, Subject: keys[i].Kind.String(), Message: "there is none with this key", Remedy: "ringtrace search finds keys"}
		}
	}
	return nil
}

// Judgements returns judgements, oldest first: those about one record, or all
// when about is nil; only those that hold when standing is set.
func (s *Service) Judgements(ctx context.Context, about *entity.Key, standing bool) ([]JudgementView, error) {
	all, err := s.book.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	holds := map[casebook.Judgement]bool{}
	for _, j := range casebook.Standing(all) {
		holds[j] = true
	}
	out := []JudgementView{}
	for _, j := range all {
		if about != nil && j.Left != about.String() && j.Right != about.String() || standing && !holds[j] {
			continue
		}
		out = append(out, JudgementView{entity.ParseKey(j.Left), entity.ParseKey(j.Right), string(j.Verdict), j.User, j.Reason, j.At, holds[j]})
	}
	return out, nil
}

// takeJudgements hands the judgements of a load to the casebook.
func (s *Service) takeJudgements(ctx context.Context, rows []ingest.Judgement, dry bool) (added int, err error) {
	all, err := s.book.Judgements(ctx)
	if err != nil {
		return 0, err
	}
	now := s.opt.Now()
	js := make([]casebook.Judgement, len(rows))
	for i, r := range rows {
		js[i] = casebook.Judgement{Left: r.Left.String(), Right: r.Right.String(), Verdict: casebook.Judged(r.Verdict), User: r.User, Reason: r.Reason, At: r.At}
		if r.At.IsZero() {
			js[i].At = said(all, js[i], now)
		}
	}
	added, conflicts, err := s.book.Judge(ctx, js, dry)
	if len(conflicts) > 0 {
		return 0, contradicted(rows, conflicts, err)
	}
	if err != nil || added == 0 || dry {
		return added, err
	}
	return added, s.book.Note(ctx, casebook.Entry{At: now, Who: localUser, What: "judge", Subject: fmt.Sprintf("%d judgements loaded", added)})
}

// said returns when a judgement without a time was made: when the casebook
// last heard the same, so that a file loaded twice says it once, or else now.
func said(all []casebook.Judgement, j casebook.Judgement, now time.Time) time.Time {
	if j.Right < j.Left {
		j.Left, j.Right = j.Right, j.Left
	}
	for _, have := range slices.Backward(all) {
		if j.At = have.At; j == have {
			return have.At
		}
	}
	return now
}

// contradicted names the rows that turn a word.
func contradicted(rows []ingest.Judgement, conflicts []int, cause error) error {
	const shown = 5
	subject := ""
	for _, i := range conflicts[:min(len(conflicts), shown)] {
		if subject != "" {
			subject += ", "
		}
		subject += fmt.Sprintf("%s row %d", rows[i].File, rows[i].Row)
	}
	if rest := len(conflicts) - shown; rest > 0 {
		subject += fmt.Sprintf(" and %d more", rest)
	}
	return &errs.Error{Op: "load", Kind: errs.Conflict, Code: "JUDGEMENT_CONFLICT", Subject: subject, Message: "contradicts what was judged of the pair before, or in the same file; nothing was loaded",
		Remedy: "Undo the other judgement first (ringtrace judge --undo), or take the row out", Err: cause}
}
